//! Mean absolute scaled error.

use super::{MetricError, Undefined, finite, mae};
use crate::input::{Series, check};

/// Mean absolute scaled error: the MAE in units of the seasonal naive forecast's one-step MAE on the training
/// part.
///
/// ```text
/// MASE = MAE(y, ŷ) / (1 / (T - m)) Σ_{t = m}^{T - 1} |train[t] - train[t - m]|
/// ```
///
/// `train` is the training series in time order (`T` values, the target's unit), `season` is `m` in rows (1:
/// plain naive; 5: the same weekday in daily sessions). Below 1: better than the naive forecast was in
/// training. The scale is that of *one-step* errors, so at longer horizons a value above 1 is usual. Hyndman
/// and Koehler (2006), "Another look at measures of forecast accuracy".
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series; [`MetricError::ZeroSeason`];
/// [`Undefined::TrainTooShort`] with both lengths; [`Undefined::ConstantTrain`] if the scale is zero;
/// [`Undefined::Overflow`].
pub fn mase(actual: &[f64], predicted: &[f64], train: &[f64], season: usize) -> Result<f64, MetricError> {
    let error = mae(actual, predicted)?;
    check(Series::Train, train)?;
    if season == 0 {
        return Err(MetricError::ZeroSeason);
    }
    let needed = season.saturating_add(1);
    if train.len() < needed {
        return Err(Undefined::TrainTooShort { season, rows: train.len(), needed }.into());
    }
    let sum: f64 = train.iter().zip(&train[season..]).map(|(past, now)| (now - past).abs()).sum();
    let scale = finite(sum / (train.len() - season) as f64)?;
    if scale == 0.0 {
        return Err(Undefined::ConstantTrain { season }.into());
    }
    finite(error / scale)
}
