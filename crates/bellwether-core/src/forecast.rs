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

/// A forecast of the target's quantity at another horizon than the target's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Sessions ahead of the last completed one.
    pub horizon: usize,
    /// The value, in the target's unit; for direction the class, 0 or 1.
    pub point: f64,
    /// For direction: the probability of a rise over those sessions, if the model gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Quantiles in rising order of level; empty when the model gives none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantiles: Vec<Quantile>,
}

impl Ahead {
    /// A value alone.
    pub fn of(horizon: usize, point: f64) -> Self {
        Self { horizon, point, probability: None, quantiles: Vec::new() }
    }

    /// The class that a probability of a rise stands for, and the probability.
    pub fn rise(horizon: usize, probability: f64) -> Self {
        let point = f64::from(probability >= 0.5);
        Self { horizon, point, probability: Some(probability), quantiles: Vec::new() }
    }
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
