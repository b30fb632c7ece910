//! What a session adds to the naive forecast of the target, read from the target's own columns.

use bellwether_core::{FitError, ForecastError, FrameView, Target, TargetKind, TrainSet};
use serde::{Deserialize, Serialize};

use super::volatility::VolatilityError;

/// The columns that the one-session changes of a target come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Changes {
    /// `ln(close / last close)`.
    Close,
    /// `ln(open / last close)`.
    Open,
    /// `ln(adjusted close / last adjusted close)`.
    AdjClose,
    /// The column of log returns.
    LogReturn,
}

/// A value that has no logarithm, or is none itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unusable {
    column: &'static str,
    row: usize,
    value: f64,
}

impl Unusable {
    pub(super) fn at_fit(self, frame: &FrameView<'_>) -> FitError {
        let date = frame.stamps()[self.row].date;
        FitError::NotFinite { column: format!("logarithm of {}", self.column), date, value: self.value }
    }

    pub(super) fn at_forecast(self, frame: &FrameView<'_>) -> ForecastError {
        let date = frame.stamps()[self.row].date;
        ForecastError::NotFinite { column: format!("logarithm of {}", self.column), date, value: self.value }
    }
}

impl Changes {
    /// The columns of the value and of the last value known before it; the same one for a return.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Close => ("close", "close"),
            Self::Open => ("open", "close"),
            Self::AdjClose => ("adj-close", "adj-close"),
            Self::LogReturn => ("log-return", "log-return"),
        }
    }

    /// What can be read for a target among the columns of the training set.
    pub(super) fn find(model: &'static str, train: &TrainSet<'_>) -> Result<Self, FitError> {
        let candidates: &[Self] = match train.target().kind {
            TargetKind::Close => &[Self::Close],
            TargetKind::Open => &[Self::Open],
            TargetKind::AdjClose => &[Self::AdjClose],
            TargetKind::LogReturn => &[Self::LogReturn, Self::Close],
            TargetKind::Direction => &[Self::Close, Self::LogReturn],
        };
        let frame = train.frame();
        let there = |c: &Self| frame.column(c.columns().0).is_some() && frame.column(c.columns().1).is_some();
        candidates.iter().copied().find(there).ok_or_else(|| {
            let (own, last) = candidates[0].columns();
            let kind = train.target().kind;
            let target = if own == last {
                format!("{kind} without the input column `{own}`")
            } else {
                format!("{kind} without the input columns `{own}` and `{last}`")
            };
            FitError::Target { model, target }
        })
    }

    /// The change of each row; NaN where a value is missing, and in the first row of prices.
    pub(super) fn read(self, frame: &FrameView<'_>) -> Result<Vec<f64>, Unusable> {
        (0..frame.len()).map(|row| self.at(frame, row)).collect()
    }

    /// The change of one row.
    pub(super) fn at(self, frame: &FrameView<'_>, row: usize) -> Result<f64, Unusable> {
        let (own, last) = self.columns();
        if self == Self::LogReturn {
            let value = value(frame, own, row);
            return if value.is_infinite() { Err(Unusable { column: own, row, value }) } else { Ok(value) };
        }
        let now = logarithm(frame, own, row)?;
        match row.checked_sub(1) {
            Some(before) => Ok(now - logarithm(frame, last, before)?),
            None => Ok(f64::NAN),
        }
    }

    /// The last value known at a row, which a naive forecast repeats: a price, or a return of zero.
    pub(super) fn last_known(self, frame: &FrameView<'_>, row: usize, target: Target) -> f64 {
        if target.is_price() { value(frame, self.columns().1, row) } else { 0.0 }
    }

    /// The target of one session ahead, as realised at `row`.
    pub(super) fn realised(self, frame: &FrameView<'_>, row: usize, target: Target) -> f64 {
        if target.is_price() {
            value(frame, self.columns().0, row)
        } else {
            self.at(frame, row).unwrap_or(f64::NAN)
        }
    }
}

/// NaN where the frame has no such column.
fn value(frame: &FrameView<'_>, column: &str, row: usize) -> f64 {
    frame.column(column).map_or(f64::NAN, |j| frame.row(row)[j])
}

fn logarithm(frame: &FrameView<'_>, column: &'static str, row: usize) -> Result<f64, Unusable> {
    let value = value(frame, column, row);
    let log = value.ln();
    // a missing value is a gap; one without a logarithm is a fault
    if log.is_finite() || value.is_nan() { Ok(log) } else { Err(Unusable { column, row, value }) }
}

/// The error of a fit, in the words of forecasters.
pub(super) fn refused(model: &'static str, error: VolatilityError) -> FitError {
    match error {
        VolatilityError::TooShort { needed, found } => FitError::TooFewSamples { model, needed, found },
        other => FitError::Numerical { model, reason: other.to_string() },
    }
}
