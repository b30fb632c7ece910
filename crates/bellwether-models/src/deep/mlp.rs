//! Multi-layer perceptron on the window: the network without a notion of time.
//!
//! ```text
//! window (lookback x columns) → one row → for each of `units`: Dense(relu) → dropout → head
//! ```
//!
//! Compared with: PyTorch, from identical weights. Rumelhart, Hinton and Williams (1986), *Nature* 323.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the perceptron.
    Mlp, MlpParams {
        /// Units of the hidden layers, first to last. Default 64 and 32, each at least 1.
        units: Vec<usize> = vec![64, 32],
        /// Share of every hidden layer's outputs set to zero in training. Default 0, below 1.
        dropout: f64 = 0.0,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for MlpParams {
    const NAME: &'static str = "mlp";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let units = self.units.iter().map(|units| ("units", Limit::Size(*units)));
        units.chain([("dropout", Limit::Share(self.dropout))]).collect()
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let hidden = self
            .units
            .iter()
            .flat_map(|units| std::iter::once(layers::relu(*units)).chain(layers::dropout(self.dropout)));
        Ok(std::iter::once(LayerSpec::Flatten {}).chain(hidden).collect())
    }
}
