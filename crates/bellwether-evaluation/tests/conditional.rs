//! The conditional test of equal accuracy as statsmodels and scipy have it, and what it finds that a mean does not.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::significance::{SignificanceError, diebold_mariano_losses, giacomini_white};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    first: Vec<f64>,
    second: Vec<f64>,
    horizon: usize,
    statistic: f64,
    p_value: f64,
    expected_next: f64,
    cosines: usize,
}

/// 1e-10: sums of 250 products in another order, a fast cosine transform against plain sums, and the inverse of a two by two matrix.
#[test]
fn as_statsmodels_and_scipy() {
    let reference: Reference =
        serde_json::from_str(include_str!("reference/statsmodels/conditional.json")).unwrap();
    for case in reference.cases {
        let found = giacomini_white(&case.first, &case.second, case.horizon).unwrap().unwrap();
        assert_eq!(found.cosines, case.cosines);
        for (a, b) in [
            (found.statistic, case.statistic),
            (found.p_value, case.p_value),
            (found.expected_next, case.expected_next),
        ] {
            assert!((a - b).abs() < 1e-10 * (1.0 + b.abs()), "{found:?} {}", case.statistic);
        }
    }
}

/// Two forecasts that are better in turn, ten rows each: equal on average, but it could be known which.
#[test]
fn turns_are_found_that_the_mean_hides() {
    let noise = |t: usize| (t as f64 * 2.39).sin() / 2.0;
    let second = vec![1.0; 200];
    let first: Vec<f64> =
        (0..200).map(|t| 1.0 + if t / 10 % 2 == 0 { 0.5 } else { -0.5 } + noise(t)).collect();
    assert!(diebold_mariano_losses(&first, &second, 1).unwrap().test().unwrap().p_two_sided > 0.5);
    let found = giacomini_white(&first, &second, 1).unwrap().unwrap();
    assert!(found.p_value < 0.001, "{found:?}");
    assert!(found.expected_next < 0.0, "the first is ahead at the end: {found:?}");
}

#[test]
fn the_edges_have_names() {
    let a = [1.0, 2.0, 3.0, 5.0];
    assert_eq!(giacomini_white(&a, &a, 1), Ok(None));
    assert_eq!(giacomini_white(&a, &a.map(|v| v + 1.0), 1), Ok(None));
    assert_eq!(giacomini_white(&a, &a, 0), Err(SignificanceError::ZeroHorizon));
    assert_eq!(
        giacomini_white(&a, &a, 2),
        Err(SignificanceError::TooFewRows { horizon: 2, rows: 4, needed: 14 })
    );
    assert!(matches!(giacomini_white(&a, &a[..3], 1), Err(SignificanceError::Input(_))));
}

proptest! {
    /// Which is named first does not matter, nor does the unit (a power of two, so that scaling does not round).
    #[test]
    fn order_and_unit_do_not_matter(rows in prop::collection::vec((-5.0..5.0_f64, -5.0..5.0_f64), 28..60), horizon in 1_usize..5) {
        let (first, second): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let found = giacomini_white(&first, &second, horizon)?.unwrap();
        let back = giacomini_white(&second, &first, horizon)?.unwrap();
        prop_assert!((found.statistic - back.statistic).abs() <= 1e-9 * found.statistic.abs());
        prop_assert!((0.0..=1.0).contains(&found.p_value) && found.statistic >= -1e-9);
        let scale = |v: &[f64]| v.iter().map(|l| l * 2.0_f64.powi(600)).collect::<Vec<_>>();
        let large = giacomini_white(&scale(&first), &scale(&second), horizon)?.unwrap();
        prop_assert_eq!(large.statistic, found.statistic);
    }
}

/// Sums of five neighbours, which is what errors five rows ahead are, of 250 rows: 5 in 100 are found. 600 worlds: 12 of them are more than two
/// standard errors.
#[test]
fn the_size_is_kept_further_ahead() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let mut normal = move || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut found = 0;
    for _ in 0..600 {
        let noise: Vec<f64> = (0..254).map(|_| normal()).collect();
        let differences: Vec<f64> = noise.windows(5).map(|w| w.iter().sum()).collect();
        let test = giacomini_white(&differences, &[0.0; 250], 5).unwrap().unwrap();
        found += usize::from(test.p_value < 0.05);
    }
    assert!((18..=42).contains(&found), "{found} of 600");
}
