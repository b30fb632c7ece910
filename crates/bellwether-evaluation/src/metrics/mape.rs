//! Mean absolute percentage error.

use super::{MetricError, Undefined, check_point, finite};

/// Mean absolute percentage error, `mean 100 |y - ŷ| / |y|`, in percent; 0 is perfect.
///
/// Meant for prices. On returns it is dominated by the rows whose actual return is near zero, and one exact
/// zero leaves it undefined; no row is skipped and no denominator is padded.
///
/// # Errors
///
/// [`MetricError::Input`] for empty, unequal or non-finite series; [`Undefined::ZeroActual`] with the index
/// of the first actual zero; [`Undefined::Overflow`].
pub fn mape(actual: &[f64], predicted: &[f64]) -> Result<f64, MetricError> {
    check_point(actual, predicted)?;
    if let Some(index) = actual.iter().position(|y| *y == 0.0) {
        return Err(Undefined::ZeroActual { index }.into());
    }
    let sum: f64 = actual.iter().zip(predicted).map(|(y, p)| ((y - p) / y).abs()).sum();
    finite(100.0 * sum / actual.len() as f64)
}
