//! How the forecasts are traded, when the study has a backtest.

use bellwether_core::{Bell, DecisionTime};
use bellwether_evaluation::backtest::{Costs, Execution, Rules};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StudyConfig;
use crate::ConfigError;

/// What a forecast makes of the equity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sizing {
    /// All of it in the direction of the forecast change.
    #[default]
    Sign,
    /// By the rank of the forecast change among the tickers of the day: short the lowest, long the highest, evenly between.
    Rank,
    /// Twice the probability of a rise less 1: nothing at even odds. For direction targets; models without probabilities are not traded.
    Probability,
}

/// Trading the forecasts: on every session each row holds what its newest forecast says. Costs are basis points of the traded value,
/// paid on the way in and on the way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct BacktestConfig {
    /// The price of a trade. Default `next-open`, the first after a decision at the close. `close` takes for granted that the very
    /// close on which the forecast was made can still be traded at.
    pub execution: Execution,
    /// The broker's commission in basis points. Default 1.
    pub commission: f64,
    /// Half of the distance between bid and ask in basis points. Default 2.
    pub half_spread: f64,
    /// How much worse the price is when it is filled, in basis points. Default 1.
    pub slippage: f64,
    /// Whether a forecast fall is met by holding nothing in the place of a short position. Default no.
    pub long_only: bool,
    /// What a forecast makes of the equity. Default `sign`.
    pub sizing: Sizing,
}

impl Default for BacktestConfig {
    fn default() -> Self {
        let Costs { commission, half_spread, slippage } = Costs::default();
        Self {
            execution: Execution::default(),
            commission,
            half_spread,
            slippage,
            long_only: false,
            sizing: Sizing::default(),
        }
    }
}

impl BacktestConfig {
    /// Execution and costs.
    pub fn rules(&self) -> Rules {
        let Self { execution, commission, half_spread, slippage, .. } = *self;
        Rules { execution, costs: Costs { commission, half_spread, slippage } }
    }

    /// What is done, in a sentence.
    pub(crate) fn words(&self) -> String {
        let at = match self.execution {
            Execution::NextOpen => "at the open after it",
            Execution::Close => "at the close on which it was made",
        };
        let sides = if self.long_only { "long only" } else { "long and short" };
        let size = match self.sizing {
            Sizing::Sign => "all of the equity in the direction of the forecast change",
            Sizing::Rank => "by the rank of the forecast change among the tickers",
            Sizing::Probability => "by the forecast probability of a rise",
        };
        let total = self.rules().costs.total();
        format!(
            "Each forecast is traded {at}, {sides}, {size}; a trade costs {total} basis points of its value (commission {}, half \
             spread {}, slippage {}).",
            self.commission, self.half_spread, self.slippage
        )
    }
}

impl StudyConfig {
    /// Checks the backtest against decision, target and tickers.
    pub(super) fn validate_backtest(&self) -> Result<(), ConfigError> {
        let Some(backtest) = &self.backtest else { return Ok(()) };
        let refuse = |key: &str, value: String, expected: &str| {
            Err(ConfigError::Value { key: format!("backtest.{key}"), value, expected: expected.to_owned() })
        };
        let each = [
            ("commission", backtest.commission),
            ("half-spread", backtest.half_spread),
            ("slippage", backtest.slippage),
        ];
        for (key, value) in each {
            if !(value.is_finite() && (0.0..=1000.0).contains(&value)) {
                return refuse(key, value.to_string(), "it must be from 0 to 1000 basis points");
            }
        }
        let total = backtest.rules().costs.total();
        if total > 1000.0 {
            let expected = "all costs together must be at most 1000 basis points";
            return refuse("commission", format!("part of {total} basis points"), expected);
        }
        if backtest.sizing == Sizing::Probability && !self.target.main().is_direction() {
            let expected = "probabilities are those of a direction: set `target.kind = \"direction\"`, or size by sign or rank";
            return refuse("sizing", "probability".to_owned(), expected);
        }
        if backtest.sizing == Sizing::Rank && self.data.tickers.len() == 1 {
            return refuse("sizing", "rank with one ticker".to_owned(), "ranks need at least two tickers");
        }
        let DecisionTime { at, offset_minutes } = self.inputs.decision;
        let before_open = if at == Bell::Open { offset_minutes <= 0 } else { offset_minutes >= 0 };
        let at_close = at == Bell::Close && offset_minutes == 0;
        match backtest.execution {
            Execution::NextOpen if !before_open => {
                let expected = "the open after the last completed session is over when the forecast is made; decide at or after a \
                                close, or before the open";
                refuse("execution", "next-open".to_owned(), expected)
            }
            Execution::Close if !at_close => {
                let expected = "a forecast is made at the close only with `inputs.decision = { at = \"close\" }`; trade at the next open";
                refuse("execution", "close".to_owned(), expected)
            }
            _ => Ok(()),
        }
    }
}
