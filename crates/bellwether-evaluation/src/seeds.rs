//! How much a score moves with the random seed alone.

use serde::{Deserialize, Serialize};

use crate::input::{Series, check, mean};
use crate::metrics::{MetricError, Undefined};

/// Mean and spread of one score over random seeds; all in the score's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SeedSummary {
    /// Number of seeds.
    pub seeds: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation (divisor `seeds - 1`); `None` with one seed, whose spread is unknown, not
    /// zero.
    pub standard_deviation: Option<f64>,
    /// Smallest score.
    pub min: f64,
    /// Largest score.
    pub max: f64,
}

impl SeedSummary {
    /// Summarises one score per seed; the order does not matter beyond the last bit.
    ///
    /// # Errors
    ///
    /// [`MetricError::Input`] without scores or with the index of a NaN or infinity; [`Undefined::Overflow`]
    /// if a sum or square leaves the range of a double.
    ///
    /// ```
    /// use bellwether_evaluation::seeds::SeedSummary;
    ///
    /// let s = SeedSummary::of(&[1.0, 2.0, 3.0])?;
    /// assert_eq!((s.mean, s.standard_deviation, s.min, s.max), (2.0, Some(1.0), 1.0, 3.0));
    /// assert_eq!(SeedSummary::of(&[1.0])?.standard_deviation, None);
    /// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
    /// ```
    pub fn of(scores: &[f64]) -> Result<Self, MetricError> {
        check(Series::Seeds, scores)?;
        let min = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // the mean of equal scores can differ from them in the last bit, and would then show a spread
        let centre = if min == max { min } else { mean(scores) };
        let squares: f64 = scores.iter().map(|s| (s - centre) * (s - centre)).sum();
        if !(centre.is_finite() && squares.is_finite()) {
            return Err(Undefined::Overflow.into());
        }
        let standard_deviation = (scores.len() > 1).then(|| (squares / (scores.len() - 1) as f64).sqrt());
        Ok(Self { seeds: scores.len(), mean: centre, standard_deviation, min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_have_no_spread() {
        let summary = SeedSummary::of(&[0.1; 7]).unwrap();
        assert_eq!((summary.mean, summary.standard_deviation), (0.1, Some(0.0)));
    }

    #[test]
    fn bad_scores_are_typed() {
        assert!(matches!(SeedSummary::of(&[]), Err(MetricError::Input(_))));
        assert!(matches!(SeedSummary::of(&[1.0, f64::NAN]), Err(MetricError::Input(_))));
        assert_eq!(SeedSummary::of(&[f64::MAX, -f64::MAX]), Err(Undefined::Overflow.into()));
    }
}
