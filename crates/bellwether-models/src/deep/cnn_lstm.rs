//! CNN-LSTM on the window.
//!
//! ```text
//! window (lookback x columns) → Conv1d(filters, kernel, relu) → LSTM(units) → last output → Dense(1)
//! ```
//!
//! The published settings are 64 filters, kernel 2, 50 units, Adam, MSE, 200 epochs. For direction the last layer is a
//! logit trained with binary cross-entropy.
//!
//! Compared with: PyTorch, from identical weights. Used by the NFLX and the topic-sentiment papers.

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use bellwether_features::Scaler;
use bellwether_nn::LayerSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lstm::CellActivation;
use super::network::{self, Recipe, TrainingParams};
use crate::Predict;

/// Parameters of the CNN-LSTM.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CnnLstmParams {
    /// Rows in the window. Default 5, at least `kernel`.
    pub lookback: usize,
    /// Filters of the convolution. Default 64, at least 1.
    pub filters: usize,
    /// Rows that a filter spans. Default 2, at least 1.
    pub kernel: usize,
    /// Units of the recurrent layer. Default 50, at least 1.
    pub units: usize,
    /// Activation of the recurrent layer's cell input and output. Default tanh.
    pub activation: CellActivation,
    /// Scaling of inputs and target, fitted on the training part. Default min-max, as the papers have it.
    pub scaler: Scaler,
    /// What is learnt for a price target. Default level, as the papers have it.
    pub predict: Predict,
    /// How it is trained.
    pub training: TrainingParams,
}

impl Default for CnnLstmParams {
    fn default() -> Self {
        Self {
            lookback: 5,
            filters: 64,
            kernel: 2,
            units: 50,
            activation: CellActivation::Tanh,
            scaler: Scaler::MinMax,
            predict: Predict::Level,
            training: TrainingParams::default(),
        }
    }
}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CnnLstm(
    /// Its parameters.
    pub CnnLstmParams,
);

impl CnnLstm {
    fn recipe(&self) -> Recipe {
        let CnnLstmParams { lookback, filters, kernel, units, activation, scaler, predict, training } =
            self.0;
        let layers = vec![
            LayerSpec::conv1d(filters, kernel),
            LayerSpec::Lstm { units, activation: activation.engine(), return_sequences: false },
            LayerSpec::dense(1),
        ];
        Recipe { model: "cnn-lstm", lookback, layers, scaler, predict, training }
    }
}

impl CnnLstm {
    /// Weights for windows with this many columns; `None` when the parameters do not fit together.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        self.recipe().parameter_count(columns)
    }
}

impl Forecaster for CnnLstm {
    fn name(&self) -> &'static str {
        "cnn-lstm"
    }

    fn needs(&self) -> Needs {
        self.recipe().needs()
    }

    fn validate(&self) -> Result<(), FitError> {
        self.recipe().validate()
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        network::fit(&self.recipe(), train, run)
    }
}
