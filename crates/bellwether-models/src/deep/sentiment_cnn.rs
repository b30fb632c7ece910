//! The candlestick paper's network for the columns: three convolutions and an average over time.
//!
//! ```text
//! window (lookback x columns) → 3 x [Conv1d(filters, kernel) → BatchNorm → relu] → mean over the steps
//!   → Dense(dense, relu) → dropout → head
//! ```
//!
//! Published: 64 filters of 3, Dense 32, dropout .5, softmax 2. The convolutions keep the window's length.
//!
//! Compared with: PyTorch, from identical weights. Wang, Yan and Oates (2017), IJCNN.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the three convolutions.
    SentimentCnn, SentimentCnnParams {
        /// Filters of each convolution. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that a filter spans. Default 3, from 1 to the lookback.
        kernel: usize = 3,
        /// Units of the dense layer. Default 32, at least 1.
        dense: usize = 32,
        /// Share of its outputs set to zero in training. Default .5, below 1.
        dropout: f64 = 0.5,
    }
    lookback 10, head DirectionHead::Softmax, training TrainingParams::default()
}

impl Architecture for SentimentCnnParams {
    const NAME: &'static str = "sentiment-cnn";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { filters, kernel, dense, dropout, .. } = *self;
        vec![
            ("filters", Limit::Size(filters)),
            ("kernel", Limit::Span(kernel)),
            ("dense", Limit::Size(dense)),
            ("dropout", Limit::Share(dropout)),
        ]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let mut body = layers::convolutions(self.filters, self.kernel);
        body.push(layers::relu(self.dense));
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }
}
