//! The candlestick paper's joint network: the columns and the picture, each by its own branch.
//!
//! ```text
//! window (lookback x columns) → the convolutions of sentiment-cnn ┐
//!                                                                 ├ side by side → Dense(dense, relu) → dropout → head
//! picture of the last days    → the convolutions of candle-cnn   ┘
//! ```
//!
//! Of several series, each has a trained vector beside the branches.
//!
//! Published: the two networks up to their dense layers, joined, dense, softmax 2.
//!
//! Compared with: PyTorch, from identical weights.

use bellwether_core::FitError;
use bellwether_features::CandleSpec;
use bellwether_nn::{LayerSpec, Merge};

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the joint network.
    Joint, JointParams {
        /// The pictures.
        picture: CandleSpec = CandleSpec::default(),
        /// Filters of the convolutions on the picture, first to last. Default 32, 48, 64, 96.
        picture_filters: Vec<usize> = vec![32, 48, 64, 96],
        /// Filters of each convolution on the window. Default 64, at least 1.
        filters: usize = 64,
        /// Rows that such a filter spans. Default 3, from 1 to the lookback.
        kernel: usize = 3,
        /// Units of the dense layer at the end of each branch and behind both. Default 32, at least 1.
        dense: usize = 32,
        /// Share of values set to zero in training at each place. Default .25, below 1.
        dropout: f64 = 0.25,
    }
    lookback 10, head DirectionHead::Softmax, training TrainingParams { epochs: 50, batch: 16, ..TrainingParams::default() }
}

impl Architecture for JointParams {
    const NAME: &'static str = "joint";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let picture = self.picture_filters.iter().map(|filters| ("picture-filters", Limit::Size(*filters)));
        let rest = [
            ("filters", Limit::Size(self.filters)),
            ("kernel", Limit::Span(self.kernel)),
            ("dense", Limit::Size(self.dense)),
            ("dropout", Limit::Share(self.dropout)),
        ];
        picture.chain(rest).collect()
    }

    fn body(&self, input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let values = input.lookback.saturating_mul(input.width);
        let reshape = LayerSpec::Reshape { rows: 1, columns: input.lookback, features: input.width };
        let mut columns = vec![LayerSpec::Slice { from: 0, count: values }, reshape];
        columns.extend(layers::convolutions(self.filters, self.kernel));
        columns.push(layers::relu(self.dense));
        let mut picture = vec![LayerSpec::Slice { from: values, count: self.picture.values() }];
        picture.extend(layers::picture(&self.picture, &self.picture_filters, self.dropout));
        picture.push(layers::relu(self.dense));
        let mut branches = vec![columns, picture];
        if input.series > 1 {
            branches.push(layers::series_vector(values + self.picture.values(), input.series));
        }
        let mut body = vec![LayerSpec::Parallel { branches, merge: Merge::Concat }, layers::relu(self.dense)];
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }

    fn picture(&self) -> Option<CandleSpec> {
        Some(self.picture)
    }
}
