//! Clark and West's (2007) test of a larger model against one that it contains.
//!
//! Where the smaller model is true, the larger one is worse by what it estimates for nothing, and the Diebold-Mariano test has the wrong
//! centre. With forecasts `f₁` of the smaller and `f₂` of the larger model and the actual `y`:
//!
//! ```text
//! d = (y − f₁)² − [(y − f₂)² − (f₁ − f₂)²]       CW = d̄ / √(V / n)
//! ```
//!
//! `V` as in the Diebold-Mariano test, of `horizon − 1` lags. Standard normal where the smaller model is true, large where the
//! larger one forecasts better; one-sided.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::long_run_variance::long_run_variance;
use super::normal::upper_p;
use crate::input::{Series, check_pair, mean};

/// A test of nested models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClarkWest {
    /// Standard normal where the smaller model is true.
    pub statistic: f64,
    /// One-sided p-value against "the larger model forecasts better".
    pub p_value: f64,
    /// Mean of the adjusted differences of squared errors, in the square of the unit.
    pub mean_difference: f64,
    /// Rows.
    pub n: usize,
}

/// Tests forecasts of a smaller model against those of a larger one that contains it. `None` where the adjusted differences do not
/// vary.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series; [`SignificanceError::ZeroHorizon`];
/// [`SignificanceError::TooFewRows`].
pub fn clark_west(
    actual: &[f64],
    smaller: &[f64],
    larger: &[f64],
    horizon: usize,
) -> Result<Option<ClarkWest>, SignificanceError> {
    check_pair((Series::Actual, actual), (Series::First, smaller))?;
    check_pair((Series::Actual, actual), (Series::Second, larger))?;
    let n = actual.len();
    if horizon == 0 {
        return Err(SignificanceError::ZeroHorizon);
    }
    if n <= horizon {
        return Err(SignificanceError::TooFewRows { horizon, rows: n, needed: horizon.saturating_add(1) });
    }
    let of = |((y, a), b): ((&f64, &f64), &f64)| (y - a).powi(2) - ((y - b).powi(2) - (a - b).powi(2));
    let differences: Vec<f64> = actual.iter().zip(smaller).zip(larger).map(of).collect();
    let mean_difference = mean(&differences);
    let deviations: Vec<f64> = differences.iter().map(|d| d - mean_difference).collect();
    let variance = long_run_variance(&deviations, horizon - 1).value;
    let statistic = mean_difference / (variance / n as f64).sqrt();
    let largest = differences.iter().fold(0.0_f64, |m, d| m.max(d.abs()));
    let varies = deviations.iter().any(|d| d.abs() > 4.0 * f64::EPSILON * largest);
    Ok((varies && statistic.is_finite()).then(|| ClarkWest {
        statistic,
        p_value: upper_p(statistic),
        mean_difference,
        n,
    }))
}
