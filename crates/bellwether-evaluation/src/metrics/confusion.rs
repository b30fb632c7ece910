//! Confusion matrix of two classes.

use serde::{Deserialize, Serialize};

use super::MetricError;
use super::labels::check_labels;

/// Counts of actual against forecast labels; the metrics of labels are functions of it.
///
/// Where a denominator is zero the metric is 0, as with scikit-learn's `zero_division=0`: precision if no row
/// is forecast positive, recall if no row is positive, F1 if neither, MCC if any margin is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConfusionMatrix {
    /// Actual 1, forecast 1.
    pub true_positives: usize,
    /// Actual 0, forecast 1.
    pub false_positives: usize,
    /// Actual 1, forecast 0.
    pub false_negatives: usize,
    /// Actual 0, forecast 0.
    pub true_negatives: usize,
}

impl ConfusionMatrix {
    /// Counts the rows.
    ///
    /// # Errors
    ///
    /// [`MetricError::Input`] for empty or unequal columns.
    pub fn of(actual: &[bool], predicted: &[bool]) -> Result<Self, MetricError> {
        check_labels(actual, predicted)?;
        let mut counts = [[0_usize; 2]; 2];
        for (y, p) in actual.iter().zip(predicted) {
            counts[usize::from(*y)][usize::from(*p)] += 1;
        }
        let [[true_negatives, false_positives], [false_negatives, true_positives]] = counts;
        Ok(Self { true_positives, false_positives, false_negatives, true_negatives })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.true_positives + self.false_positives + self.false_negatives + self.true_negatives
    }

    /// `(TP + TN) / rows`.
    pub fn accuracy(&self) -> f64 {
        ratio(self.true_positives + self.true_negatives, self.rows())
    }

    /// `TP / (TP + FP)`.
    pub fn precision(&self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// `TP / (TP + FN)`.
    pub fn recall(&self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// `2 TP / (2 TP + FP + FN)`.
    pub fn f1(&self) -> f64 {
        let doubled = 2 * self.true_positives;
        ratio(doubled, doubled + self.false_positives + self.false_negatives)
    }

    /// `(TP TN - FP FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))`.
    pub fn mcc(&self) -> f64 {
        let [tp, fp, fn_, tn] =
            [self.true_positives, self.false_positives, self.false_negatives, self.true_negatives]
                .map(|count| count as f64);
        let margins = ((tp + fp) * (tp + fn_)).sqrt() * ((tn + fp) * (tn + fn_)).sqrt();
        if margins == 0.0 { 0.0 } else { (tp * tn - fp * fn_) / margins }
    }
}

/// A share of counts; 0 of 0 is 0.
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
