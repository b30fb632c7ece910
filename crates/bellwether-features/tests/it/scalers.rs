//! Scalers against scikit-learn, and their laws.

use bellwether_features::{FeatureError, FittedScaler, Scaler};
use proptest::prelude::*;

use crate::support::assert_close;

const ROWS: &str = include_str!("../reference/scikit-learn/rows.csv");
const MIN_MAX: &str = include_str!("../reference/scikit-learn/min-max.csv");
const STANDARD: &str = include_str!("../reference/scikit-learn/standard.csv");
const COLUMNS: [&str; 5] = ["price", "volume", "return", "constant", "nearly-constant"];

fn matrix(text: &str) -> Vec<f64> {
    let lines = text.lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(|l| l.split(',')).map(|c| c.parse().unwrap()).collect()
}

/// 1e-13 of 1: scikit-learn multiplies by the reciprocal and adds, we subtract and divide.
#[test]
fn as_scikit_learn() {
    let rows = matrix(ROWS);
    for (scaler, expected) in [(Scaler::MinMax, MIN_MAX), (Scaler::Standard, STANDARD)] {
        let fitted = scaler.fit(&rows[..40 * 5], &COLUMNS).unwrap();
        let found = fitted.transform(&rows).unwrap();
        assert_close(&format!("{scaler:?}"), &found, &matrix(expected), 1e-13, 1.0);
        let mut single = vec![0.0; rows.len()];
        fitted.transform_into(&rows, &mut single).unwrap();
        assert!(single.iter().zip(&found).all(|(&s, &d)| s == d as f32));
    }
}

#[test]
fn constant_columns() {
    let rows = [0.1, 5.0, 0.1, 5.0, 0.1, 5.0];
    for scaler in [Scaler::MinMax, Scaler::Standard] {
        let fitted = scaler.fit(&rows, &["a", "b"]).unwrap();
        assert_eq!(fitted.transform(&rows).unwrap(), [0.0; 6]);
        assert_eq!(fitted.transform_value(1, 6.5), 1.5, "scale 1");
        assert_eq!(fitted.inverse_value(0, 0.0), 0.1);
    }
    let fitted = Scaler::None.fit(&rows, &["a", "b"]).unwrap();
    assert_eq!(fitted.transform(&rows).unwrap(), rows);
}

#[test]
fn one_row_is_a_constant_column() {
    for scaler in [Scaler::None, Scaler::MinMax, Scaler::Standard] {
        let fitted = scaler.fit(&[3.0], &["close"]).unwrap();
        assert_eq!((fitted.kind(), fitted.width()), (scaler, 1));
        assert_eq!(fitted.inverse_value(0, fitted.transform_value(0, 4.0)), 4.0);
    }
}

#[test]
fn what_cannot_be_scaled_is_an_error() {
    for scaler in [Scaler::None, Scaler::MinMax, Scaler::Standard] {
        for bad in [f64::NAN, f64::INFINITY] {
            let error = scaler.fit(&[1.0, 2.0, 3.0, bad], &["close", "score"]).unwrap_err();
            let text = format!("column `score` is {bad} in training row 1 (counted from 0)");
            assert!(error.to_string().starts_with(&text), "{error}");
        }
        assert_eq!(scaler.fit(&[], &["close"]), Err(FeatureError::NoRows { columns: 1 }));
        assert_eq!(scaler.fit::<&str>(&[1.0], &[]), Err(FeatureError::NoRows { columns: 0 }));
        let shape = FeatureError::Shape { values: 3, outputs: 3, width: 2 };
        assert_eq!(scaler.fit(&[1.0; 3], &["a", "b"]), Err(shape.clone()));
        let fitted = scaler.fit(&[1.0; 4], &["a", "b"]).unwrap();
        assert_eq!(fitted.transform(&[1.0; 3]), Err(shape));
        let shape = FeatureError::Shape { values: 4, outputs: 2, width: 2 };
        assert_eq!(fitted.transform_into(&[1.0; 4], &mut [0.0; 2]), Err(shape));
    }
    for scaler in [Scaler::MinMax, Scaler::Standard] {
        let error = scaler.fit(&[f64::MAX, f64::MIN], &["close"]).unwrap_err();
        assert!(matches!(error, FeatureError::ScaleRange { column: 0, .. }), "{error}");
    }
}

#[test]
fn saved_state_is_checked() {
    for columns in [r#"{"offset":0.0,"scale":0.0}"#, r#"{"offset":0.0,"scale":-1.0}"#, r#"{"offset":0.0}"#] {
        let text = format!(r#"{{"kind":"min-max","columns":[{columns}]}}"#);
        assert!(serde_json::from_str::<FittedScaler>(&text).is_err(), "{text}");
    }
}

fn rows() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-1e6..1e6_f64, 0.0..1e9_f64), 1..40)
        .prop_map(|rows| rows.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

proptest! {
    #[test]
    fn scaling_undoes_itself(rows in rows(), value in -1e6..1e6_f64) {
        for scaler in [Scaler::None, Scaler::MinMax, Scaler::Standard] {
            let fitted = scaler.fit(&rows, &["a", "b"]).unwrap();
            for j in 0..2 {
                let back = fitted.inverse_value(j, fitted.transform_value(j, value));
                // rounding of the shifted value, which is as large as the offset
                prop_assert!((back - value).abs() <= 1e-15 * 4e9, "{scaler:?} {back} {value}");
            }
        }
    }

    #[test]
    fn training_rows_fill_the_unit_interval(rows in rows()) {
        let scaled = Scaler::MinMax.fit(&rows, &["a", "b"]).unwrap().transform(&rows).unwrap();
        prop_assert!(scaled.iter().all(|v| (0.0..=1.0).contains(v)));
        for j in 0..2 {
            prop_assert!(scaled[j..].iter().step_by(2).any(|&v| v == 0.0));
            prop_assert!(rows.len() == 2 || scaled[j..].iter().step_by(2).any(|&v| v == 1.0));
        }
    }

    #[test]
    fn saving_keeps_every_bit(rows in rows()) {
        for scaler in [Scaler::None, Scaler::MinMax, Scaler::Standard] {
            let fitted = scaler.fit(&rows, &["a", "b"]).unwrap();
            let text = serde_json::to_string(&fitted).unwrap();
            prop_assert_eq!(&serde_json::from_str::<FittedScaler>(&text).unwrap(), &fitted);
        }
    }
}
