//! Agreement of two raters against numpy, and what it cannot depend on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::agreement::{pearson, same_sign};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    x: Vec<f64>,
    y: Vec<f64>,
    pearson: f64,
    same_sign: f64,
}

/// 1e-12: sums of 500 products in another order, and a root.
#[test]
fn as_numpy() {
    let reference: Reference = serde_json::from_str(include_str!("reference/numpy/agreement.json")).unwrap();
    for Case { x, y, pearson: expected, same_sign: share } in reference.cases {
        assert!((pearson(&x, &y).unwrap() - expected).abs() < 1e-12);
        assert!((same_sign(&x, &y).unwrap() - share).abs() < 1e-15);
    }
    assert_eq!(pearson(&[], &[]), None);
    assert_eq!(pearson(&[1.0, 2.0], &[1.0]), None);
    assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), None);
    assert_eq!(pearson(&[1.0, f64::NAN], &[1.0, 2.0]), None);
    assert_eq!(same_sign(&[], &[]), None);
}

proptest! {
    #[test]
    fn order_and_scale_do_not_matter(pairs in prop::collection::vec((-1.0..1.0_f64, -1.0..1.0_f64), 2..60)) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let scaled: Vec<f64> = y.iter().map(|v| 3.0 * v).collect();
        if let Some(r) = pearson(&x, &y) {
            prop_assert!((-1.0..=1.0).contains(&r));
            prop_assert!((r - pearson(&y, &x).unwrap()).abs() < 1e-12);
            prop_assert!((r - pearson(&x, &scaled).unwrap()).abs() < 1e-9);
        }
        prop_assert_eq!(same_sign(&x, &y), same_sign(&x, &scaled));
    }
}
