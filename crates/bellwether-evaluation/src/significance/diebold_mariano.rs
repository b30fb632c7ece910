//! The Diebold-Mariano test of equal forecast accuracy.
//!
//! With losses `L(e₁)` and `L(e₂)` of two forecasts of the same `n` rows at horizon `h`, and their difference
//! `d = L(e₁) - L(e₂)`:
//!
//! ```text
//! DM  = d̄ / √(V / n)            V = γ₀ + 2 Σ_{k=1}^{h-1} γ_k          Diebold and Mariano (1995)
//! DM* = DM √((n + 1 - 2h + h(h-1)/n) / n),  Student's t, n - 1 degrees   Harvey, Leybourne and Newbold (1997)
//! ```
//!
//! `γ_k` is the autocovariance of `d` at lag `k` with divisor `n`. Errors `h` rows ahead overlap, and are
//! correlated up to lag `h - 1` even for a perfect model; hence the lags. `V` can come out negative at horizons
//! above 1: then Bartlett weights take its place, and the result says so.

use super::long_run_variance::long_run_variance;
use super::student_t::{lower_p, two_sided_p};
use super::{DieboldMariano, DieboldMarianoTest, Loss, SignificanceError};
use crate::input::{Series, check_pair, mean};

/// Compares two forecasts by their errors (`actual - predicted`, in time order, the same rows) at `horizon`
/// rows.
///
/// # Errors
///
/// As [`diebold_mariano_losses`].
///
/// ```
/// use bellwether_evaluation::significance::{Loss, Verdict, diebold_mariano};
///
/// let small: Vec<f64> = (0..60).map(|i| (f64::from(i) * 0.7).sin()).collect();
/// let large: Vec<f64> = (0..60).map(|i| 3.0 * (f64::from(i) * 1.3).cos()).collect();
/// let outcome = diebold_mariano(&small, &large, Loss::Squared, 1)?;
/// assert_eq!(outcome.verdict(), Verdict::Better);
/// assert_eq!(diebold_mariano(&small, &small, Loss::Squared, 1)?.test(), None);
/// # Ok::<(), bellwether_evaluation::significance::SignificanceError>(())
/// ```
pub fn diebold_mariano(
    first_errors: &[f64],
    second_errors: &[f64],
    loss: Loss,
    horizon: usize,
) -> Result<DieboldMariano, SignificanceError> {
    check_pair((Series::First, first_errors), (Series::Second, second_errors))?;
    let losses = |errors: &[f64]| errors.iter().map(|e| loss.of(*e)).collect::<Vec<_>>();
    let (first, second) = (losses(first_errors), losses(second_errors));
    let largest = largest_size(&[&first, &second]);
    let vanished = largest < f64::MIN_POSITIVE && largest_size(&[first_errors, second_errors]) > 0.0;
    if largest.is_infinite() || vanished {
        return Err(SignificanceError::OutOfRange);
    }
    diebold_mariano_losses(&first, &second, horizon)
}

