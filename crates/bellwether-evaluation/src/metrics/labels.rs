//! Labels and probabilities of direction targets.

use super::MetricError;
use crate::input::{InputError, Series, check, check_aligned};

/// Reads a column of zeros and ones as labels; 1 (the positive class, a rise) becomes `true`.
///
/// # Errors
///
/// [`MetricError::Label`] with index and value of anything else, NaN included.
///
/// ```
/// use bellwether_evaluation::metrics::labels;
///
/// assert_eq!(labels(&[0.0, 1.0])?, [false, true]);
/// assert_eq!(labels(&[0.0, 0.5]).unwrap_err().to_string(), "the label at index 1 is 0.5: labels are 0 or 1");
/// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
/// ```
pub fn labels(values: &[f64]) -> Result<Vec<bool>, MetricError> {
    let label = |(index, value): (usize, &f64)| match *value {
        0.0 => Ok(false),
        1.0 => Ok(true),
        value => Err(MetricError::Label { index, value }),
    };
    values.iter().enumerate().map(label).collect()
}

/// The check of every metric on two columns of labels.
pub(super) fn check_labels(actual: &[bool], predicted: &[bool]) -> Result<(), InputError> {
    check_aligned((Series::Actual, actual), (Series::Predicted, predicted))?;
    if actual.is_empty() { Err(InputError::Empty { series: Series::Actual }) } else { Ok(()) }
}

/// The check of every metric on labels and probabilities of `true`.
pub(super) fn check_probabilities(actual: &[bool], probability: &[f64]) -> Result<(), MetricError> {
    check_aligned((Series::Actual, actual), (Series::Probability, probability))?;
    check(Series::Probability, probability)?;
    match probability.iter().position(|p| !(0.0..=1.0).contains(p)) {
        Some(index) => Err(MetricError::Probability { index, value: probability[index] }),
        None => Ok(()),
    }
}
