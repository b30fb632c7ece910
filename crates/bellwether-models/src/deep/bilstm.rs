//! Bidirectional LSTM on the window: every step is read with what came before and after it *inside the window*, which
//! ends at the decision.
//!
//! ```text
//! window (lookback x columns) → for each of `units`: BiLSTM → dropout → head
//! ```
//!
//! Published: two layers of 64 and 128 units, dropout .5 and .1 (four-stock paper).
//!
//! Compared with: PyTorch, from identical weights. Schuster and Paliwal (1997), *IEEE Trans. Signal Processing* 45(11).

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{CellActivation, DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the bidirectional LSTM.
    BiLstm, BiLstmParams {
        /// Units of each direction, layer by layer. Default 64 and 128; at least one layer.
        units: Vec<usize> = vec![64, 128],
        /// Share of each layer's outputs set to zero in training. Default .5 and .1, below 1; as many as layers.
        dropout: Vec<f64> = vec![0.5, 0.1],
        /// Activation of cell input and output. Default tanh.
        activation: CellActivation = CellActivation::Tanh,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for BiLstmParams {
    const NAME: &'static str = "bilstm";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let units = self.units.iter().map(|units| ("units", Limit::Size(*units)));
        units.chain(self.dropout.iter().map(|rate| ("dropout", Limit::Share(*rate)))).collect()
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let activation = self.activation.engine();
        let layer = |(i, (&units, &rate)): (usize, (&usize, &f64))| {
            let return_sequences = i + 1 < self.units.len();
            [vec![LayerSpec::BiLstm { units, activation, return_sequences }], layers::dropout(rate)].concat()
        };
        Ok(self.units.iter().zip(&self.dropout).enumerate().flat_map(layer).collect())
    }

    fn check(&self) -> Result<(), FitError> {
        if self.units.is_empty() {
            return Input::refuse(Self::NAME, "units", "[]", "give at least one layer");
        }
        if self.units.len() != self.dropout.len() {
            let found = format!("{:?} for the layers {:?}", self.dropout, self.units);
            return Input::refuse(Self::NAME, "dropout", found, "give one share for each layer");
        }
        Ok(())
    }
}
