use serde::{Deserialize, Serialize};

use crate::{Date, Target};

/// A quantile of the forecast distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// Probability below it, in (0, 1).
    pub level: f64,
    /// Its value, in the target's unit.
    pub value: f64,
}

/// A value of the target's quantity at another horizon than the target's own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Sessions ahead of the last completed one.
    pub horizon: usize,
    /// The value, in the target's unit; for direction the class, 0 or 1.
    pub point: f64,
}

/// One forecast: plain data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The last completed session when the forecast was made.
    pub origin: Date,
    /// What is forecast.
    pub target: Target,
    /// The point forecast, in the target's unit; for direction the class, 0 or 1.
    pub point: f64,
    /// Quantiles in rising order of level; empty when the model gives none.
    pub quantiles: Vec<Quantile>,
    /// For direction: the probability of a rise, if the model gives one.
    pub probability: Option<f64>,
    /// Forecasts at the further horizons, in the order of [`TrainSet::further`](crate::TrainSet::further); empty when
    /// the model makes none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ahead: Vec<Ahead>,
}
