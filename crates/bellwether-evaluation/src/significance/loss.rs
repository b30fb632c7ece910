//! What a forecast error costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an error costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// `e²`, the loss behind MSE and RMSE; the default.
    #[default]
    Squared,
    /// `|e|`, the loss behind MAE.
    Absolute,
}

impl Loss {
    pub(super) fn of(self, error: f64) -> f64 {
        match self {
            Self::Squared => error * error,
            Self::Absolute => error.abs(),
        }
    }
}
