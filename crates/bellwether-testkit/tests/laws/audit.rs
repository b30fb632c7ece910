//! The leak detector: it catches what is planted, by class, column and size, and nothing beside it; and nothing in honest studies
//! and tables.

use bellwether_study::audit::{Audit, AuditFolds, Experiment, LeakClass, TextShift, Trialled};
use bellwether_testkit::leaks::{
    clean_study, clean_table, crowded_table, known_at_the_middle, planted, talk_that_follows,
};

#[test]
fn what_is_planted_is_caught_by_class_column_and_size() {
    let mut wrong = Vec::new();
    for plant in planted() {
        let audit = (plant.audit)().unwrap_or_else(|e| panic!("{}: {e}", plant.what));
        if plant.caught(&audit).is_none() {
            wrong.push(format!("{} is missed: {:#?} {:?}", plant.what, audit.leaks, audit.experiments));
        }
        let beside = plant.false_alarms(&audit);
        if !beside.is_empty() {
            wrong.push(format!("{}: beside it {beside:#?}", plant.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What leaks at a fold between the first and the last shows only where every fold is fitted again.
#[test]
fn a_leak_between_the_ends_is_caught_where_all_folds_are_fitted() {
    let ends = known_at_the_middle(AuditFolds::Ends).unwrap();
    assert!(ends.is_clean(), "{:#?}", ends.leaks);
    let fitted = ends.fitted_again.unwrap();
    assert!(!fitted.is_whole() && fitted.folds == [1, 3], "{fitted:?}");
    let all = known_at_the_middle(AuditFolds::All).unwrap();
    assert!(all.fitted_again.as_ref().unwrap().is_whole());
    let leak = all.leaks.iter().find(|leak| leak.class == LeakClass::ChosenByTest).unwrap();
    assert_eq!(leak.model.as_deref(), Some("middle"));
    assert!(leak.words.contains("at fold 2"), "{}", leak.words);
}

fn remarks(audit: &Audit, experiment: Experiment) -> Vec<&String> {
    audit.experiments.iter().filter(|e| e.experiment == experiment).flat_map(|e| &e.remarks).collect()
}

fn shift(audit: &Audit, sessions: i64) -> &TextShift {
    audit.text_shifts.iter().find(|s| s.sessions == sessions).unwrap()
}

#[test]
fn talk_stamped_a_day_early_is_remarked_upon_and_no_leak() {
    // a sign is worth 2 / π of a normal move's variance
    let worth = |shift: &TextShift| (0.4..0.8).contains(&shift.saved) && shift.statistic > 4.0;
    let nothing = |shift: &TextShift| shift.saved.abs() < 0.1 && shift.statistic < 2.0;
    let early = talk_that_follows(1).unwrap();
    assert!(early.is_clean(), "{:#?}", early.leaks);
    assert!(worth(shift(&early, 0)), "{:?}", early.text_shifts);
    assert!(
        (1..=5).all(|k| nothing(shift(&early, k)) && nothing(shift(&early, -k))),
        "{:?}",
        early.text_shifts
    );
    let said = remarks(&early, Experiment::TextShifted);
    assert!(said.len() == 1 && said[0].contains("stamped a day early"), "{said:?}");
    let honest = talk_that_follows(0).unwrap();
    assert!(
        honest.is_clean() && worth(shift(&honest, -1)) && nothing(shift(&honest, 0)),
        "{:?}",
        honest.text_shifts
    );
    let said = remarks(&honest, Experiment::TextShifted);
    assert!(said.len() == 1 && said[0].contains("follows the prices"), "{said:?}");
}

#[test]
fn the_running_week_moves_with_posts_that_come_earlier_or_later() {
    let plant = planted().into_iter().find(|p| p.what == "weekly mean of the running week").unwrap();
    let audit = (plant.audit)().unwrap();
    let found = |e: Experiment| audit.experiments.iter().find(|t| t.experiment == e).map(|t| t.found);
    assert_eq!((found(Experiment::FutureInputs), found(Experiment::TextMoved)), (Some(1), Some(1)));
}

#[test]
fn a_later_split_names_the_columns_at_the_level_of_prices() {
    let audit = talk_that_follows(0).unwrap();
    let said = remarks(&audit, Experiment::LaterSplit);
    assert!(said.len() == 1 && said[0].contains("`close`") && !said[0].contains("log-return"), "{said:?}");
    assert!(!said[0].contains("score"), "{said:?}");
}

#[test]
fn honest_studies_raise_no_alarm() {
    for seed in 0..20 {
        let audit = clean_study(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
        // few of them have tested days enough to say when text is worth something
        let made = |e: &&Trialled| {
            e.experiment == Experiment::TextShifted || e.untested.is_empty() && e.compared > 0
        };
        assert!(audit.experiments.iter().all(|e| made(&e)), "{seed}: {:?}", audit.experiments);
    }
}

#[test]
fn honest_tables_raise_no_alarm() {
    for seed in 0..20 {
        let audit = clean_table(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
    }
}

#[test]
fn places_of_a_day_are_no_alarm_and_what_cannot_be_told_is_a_remark() {
    // two, three and four tickers
    for seed in 0..6 {
        let audit = crowded_table(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
        let said = remarks(&audit, Experiment::Fitted);
        assert!(said.len() == 1 && said[0].contains("`bullish`"), "{seed}: {said:?}");
        let said = remarks(&audit, Experiment::Ahead);
        assert!(said.len() == 1 && said[0].contains("`last-year`"), "{seed}: {said:?}");
    }
}
