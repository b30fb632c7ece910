//! Scores of several classes against scikit-learn.

use bellwether_evaluation::metrics::{ClassScores, MetricError};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    actual: Vec<usize>,
    predicted: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    confusion: Vec<Vec<usize>>,
    accuracy: f64,
    macro_f1: f64,
    auc: f64,
    calibration_error: f64,
}

#[test]
fn scores_of_several_classes_agree_with_scikit_learn() {
    let fixture: Fixture = serde_json::from_str(include_str!("reference/scikit-learn/classes.json")).unwrap();
    assert_eq!(fixture.cases.len(), 3);
    for case in fixture.cases {
        let found = ClassScores::compute(&case.actual, &case.predicted, &case.probabilities).unwrap();
        assert_eq!(found.confusion, case.confusion);
        let pairs = [
            (found.accuracy, case.accuracy),
            (found.macro_f1, case.macro_f1),
            (found.auc.unwrap(), case.auc),
            (found.calibration_error, case.calibration_error),
        ];
        for (found, expected) in pairs {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let p = vec![vec![0.5, 0.5]; 2];
    assert!(matches!(
        ClassScores::compute(&[0, 2], &[0, 1], &p),
        Err(MetricError::Class { index: 1, class: 2, classes: 2 })
    ));
    assert!(ClassScores::compute(&[], &[], &[]).is_err());
    assert!(ClassScores::compute(&[0], &[0, 1], &p).is_err());
    assert!(ClassScores::compute(&[0, 1], &[0, 1], &[vec![0.5, 0.5], vec![1.0]]).is_err());
    assert!(ClassScores::compute(&[0, 1], &[0, 1], &[vec![0.5, 0.5], vec![1.5, -0.5]]).is_err());
    assert_eq!(ClassScores::compute(&[0, 0], &[0, 1], &p).unwrap().auc, None);
}
