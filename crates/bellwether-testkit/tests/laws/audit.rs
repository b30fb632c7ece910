//! The leak detector: it catches what is planted, by class, column and size, and nothing beside it; and nothing in honest studies
//! and tables.

use bellwether_testkit::leaks::{clean_study, clean_table, planted};

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

#[test]
fn honest_studies_raise_no_alarm() {
    for seed in 0..20 {
        let audit = clean_study(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
        assert!(audit.experiments.iter().any(|e| e.compared > 0), "{seed}: {:?}", audit.experiments);
    }
}

#[test]
fn honest_tables_raise_no_alarm() {
    for seed in 0..20 {
        let audit = clean_table(seed).unwrap_or_else(|e| panic!("{seed}: {e}"));
        assert!(audit.is_clean(), "{seed}: {:#?}", audit.leaks);
    }
}
