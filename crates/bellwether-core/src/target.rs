use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Bar;

/// The quantity that is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// The closing price.
    Close,
    /// The opening price.
    Open,
    /// The adjusted closing price.
    AdjClose,
    /// `ln(close[i + h] / close[i])`.
    LogReturn,
    /// 1 when `close[i + h] > close[i]`, else 0.
    Direction,
}

/// What is forecast, and how far ahead.
///
/// At row `i` (the last completed session at the decision time) the target is the quantity of session `i + horizon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The quantity.
    pub kind: TargetKind,
    /// Sessions ahead of the last completed one; at least 1.
    #[serde(default = "one")]
    pub horizon: usize,
}

fn one() -> usize {
    1
}

impl Target {
    /// The realised value for the forecast made at row `row`, or `None` when session `row + horizon` is not there. NaN
    /// when a price that it needs is missing.
    pub fn realised(&self, bars: &[Bar], row: usize) -> Option<f64> {
        let then = bars.get(row.checked_add(self.horizon)?)?;
        let now = &bars[row];
        Some(match self.kind {
            TargetKind::Close => then.close,
            TargetKind::Open => then.open,
            TargetKind::AdjClose => then.adj_close,
            TargetKind::LogReturn => (then.close / now.close).ln(),
            TargetKind::Direction if then.close.is_nan() || now.close.is_nan() => f64::NAN,
            TargetKind::Direction => f64::from(then.close > now.close),
        })
    }

    /// The naive forecast at row `row` from what is known there: today's close for the next close *or open*, today's
    /// adjusted close, a return of zero, and for direction the move of the last `horizon` sessions (NaN before there
    /// are that many).
    pub fn last_known(&self, bars: &[Bar], row: usize) -> f64 {
        let now = &bars[row];
        match self.kind {
            TargetKind::Close | TargetKind::Open => now.close,
            TargetKind::AdjClose => now.adj_close,
            TargetKind::LogReturn => 0.0,
            TargetKind::Direction => match row.checked_sub(self.horizon) {
                Some(past) if bars[past].close.is_nan() || now.close.is_nan() => f64::NAN,
                Some(past) => f64::from(now.close > bars[past].close),
                None => f64::NAN,
            },
        }
    }

    /// Whether the target is a class (0 or 1) rather than a number.
    pub fn is_direction(&self) -> bool {
        self.kind == TargetKind::Direction
    }

    /// Whether the target is a price, whose change against the last close has a sign.
    pub fn is_price(&self) -> bool {
        matches!(self.kind, TargetKind::Close | TargetKind::Open | TargetKind::AdjClose)
    }
}

impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Close => "close",
            Self::Open => "open",
            Self::AdjClose => "adjusted close",
            Self::LogReturn => "log return",
            Self::Direction => "direction",
        })
    }
}
