//! The leak detector: it catches what is planted, by name, and nothing in honest studies.

use bellwether_testkit::leaks::{clean_study, clean_table, planted};

#[test]
fn what_is_planted_is_caught_by_name() {
    let mut missed = Vec::new();
    for plant in planted() {
        let audit = (plant.audit)().unwrap_or_else(|e| panic!("{}: {e}", plant.what));
        let named = plant.caught(&audit).is_some()
            || plant.guilty.is_empty() && audit.leaks.iter().any(|leak| leak.class == plant.class);
        if !named {
            missed.push(format!("{}: {:#?} {:?}", plant.what, audit.leaks, audit.experiments));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn honest_studies_raise_no_alarm() {
    for seed in 0..12 {
        let audit = clean_study(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
        assert!(audit.experiments.iter().any(|e| e.compared > 0), "{seed}: {:?}", audit.experiments);
    }
}

#[test]
fn honest_tables_raise_no_alarm() {
    for seed in 0..12 {
        let audit = clean_table(seed).unwrap();
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
    }
}
