//! Means of rows of which those of one day hang together, such as many tickers on one day.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{BootstrapError, StationaryBootstrap, block_length, widening};
use crate::input::{Series, check, mean};

/// How days are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayBootstrap {
    /// Confidence of the interval, in (0, 1).
    pub level: f64,
    /// Days in a block on average; 1 where days are independent. [`optimal_block_length`](super::optimal_block_length) of
    /// [`DayClusters::means`] says what suits.
    pub block: f64,
    /// Number of draws; 1,000 and more for ends of an interval.
    pub draws: usize,
}

/// A mean over rows, with what its days say of its precision; in the values' unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClusteredMean {
    /// Mean over all rows.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Rows.
    pub rows: usize,
    /// Days.
    pub days: usize,
    /// Standard error of the mean, rows of a day together, days independent.
    pub standard_error: f64,
    /// Independent rows that would give that standard error: sample variance / clustered variance of the mean. Above the number of
    /// rows where rows of a day balance each other; `None` where the day means do not vary.
    pub effective_rows: Option<f64>,
}

/// Rows gathered by day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayClusters {
    /// Sum and number of rows of each day, days ascending.
    days: Vec<(f64, usize)>,
    rows: usize,
    /// Sample variance of the rows, divisor `rows - 1`.
    variance: f64,
}

impl DayClusters {
    /// Gathers rows, in any order, by their day.
    ///
    /// # Errors
    /// [`BootstrapError::Input`] without rows or with the index of a NaN or infinity; [`BootstrapError::TooFewDays`] below two days;
    /// [`BootstrapError::Overflow`].
    pub fn of<D: Ord>(rows: &[(D, f64)]) -> Result<Self, BootstrapError> {
        let values: Vec<f64> = rows.iter().map(|row| row.1).collect();
        check(Series::Values, &values)?;
        let centre = mean(&values);
        let variance = values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / (rows.len() as f64 - 1.0);
        let mut sorted: Vec<&(D, f64)> = rows.iter().collect();
        // stable: rows of a day keep their order
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let sum = |day: &[&(D, f64)]| (day.iter().map(|row| row.1).sum::<f64>(), day.len());
        let days: Vec<(f64, usize)> = sorted.chunk_by(|a, b| a.0 == b.0).map(sum).collect();
        if days.len() < 2 {
            return Err(BootstrapError::TooFewDays { days: days.len() });
        }
        if !(centre.is_finite() && variance.is_finite()) {
            return Err(BootstrapError::Overflow);
        }
        Ok(Self { days, rows: rows.len(), variance })
    }

    /// Mean of each day, days ascending.
    pub fn means(&self) -> Vec<f64> {
        self.days.iter().map(|(sum, count)| sum / *count as f64).collect()
    }

    /// Mean over all rows.
    pub fn mean(&self) -> f64 {
        self.days.iter().map(|day| day.0).sum::<f64>() / self.rows as f64
    }

    /// Variance of the mean with rows of a day together and days independent, with the factor `G / (G − 1)` for `G` days:
    /// `Σ_g (Σ_i (x_gi − x̄))² / N² · G / (G − 1)` (Liang and Zeger, 1986).
    pub fn variance_of_mean(&self) -> f64 {
        let (centre, days, rows) = (self.mean(), self.days.len() as f64, self.rows as f64);
        let squares =
            self.days.iter().map(|(sum, count)| (sum - *count as f64 * centre).powi(2)).sum::<f64>();
        squares / (rows * rows) * days / (days - 1.0)
    }

    /// Independent rows that would give the same standard error of the mean: sample variance / clustered variance of the mean;
    /// `None` where the day means do not vary.
    pub fn effective_rows(&self) -> Option<f64> {
        let variance = self.variance_of_mean();
        (variance > 0.0).then(|| self.variance / variance)
    }

    /// Mean over all rows of the days of a draw, which are places of days; `None` of no or of unknown days.
    pub fn mean_of(&self, draw: &[usize]) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0);
        for place in draw {
            let day = self.days.get(*place)?;
            sum += day.0;
            count += day.1;
        }
        (count > 0).then(|| sum / count as f64)
    }

    /// The mean with an interval of the means of `bootstrap.draws` draws of whole days: their percentiles, widened about the middle draw by
    /// what so few days in such blocks are known to leave out, and with Student's t in place of the normal. Without blocks the factor is
    /// `√(n / (n − 1)) t_{n−1} / z`, 3 % at 60 days; it falls as the number of blocks grows. Politis and Romano (1994), Satterthwaite (1946),
    /// Lahiri (2003).
    ///
    /// # Errors
    /// [`BootstrapError::Level`] outside (0, 1); [`BootstrapError::NoDraws`]; [`BootstrapError::Block`].
    pub fn interval(
        &self,
        bootstrap: &DayBootstrap,
        rng: &mut ChaCha8Rng,
    ) -> Result<ClusteredMean, BootstrapError> {
        let DayBootstrap { level, block, draws } = *bootstrap;
        if !(level > 0.0 && level < 1.0) {
            return Err(BootstrapError::Level { level });
        }
        if draws == 0 {
            return Err(BootstrapError::NoDraws);
        }
        let days = self.days.len();
        let centre = self.mean();
        let moves: Vec<f64> = self.days.iter().map(|(sum, count)| sum - *count as f64 * centre).collect();
        let factor = widening::factor(days, block, block_length::left_out(&moves, block), level)
            .ok_or(BootstrapError::Block { block, days })?;
        let stationary = StationaryBootstrap::new(block);
        let mut means: Vec<f64> =
            (0..draws).filter_map(|_| self.mean_of(&stationary.places(rng, days))).collect();
        means.sort_by(f64::total_cmp);
        let (low, high) = widening::ends(&means, level, factor);
        Ok(ClusteredMean {
            mean: centre,
            low,
            high,
            rows: self.rows,
            days,
            standard_error: self.variance_of_mean().sqrt(),
            effective_rows: self.effective_rows(),
        })
    }
}

/// The mean of (day, value) rows in any order, with an interval from draws of whole days in stationary blocks: what happens on one day
/// across tickers stays together, and so do days in a row.
///
/// # Errors
/// As [`DayClusters::of`] and [`DayClusters::interval`].
///
/// ```
/// use bellwether_evaluation::bootstrap::{DayBootstrap, day_clustered_mean};
/// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
///
/// // four tickers that move as one: 40 rows are worth 10
/// let rows: Vec<(usize, f64)> = (0..40).map(|i| (i / 4, ((i / 4) as f64).sin())).collect();
/// let how = DayBootstrap { level: 0.95, block: 1.0, draws: 500 };
/// let found = day_clustered_mean(&rows, &how, &mut ChaCha8Rng::seed_from_u64(1))?;
/// assert!(found.effective_rows.unwrap() < 10.0 && found.low < found.mean && found.mean < found.high);
/// # Ok::<(), bellwether_evaluation::bootstrap::BootstrapError>(())
/// ```
pub fn day_clustered_mean<D: Ord>(
    rows: &[(D, f64)],
    bootstrap: &DayBootstrap,
    rng: &mut ChaCha8Rng,
) -> Result<ClusteredMean, BootstrapError> {
    DayClusters::of(rows)?.interval(bootstrap, rng)
}
