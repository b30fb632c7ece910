//! Nearest date: what came of the training or validation sample whose date is nearest in the calendar.
//!
//! ```text
//! forecast(t) = y(s),  s the sample with the least |t − s| in days, the earlier one of two
//! ```
//!
//! It is the one nearest neighbour on the date alone. Under a protocol that cannot see the future the nearest sample is always
//! the last one, and says little. Under the random split the nearest sample is the day before or the day after, whose label
//! spans nearly the same sessions: what it scores there is what the split gives away, and a model must beat it before its
//! score says anything of its inputs.
//!
//! Compared with: scikit-learn's `KNeighborsClassifier` and `KNeighborsRegressor` of one neighbour on the date's ordinal.

use bellwether_core::{
    Ahead, Date, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, TrainSet,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::{check_targets, finish, misfit};

/// Nearest date has no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearestDateParams {}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NearestDate;

impl Forecaster for NearestDate {
    fn name(&self) -> &'static str {
        "nearest-date"
    }

    fn needs(&self) -> Needs {
        Needs { min_samples: 1, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        check_targets(train)?;
        let stamps = train.frame().stamps();
        let further = |own: bool, place: usize| {
            let parts = train.further().iter();
            parts.map(|f| if own { f.train[place] } else { f.validation[place] }).collect()
        };
        let mut samples: Vec<DatedSample> = Vec::new();
        for (own, part) in [(true, train.samples()), (false, train.validation())] {
            samples.extend(part.iter().enumerate().map(|(i, s)| DatedSample {
                date: stamps[s.row].date,
                target: s.target,
                ahead: further(own, i),
            }));
        }
        // parts of the random split are interleaved
        samples.sort_by_key(|s| s.date);
        if samples.is_empty() {
            return Err(FitError::TooFewSamples { model: self.name(), needed: 1, found: 0 });
        }
        Ok(Box::new(FittedNearestDate { samples }))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedNearestDate {
    /// In the order of time; at least one.
    samples: Vec<DatedSample>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct DatedSample {
    date: Date,
    target: f64,
    /// At each further horizon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ahead: Vec<f64>,
}

impl FittedNearestDate {
    /// Refuses a state that holds no sample, or samples in another order.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        if self.samples.is_empty() || !self.samples.is_sorted_by_key(|s| s.date) {
            return Err(misfit("its samples are not dates in order".to_owned()));
        }
        Ok(())
    }

    fn nearest(&self, date: Date) -> &DatedSample {
        let after = self.samples.partition_point(|s| s.date < date);
        let days = |s: &DatedSample| (date - s.date).get_days().abs();
        match (after.checked_sub(1).map(|before| &self.samples[before]), self.samples.get(after)) {
            (Some(before), Some(after)) if days(before) <= days(after) => before,
            (_, Some(after)) => after,
            (Some(before), None) => before,
            (None, None) => unreachable!("a fitted model has a sample"),
        }
    }
}

impl Fitted for FittedNearestDate {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let nearest = self.nearest(at.stamp.date);
        let is_direction = at.target.is_direction();
        let of = |(naive, value): (&Ahead, &f64)| {
            if is_direction { Ahead::rise(naive.horizon, *value) } else { Ahead::of(naive.horizon, *value) }
        };
        let ahead = at.further.iter().zip(&nearest.ahead).map(of).collect();
        Ok(Forecast { ahead, ..finish(at, nearest.target)? })
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::NearestDate(self.clone()), &[])
    }
}
