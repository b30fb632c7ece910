//! The four-stock paper's hybrid: convolution, BiLSTM and attention, and boosted trees on what they found.
//!
//! ```text
//! window (lookback x columns) → Conv1d(filters, kernel, tanh) → BiLSTM(units) → attention(heads, key-dim) + norm
//!   → mean over the steps → Dense(dense, relu) → dropout → head, trained;
//! then histogram boosting on the dense layer's values in the place of the head
//! ```
//!
//! Published: 96 filters of 3, 64 units, 2 heads with keys of 96, Dense 64. Each part can be switched off for the
//! ablation: `convolution`, `bilstm`, `attention`, `trees` = false. The convolution keeps the window's length; how the
//! paper leaves the time axis behind is not stated, the mean over the steps is ours.
//!
//! Trees are grown on the training samples' values, as published: those that the network was trained on. They can stop by
//! the validation part: `boosting.patience`.
//!
//! Compared with: PyTorch, from identical weights; the trees with scikit-learn.

use bellwether_core::FitError;
use bellwether_nn::{Activation, Initializer, LayerSpec, Padding};

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};
use crate::classical::BoostedTreesParams;

network! {
    /// Parameters of the hybrid.
    Hybrid, HybridParams {
        /// Whether there is a convolution. Default yes.
        convolution: bool = true,
        /// Filters of the convolution. Default 96, at least 1.
        filters: usize = 96,
        /// Rows that a filter spans. Default 3, from 1 to the lookback.
        kernel: usize = 3,
        /// Whether there is a BiLSTM. Default yes.
        bilstm: bool = true,
        /// Units of each direction of the BiLSTM. Default 64, at least 1.
        units: usize = 64,
        /// Whether there is attention. Default yes.
        attention: bool = true,
        /// Heads of the attention. Default 2, at least 1.
        heads: usize = 2,
        /// Width of a head's keys. Default 96, at least 1.
        key_dim: usize = 96,
        /// Units of the dense layer. Default 64, at least 1.
        dense: usize = 64,
        /// Share of its outputs set to zero in training. Default .1, below 1.
        dropout: f64 = 0.1,
        /// Whether boosted trees take the place of the head. They see the dense layer's values and no column, so the
        /// record has no shares of columns for this model. Default yes.
        trees: bool = true,
        /// How the trees are grown.
        boosting: BoostedTreesParams = BoostedTreesParams::default(),
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for HybridParams {
    const NAME: &'static str = "hybrid";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        // of the parts that there are
        let part = |on: bool, sizes: &[(&'static str, usize)]| -> Vec<(&'static str, Limit)> {
            sizes.iter().filter(|_| on).map(|(name, size)| (*name, Limit::Size(*size))).collect()
        };
        [
            part(self.convolution, &[("filters", self.filters)]),
            self.convolution.then_some(("kernel", Limit::Span(self.kernel))).into_iter().collect(),
            part(self.bilstm, &[("units", self.units)]),
            part(self.attention, &[("heads", self.heads), ("key-dim", self.key_dim)]),
            vec![("dense", Limit::Size(self.dense)), ("dropout", Limit::Share(self.dropout))],
        ]
        .concat()
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let mut body = Vec::new();
        if self.convolution {
            body.push(LayerSpec::Conv1d {
                filters: self.filters,
                kernel: self.kernel,
                padding: Padding::Same,
                activation: Activation::Tanh,
                initializer: Initializer::GlorotUniform,
            });
        }
        if self.bilstm {
            let activation = bellwether_nn::CellActivation::Tanh;
            body.push(LayerSpec::BiLstm { units: self.units, activation, return_sequences: true });
        }
        if self.attention {
            let (heads, key_dim) = (self.heads, self.key_dim);
            let attention = LayerSpec::MultiHeadAttention { heads, key_dim };
            body.extend([LayerSpec::Residual { layers: vec![attention] }, LayerSpec::layer_norm()]);
        }
        body.extend([LayerSpec::GlobalAveragePool {}, layers::relu(self.dense)]);
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }

    fn boosting(&self) -> Option<BoostedTreesParams> {
        self.trees.then_some(self.boosting)
    }
}
