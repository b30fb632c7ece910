//! Each value again a season later.
//!
//! ```text
//! ŷ_{T+h} = y_{T+h−m k},  k the fewest seasons back;   variance σ² k,  σ² = mean of (y_t − y_{t−m})²
//! ```

use serde::{Deserialize, Serialize};

use super::Prediction;
use super::ets::SmoothingError;

/// A fitted seasonal naive forecast and the last season that it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FittedSeasonalNaive {
    variance: f64,
    /// The last value of each of the next places in the season, and how many seasons ago it was.
    last: Vec<(f64, usize)>,
}

impl FittedSeasonalNaive {
    /// Takes σ² from the series; NaN is a missing value.
    pub(super) fn fit(series: &[f64], period: usize) -> Result<Self, SmoothingError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(SmoothingError::NotFinite { index, value: series[index] });
        }
        let changes = || {
            let pairs = series.iter().skip(period).zip(series);
            pairs.map(|(now, then)| now - then).filter(|c| !c.is_nan())
        };
        let n = changes().count();
        if n == 0 {
            let (needed, found) = (period + 1, series.iter().filter(|v| !v.is_nan()).count());
            return Err(SmoothingError::TooShort { model: "seasonal-naive".to_owned(), needed, found });
        }
        let largest = changes().fold(0.0_f64, |m, c| m.max(c.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let variance = changes().map(|c| (c / unit).powi(2)).sum::<f64>() / n as f64 * unit * unit;
        let mut fitted = Self { variance, last: vec![(0.0, 1); period] };
        fitted.filter(series)?;
        Ok(fitted)
    }

    /// Takes another series, or more or less of the same.
    pub(super) fn filter(&mut self, series: &[f64]) -> Result<(), SmoothingError> {
        if let Some(index) = series.iter().position(|v| v.is_infinite()) {
            return Err(SmoothingError::NotFinite { index, value: series[index] });
        }
        let (n, m) = (series.len(), self.last.len());
        let newest = |place: usize| {
            // the value a season before the one to come, or as many seasons as are missing
            (1..)
                .map_while(|k| Some((*series.get((n + place).checked_sub(k * m)?)?, k)))
                .find(|(v, _)| !v.is_nan())
        };
        let last: Option<Vec<(f64, usize)>> = (0..m).map(newest).collect();
        let found = series.iter().filter(|v| !v.is_nan()).count();
        let short = || SmoothingError::TooShort {
            model: "seasonal-naive".to_owned(),
            needed: m.max(found + 1),
            found,
        };
        self.last = last.ok_or_else(short)?;
        Ok(())
    }

    /// Forecasts of the next steps.
    pub(super) fn forecast(&self, steps: usize) -> Result<Vec<Prediction>, SmoothingError> {
        let m = self.last.len();
        let (mut sum_mean, mut shared) = (0.0, 0.0);
        let mut out = Vec::with_capacity(steps);
        for step in 0..steps {
            let (mean, ago) = self.last[step % m];
            let seasons = ago + step / m;
            // values of the same place share their errors
            let before = (step % m..step).step_by(m).map(|s| (ago + s / m) as f64).sum::<f64>();
            sum_mean += mean;
            shared += seasons as f64 + 2.0 * before;
            let (variance, sum_variance) = (self.variance * seasons as f64, self.variance * shared);
            let all = [mean, variance, sum_mean, sum_variance];
            if let Some(value) = all.into_iter().find(|v| !v.is_finite()) {
                return Err(SmoothingError::Forecast { ahead: step + 1, value });
            }
            out.push(Prediction { mean, variance, sum_mean, sum_variance });
        }
        Ok(out)
    }

    /// Refuses saved state whose parts do not fit together.
    pub(super) fn is_sound(&self) -> bool {
        self.variance.is_finite()
            && self.variance >= 0.0
            && !self.last.is_empty()
            && self.last.iter().all(|(v, ago)| v.is_finite() && *ago >= 1)
    }
}
