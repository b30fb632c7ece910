//! The continuous ranked probability score.
//!
//! `CRPS(F, y) = ∫ (F(x) − 1{y ≤ x})² dx = 2 ∫₀¹ pinball_α(y, F⁻¹(α)) dα`, in the target's unit: of a point forecast it is the absolute
//! error, and it is smallest in expectation at the true distribution (Matheson and Winkler, 1976; Gneiting and Raftery, 2007).

use super::{DistributionError, check_quantiles, check_rows};

/// Mean CRPS of the empirical distributions of samples, one a row, of any size: `mean_i |x_i − y| − mean_ij |x_i − x_j| / 2`.
///
/// It is that of the sample itself: a small one scores worse than the distribution it was drawn from.
///
/// # Errors
/// [`DistributionError::Input`] for empty, unequal or non-finite series; [`DistributionError::Overflow`].
///
/// ```
/// use bellwether_evaluation::distribution::crps_ensemble;
///
/// assert_eq!(crps_ensemble(&[3.0], &[&[5.0]])?, 2.0);
/// assert_eq!(crps_ensemble(&[1.0], &[&[2.0, 0.0]])?, 0.5);
/// # Ok::<(), bellwether_evaluation::distribution::DistributionError>(())
/// ```
pub fn crps_ensemble(actual: &[f64], samples: &[&[f64]]) -> Result<f64, DistributionError> {
    check_rows(actual, samples)?;
    let of = |(y, sample): (&f64, &&[f64])| {
        let size = sample.len() as f64;
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        // 2 Σ (x_i − y)(1{y < x_i} − (i − ½)/m) / m, which is the difference of the two means and cancels less
        let part = |(place, x): (usize, &f64)| {
            let level = (place as f64 + 0.5) / size;
            (x - y) * (f64::from(u8::from(y < x)) - level)
        };
        2.0 * sorted.iter().enumerate().map(part).sum::<f64>() / size
    };
    mean_of(actual.iter().zip(samples).map(of), actual.len())
}

/// Mean CRPS from quantiles at `levels`, one row of quantiles an actual value: `2 Σ_k w_k pinball_k`, where `w_k` is the part of (0, 1)
/// that is nearer to level `k` than to any other.
///
/// With levels `(k − ½) / K` it is exactly the CRPS of the sample of the quantiles. Few levels make it too small: compare forecasts at
/// the same levels only.
///
/// # Errors
/// [`DistributionError::Input`] for empty, unequal or non-finite series; [`DistributionError::Level`];
/// [`DistributionError::Crossing`]; [`DistributionError::Overflow`].
pub fn crps_quantiles(
    actual: &[f64],
    levels: &[f64],
    quantiles: &[&[f64]],
) -> Result<f64, DistributionError> {
    check_rows(actual, quantiles)?;
    check_quantiles(levels, quantiles)?;
    let border = |k: usize| {
        if k == 0 {
            0.0
        } else if k == levels.len() {
            1.0
        } else {
            f64::midpoint(levels[k - 1], levels[k])
        }
    };
    let weights: Vec<f64> = (0..levels.len()).map(|k| border(k + 1) - border(k)).collect();
    let of = |(y, row): (&f64, &&[f64])| {
        let loss = |((level, weight), q): ((&f64, &f64), &f64)| {
            weight * (level * (y - q)).max((level - 1.0) * (y - q))
        };
        2.0 * levels.iter().zip(&weights).zip(*row).map(loss).sum::<f64>()
    };
    mean_of(actual.iter().zip(quantiles).map(of), actual.len())
}

fn mean_of(scores: impl Iterator<Item = f64>, count: usize) -> Result<f64, DistributionError> {
    let sum: f64 = scores.sum();
    if sum.is_finite() { Ok(sum / count as f64) } else { Err(DistributionError::Overflow) }
}
