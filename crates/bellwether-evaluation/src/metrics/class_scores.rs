//! Scores of labels of several classes.

use serde::{Deserialize, Serialize};

use super::{MetricError, Undefined, auc};
use crate::input::{InputError, Series};

/// Bins of the calibration error.
const BINS: usize = 15;

/// How well the labels and probabilities of several classes fit what is true.
///
/// ```
/// use bellwether_evaluation::metrics::ClassScores;
///
/// let probabilities = [vec![0.7, 0.2, 0.1], vec![0.2, 0.5, 0.3], vec![0.1, 0.3, 0.6], vec![0.4, 0.5, 0.1]];
/// let scores = ClassScores::compute(&[0, 1, 2, 0], &[0, 1, 2, 1], &probabilities)?;
/// assert_eq!(scores.accuracy, 0.75);
/// assert_eq!(scores.confusion, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]);
/// assert_eq!(scores.auc, Some(17.0 / 18.0));
/// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClassScores {
    /// Number of texts or rows.
    pub rows: usize,
    /// Counts: `confusion[actual][predicted]`.
    pub confusion: Vec<Vec<usize>>,
    /// Share of right labels.
    pub accuracy: f64,
    /// Mean F1 of the classes that occur, in truth or prediction.
    pub macro_f1: f64,
    /// Mean area under the receiver operating characteristic of each class against the rest; `None` unless every class occurs
    /// and none alone.
    pub auc: Option<f64>,
    /// Expected calibration error: mean distance of the largest probability from the share of rows whose most probable class is right, over 15 bins
    /// of equal width, by their rows (Guo et al., *On Calibration of Modern Neural Networks*, 2017).
    pub calibration_error: f64,
}

impl ClassScores {
    /// Classes are numbered from 0; each row has the label that is true, the one predicted, and the probability of
    /// each class. The predicted label need not be the most probable one.
    ///
    /// # Errors
    ///
    /// [`MetricError::Input`] for empty or unequal columns; [`MetricError::Class`] for a label beyond the classes;
    /// [`MetricError::Probability`] outside [0, 1].
    pub fn compute(
        actual: &[usize],
        predicted: &[usize],
        probabilities: &[Vec<f64>],
    ) -> Result<Self, MetricError> {
        check_length(actual.len(), Series::Predicted, predicted.len())?;
        check_length(actual.len(), Series::Probability, probabilities.len())?;
        let classes = probabilities.first().map_or(0, Vec::len);
        if actual.is_empty() || classes == 0 {
            return Err(InputError::Empty { series: Series::Actual }.into());
        }
        for row in probabilities {
            check_length(classes, Series::Probability, row.len())?;
        }
        let mut confusion = vec![vec![0_usize; classes]; classes];
        for (index, (&y, &p)) in actual.iter().zip(predicted).enumerate() {
            let class = y.max(p);
            if class >= classes {
                return Err(MetricError::Class { index, class, classes });
            }
            confusion[y][p] += 1;
        }
        let right: usize = (0..classes).map(|class| confusion[class][class]).sum();
        Ok(Self {
            rows: actual.len(),
            accuracy: right as f64 / actual.len() as f64,
            macro_f1: macro_f1(&confusion),
            auc: one_vs_rest_auc(actual, probabilities, classes)?,
            calibration_error: calibration_error(actual, probabilities)?,
            confusion,
        })
    }
}

fn check_length(left_len: usize, right: Series, right_len: usize) -> Result<(), InputError> {
    if left_len == right_len {
        return Ok(());
    }
    Err(InputError::LengthMismatch { left: Series::Actual, left_len, right, right_len })
}

fn macro_f1(confusion: &[Vec<usize>]) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for class in 0..confusion.len() {
        let actual: usize = confusion[class].iter().sum();
        let predicted: usize = confusion.iter().map(|row| row[class]).sum();
        if actual + predicted > 0 {
            sum += 2.0 * confusion[class][class] as f64 / (actual + predicted) as f64;
            count += 1;
        }
    }
    sum / f64::from(count)
}

fn one_vs_rest_auc(
    actual: &[usize],
    probabilities: &[Vec<f64>],
    classes: usize,
) -> Result<Option<f64>, MetricError> {
    let mut sum = 0.0;
    for class in 0..classes {
        let is_class: Vec<bool> = actual.iter().map(|y| *y == class).collect();
        let column: Vec<f64> = probabilities.iter().map(|row| row[class]).collect();
        match auc(&is_class, &column) {
            Ok(auc) => sum += auc,
            Err(MetricError::Undefined(Undefined::OneClass { .. })) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(sum / classes as f64))
}

fn calibration_error(actual: &[usize], probabilities: &[Vec<f64>]) -> Result<f64, MetricError> {
    let mut bins = [(0.0, 0.0); BINS];
    for (index, (row, y)) in probabilities.iter().zip(actual).enumerate() {
        let mut top = 0;
        for (class, &value) in row.iter().enumerate() {
            if !(0.0..=1.0).contains(&value) {
                return Err(MetricError::Probability { index, value });
            }
            if value > row[top] {
                top = class;
            }
        }
        let bin = ((row[top] * BINS as f64) as usize).min(BINS - 1);
        bins[bin].0 += row[top];
        bins[bin].1 += f64::from(u8::from(top == *y));
    }
    Ok(bins.iter().map(|(sure, right)| (sure - right).abs()).sum::<f64>() / actual.len() as f64)
}
