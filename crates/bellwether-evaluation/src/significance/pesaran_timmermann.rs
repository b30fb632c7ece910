//! Whether forecasts of direction are more than luck: Pesaran and Timmermann (1992), Anatolyev and Gerko (2005).
//!
//! With `n` rows, `x = 1` where the actual change is above 0 and `z = 1` where the forecast is, `P̂` the share of rows where
//! they agree, `p_x`, `p_z` their shares of ones, and `P* = p_x p_z + (1 − p_x)(1 − p_z)`, which independence would give:
//!
//! ```text
//! PT = (P̂ − P*) / √(V(P̂) − V(P*))
//! V(P̂) = P*(1 − P*) / n
//! V(P*) = [(2p_x − 1)² p_z(1 − p_z) + (2p_z − 1)² p_x(1 − p_x)] / n + 4 p_x p_z (1 − p_x)(1 − p_z) / n²
//! ```
//!
//! The excess profitability test asks the same of money: `s` the sign of the forecast, 1 or −1, `r` the actual change,
//!
//! ```text
//! EP = (mean(s r) − mean(s) mean(r)) / √V       V = 4 p_z(1 − p_z) Σ (r − r̄)² / n²
//! ```
//!
//! Both are standard normal for large `n` where direction cannot be forecast.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::normal::upper_p;
use crate::input::{Series, check_pair, mean};

/// A test of directions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DirectionTest {
    /// Standard normal without skill; positive with it.
    pub statistic: f64,
    /// One-sided p-value against "directions are forecast better than by chance".
    pub p_value: f64,
    /// Rows.
    pub n: usize,
}

/// Pesaran and Timmermann's test of changes and forecasts of them. `None` where one of them never changes its sign: there
/// is no chance to be better than.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series.
pub fn pesaran_timmermann(
    actual: &[f64],
    predicted: &[f64],
) -> Result<Option<DirectionTest>, SignificanceError> {
    check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
    let n = actual.len();
    let size = n as f64;
    let share = |v: &[f64]| v.iter().filter(|v| **v > 0.0).count() as f64 / size;
    let (px, pz) = (share(actual), share(predicted));
    // where one never changes its sign the variance is 0, but for rounding
    if [px, pz].iter().any(|p| *p == 0.0 || *p == 1.0) {
        return Ok(None);
    }
    let agree = actual.iter().zip(predicted).filter(|(a, b)| (**a > 0.0) == (**b > 0.0)).count();
    let by_chance = px * pz + (1.0 - px) * (1.0 - pz);
    let of_share = by_chance * (1.0 - by_chance) / size;
    let of_chance = ((2.0 * px - 1.0).powi(2) * pz * (1.0 - pz) + (2.0 * pz - 1.0).powi(2) * px * (1.0 - px))
        / size
        + 4.0 * px * pz * (1.0 - px) * (1.0 - pz) / (size * size);
    Ok(test(agree as f64 / size - by_chance, of_share - of_chance, n))
}

/// Anatolyev and Gerko's excess profitability test: whether trading by the sign of the forecast earns more than by chance.
/// `None` where the forecasts all have one sign or the changes do not vary.
///
/// # Errors
/// As [`pesaran_timmermann`].
pub fn anatolyev_gerko(
    actual: &[f64],
    predicted: &[f64],
) -> Result<Option<DirectionTest>, SignificanceError> {
    check_pair((Series::Actual, actual), (Series::Predicted, predicted))?;
    let n = actual.len();
    let size = n as f64;
    let signs: Vec<f64> = predicted.iter().map(|p| if *p > 0.0 { 1.0 } else { -1.0 }).collect();
    let earned = signs.iter().zip(actual).map(|(s, r)| s * r).sum::<f64>() / size;
    let (sign, change) = (mean(&signs), mean(actual));
    let share = f64::midpoint(1.0, sign);
    let squares: f64 = actual.iter().map(|r| (r - change).powi(2)).sum();
    let variance = 4.0 * share * (1.0 - share) * squares / (size * size);
    Ok(test(earned - sign * change, variance, n))
}

/// A variance that is only rounding is none.
fn test(excess: f64, variance: f64, n: usize) -> Option<DirectionTest> {
    let statistic = excess / variance.sqrt();
    let is_there = variance > f64::EPSILON * f64::EPSILON && statistic.is_finite();
    is_there.then(|| DirectionTest { statistic, p_value: upper_p(statistic), n })
}
