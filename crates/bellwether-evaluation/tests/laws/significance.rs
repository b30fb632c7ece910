use bellwether_evaluation::significance::{
    DieboldMariano, Loss, Verdict, benjamini_hochberg, diebold_mariano, holm,
};
use proptest::prelude::*;

use crate::random::Normal;

fn verdicts(pairs: usize, seed: u64, ratio: f64) -> Vec<Verdict> {
    let mut normal = Normal::seeded(seed);
    let verdict = |_| {
        let first = normal.draws(100);
        let second: Vec<f64> = normal.draws(100).iter().map(|e| ratio * e).collect();
        diebold_mariano(&first, &second, Loss::Squared, 1).unwrap().verdict()
    };
    (0..pairs).map(verdict).collect()
}

/// Under equal accuracy the test rejects at its level. Over 2,000 pairs the rate has a standard error of
/// √(.05 · .95 / 2000) = 0.49 %; ±1.5 % is three of them.
#[test]
fn the_test_keeps_its_size() {
    let verdicts = verdicts(2000, 20, 1.0);
    let rejected = verdicts.iter().filter(|v| **v != Verdict::NoSignificantDifference).count();
    let rate = rejected as f64 / 2000.0;
    assert!((rate - 0.05).abs() <= 0.015, "rejects {rate}");
}

/// Errors of twice the size: the mean difference of squared losses is -3 with standard deviation √34, at n =
/// 100 five standard errors from zero, so that nearly every pair is told apart.
#[test]
fn a_planted_difference_is_found() {
    let verdicts = verdicts(500, 21, 2.0);
    let rate = verdicts.iter().filter(|v| **v == Verdict::Better).count() as f64 / 500.0;
    assert!(rate >= 0.95, "finds {rate}");
}

fn errors() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((-5.0..5.0, -5.0..5.0), 8..40)
}

proptest! {
    /// Exchanging the forecasts turns the sign of the statistic and exchanges the one-sided p-values, to the
    /// last bit.
    #[test]
    fn exchanging_the_forecasts_mirrors_the_test(errors in errors(), horizon in 1_usize..6) {
        let (first, second): (Vec<f64>, Vec<f64>) = errors.into_iter().unzip();
        let forth = diebold_mariano(&first, &second, Loss::Squared, horizon)?;
        let back = diebold_mariano(&second, &first, Loss::Squared, horizon)?;
        let (f, b) = (forth.test().unwrap(), back.test().unwrap());
        prop_assert_eq!((f.statistic, f.p_two_sided), (-b.statistic, b.p_two_sided));
        prop_assert_eq!((f.p_first_better, f.p_first_worse), (b.p_first_worse, b.p_first_better));
        prop_assert_eq!(forth.verdict() == Verdict::Better, back.verdict() == Verdict::Worse);
    }

    /// The unit of the errors does not matter (a power of two, so that scaling does not round).
    #[test]
    fn the_unit_does_not_matter(errors in errors(), horizon in 1_usize..6) {
        let (first, second): (Vec<f64>, Vec<f64>) = errors.into_iter().unzip();
        let scale = |v: &[f64]| v.iter().map(|e| e * 1024.0).collect::<Vec<_>>();
        let (large, larger) = (scale(&first), scale(&second));
        let plain = diebold_mariano(&first, &second, Loss::Absolute, horizon)?;
        let scaled = diebold_mariano(&large, &larger, Loss::Absolute, horizon)?;
        prop_assert_eq!(plain.test().map(|t| t.statistic), scaled.test().map(|t| t.statistic));
    }

    /// A test is finite with p-values in [0, 1], or has a reason; never NaN.
    #[test]
    fn a_test_is_never_nan(
        errors in prop::collection::vec((any::<f64>(), 0_u8..3), 1..12),
        horizon in 0_usize..6,
    ) {
        let first: Vec<f64> = errors.iter().map(|e| e.0).collect();
        let second: Vec<f64> = errors.iter().map(|e| f64::from(e.1)).collect();
        for (a, b) in [(&first, &second), (&second, &first), (&second, &second)] {
            if let Ok(DieboldMariano::Tested(t)) = diebold_mariano(a, b, Loss::Squared, horizon) {
                prop_assert!(t.statistic.is_finite());
                for p in [t.p_two_sided, t.p_first_better, t.p_first_worse] {
                    prop_assert!((0.0..=1.0).contains(&p));
                }
            }
        }
        if errors.len() > horizon && horizon > 0 {
            let same = diebold_mariano(&second, &second, Loss::Squared, horizon)?;
            prop_assert_eq!(same, DieboldMariano::IdenticalForecasts { n: errors.len() });
        }
    }

    /// Adjusting never makes a p-value smaller, keeps the order, and Holm is the stricter.
    #[test]
    fn adjusting_is_monotone(p in prop::collection::vec(0.0..=1.0_f64, 1..40)) {
        let (strict, mild) = (holm(&p)?, benjamini_hochberg(&p)?);
        for i in 0..p.len() {
            prop_assert!(p[i] <= mild[i] && mild[i] <= strict[i] * (1.0 + 1e-15) && strict[i] <= 1.0);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || (mild[i] <= mild[j] && strict[i] <= strict[j]));
            }
        }
    }
}
