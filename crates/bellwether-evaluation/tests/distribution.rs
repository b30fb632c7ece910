//! Scores of forecast distributions as scipy and numpy have them, and laws between them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::distribution::{
    DistributionError, crps_ensemble, crps_quantiles, pit_ensemble, pit_quantiles, uniformity,
};
use bellwether_evaluation::metrics::mae;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    ensembles: Vec<Ensemble>,
    quantiles: Vec<Quantiles>,
    normal: Normal,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Ensemble {
    actual: Vec<f64>,
    samples: Vec<Vec<f64>>,
    crps: f64,
    pit: Vec<f64>,
}

#[derive(Deserialize)]
struct Quantiles {
    actual: Vec<f64>,
    levels: Vec<f64>,
    rows: Vec<Vec<f64>>,
    crps: f64,
    pit: Vec<f64>,
}

#[derive(Deserialize)]
struct Normal {
    actual: Vec<f64>,
    crps: f64,
}

#[derive(Deserialize)]
struct Test {
    places: Vec<f64>,
    statistic: f64,
    p_value: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/scipy/distribution.json")).unwrap()
}

fn slices(rows: &[Vec<f64>]) -> Vec<&[f64]> {
    rows.iter().map(Vec::as_slice).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < tolerance, "{found:?} {expected:?}");
    }
}

/// 1e-12: sums of 30 terms in another order, and scipy's root that is squared again.
#[test]
fn samples_as_scipy() {
    for case in reference().ensembles {
        let samples = slices(&case.samples);
        close(&[crps_ensemble(&case.actual, &samples).unwrap()], &[case.crps], 1e-12);
        close(&pit_ensemble(&case.actual, &samples).unwrap(), &case.pit, 1e-12);
    }
}

/// 1e-12: sums of 20 terms in another order.
#[test]
fn quantiles_as_numpy() {
    for case in reference().quantiles {
        let quantiles = slices(&case.rows);
        close(&[crps_quantiles(&case.actual, &case.levels, &quantiles).unwrap()], &[case.crps], 1e-12);
        close(&pit_quantiles(&case.actual, &case.levels, &quantiles).unwrap(), &case.pit, 1e-12);
    }
}

/// Quantiles of the normal at 4,000 levels. .001: what lies beyond the outermost of them is worth less.
#[test]
fn many_quantiles_score_as_the_closed_form_of_the_normal() {
    use statrs::distribution::{ContinuousCDF, Normal};
    let standard = Normal::new(0.0, 1.0).unwrap();
    let levels: Vec<f64> = (0..4000).map(|k| (f64::from(k) + 0.5) / 4000.0).collect();
    let row: Vec<f64> = levels.iter().map(|level| standard.inverse_cdf(*level)).collect();
    let Reference { normal, .. } = reference();
    let rows = vec![row.as_slice(); normal.actual.len()];
    close(&[crps_quantiles(&normal.actual, &levels, &rows).unwrap()], &[normal.crps], 1e-3);
    close(&[crps_ensemble(&normal.actual, &rows).unwrap()], &[normal.crps], 1e-3);
}

/// Within 1e-9 up to 140 rows, where scipy is exact too; within 1e-6 up to 1,000, where it takes an expansion and ours is exact; within
/// 1e-4 above them, where ours is a limit.
#[test]
fn uniformity_as_scipy() {
    for case in reference().tests {
        let found = uniformity(&case.places).unwrap();
        assert!((found.statistic - case.statistic).abs() < 1e-12, "{found:?} {}", case.statistic);
        let tolerance = match found.n {
            ..=140 => 1e-9,
            141..=1000 => 1e-6,
            _ => 1e-4,
        };
        assert!((found.p_value - case.p_value).abs() < tolerance, "{found:?} {}", case.p_value);
    }
}

#[test]
fn the_edges_have_names() {
    assert!(matches!(crps_ensemble(&[1.0], &[]), Err(DistributionError::Input(_))));
    assert!(matches!(pit_ensemble(&[1.0], &[&[]]), Err(DistributionError::Input(_))));
    assert!(matches!(crps_ensemble(&[1e308], &[&[-1e308]]), Err(DistributionError::Overflow)));
    let level = |levels: &[f64]| crps_quantiles(&[1.0], levels, &[&[1.0, 2.0]]);
    assert_eq!(level(&[0.5, 0.5]), Err(DistributionError::Level { index: 1, level: 0.5 }));
    assert_eq!(level(&[0.0, 0.5]), Err(DistributionError::Level { index: 0, level: 0.0 }));
    assert!(matches!(level(&[0.5]), Err(DistributionError::Input(_))));
    assert_eq!(
        pit_quantiles(&[1.0], &[0.2, 0.8], &[&[2.0, 1.0]]),
        Err(DistributionError::Crossing { row: 0, lower: 2.0, upper: 1.0 })
    );
    assert_eq!(
        pit_quantiles(&[1.0], &[0.2, 0.4, 0.8], &[&[1.0, 1.0, 3.0]]),
        Ok(vec![f64::midpoint(0.2, 0.4)])
    );
    assert_eq!(uniformity(&[0.5, 1.5]), Err(DistributionError::Place { index: 1, value: 1.5 }));
    assert!(uniformity(&[]).is_err());
}

proptest! {
    /// The definition, without any algebra; a point scores its absolute error; and quantiles at (k − ½)/K are a sample.
    #[test]
    fn scores_agree_with_each_other(
        actual in -5.0..5.0_f64,
        sample in prop::collection::vec(prop_oneof![Just(1.0), -5.0..5.0_f64], 1..25),
    ) {
        let size = sample.len() as f64;
        let apart = sample.iter().map(|x| (x - actual).abs()).sum::<f64>() / size;
        let pairs: f64 = sample.iter().flat_map(|x| sample.iter().map(move |y| (x - y).abs())).sum();
        let found = crps_ensemble(&[actual], &[&sample])?;
        prop_assert!((found - (apart - pairs / size / size / 2.0)).abs() < 1e-12);
        let mut sorted = sample.clone();
        sorted.sort_by(f64::total_cmp);
        let levels: Vec<f64> = (0..sample.len()).map(|k| (k as f64 + 0.5) / size).collect();
        prop_assert!((crps_quantiles(&[actual], &levels, &[&sorted])? - found).abs() < 1e-12);
        prop_assert!((crps_ensemble(&[actual], &[&sample[..1]])? - mae(&[actual], &sample[..1])?).abs() < 1e-15);
        let place = pit_quantiles(&[actual], &levels, &[&sorted])?[0];
        prop_assert!((0.0..=1.0).contains(&place));
    }

    /// Mirrored places are as uniform; no p-value leaves [0, 1].
    #[test]
    fn mirrored_places_are_as_uniform(places in prop::collection::vec(0.0..=1.0_f64, 1..80)) {
        let found = uniformity(&places)?;
        let mirrored: Vec<f64> = places.iter().map(|p| 1.0 - p).collect();
        let other = uniformity(&mirrored)?;
        prop_assert!((found.statistic - other.statistic).abs() < 1e-12);
        prop_assert!((found.p_value - other.p_value).abs() < 1e-6);
        prop_assert!((0.0..=1.0).contains(&found.p_value));
    }
}
