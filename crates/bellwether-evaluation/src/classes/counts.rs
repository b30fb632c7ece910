//! Confusion matrix of several classes, and the metrics of labels that are functions of it.

use super::check_classes;
use crate::input::{Series, check_aligned};
use crate::metrics::MetricError;

/// Counts of actual classes against forecast ones.
///
/// Where a denominator is zero the metric is 0, as with scikit-learn's `zero_division=0`.
///
/// ```
/// use bellwether_evaluation::classes::ClassCounts;
///
/// let counts = ClassCounts::of(&[0, 1, 2, 2], &[0, 2, 2, 2], 3)?;
/// assert_eq!(counts.row(1), [0, 0, 1]);
/// assert_eq!((counts.accuracy(), counts.f1(2)), (0.75, 0.8));
/// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassCounts {
    classes: usize,
    /// That of actual class `a` and forecast class `f` at `a k + f`.
    counts: Vec<usize>,
}

impl ClassCounts {
    /// Counts the rows of two aligned columns of classes, each below `classes`.
    ///
    /// # Errors
    /// [`MetricError::Input`] for empty or unequal columns, [`MetricError::Class`] for a class that does not exist.
    pub fn of(actual: &[usize], predicted: &[usize], classes: usize) -> Result<Self, MetricError> {
        check_aligned((Series::Actual, actual), (Series::Predicted, predicted))?;
        check_classes(actual, classes)?;
        check_classes(predicted, classes)?;
        let mut counts = vec![0; classes * classes];
        for (a, p) in actual.iter().zip(predicted) {
            counts[a * classes + p] += 1;
        }
        Ok(Self { classes, counts })
    }

    /// How often each class was forecast where this one was actual.
    ///
    /// # Panics
    /// When there is no such class.
    pub fn row(&self, actual: usize) -> &[usize] {
        &self.counts[actual * self.classes..(actual + 1) * self.classes]
    }

    fn forecast(&self, class: usize) -> usize {
        (0..self.classes).map(|a| self.row(a)[class]).sum()
    }

    fn actual(&self, class: usize) -> usize {
        self.row(class).iter().sum()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Share of rows whose class was forecast, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        ratio((0..self.classes).map(|c| self.row(c)[c]).sum(), self.rows())
    }

    /// Share of the rows forecast as `class` that were of it.
    pub fn precision(&self, class: usize) -> f64 {
        ratio(self.row(class)[class], self.forecast(class))
    }

    /// Share of the rows of `class` that were forecast as it.
    pub fn recall(&self, class: usize) -> f64 {
        ratio(self.row(class)[class], self.actual(class))
    }

    /// Harmonic mean of precision and recall of `class`.
    pub fn f1(&self, class: usize) -> f64 {
        ratio(2 * self.row(class)[class], self.forecast(class) + self.actual(class))
    }

    /// Mean of the classes' F1, each class weighing the same, over those that are actual or forecast at least once.
    pub fn macro_f1(&self) -> f64 {
        let there: Vec<usize> =
            (0..self.classes).filter(|&c| self.forecast(c) + self.actual(c) > 0).collect();
        self.macro_f1_of(&there)
    }

    /// Mean of these classes' F1, each weighing the same, as scikit-learn's `labels=`; 0 of none.
    ///
    /// # Panics
    /// When there is no such class.
    pub fn macro_f1_of(&self, classes: &[usize]) -> f64 {
        if classes.is_empty() {
            return 0.0;
        }
        classes.iter().map(|&c| self.f1(c)).sum::<f64>() / classes.len() as f64
    }

    /// Agreement beyond chance of the two columns, `(p₀ - pₑ) / (1 - pₑ)` (Cohen, 1960); `None` where both hold the same
    /// single class.
    pub(super) fn kappa(&self) -> Option<f64> {
        let rows = self.rows() as f64;
        let chance: f64 =
            (0..self.classes).map(|c| self.forecast(c) as f64 * self.actual(c) as f64 / (rows * rows)).sum();
        (chance < 1.0).then(|| (self.accuracy() - chance) / (1.0 - chance))
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
