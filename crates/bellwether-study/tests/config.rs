//! Study files: what is read, what is filled in, what is refused and how.

use std::path::Path;

use bellwether_models::ModelSpec;
use bellwether_study::{ConfigError, StudyConfig};

const SMALL: &str = r#"
[study]
name = "My first study"

[data]
prices = "prices.csv"

[[models]]
kind = "ridge"
"#;

fn parse(text: &str) -> Result<StudyConfig, ConfigError> {
    StudyConfig::parse(text, Path::new("study.toml"))
}

fn error(text: &str) -> String {
    let error = parse(text).expect_err("the file is wrong");
    let nearest = match &error {
        ConfigError::Parse { nearest: Some(word), .. } => format!(" [nearest: {word}]"),
        _ => String::new(),
    };
    let cause = std::error::Error::source(&error).map_or(String::new(), |e| format!(": {e}"));
    format!("{error}{cause}{nearest}")
}

#[test]
fn persistence_is_added_in_front() {
    let labels = |text: &str| -> Vec<String> {
        parse(text).unwrap().models.iter().map(bellwether_study::ModelEntry::label).collect()
    };
    assert_eq!(labels(SMALL), ["persistence", "ridge"]);
    assert_eq!(labels(&format!("{SMALL}\n[[models]]\nkind = \"persistence\"\n")), ["persistence", "ridge"]);
    let direction = format!("{SMALL}\n[target]\nkind = \"direction\"\n");
    assert_eq!(labels(&direction), ["persistence", "always-majority", "ridge"]);
}

#[test]
fn resolved_settings_read_back_as_themselves() {
    let config = parse(SMALL).unwrap();
    assert_eq!(parse(&config.to_toml()).unwrap(), config);
    assert_eq!(config.slug(), "my-first-study");
}

#[test]
fn dates_are_read_with_and_without_quotes() {
    let with = |value: &str| parse(&SMALL.replace("[[models]]", &format!("start = {value}\n[[models]]")));
    assert_eq!(with("2014-01-02").unwrap(), with("\"2014-01-02\"").unwrap());
    assert!(with("2014-01-02T10:00:00").is_err());
    assert!(with("\"02/01/2014\"").is_err());
}

#[test]
fn a_model_of_all_tickers_is_one_that_can_be() {
    let scoped = |kind: &str| SMALL.replace("\"ridge\"", &format!("\"{kind}\"\nscope = \"global\""));
    let both = format!("{}\n[[models]]\nkind = \"ridge\"\n", scoped("ridge"));
    let labels: Vec<String> =
        parse(&both).unwrap().models.iter().map(bellwether_study::ModelEntry::label).collect();
    assert_eq!(labels, ["persistence", "ridge (global)", "ridge"]);
    assert_eq!(parse(&parse(&both).unwrap().to_toml()).unwrap(), parse(&both).unwrap());
    let refused = error(&scoped("drift"));
    // the list grows with the models
    assert!(refused.starts_with(
        "`models.scope` is global for `drift`, which learns from one ticker: these can learn from all tickers at once: "
    ));
    assert!(refused.contains("ridge") && !refused.contains("persistence"), "{refused}");
}

