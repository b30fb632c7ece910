//! Gated recurrent unit on the window: the plain recurrent baseline beside the LSTM.
//!
//! ```text
//! window (lookback x columns) → GRU(units) → last output → head
//! ```
//!
//! Compared with: PyTorch, from identical weights. Cho et al. (2014), EMNLP.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the GRU.
    Gru, GruParams {
        /// Units of the recurrent layer. Default 50, at least 1.
        units: usize = 50,
        /// Share of its outputs set to zero in training. Default 0, below 1.
        dropout: f64 = 0.0,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for GruParams {
    const NAME: &'static str = "gru";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        vec![("units", Limit::Size(self.units)), ("dropout", Limit::Share(self.dropout))]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let gru = LayerSpec::Gru { units: self.units, return_sequences: false };
        Ok([vec![gru], layers::dropout(self.dropout)].concat())
    }
}
