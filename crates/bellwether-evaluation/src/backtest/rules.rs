//! When a position is taken, and what that costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BacktestError;

/// Most basis points that a trade may cost.
const MOST: f64 = 1000.0;

/// The price at which a decision made at a close is traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Execution {
    /// The open of the next bar, the first price after the decision.
    #[default]
    NextOpen,
    /// The close of the bar itself, on which the forecast was made: it takes for granted that the close can still be traded at
    /// when it is known.
    Close,
}

/// Costs of a trade in basis points (hundredths of a percent) of the traded value, paid on the way in and on the way out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Costs {
    /// Of the broker.
    pub commission: f64,
    /// Half of the distance between bid and ask.
    pub half_spread: f64,
    /// How much worse than that the price is when it is filled.
    pub slippage: f64,
}

impl Costs {
    /// None at all.
    pub const NONE: Self = Self { commission: 0.0, half_spread: 0.0, slippage: 0.0 };

    /// All together, in basis points.
    pub fn total(&self) -> f64 {
        self.commission + self.half_spread + self.slippage
    }

    /// All together as a share of the traded value.
    ///
    /// # Errors
    /// [`BacktestError::Costs`] for one that is negative or not finite, and for more than 1000 basis points together.
    pub fn rate(&self) -> Result<f64, BacktestError> {
        let each = [self.commission, self.half_spread, self.slippage];
        if let Some(&value) = each.iter().find(|c| !c.is_finite() || **c < 0.0) {
            return Err(BacktestError::Costs { value });
        }
        let value = self.total();
        if value > MOST { Err(BacktestError::Costs { value }) } else { Ok(value / 1e4) }
    }
}

impl Default for Costs {
    /// A large stock traded by a small account: 1, 2 and 1.
    fn default() -> Self {
        Self { commission: 1.0, half_spread: 2.0, slippage: 1.0 }
    }
}

/// Execution and costs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// The price of a trade.
    pub execution: Execution,
    /// What it costs.
    pub costs: Costs,
}
