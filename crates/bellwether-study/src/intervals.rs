//! Intervals around point forecasts, each from the row's own errors that were known when its forecast was made.

use std::collections::BTreeMap;

use bellwether_core::Date;
use bellwether_evaluation::intervals::{
    AdaptiveConformal, AdaptiveRow, Interval as Offsets, IntervalError, RollingIntervals, SplitConformal,
};

use crate::StudyConfig;
use crate::config::IntervalsConfig;
use crate::record::{FurtherIntervals, HeldIntervals, Interval, ModelRow, QuarterCoverage};

/// Samples of one ticker that a quarter must have to be called the worst.
const QUARTER: usize = 20;

/// The same of all tickers together.
const QUARTER_OF_ALL: usize = 100;

/// Errors that intervals to both sides need at a level.
pub(crate) fn fewest_sizes(level: f64) -> usize {
    SplitConformal::needed(level)
}

/// Errors that intervals with two tails need at a level.
pub(crate) fn fewest_errors(level: f64) -> usize {
    RollingIntervals { level, window: usize::MAX, horizon: 1 }.needed()
}

/// Past errors of one row of the leaderboard, oldest first; of prices as shares of the last known value, so that a price level
/// long past does not set the width.
#[derive(Debug, Clone)]
pub(crate) struct Errors {
    values: Vec<f64>,
    price: bool,
    horizon: usize,
}

/// One row's interval.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Around {
    /// Distances from the forecast.
    offsets: Offsets,
    /// Whether the error is inside.
    inside: bool,
}

/// Intervals beyond the data.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Beyond {
    pub(crate) intervals: Vec<Interval>,
    /// Levels whose interval is the whole line.
    pub(crate) endless: Vec<f64>,
}

impl Errors {
    /// Of what came, what was forecast and what was known, row by row in time order, `horizon` sessions ahead.
    pub(crate) fn of(
        config: &StudyConfig,
        horizon: usize,
        seen: impl Iterator<Item = (f64, f64, f64)>,
    ) -> Self {
        let price = config.target.main().is_price();
        let error = |(actual, predicted, known): (f64, f64, f64)| {
            (actual - predicted) / if price { known.abs() } else { 1.0 }
        };
        Self { values: seen.map(error).collect(), price, horizon }
    }

    /// The intervals of one level, as distances from the forecast: one for each error, and one for a forecast made when all errors
    /// are known. None where too few errors were known.
    fn over(&self, how: &IntervalsConfig, level: f64) -> Result<Vec<Option<Around>>, IntervalError> {
        let horizon = self.horizon;
        // so many rows on, the last error is known; what stands in them is never looked at
        let mut errors = self.values.clone();
        errors.resize(self.values.len() + horizon, 0.0);
        let zeros = vec![0.0; errors.len()];
        let around = |rows: Vec<Option<Offsets>>| -> Vec<Option<Around>> {
            let one = |(row, error): (Option<Offsets>, &f64)| {
                row.map(|offsets| Around { offsets, inside: (offsets.lower..=offsets.upper).contains(error) })
            };
            rows.into_iter().zip(&errors).map(one).collect()
        };
        let mut rows = match how {
            IntervalsConfig::Adaptive(how) => {
                let adaptive = AdaptiveConformal { level, step: how.step, window: how.window, horizon };
                let rows = adaptive.over(&errors, &zeros)?;
                // with fewer errors the interval is the whole line for want of them
                let enough =
                    |(t, row): (usize, Option<_>)| row.filter(|_| t + 1 >= horizon + fewest_sizes(level));
                // one that allows no interval at all holds not even its middle
                let one = |row: AdaptiveRow| Around { offsets: row.interval, inside: row.covered };
                rows.into_iter().map(|row| row.map(one)).enumerate().map(enough).collect()
            }
            IntervalsConfig::Rolling(how) => {
                around(RollingIntervals { level, window: how.window, horizon }.over(&errors, &zeros)?)
            }
            IntervalsConfig::Split(_) => around(SplitConformal::over(level, horizon, &errors, &zeros)?),
        };
        let next = rows.pop().flatten();
        rows.truncate(self.values.len());
        rows.push(next);
        Ok(rows)
    }

