//! Skill against a baseline.

use super::{MetricError, Undefined, finite, mse};
use crate::input::{Series, check_pair};

/// Skill score against a baseline, `1 - MSE / MSE_baseline`: the share of the baseline's mean squared error
/// that is saved.
///
/// 1 is perfect, 0 is no better than the baseline, negative is worse. It is built on the MSE, not the RMSE
/// (Murphy, 1988, "Skill scores based on the mean square error"). With returns as the target and the mean of
/// past returns as the baseline it is the out-of-sample R² of Campbell and Thompson (2008). A skill `s` by MSE
/// is a skill `1 - √(1 - s)` by RMSE, about half for small `s`.
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series; [`Undefined::PerfectBaseline`] if the
/// baseline has no error; [`Undefined::Overflow`].
pub fn skill_score(actual: &[f64], predicted: &[f64], baseline: &[f64]) -> Result<f64, MetricError> {
    let error = mse(actual, predicted)?;
    check_pair((Series::Actual, actual), (Series::Baseline, baseline))?;
    let reference = mse(actual, baseline)?;
    if reference == 0.0 {
        return Err(Undefined::PerfectBaseline.into());
    }
    finite(1.0 - error / reference)
}
