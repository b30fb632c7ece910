//! LSTM on the window.
//!
//! ```text
//! window (lookback x columns) → LSTM(units) → last output (→ dropout → Dense(dense, relu)) → head
//! ```
//!
//! Published: 50 units, relu, Adam, MSE, 200 epochs (topic-sentiment paper); and 30 units → dropout .5 → Dense 256 →
//! softmax 2 (candlestick paper): `units = 30, dropout = 0.5, dense = 256, direction-head = "softmax"`.
//!
//! Compared with: PyTorch, from identical weights. Hochreiter and Schmidhuber (1997), *Neural Computation* 9(8).

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the LSTM.
    Lstm, LstmParams {
        /// Units of the recurrent layer. Default 50, at least 1.
        units: usize = 50,
        /// Activation of cell input and output: `tanh`, or `relu` as the topic-sentiment paper has it. Default tanh.
        activation: CellActivation = CellActivation::Tanh,
        /// Share of the LSTM's outputs set to zero in training. Default 0, below 1.
        dropout: f64 = 0.0,
        /// Units of a dense relu layer behind it; 0 for none. Default 0.
        dense: usize = 0,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
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

impl Architecture for LstmParams {
    const NAME: &'static str = "lstm";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        vec![("units", Limit::Size(self.units)), ("dropout", Limit::Share(self.dropout))]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let Self { units, activation, dropout, dense, .. } = self.clone();
        let lstm = LayerSpec::Lstm { units, activation: activation.engine(), return_sequences: false };
        Ok([vec![lstm], layers::dropout(dropout), layers::dense(dense)].concat())
    }
}