    /// The intervals of a forecast made when all errors are known, narrow to wide.
    pub(crate) fn beyond(&self, how: &IntervalsConfig, point: f64, last_known: f64) -> Beyond {
        let unit = if self.price { last_known.abs() } else { 1.0 };
        let mut out = Beyond::default();
        for &level in how.levels() {
            let Some(Around { offsets, .. }) =
                self.over(how, level).ok().and_then(|mut rows| rows.pop().flatten())
            else {
                continue;
            };
            let (lower, upper) = (point + offsets.lower * unit, point + offsets.upper * unit);
            if lower.is_finite() && upper.is_finite() {
                out.intervals.push(Interval { level, lower, upper });
            } else {
                out.endless.push(level);
            }
        }
        out
    }

    /// How the intervals of each level held; `dates` are the sessions forecast, one for each error.
    pub(crate) fn held(&self, how: &IntervalsConfig, dates: &[Date]) -> Vec<HeldIntervals> {
        how.levels().iter().filter_map(|level| self.held_at(how, *level, dates).ok()).collect()
    }

    fn held_at(
        &self,
        how: &IntervalsConfig,
        level: f64,
        dates: &[Date],
    ) -> Result<HeldIntervals, IntervalError> {
        let rows = self.over(how, level)?;
        let mut held = Held::default();
        for (row, date) in rows.into_iter().take(self.values.len()).zip(dates) {
            if let Some(row) = row {
                held.add(row, *date);
            }
        }
        Ok(held.record(level, QUARTER))
    }
}

/// What is counted of intervals.
#[derive(Debug, Default)]
struct Held {
    width: f64,
    endless: usize,
    quarters: BTreeMap<String, (usize, usize)>,
}

impl Held {
    fn add(&mut self, row: Around, date: Date) {
        let width = row.offsets.upper - row.offsets.lower;
        if width.is_finite() {
            self.width += width;
        } else {
            self.endless += 1;
        }
        let quarter = format!("{} Q{}", date.year(), (date.month() - 1) / 3 + 1);
        let counts = self.quarters.entry(quarter).or_default();
        counts.0 += 1;
        counts.1 += usize::from(row.inside);
    }

    fn record(self, level: f64, fewest: usize) -> HeldIntervals {
        let of = |(quarter, (rows, covered))| QuarterCoverage { quarter, rows, covered };
        let quarters: Vec<QuarterCoverage> = self.quarters.into_iter().map(of).collect();
        let rows: usize = quarters.iter().map(|q| q.rows).sum();
        let covered: usize = quarters.iter().map(|q| q.covered).sum();
        let with_ends = rows - self.endless;
        let share = |i: &usize| quarters[*i].coverage().unwrap_or(1.0);
        let long = (0..quarters.len()).filter(|i| quarters[*i].rows >= fewest);
        let worst = long.reduce(|a, b| if share(&b) < share(&a) { b } else { a });
        HeldIntervals {
            level,
            rows,
            coverage: (rows > 0).then(|| covered as f64 / rows as f64),
            mean_width: (with_ends > 0).then(|| self.width / with_ends as f64),
            endless: self.endless,
            quarters,
            worst,
        }
    }
}

/// The intervals of several tickers as one.
pub(crate) fn pooled(tickers: &[&[HeldIntervals]]) -> Vec<HeldIntervals> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let of_level = |template: &HeldIntervals| {
        let mut held = Held::default();
        for own in tickers {
            // a ticker without this level leaves none of all
            let own = own.iter().find(|h| h.level.to_bits() == template.level.to_bits())?;
            held.width += own.mean_width.unwrap_or(0.0) * (own.rows - own.endless) as f64;
            held.endless += own.endless;
            for quarter in &own.quarters {
                let counts = held.quarters.entry(quarter.quarter.clone()).or_default();
                counts.0 += quarter.rows;
                counts.1 += quarter.covered;
            }
        }
        Some(held.record(template.level, QUARTER_OF_ALL))
    };
    first.iter().filter_map(of_level).collect()
}

/// The intervals of rows of several tickers at each further horizon; none where a row makes no such forecasts.
pub(crate) fn pooled_further(rows: &[&ModelRow]) -> Vec<FurtherIntervals> {
    let Some(first) = rows.first() else { return Vec::new() };
    let at = |k: usize, horizon: usize| {
        let own = rows.iter().map(|row| row.further.get(k).map(|f| &f.intervals[..]));
        let intervals = pooled(&own.collect::<Option<Vec<_>>>()?);
        (!intervals.is_empty()).then_some(FurtherIntervals { horizon, intervals })
    };
    first.further.iter().enumerate().filter_map(|(k, f)| at(k, f.horizon)).collect()
}