/// Compares two forecasts by their losses, whatever loss that is (such as the pinball or the logarithmic
/// loss).
///
/// Losses are in time order and of the same rows, smaller is better. At least `horizon + 1` rows; the
/// correction for small samples is good from some 20 rows on.
///
/// # Errors
///
/// [`SignificanceError::Input`] for empty, unequal or non-finite series; [`SignificanceError::ZeroHorizon`];
/// [`SignificanceError::TooFewRows`] with both numbers; [`SignificanceError::OutOfRange`].
pub fn diebold_mariano_losses(
    first: &[f64],
    second: &[f64],
    horizon: usize,
) -> Result<DieboldMariano, SignificanceError> {
    check_pair((Series::First, first), (Series::Second, second))?;
    let n = first.len();
    if horizon == 0 {
        return Err(SignificanceError::ZeroHorizon);
    }
    if n <= horizon {
        return Err(SignificanceError::TooFewRows { horizon, rows: n, needed: horizon.saturating_add(1) });
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let mean_loss_difference = mean(&differences);
    let deviations: Vec<f64> = differences.iter().map(|d| d - mean_loss_difference).collect();

    // A difference of two losses is known to a few units in the last place of the larger one.
    let rounding = 4.0 * f64::EPSILON * largest_size(&[first, second]);
    if differences.iter().all(|d| d.abs() <= rounding) {
        return Ok(DieboldMariano::IdenticalForecasts { n });
    }
    if deviations.iter().all(|d| d.abs() <= rounding) {
        return Ok(DieboldMariano::ConstantDifference { n, mean_loss_difference });
    }
    let lags = horizon - 1;
    // In units of the largest deviation, whose square neither overflows nor vanishes.
    let unit = largest_size(&[&deviations]);
    let scaled: Vec<f64> = deviations.iter().map(|d| d / unit).collect();
    let variance = long_run_variance(&scaled, lags);
    let statistic = mean_loss_difference / unit / (variance.value / n as f64).sqrt()
        * small_sample_correction(n, horizon);
    if !(unit.is_finite() && statistic.is_finite()) {
        return Err(SignificanceError::OutOfRange);
    }
    let degrees = (n - 1) as f64;
    Ok(DieboldMariano::Tested(DieboldMarianoTest {
        statistic,
        p_two_sided: two_sided_p(statistic, degrees),
        p_first_better: lower_p(statistic, degrees),
        p_first_worse: lower_p(-statistic, degrees),
        mean_loss_difference,
        n,
        horizon,
        lags,
        kernel: variance.kernel,
    }))
}

/// Largest absolute value.
fn largest_size(series: &[&[f64]]) -> f64 {
    series.iter().flat_map(|s| s.iter()).fold(0.0, |largest, v| largest.max(v.abs()))
}

/// `√((n + 1 - 2h + h(h-1)/n) / n)`, which is `√((n - h)(n - h + 1)) / n` and so positive for `h < n`.
fn small_sample_correction(n: usize, horizon: usize) -> f64 {
    let free = (n - horizon) as f64;
    (free * (free + 1.0)).sqrt() / n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::significance::Verdict;

    #[test]
    fn identical_and_constant_differences_are_named_not_nan() {
        let errors = [0.1, -0.2, 0.3, 0.7];
        let same = diebold_mariano(&errors, &errors, Loss::Squared, 2).unwrap();
        assert_eq!(same, DieboldMariano::IdenticalForecasts { n: 4 });
        assert_eq!(same.verdict(), Verdict::NoSignificantDifference);
        let mirrored = errors.map(|e| -e);
        assert_eq!(diebold_mariano(&errors, &mirrored, Loss::Absolute, 1).unwrap(), same);

        // 0.3 - 0.1, 0.4 - 0.2, … differ in their last bits, which is no variance
        let shifted = errors.map(|e| e.abs() + 0.2);
        let constant = diebold_mariano(&errors, &shifted, Loss::Absolute, 1).unwrap();
        assert!(matches!(constant, DieboldMariano::ConstantDifference { n: 4, .. }), "{constant:?}");
        assert_eq!(constant.verdict(), Verdict::NotTestable);
    }

    /// Squares of deviations near 1e-200 vanish in doubles; the test does not depend on the unit.
    #[test]
    fn tiny_and_large_losses_are_tested() {
        let (first, second) = ([1.0, 2.0, 3.0, 5.0], [2.0, 1.5, 4.0, 5.5]);
        let plain = diebold_mariano_losses(&first, &second, 2).unwrap();
        for unit in [2.0_f64.powi(-700), 2.0_f64.powi(700)] {
            let scaled =
                diebold_mariano_losses(&first.map(|l| l * unit), &second.map(|l| l * unit), 2).unwrap();
            assert_eq!(scaled.test().unwrap().statistic, plain.test().unwrap().statistic);
        }
        let vanishing = diebold_mariano(&[1e-200, 0.0], &[0.0, 0.0], Loss::Squared, 1);
        assert_eq!(vanishing, Err(SignificanceError::OutOfRange));
    }

    #[test]
    fn outcomes_survive_a_record() {
        let tested = diebold_mariano_losses(&[1.0, 2.0, 3.0], &[2.0, 1.5, 4.0], 1).unwrap();
        let constant = DieboldMariano::ConstantDifference { n: 3, mean_loss_difference: 0.25 };
        for outcome in [tested, constant, DieboldMariano::IdenticalForecasts { n: 3 }] {
            let text = serde_json::to_string(&outcome).unwrap();
            assert_eq!(serde_json::from_str::<DieboldMariano>(&text).unwrap(), outcome);
        }
    }

    #[test]
    fn bad_input_is_typed() {
        let (a, b) = ([1.0, 2.0, 3.0], [2.0, 1.0, 5.0]);
        assert_eq!(diebold_mariano(&a, &b, Loss::Squared, 0), Err(SignificanceError::ZeroHorizon));
        assert_eq!(
            diebold_mariano(&a, &b, Loss::Squared, 3),
            Err(SignificanceError::TooFewRows { horizon: 3, rows: 3, needed: 4 })
        );
        assert_eq!(
            diebold_mariano(&[1e200, 1.0], &[1.0; 2], Loss::Squared, 1),
            Err(SignificanceError::OutOfRange)
        );
        assert!(matches!(diebold_mariano(&a, &b[..2], Loss::Squared, 1), Err(SignificanceError::Input(_))));
    }
}
