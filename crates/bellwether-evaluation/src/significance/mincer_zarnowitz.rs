//! Mincer and Zarnowitz's (1969) test of unbiased and efficient forecasts.
//!
//! The actual values are regressed on the forecasts, `y = a + b f + e`; a forecast that leaves nothing to correct has `a = 0` and
//! `b = 1`. The Wald statistic of both, `n` rows with scores `z_t = e_t x_t`, `x_t = (1, f_t)`:
//!
//! ```text
//! W = (β − β₀)ᵀ V⁻¹ (β − β₀)      V = (XᵀX)⁻¹ n Ω (XᵀX)⁻¹
//! h = 1     Ω = Σ z_t z_tᵀ / n (White, 1980)         W ~ χ² with two degrees of freedom
//! h > 1     Ω from ν sums of cosines of z            (ν − 1) W / (2 ν) ~ F(2, ν − 1)
//! ```
//!
//! Forecasts `h` rows ahead overlap, and the cosines (Lazarus, Lewis, Stock and Watson, 2018) see the whole variance of their sums, of
//! which Bartlett's weights over `h − 1` lags leave out up to a third.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::cosine_variance::{self, CosineVariance};
use super::normal::chi_squared_p;
use crate::input::{Series, check_pair, mean};

/// A regression of actual values on forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MincerZarnowitz {
    /// The constant, 0 for an unbiased forecast.
    pub intercept: f64,
    /// The slope, 1 for an efficient forecast.
    pub slope: f64,
    /// Wald statistic of both, `W`.
    pub statistic: f64,
    /// p-value against "there is something to correct".
    pub p_value: f64,
    /// Rows.
    pub n: usize,
}

/// Tests whether there is something to correct in forecasts at `horizon` rows. `None` where the forecasts do
/// not vary, or leave no error.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series; [`SignificanceError::ZeroHorizon`];
/// [`SignificanceError::TooFewRows`] below 3 rows, and further ahead than one below `6 horizon` rows, where there are no two cosines.
pub fn mincer_zarnowitz(
    actual: &[f64],
    predicted: &[f64],
    horizon: usize,
) -> Result<Option<MincerZarnowitz>, SignificanceError> {
    check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
    let n = actual.len();
    if horizon == 0 {
        return Err(SignificanceError::ZeroHorizon);
    }
    let needed = if horizon == 1 { 3 } else { cosine_variance::needed(horizon) };
    if n < needed {
        return Err(SignificanceError::TooFewRows { horizon, rows: n, needed });
    }
    // about the means, by which the normal equations are diagonal
    let (y_mean, f_mean) = (mean(actual), mean(predicted));
    let f: Vec<f64> = predicted.iter().map(|f| f - f_mean).collect();
    let squares: f64 = f.iter().map(|f| f * f).sum();
    let products: f64 = actual.iter().zip(&f).map(|(y, f)| (y - y_mean) * f).sum();
    let slope = products / squares;
    let intercept = y_mean - slope * f_mean;
    let errors: Vec<f64> = actual.iter().zip(&f).map(|(y, f)| y - y_mean - slope * f).collect();
    // scores of the mean and of the slope
    let scores: Vec<[f64; 2]> = errors.iter().zip(&f).map(|(e, f)| [*e, e * f]).collect();
    let size = n as f64;
    let cosine = (horizon > 1).then(|| CosineVariance::of(&scores, horizon));
    let summed = |i: usize, j: usize| match &cosine {
        Some(found) => size * found.omega[i][j],
        None => scores.iter().map(|z| z[i] * z[j]).sum::<f64>(),
    };
    let omega = [
        [summed(0, 0) / (size * size), summed(0, 1) / (size * squares)],
        [summed(1, 0) / (squares * size), summed(1, 1) / (squares * squares)],
    ];
    // in the coordinates of the means the claims are: the mean of y is that of f, and the slope is 1
    let away = [y_mean - f_mean, slope - 1.0];
    let determinant = omega[0][0] * omega[1][1] - omega[0][1] * omega[1][0];
    let statistic = (away[0] * away[0] * omega[1][1] - 2.0 * away[0] * away[1] * omega[0][1]
        + away[1] * away[1] * omega[0][0])
        / determinant;
    let largest = actual.iter().fold(0.0_f64, |m, y| m.max((y - y_mean).abs()));
    let errs = errors.iter().any(|e| e.abs() > 16.0 * f64::EPSILON * largest);
    let is_there = errs && determinant > 0.0 && statistic.is_finite() && slope.is_finite();
    Ok(is_there.then(|| MincerZarnowitz {
        intercept,
        slope,
        statistic,
        p_value: cosine.map_or_else(|| chi_squared_p(statistic, 2.0), |found| found.p_value(statistic)),
        n,
    }))
}
