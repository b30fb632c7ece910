//! Settings as people write them.

use bellwether_evaluation::significance::{Adjustment, Loss};
use bellwether_evaluation::splits::{
    HoldOut, RandomSplit, SameDatesNewTickers, Size, Split, WalkForward, Window,
};

fn split(text: &str) -> Result<Split, String> {
    toml::from_str(text).map_err(|e: toml::de::Error| e.message().to_owned())
}

#[test]
fn a_kind_alone_has_the_documented_defaults() {
    assert_eq!(split("kind = 'hold-out'"), Ok(Split::HoldOut(HoldOut::default())));
    assert_eq!(split("kind = 'walk-forward'"), Ok(Split::WalkForward(WalkForward::default())));
    assert_eq!(split("kind = 'random-split'"), Ok(Split::RandomSplit(RandomSplit::default())));
    let left_out = Split::LeaveOneTickerOut(WalkForward::default());
    assert_eq!(split("kind = 'leave-one-ticker-out'"), Ok(left_out));
    let same_dates = Split::SameDatesNewTickers(SameDatesNewTickers::default());
    assert_eq!(split("kind = 'same-dates-new-tickers'"), Ok(same_dates));
    let folds = WalkForward::default().folds(1000, 1).unwrap();
    assert_eq!(folds.len(), 10);
    assert_eq!((folds[0].train.clone(), folds[0].validation.clone()), (0..700, 700..800));
}

#[test]
fn a_kind_is_written_as_it_is_read() {
    for kind in [
        "hold-out",
        "walk-forward",
        "random-split",
        "k-fold",
        "combinatorial",
        "leave-one-ticker-out",
        "same-dates-new-tickers",
    ] {
        let one = split(&format!("kind = '{kind}'")).unwrap();
        assert_eq!(one.kind(), kind);
        assert!(toml::to_string(&one).unwrap().contains(&format!("kind = \"{kind}\"")));
    }
}

#[test]
fn every_setting_is_read() {
    let text = "kind = 'walk-forward'\nwindow = { rolling = { rows = 250 } }\ninitial = { rows = 300 }\n\
                validation = { rows = 0 }\nrefit-every = 5\ntest = { fraction = 0.3 }\npurge = false\nembargo = 2";
    let expected = WalkForward {
        window: Window::Rolling { rows: 250 },
        initial: Size::Rows(300),
        validation: Size::Rows(0),
        refit_every: 5,
        test: Size::Fraction(0.3),
        purge: false,
        embargo: 2,
    };
    assert_eq!(split(text), Ok(Split::WalkForward(expected)));
    let written = toml::to_string(&Split::WalkForward(expected)).unwrap();
    assert_eq!(split(&written), Ok(Split::WalkForward(expected)));
}

#[test]
fn unknown_settings_are_rejected_with_the_valid_ones() {
    for (text, named) in [
        ("kind = 'hold-out'\nshuffle = true", "validation"),
        ("kind = 'random'", "walk-forward"),
        ("kind = 'hold-out'\ntest = { row = 3 }", "fraction"),
        ("kind = 'walk-forward'\nwindow = { rolling = { rows = 3, step = 1 } }", "rows"),
    ] {
        let message = split(text).unwrap_err();
        assert!(message.contains("unknown") && message.contains(named), "{message}");
    }
}

#[test]
fn small_enums_use_kebab_case() {
    assert_eq!(serde_json::from_str::<Loss>("\"absolute\"").unwrap(), Loss::Absolute);
    assert_eq!(
        serde_json::from_str::<Adjustment>("\"benjamini-hochberg\"").unwrap(),
        Adjustment::BenjaminiHochberg
    );
}

#[test]
fn the_schema_names_every_setting() {
    let schema = serde_json::to_string(&schemars::schema_for!(Split)).unwrap();
    for name in
        ["hold-out", "walk-forward", "refit-every", "embargo", "fraction", "rolling", "leave-one-ticker-out"]
    {
        assert!(schema.contains(name), "{name}");
    }
}
