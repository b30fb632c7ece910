//! The candlestick paper's network for pictures of the last days.
//!
//! ```text
//! picture of `days` candles (50 x 50 RGB) → 4 x [Conv2d(filters, 3 x 3, relu) → max-pool 2 x 2] with dropout
//!   → Dense(dense, relu) → dropout → head
//! ```
//!
//! Published: 32, 48, 64 and 96 filters, three dropouts, Dense 32, softmax 2. Where the dropouts stand is not stated:
//! here behind the second and third pooling and behind the dense layer. The network sees prices by the picture alone,
//! which needs the columns open, high, low and close among the inputs. Of several series, each has a trained vector beside
//! what the convolutions found.
//!
//! Compared with: PyTorch, from identical weights.

use bellwether_core::FitError;
use bellwether_features::CandleSpec;
use bellwether_nn::{LayerSpec, Merge};

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the network for pictures.
    CandleCnn, CandleCnnParams {
        /// The pictures.
        picture: CandleSpec = CandleSpec::default(),
        /// Filters of the convolutions, first to last. Default 32, 48, 64, 96.
        filters: Vec<usize> = vec![32, 48, 64, 96],
        /// Units of the dense layer. Default 32, at least 1.
        dense: usize = 32,
        /// Share of values set to zero in training at each of the three places. Default .25, below 1.
        dropout: f64 = 0.25,
    }
    lookback 1, head DirectionHead::Softmax, training TrainingParams { epochs: 50, batch: 16, ..TrainingParams::default() }
}

impl Architecture for CandleCnnParams {
    const NAME: &'static str = "candle-cnn";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let filters = self.filters.iter().map(|filters| ("filters", Limit::Size(*filters)));
        let rest = [("dense", Limit::Size(self.dense)), ("dropout", Limit::Share(self.dropout))];
        filters.chain(rest).collect()
    }

    fn body(&self, input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let mut body = layers::picture(&self.picture, &self.filters, self.dropout);
        if input.series > 1 {
            let count = self.picture.values();
            body.insert(0, LayerSpec::Slice { from: 0, count });
            let branches = vec![body, layers::series_vector(count, input.series)];
            body = vec![LayerSpec::Parallel { branches, merge: Merge::Concat }];
        }
        body.push(layers::relu(self.dense));
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }

    fn check(&self) -> Result<(), FitError> {
        if self.lookback != 1 {
            let expected = "the network sees pictures only; `picture.days` says of how many days";
            return Input::refuse(Self::NAME, "lookback", self.lookback, expected);
        }
        Ok(())
    }

    fn picture(&self) -> Option<CandleSpec> {
        Some(self.picture)
    }

    fn window(&self) -> bool {
        false
    }
}
