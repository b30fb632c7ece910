//! Any error of the crate.

use crate::backtest::BacktestError;
use crate::input::InputError;
use crate::intervals::IntervalError;
use crate::metrics::MetricError;
use crate::significance::SignificanceError;
use crate::splits::SplitError;

/// Any error of the crate, for callers that pass through several of its rooms.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// Series that do not fit together.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A metric could not be computed.
    #[error(transparent)]
    Metric(#[from] MetricError),
    /// A significance test could not be computed.
    #[error(transparent)]
    Significance(#[from] SignificanceError),
    /// The rows cannot be split as asked.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// An interval could not be computed.
    #[error(transparent)]
    Interval(#[from] IntervalError),
    /// A backtest could not be made.
    #[error(transparent)]
    Backtest(#[from] BacktestError),
}
