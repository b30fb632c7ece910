use bellwether_core::Forecaster;
use bellwether_features::CandleSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::classical::{GradientBoosting, GradientBoostingParams, Ridge, RidgeParams};
use crate::deep::{CnnLstm, CnnLstmParams, Lstm, LstmParams};
use crate::naive::{
    AlwaysMajority, AlwaysMajorityParams, Drift, DriftParams, Persistence, PersistenceParams,
};

/// Every model, one variant each, as a study file writes it: `kind = "ridge"` and the model's own parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ModelSpec {
    /// Tomorrow is as today.
    Persistence(PersistenceParams),
    /// The last value plus the mean change.
    Drift(DriftParams),
    /// The more frequent class of the training part; for direction targets.
    AlwaysMajority(AlwaysMajorityParams),
    /// Linear regression with a squared penalty, on the window.
    Ridge(RidgeParams),
    /// A sum of regression trees, on the window.
    GradientBoosting(GradientBoostingParams),
    /// A recurrent network on the window.
    Lstm(LstmParams),
    /// A convolution, then a recurrent network, on the window.
    CnnLstm(CnnLstmParams),
}

/// A model as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ModelInfo {
    /// The `kind` of the study file.
    pub kind: &'static str,
    /// What it forecasts with, in one line.
    pub summary: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

impl ModelSpec {
    /// One spec of every kind, with its default parameters: what lists and laws loop over.
    pub fn all() -> Vec<Self> {
        vec![
            Self::Persistence(PersistenceParams::default()),
            Self::Drift(DriftParams::default()),
            Self::AlwaysMajority(AlwaysMajorityParams::default()),
            Self::Ridge(RidgeParams::default()),
            Self::GradientBoosting(GradientBoostingParams::default()),
            Self::Lstm(LstmParams::default()),
            Self::CnnLstm(CnnLstmParams::default()),
        ]
    }

    /// The recipe.
    pub fn build(&self) -> Box<dyn Forecaster> {
        match self {
            Self::Persistence(PersistenceParams {}) => Box::new(Persistence),
            Self::Drift(DriftParams {}) => Box::new(Drift),
            Self::AlwaysMajority(AlwaysMajorityParams {}) => Box::new(AlwaysMajority),
            Self::Ridge(params) => Box::new(Ridge(*params)),
            Self::GradientBoosting(params) => Box::new(GradientBoosting(*params)),
            Self::Lstm(params) => Box::new(Lstm(*params)),
            Self::CnnLstm(params) => Box::new(CnnLstm(*params)),
        }
    }

    /// What a list shows of it.
    pub fn info(&self) -> ModelInfo {
        let (kind, summary, source) = match self {
            Self::Persistence(_) => {
                ("persistence", "the last known value; the row every other model must beat", "random walk")
            }
            Self::Drift(_) => {
                ("drift", "the last known value plus the mean change of the training part", "classical")
            }
            Self::AlwaysMajority(_) => (
                "always-majority",
                "the more frequent class of the training part; for direction targets",
                "classical",
            ),
            Self::Ridge(_) => {
                ("ridge", "linear regression on the window with a squared penalty", "Hoerl and Kennard 1970")
            }
            Self::GradientBoosting(_) => (
                "gradient-boosting",
                "a sum of regression trees on the window, each fitted to what the others left over",
                "Friedman 2001",
            ),
            Self::Lstm(_) => (
                "lstm",
                "LSTM(50) and a linear layer on the window",
                "topic-sentiment paper; Hochreiter 1997",
            ),
            Self::CnnLstm(_) => (
                "cnn-lstm",
                "Conv1d(64, k 2, relu), LSTM(50) and a linear layer on the window",
                "NFLX and topic-sentiment papers",
            ),
        };
        ModelInfo { kind, summary, source }
    }

    /// The candlestick pictures that the model looks at, if it does.
    pub fn picture(&self) -> Option<CandleSpec> {
        match self {
            Self::Persistence(_)
            | Self::Drift(_)
            | Self::AlwaysMajority(_)
            | Self::Ridge(_)
            | Self::GradientBoosting(_)
            | Self::Lstm(_)
            | Self::CnnLstm(_) => None,
        }
    }

    /// Weights that the model learns when its windows have this many columns; `None` for models that learn no fixed
    /// number.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        match self {
            Self::Persistence(_) => Some(0),
            Self::Drift(_) | Self::AlwaysMajority(_) => Some(1),
            Self::Ridge(p) => p.lookback.checked_mul(columns)?.checked_add(1),
            Self::GradientBoosting(_) => None,
            Self::Lstm(p) => Lstm(*p).parameter_count(columns),
            Self::CnnLstm(p) => CnnLstm(*p).parameter_count(columns),
        }
    }
}
