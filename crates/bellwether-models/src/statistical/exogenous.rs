//! Other columns that a model of the target's own past is regressed on.
//!
//! ```text
//! y_t = β' x_{t − lag} + u_t,    lag: the longest horizon asked for
//! ```
//!
//! With that lag every forecast reads only rows known at its origin: nothing is assumed of the columns' future.

use bellwether_core::{FitError, ForecastError, FrameView, Origin, TrainSet};
use bellwether_features::TextFeature;
use serde::{Deserialize, Serialize};

use super::own_past::column;
use crate::supervised::misfit;

/// The columns, how far back they are read, and the first row whose regressors are all there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Exogenous {
    columns: Vec<String>,
    lag: usize,
    first: usize,
}

/// Columns, each one value a row.
type Columns = Vec<Vec<f64>>;

/// Whether a name is that of a text column, which the inputs without text do not have.
pub(super) fn is_text(name: &str) -> bool {
    TextFeature::ALL.iter().any(|f| f.name() == name)
}

/// Refuses a column that stands twice.
pub(super) fn check_exogenous(model: &'static str, names: &[String]) -> Result<(), FitError> {
    match (1..names.len()).find(|i| names[..*i].contains(&names[*i])) {
        None => Ok(()),
        Some(i) => Err(FitError::Parameter {
            model,
            parameter: "exogenous",
            value: format!("{:?} twice", names[i]),
            expected: "each column stands once",
        }),
    }
}

impl Exogenous {
    /// The named columns of a training set, and their values from the first row on that has them all, lagged. Text columns
    /// that are not among the inputs are those of the form with text, and are left out of the form without.
    pub(super) fn read(
        model: &'static str,
        names: &[String],
        train: &TrainSet<'_>,
    ) -> Result<Option<(Self, Columns)>, FitError> {
        let frame = train.frame();
        let there = |name: &str| frame.column(name).is_some();
        if let Some(name) = names.iter().find(|name| !there(name) && !is_text(name)) {
            return Err(FitError::Parameter {
                model,
                parameter: "exogenous",
                value: format!("{name:?}"),
                expected: "it names columns of the inputs",
            });
        }
        let columns: Vec<String> = names.iter().filter(|name| there(name)).cloned().collect();
        if columns.is_empty() {
            return Ok(None);
        }
        let lag = train.further().iter().map(|f| f.horizon).fold(train.target().horizon, usize::max);
        let whole = lagged(&frame, &columns, lag);
        let rows = frame.len();
        // indicators have no value in their first rows
        let first = (0..rows).find(|t| whole.iter().all(|c| !c[*t].is_nan())).unwrap_or(rows);
        let own = Self { columns, lag, first };
        let values: Columns = whole.iter().map(|c| c[first..].to_vec()).collect();
        if let Some((column, row, value)) = own.gap(&values) {
            return Err(FitError::NotFinite { column, date: frame.stamps()[row].date, value });
        }
        Ok(Some((own, values)))
    }

    /// The first row that is modelled.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The first value that is missing, and its column and row.
    fn gap(&self, values: &Columns) -> Option<(String, usize, f64)> {
        values.iter().zip(&self.columns).find_map(|(c, name)| {
            let t = c.iter().position(|v| !v.is_finite())?;
            Some((name.clone(), self.first + t - self.lag.min(self.first + t), c[t]))
        })
    }

    /// The lagged values of the rows known at an origin from the first one on, and those of the next steps.
    pub(super) fn at_origin(
        &self,
        at: &Origin<'_>,
        steps: usize,
    ) -> Result<(Columns, Columns), ForecastError> {
        let (date, frame, lag) = (at.stamp.date, at.frame, self.lag);
        if steps > lag {
            return Err(misfit(format!("columns lagged by {lag} rows for a horizon of {steps}")));
        }
        let rows = frame.len();
        if rows < self.first.max(lag) {
            let needed = self.first.max(lag);
            return Err(ForecastError::TooLittleHistory { date, needed, found: rows });
        }
        if let Some(name) = self.columns.iter().find(|name| frame.column(name).is_none()) {
            let reason = format!("the column `{name}` is not there");
            return Err(ForecastError::Model { date, reason });
        }
        let known: Columns =
            lagged(&frame, &self.columns, lag).iter().map(|c| c[self.first..].to_vec()).collect();
        let next = |name: &String| column(&frame, name).unwrap_or_default()[rows - lag..][..steps].to_vec();
        let future: Columns = self.columns.iter().map(next).collect();
        let all = known.iter().zip(&future).map(|(k, f)| [&k[..], f].concat()).collect();
        if let Some((column, row, value)) = self.gap(&all) {
            let date = frame.stamps().get(row).map_or(date, |s| s.date);
            return Err(ForecastError::NotFinite { column, date, value });
        }
        Ok((known, future))
    }
}

/// Each column's values `lag` rows later; NaN before.
fn lagged(frame: &FrameView<'_>, names: &[String], lag: usize) -> Columns {
    let shift = |name: &String| {
        let own = column(frame, name).unwrap_or_default();
        let before = std::iter::repeat_n(f64::NAN, lag.min(own.len()));
        before.chain(own[..own.len().saturating_sub(lag)].iter().copied()).collect()
    };
    names.iter().map(shift).collect()
}
