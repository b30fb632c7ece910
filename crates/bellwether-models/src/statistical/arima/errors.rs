use super::{Constant, Order};

/// Why an ARIMA model could not be fitted or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArimaError {
    /// An order that is out of range.
    #[error(
        "order {order} reaches over {lags} lags; at most 400, with at most 3 differences and a season of at least 2 values"
    )]
    Order {
        /// The order.
        order: Order,
        /// Lags that it reaches over.
        lags: usize,
    },
    /// A constant that the differences take away.
    #[error("constant {constant:?} with {differences} differences: a mean needs none, a drift at most 1")]
    Constant {
        /// The constant.
        constant: Constant,
        /// Ordinary and seasonal differences together.
        differences: usize,
    },
    /// Too few values.
    #[error("order {order} needs at least {needed} values and has {found}")]
    TooShort {
        /// The order.
        order: Order,
        /// Observed values needed.
        needed: usize,
        /// Observed values.
        found: usize,
    },
    /// A value that is neither a number nor missing.
    #[error("value {index} (counted from 0) is {value}")]
    NotFinite {
        /// Its place in the series.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A gap among the first values, which differences start from.
    #[error("value {index} (counted from 0) is missing; differences need the first {needed} values observed")]
    EarlyGap {
        /// Its place in the series.
        index: usize,
        /// Values needed.
        needed: usize,
    },
    /// A regressor of another length, or with a missing value.
    #[error("regressor {column} (counted from 0) has {found} finite values where {expected} are needed")]
    Regressor {
        /// Its place.
        column: usize,
        /// Finite values found.
        found: usize,
        /// Values needed.
        expected: usize,
    },
    /// Another number of regressors than the model was fitted on.
    #[error("the model was fitted on {expected} regressors and is given {found}")]
    Regressors {
        /// Regressors at fit time.
        expected: usize,
        /// Regressors given.
        found: usize,
    },
    /// Regressors that cannot be told apart.
    #[error("the regressors are collinear")]
    Collinear,
    /// A series that the deterministic part explains wholly: its likelihood has no bound.
    #[error(
        "nothing is left over of the {values} values to fit: they are constant, or follow the regressors"
    )]
    NoVariation {
        /// Observed values.
        values: usize,
    },
    /// No start had a finite likelihood.
    #[error("order {order}: the likelihood is not finite at any start")]
    Likelihood {
        /// The order.
        order: Order,
    },
    /// A forecast that is not a finite number.
    #[error("the forecast {ahead} steps ahead is {value}")]
    Forecast {
        /// Steps ahead.
        ahead: usize,
        /// The value.
        value: f64,
    },
}
