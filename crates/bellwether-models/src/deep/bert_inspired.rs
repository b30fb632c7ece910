//! The four-stock paper's "BERT-inspired" encoder: learnt positions, many narrow heads, an average over time.
//!
//! ```text
//! window (lookback x columns) → Dense(embedding) → learnt positions → attention(heads, key-dim) + norm
//!   → feed-forward + norm → mean over the steps → dropout → head
//! ```
//!
//! Published: embedding 32, 6 heads, keys of 96, feed-forward 64, dropout .1, global average pooling.
//!
//! Compared with: PyTorch, from identical weights. Devlin et al. (2019), NAACL.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, TrainingParams, layers};

network! {
    /// Parameters of the BERT-inspired encoder.
    BertInspired, BertInspiredParams {
        /// Width of a step inside. Default 32, at least 1.
        embedding: usize = 32,
        /// Heads of the attention. Default 6, at least 1.
        heads: usize = 6,
        /// Width of a head's keys. Default 96, at least 1.
        key_dim: usize = 96,
        /// Units of the feed-forward part. Default 64, at least 1.
        feed_forward: usize = 64,
        /// Blocks of attention and feed-forward. Default 1, at least 1.
        blocks: usize = 1,
        /// Share of values set to zero in training. Default .1, below 1.
        dropout: f64 = 0.1,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::default()
}

impl Architecture for BertInspiredParams {
    const NAME: &'static str = "bert-inspired";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { embedding, heads, key_dim, feed_forward, dropout, .. } = *self;
        vec![
            ("embedding", Limit::Size(embedding)),
            ("heads", Limit::Size(heads)),
            ("key-dim", Limit::Size(key_dim)),
            ("feed-forward", Limit::Size(feed_forward)),
            ("dropout", Limit::Share(dropout)),
        ]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let heads = (self.heads, self.key_dim);
        let block = layers::encoder_block(heads, self.feed_forward, self.embedding, self.dropout);
        let mut body =
            vec![LayerSpec::dense(self.embedding), LayerSpec::PositionalEncoding { trained: true }];
        (0..self.blocks).for_each(|_| body.extend(block.iter().cloned()));
        body.push(LayerSpec::GlobalAveragePool {});
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }

    fn check(&self) -> Result<(), FitError> {
        if !(1..=64).contains(&self.blocks) {
            return Input::refuse(Self::NAME, "blocks", self.blocks, "it must be from 1 to 64");
        }
        Ok(())
    }
}
