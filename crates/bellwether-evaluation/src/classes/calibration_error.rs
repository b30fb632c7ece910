//! Expected calibration error.

use super::{check_rows, likeliest};
use crate::metrics::MetricError;

/// How far confidence and accuracy are apart: rows are put in `bins` of equal width by the probability of their likeliest
/// class ([`likeliest`]), and the gaps are averaged with the bins' rows as weights; in [0, 1], 0 is calibrated.
///
/// ```text
/// ECE = Σ_b n_b / n |accuracy(b) - confidence(b)|        bin b is (b/B, (b+1)/B]        Guo et al. (2017)
/// ```
///
/// # Errors
/// [`MetricError::Input`] for empty, unequal or non-finite columns, [`MetricError::Probability`] outside [0, 1],
/// [`MetricError::Class`] for a class that does not exist, [`MetricError::ZeroBins`].
pub fn expected_calibration_error(
    actual: &[usize],
    probabilities: &[f64],
    classes: usize,
    bins: usize,
) -> Result<f64, MetricError> {
    check_rows(actual, probabilities, classes)?;
    if bins == 0 {
        return Err(MetricError::ZeroBins);
    }
    let (mut hits, mut confidences) = (vec![0.0; bins], vec![0.0; bins]);
    for (actual, row) in actual.iter().zip(probabilities.chunks_exact(classes)) {
        let said = likeliest(row);
        let confidence = row[said];
        let bin = ((confidence * bins as f64).ceil() as usize).clamp(1, bins) - 1;
        hits[bin] += f64::from(u8::from(said == *actual));
        confidences[bin] += confidence;
    }
    let gaps: f64 = hits.iter().zip(&confidences).map(|(h, c)| (h - c).abs()).sum();
    Ok(gaps / actual.len() as f64)
}