#[test]
fn intervals_go_around_any_model_of_a_number() {
    let with = |model: &str| format!("{SMALL}\n[[models]]\n{model}\n");
    let garch = "intervals = { kind = \"garch\", errors = \"student-t\" }";
    let both = with(&format!("kind = \"persistence\"\n{garch}"));
    let labels: Vec<String> =
        parse(&both).unwrap().models.iter().map(bellwether_study::ModelEntry::label).collect();
    assert_eq!(labels, ["persistence", "ridge", "persistence + garch"]);
    assert_eq!(parse(&parse(&both).unwrap().to_toml()).unwrap(), parse(&both).unwrap());
    let global = with(&format!("kind = \"ridge\"\nscope = \"global\"\n{garch}"));
    assert_eq!(parse(&global).unwrap().models[2].label(), "ridge + garch (global)");
    let direction =
        format!("{}\n[target]\nkind = \"direction\"\n", with(&format!("kind = \"drift\"\n{garch}")));
    let week = format!(
        "{}\n[target]\nkind = \"close\"\nhorizon = 5\n",
        with("kind = \"drift\"\nintervals = { of = \"errors\" }")
    );
    let cases = [
        error(&with("kind = \"drift\"\nintervals = { kind = \"grach\" }")),
        error(&with("kind = \"drift\"\nintervals = { level = 0.9 }")),
        error(&with("kind = \"drift\"\nintervals = { quantiles = [0.9, 0.1] }")),
        error(&direction),
        error(&week),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn a_preset_is_what_the_paper_states_under_what_the_entry_does() {
    let entry = |lines: &str| SMALL.replace("kind = \"ridge\"", lines);
    let model = |text: &str| parse(text).unwrap().models[1].clone();
    for published in ModelSpec::published() {
        let kind = published.spec.info().kind;
        let text = entry(&format!("kind = \"{kind}\"\npreset = \"{}\"", published.preset));
        // some are of classes alone
        let classes = format!("{text}\n[target]\nkind = \"direction\"\n");
        let config = parse(&text).or_else(|_| parse(&classes)).unwrap();
        let found = config.models.last().unwrap();
        assert_eq!(found.label(), format!("{kind} ({})", published.preset));
        assert_eq!(found.spec, published.spec);
        // the resolved settings hold every value, and read back as themselves
        assert_eq!(parse(&config.to_toml()).unwrap(), config);
    }
    let own =
        "kind = \"lstm\"\npreset = \"candlestick\"\nunits = 8\ntraining = { epochs = 5 }\nscope = \"global\"";
    let ModelSpec::Lstm(lstm) = model(&entry(own)).spec else { panic!("an LSTM") };
    assert_eq!((lstm.units, lstm.dense, lstm.training.epochs, lstm.training.patience), (8, 256, 5, 20));
    assert_eq!(model(&entry(own)).label(), "lstm (candlestick, global)");
    let refused = [
        error(&entry("kind = \"lstm\"\npreset = \"candlesticks\"")),
        error(&entry("kind = \"ridge\"\npreset = \"nflx\"")),
        error(&entry("kind = \"lstm\"\npreset = \"candlestick\"\nunit = 8")),
    ];
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn unknown_words_are_refused_with_place_and_nearest() {
    insta::assert_snapshot!(error(&SMALL.replace("prices =", "price =")));
    // the list grows with the models
    let unknown = error(&SMALL.replace("\"ridge\"", "\"rigde\""));
    let (what, rest) = unknown.split_once("`persistence`").unwrap();
    let (_, nearest) = rest.split_once(" [").unwrap();
    insta::assert_snapshot!(format!("{what}… [{nearest}"));
    insta::assert_snapshot!(error(&SMALL.replace("\"ridge\"", "\"ridge\"\nalfa = 2.0")));
    insta::assert_snapshot!(error(&format!("{SMALL}\n[inputs]\nprice = [\"open\", \"clsoe\"]\n")));
    insta::assert_snapshot!(error(&format!(
        "{SMALL}\n[protocol]\nkind = \"walk-forward\"\nrefit_every = 5\n"
    )));
}

#[test]
fn values_out_of_range_are_refused_with_the_value() {
    insta::assert_snapshot!(error(&SMALL.replace("\"My first study\"", "\" \"")));
    insta::assert_snapshot!(error(&SMALL.replace("\"ridge\"", "\"ridge\"\nalpha = 0")));
    insta::assert_snapshot!(error(&SMALL.replace("\"ridge\"", "\"cnn-lstm\"\nkernel = 6")));
    insta::assert_snapshot!(error(&format!("{SMALL}\n[[models]]\nkind = \"ridge\"\n")));
    insta::assert_snapshot!(error(&format!("{SMALL}\n[target]\nkind = \"close\"\nhorizon = 0\n")));
    insta::assert_snapshot!(error(&SMALL.replace("[data]", "seeds = [1, 1]\n[data]")));
    insta::assert_snapshot!(error(&SMALL.replace("\"ridge\"", "\"ridge\"\nlookback = \"five\"")));
    insta::assert_snapshot!(error("[study]\nname = 5\n"));
    insta::assert_snapshot!(error("study = 5\n"));
    insta::assert_snapshot!(error("[study]\nname = \"a\"\n"));
    let target = |keys: &str| format!("{SMALL}\n[target]\nkind = \"close\"\n{keys}\n");
    insta::assert_snapshot!(error(&target("horizon = 5\nfurther = [10, 5]")));
    insta::assert_snapshot!(error(&target("further = [10, 261]")));
    insta::assert_snapshot!(error(&target("further = [10, 10]")));
    insta::assert_snapshot!(error(&target("futher = [10]")));
}

#[test]
fn a_wrong_value_is_named_with_its_key_and_line() {
    let of = |model: &str| error(&SMALL.replace("kind = \"ridge\"", model));
    let cases = [
        of("kind = \"ridge\"\nlookback = 3\nalpha = \"1\""),
        of("kind = \"lstm\"\nunits = -5"),
        of("kind = \"lstm\"\n\n[models.training]\nepochs = 3\nbatch = \"many\""),
        of("kind = \"ridge\"\nlookback = 3\nalpha = 0"),
        of("kind = \"drift\"\n[[models]]\nkind = \"cnn\"\nfilters = 8\nkernel = 9"),
        error(&format!("{SMALL}\n[protocol]\nkind = \"hold-out\"\ntest = {{ fraction = 0.2, rows = 60 }}\n")),
        error(&format!("{SMALL}\n[protocol]\ntest = {{ rows = 60 }}\n")),
        error(&format!("{SMALL}\n[protocol]\nkind = \"walk-forward\"\nrefit-every = 0\n")),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn what_does_not_go_with_the_target_or_the_inputs_is_refused_before_anything_runs() {
    let of = |model: &str| error(&SMALL.replace("kind = \"ridge\"", model));
    let with =
        |model: &str, more: &str| error(&format!("{}\n{more}", SMALL.replace("kind = \"ridge\"", model)));
    let direction = "[target]\nkind = \"direction\"\n";
    let cases = [
        of("kind = \"lstm\"\nunits = 0"),
        of("kind = \"cnn\"\nkernel = 9"),
        of("kind = \"lstm\"\ntraining.balanced = true"),
        with("kind = \"lstm\"\npredict = \"change\"", direction),
        with("kind = \"gru\"\nquantiles = [0.1, 0.9]", direction),
        with("kind = \"mlp\"\ntraining.balanced = true", "[target]\nkind = \"direction\"\nfurther = [5]\n"),
        with("kind = \"ar-lstm\"\nmulti-step = \"recursive\"", "[target]\nkind = \"log-return\"\n"),
        with("kind = \"candle-cnn\"", "[inputs]\nprice = [\"close\", \"ma7\"]\n"),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}

#[test]
fn intervals_that_cannot_be_are_refused() {
    let with = |keys: &str| error(&format!("{SMALL}\n[intervals]\n{keys}\n"));
    let cases = [
        with("kind = \"adaptive\"\nlevels = [0.8, 1.0]"),
        with("kind = \"split\"\nlevels = [0.95, 0.8]"),
        with("kind = \"split\"\nwindow = 250"),
        with("kind = \"rolling\"\nstep = 0.01"),
        with("kind = \"rolling\"\nlevels = [0.95]\nwindow = 38"),
        with("kind = \"adaptive\"\nlevels = [0.95]\nwindow = 18"),
        with("kind = \"adaptive\"\nstep = 0"),
        with("kind = \"adaptiv\""),
    ];
    insta::assert_snapshot!(cases.join("\n"));
}
