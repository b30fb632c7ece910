//! A metric's value, or the reason why it has none.

use serde::{Deserialize, Serialize};

use super::{MetricError, Undefined};

/// A metric's value, or the reason why the data leave it undefined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// A finite number, in the metric's unit.
    Value(f64),
    /// No number exists.
    Undefined(Undefined),
}

impl Score {
    /// The number, if there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Undefined(_) => None,
        }
    }

    /// Keeps an undefined quantity as a score; bad input stays an error.
    pub(super) fn of(result: Result<f64, MetricError>) -> Result<Self, MetricError> {
        match result {
            Ok(value) => Ok(Self::Value(value)),
            Err(MetricError::Undefined(reason)) => Ok(Self::Undefined(reason)),
            Err(error) => Err(error),
        }
    }
}
