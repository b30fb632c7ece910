//! Convolution on the window.
//!
//! ```text
//! window (lookback x columns) → Conv1d(filters, kernel, relu) → max-pool(pool) → one row → Dense(dense, relu) → dropout → head
//! ```
//!
//! Published: 64 filters, kernel 2, pool 2, Dense 50 (topic-sentiment paper); and 96 filters, dropout .1, Dense 96
//! (four-stock paper): `filters = 96, dropout = 0.1, dense = 96`.
//!
//! Compared with: PyTorch, from identical weights. LeCun et al. (1989), *Neural Computation* 1(4).

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the convolution.
    Cnn, CnnParams {
        /// Filters of the convolution. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that a filter spans. Default 2, at least 1, at most `lookback`.
        kernel: usize = 2,
        /// Rows of which the greatest value is kept; 0 for no pooling. Default 2.
        pool: usize = 2,
        /// Units of the dense layer. Default 50, at least 1.
        dense: usize = 50,
        /// Share of its outputs set to zero in training. Default 0, below 1.
        dropout: f64 = 0.0,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for CnnParams {
    const NAME: &'static str = "cnn";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { filters, kernel, dense, dropout, .. } = *self;
        vec![
            ("filters", Limit::Size(filters)),
            ("kernel", Limit::Size(kernel)),
            ("dense", Limit::Size(dense)),
            ("dropout", Limit::Share(dropout)),
        ]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let pool = (self.pool > 0).then_some(LayerSpec::MaxPool1d { size: self.pool });
        let mut body = vec![LayerSpec::conv1d(self.filters, self.kernel)];
        body.extend(pool);
        body.extend([LayerSpec::Flatten {}, layers::relu(self.dense)]);
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }
}
