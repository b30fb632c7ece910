//! Metrics of several classes against scikit-learn, statsmodels and numpy; the script stands beside the data.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use bellwether_evaluation::classes::{
    ClassCounts, brier, cohen_kappa, expected_calibration_error, likeliest, log_loss, one_vs_rest_auc,
};
use bellwether_evaluation::metrics::MetricError;
use bellwether_evaluation::significance::{McNemar, mcnemar};
use serde::Deserialize;

/// Sums of up to 600 terms in another order.
const SUM: f64 = 1e-13;
/// Two implementations of the tails of the binomial and of χ².
const TAIL: f64 = 1e-10;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Case {
    classes: usize,
    actual: Vec<usize>,
    predicted: Vec<usize>,
    other: Vec<usize>,
    probabilities: Vec<f64>,
    confusion: Vec<Vec<usize>>,
    accuracy: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    macro_f1: f64,
    likeliest: Vec<usize>,
    /// Of the first class and the last.
    macro_f1_of_two: f64,
    auc: Vec<f64>,
    log_loss: f64,
    brier: f64,
    kappa: f64,
    calibration: BTreeMap<String, f64>,
    mcnemar: McNemar,
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found} against {expected}");
}

#[test]
fn every_metric_of_classes_has_its_reference() {
    let text = include_str!("reference/scikit-learn/classes.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    for case in reference.cases {
        let k = case.classes;
        let counts = ClassCounts::of(&case.actual, &case.predicted, k).unwrap();
        close(counts.accuracy(), case.accuracy, SUM, "accuracy");
        close(counts.macro_f1(), case.macro_f1, SUM, "macro F1");
        close(counts.macro_f1_of(&[0, k - 1]), case.macro_f1_of_two, SUM, "macro F1 of two classes");
        let said: Vec<usize> = case.probabilities.chunks_exact(k).map(likeliest).collect();
        assert_eq!(said, case.likeliest);
        for c in 0..k {
            assert_eq!(counts.row(c), case.confusion[c]);
            close(counts.precision(c), case.precision[c], SUM, "precision");
            close(counts.recall(c), case.recall[c], SUM, "recall");
            close(counts.f1(c), case.f1[c], SUM, "F1");
            let own: Vec<f64> = case.probabilities.iter().skip(c).step_by(k).copied().collect();
            close(one_vs_rest_auc(&case.actual, &own, c, k).unwrap(), case.auc[c], SUM, "AUC");
        }
        close(log_loss(&case.actual, &case.probabilities, k).unwrap(), case.log_loss, SUM, "log loss");
        close(brier(&case.actual, &case.probabilities, k).unwrap(), case.brier, SUM, "Brier");
        close(cohen_kappa(&case.predicted, &case.other, k).unwrap(), case.kappa, SUM, "kappa");
        for (bins, expected) in &case.calibration {
            let found =
                expected_calibration_error(&case.actual, &case.probabilities, k, bins.parse().unwrap());
            close(found.unwrap(), *expected, SUM, "calibration");
        }
        let right = |column: &[usize]| -> Vec<bool> {
            column.iter().zip(&case.actual).map(|(a, b)| a == b).collect()
        };
        let test = mcnemar(&right(&case.predicted), &right(&case.other)).unwrap();
        assert_eq!((test.only_first, test.only_second), (case.mcnemar.only_first, case.mcnemar.only_second));
        close(test.p_value, case.mcnemar.p_value, TAIL, "McNemar");
    }
}

/// As `numpy.argmax` of ties; a metric of no class is zero, like one of a class that does not occur.
#[test]
fn the_first_of_equals_is_likeliest() {
    assert_eq!(likeliest(&[0.25, 0.5, 0.25]), 1);
    assert_eq!(likeliest(&[0.5, 0.0, 0.5]), 0);
    assert_eq!(likeliest(&[0.0; 3]), 0);
    assert_eq!(likeliest(&[]), 0);
    let counts = ClassCounts::of(&[0, 1], &[0, 1], 3).unwrap();
    assert_eq!((counts.macro_f1_of(&[]), counts.macro_f1_of(&[0, 2])), (0.0, 0.5));
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let said = |result: Result<f64, MetricError>| result.unwrap_err().to_string();
    let class = ClassCounts::of(&[0, 3], &[0, 1], 3).unwrap_err();
    assert_eq!(class, MetricError::Class { index: 1, class: 3, classes: 3 });
    assert!(ClassCounts::of(&[], &[], 3).is_err());
    assert!(said(log_loss(&[0], &[0.5, 0.5], 3)).contains("must be equal"));
    assert!(said(brier(&[0], &[0.5, 1.5], 2)).contains("probabilities lie in [0, 1]"));
    assert!(said(expected_calibration_error(&[0], &[0.5, 0.5], 2, 0)).contains("0 bins"));
    assert!(said(one_vs_rest_auc(&[0, 0], &[0.5, 0.5], 0, 2)).contains("ranking needs both"));
    assert!(said(cohen_kappa(&[1, 1], &[1, 1], 2)).contains("cannot but agree"));
    assert!(mcnemar(&[], &[]).is_err());
}
