//! LSTM on the window.
//!
//! ```text
//! window (lookback x columns) → LSTM(units) → last output → Dense(1)
//! ```
//!
//! The published settings are 50 units, relu, Adam, MSE, 200 epochs. For direction the last layer is a logit trained
//! with binary cross-entropy.
//!
//! Compared with: PyTorch, from identical weights. Hochreiter and Schmidhuber (1997), *Neural Computation* 9(8).

use bellwether_core::{FitError, Fitted, Forecaster, Needs, RunContext, TrainSet};
use bellwether_features::Scaler;
use bellwether_nn::LayerSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::network::{self, Recipe, TrainingParams};
use crate::Predict;

/// Parameters of the LSTM.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct LstmParams {
    /// Rows in the window. Default 5, at least 1.
    pub lookback: usize,
    /// Units of the recurrent layer. Default 50, at least 1.
    pub units: usize,
    /// Activation of cell input and output: `tanh`, or `relu` as the topic-sentiment paper has it. Default tanh.
    pub activation: CellActivation,
    /// Scaling of inputs and target, fitted on the training part. Default min-max, as the papers have it.
    pub scaler: Scaler,
    /// What is learnt for a price target. Default level, as the papers have it.
    pub predict: Predict,
    /// How it is trained.
    pub training: TrainingParams,
}

/// Activation of an LSTM's cell input and output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CellActivation {
    /// As first published, and the default everywhere.
    #[default]
    Tanh,
    /// As the topic-sentiment paper sets it.
    Relu,
}

impl CellActivation {
    pub(crate) fn engine(self) -> bellwether_nn::CellActivation {
        match self {
            Self::Tanh => bellwether_nn::CellActivation::Tanh,
            Self::Relu => bellwether_nn::CellActivation::Relu,
        }
    }
}

impl Default for LstmParams {
    fn default() -> Self {
        Self {
            lookback: 5,
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
pub struct Lstm(
    /// Its parameters.
    pub LstmParams,
);

impl Lstm {
    fn recipe(&self) -> Recipe {
        let LstmParams { lookback, units, activation, scaler, predict, training } = self.0;
        let layers = vec![
            LayerSpec::Lstm { units, activation: activation.engine(), return_sequences: false },
            LayerSpec::dense(1),
        ];
        Recipe { model: "lstm", lookback, layers, scaler, predict, training }
    }
}

impl Lstm {
    /// Weights for windows with this many columns; `None` when the parameters do not fit together.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        self.recipe().parameter_count(columns)
    }
}

impl Forecaster for Lstm {
    fn name(&self) -> &'static str {
        "lstm"
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
