//! The conditional test of Giacomini and White (2006): whether it could have been known which of two forecasts would be better.
//!
//! With the loss difference `d` of the two at horizon `h`, and what was known when each pair was made, here a constant and the newest
//! difference that had been seen, `z_t = (1, d_{t−h}) d_t` over `m = n − h` rows:
//!
//! ```text
//! W = m z̄′ Ω⁻¹ z̄
//! h = 1     Ω = Σ z_t z_t′ / m                                    W ~ χ² with two degrees of freedom
//! h > 1     Ω = Σ_{|k|<h} Γ_k,  Γ_k = Σ z_t z′_{t−k} / m          W / 2 ~ F(2, ν),  ν = m / (2h − 1)
//! ```
//!
//! where no difference could be foreseen: then `z` has mean 0, which is why none is taken from it, and no autocovariance beyond `h − 1` lags. Each
//! counts in full. Bartlett's weights, with which the test is often computed, leave out up to a third of the variance of such sums at any number
//! of rows, and it then rejects about twice as often as it says. A variance of `2h − 1` autocovariances with weight 1 tells as much as
//! one with `ν` degrees of freedom (Priestley, 1981), hence the F distribution. Where it is not positive definite, `Ω` is made of sums
//! of cosines (Lazarus, Lewis, Stock and Watson, 2018), and the result says of how many.
//!
//! The test rejects where one forecast is better throughout, as the Diebold-Mariano test does, and also where each has its times. The
//! forecasts may come from models of any kind that are fitted on a rolling window; with an expanding one the test has no such theory.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::cosine_variance::{self, CosineVariance};
use super::normal::chi_squared_p;
use crate::input::{Series, check_pair, mean};

/// A conditional test of equal accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GiacominiWhite {
    /// `W`: χ² with two degrees of freedom where no difference could be foreseen, one row ahead; further ahead twice an F(2, ν).
    pub statistic: f64,
    /// p-value against "the difference could be foreseen".
    pub p_value: f64,
    /// Mean of `first - second`, in the loss's unit.
    pub mean_loss_difference: f64,
    /// The next difference as a regression on the newest one foresees it: above 0 the second forecast is the one to take.
    pub expected_next: f64,
    /// Rows that have a newest difference, `n - horizon`.
    pub n: usize,
    /// Sums of cosines in the variance; 0 where it is made of autocovariances, as nearly always.
    pub cosines: usize,
}

/// Tests losses of two forecasts of the same rows, in time order, smaller is better, `horizon` rows ahead. `None` where the
/// differences do not vary.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series; [`SignificanceError::ZeroHorizon`];
/// [`SignificanceError::TooFewRows`] below 4 rows, and further ahead than one below `7 horizon` rows, where there are no two cosines;
/// [`SignificanceError::OutOfRange`].
pub fn giacomini_white(
    first: &[f64],
    second: &[f64],
    horizon: usize,
) -> Result<Option<GiacominiWhite>, SignificanceError> {
    check_pair((Series::First, first), (Series::Second, second))?;
    if horizon == 0 {
        return Err(SignificanceError::ZeroHorizon);
    }
    let needed = if horizon == 1 { 4 } else { cosine_variance::needed(horizon).saturating_add(horizon) };
    if first.len() < needed {
        return Err(SignificanceError::TooFewRows { horizon, rows: first.len(), needed });
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let mean_loss_difference = mean(&differences);
    let unit = differences.iter().fold(0.0_f64, |m, d| m.max(d.abs()));
    if !unit.is_finite() {
        return Err(SignificanceError::OutOfRange);
    }
    if differences.iter().all(|d| (d - mean_loss_difference).abs() <= 4.0 * f64::EPSILON * unit) {
        return Ok(None);
    }
    // in units of the largest, whose products neither overflow nor vanish
    let scaled: Vec<f64> = differences.iter().map(|d| d / unit).collect();
    let (known, now) = (&scaled[..scaled.len() - horizon], &scaled[horizon..]);
    let rows = now.len() as f64;
    let z: Vec<[f64; 2]> = known.iter().zip(now).map(|(k, d)| [*d, k * d]).collect();
    let lagged = lagged(&z, horizon);
    let cosine = (horizon > 1 && !is_definite(lagged)).then(|| CosineVariance::of(&z, horizon));
    let omega = cosine.map_or(lagged, |found| found.omega);
    if !is_definite(omega) {
        return Ok(None);
    }
    let centre = [0, 1].map(|i| z.iter().map(|z| z[i]).sum::<f64>() / rows);
    let [[a, b], [_, c]] = omega;
    let determinant = a * c - b * b;
    let form = c * centre[0].powi(2) - 2.0 * b * centre[0] * centre[1] + a * centre[1].powi(2);
    let statistic = rows * form / determinant;
    if !statistic.is_finite() {
        return Err(SignificanceError::OutOfRange);
    }
    Ok(Some(GiacominiWhite {
        statistic,
        p_value: match &cosine {
            Some(found) => found.p_value(statistic),
            None if horizon == 1 => chi_squared_p(statistic, 2.0),
            None => {
                let degrees = rows / (2 * horizon - 1) as f64;
                (1.0 + statistic / degrees).powf(-degrees / 2.0)
            }
        },
        mean_loss_difference,
        expected_next: unit * next(known, now, scaled[scaled.len() - 1]),
        n: now.len(),
        cosines: cosine.map_or(0, |found| found.cosines),
    }))
}

/// `Γ_0 + Σ_{k=1}^{h−1} (Γ_k + Γ_k′)`.
fn lagged(z: &[[f64; 2]], horizon: usize) -> [[f64; 2]; 2] {
    let mut omega = [[0.0; 2]; 2];
    for lag in 0..horizon {
        for (a, b) in z[lag..].iter().zip(z) {
            for (i, row) in omega.iter_mut().enumerate() {
                for (j, cell) in row.iter_mut().enumerate() {
                    let pair = if lag == 0 { a[i] * b[j] } else { a[i] * b[j] + b[i] * a[j] };
                    *cell += pair / z.len() as f64;
                }
            }
        }
    }
    omega
}

/// Whether a matrix is one of variances, beyond rounding.
fn is_definite([[a, b], [_, c]]: [[f64; 2]; 2]) -> bool {
    a > 0.0 && c > 0.0 && a * c - b * b > 16.0 * f64::EPSILON * a * c
}

/// What the line through `(known, now)` says at `newest`; the mean where `known` does not vary.
fn next(known: &[f64], now: &[f64], newest: f64) -> f64 {
    let (x, y) = (mean(known), mean(now));
    let squares: f64 = known.iter().map(|k| (k - x).powi(2)).sum();
    let products: f64 = known.iter().zip(now).map(|(k, d)| (k - x) * (d - y)).sum();
    if squares > 0.0 { y + products / squares * (newest - x) } else { y }
}
