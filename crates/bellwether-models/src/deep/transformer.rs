//! Transformer encoder on the window.
//!
//! ```text
//! window (lookback x columns) → Dense(embedding) → positions → attention(heads) + norm → feed-forward + norm
//!   → one row → Dense(dense, relu) → dropout → head
//! ```
//!
//! Published (four-stock paper): embedding 128, 2 heads, feed-forward 96, dropout .2, Dense 128, RMSprop. Keys are
//! `embedding / heads` wide. The paper does not say how steps know their place; sines and cosines are added here, and
//! `positions = false` leaves them out.
//!
//! Compared with: PyTorch, from identical weights. Vaswani et al. (2017), NeurIPS.

use bellwether_core::FitError;
use bellwether_nn::LayerSpec;

use super::architecture::{Architecture, Common, Input, Limit, network};
use super::{DirectionHead, OptimizerSpec, TrainingParams, layers};

network! {
    /// Parameters of the transformer.
    Transformer, TransformerParams {
        /// Width of a step inside. Default 128, a multiple of `heads`.
        embedding: usize = 128,
        /// Heads of the attention. Default 2, at least 1.
        heads: usize = 2,
        /// Units of the feed-forward part. Default 96, at least 1.
        feed_forward: usize = 96,
        /// Blocks of attention and feed-forward. Default 1, at least 1.
        blocks: usize = 1,
        /// Whether steps are told their place. Default yes.
        positions: bool = true,
        /// Share of values set to zero in training. Default .2, below 1.
        dropout: f64 = 0.2,
        /// Units of the dense layer. Default 128, at least 1.
        dense: usize = 128,
    }
    lookback 5, head DirectionHead::Sigmoid, training TrainingParams::with(OptimizerSpec::RMSPROP)
}

impl Architecture for TransformerParams {
    const NAME: &'static str = "transformer";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { embedding, heads, feed_forward, dense, dropout, .. } = *self;
        vec![
            ("embedding", Limit::Size(embedding)),
            ("heads", Limit::Size(heads)),
            ("feed-forward", Limit::Size(feed_forward)),
            ("dense", Limit::Size(dense)),
            ("dropout", Limit::Share(dropout)),
        ]
    }

    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        let key_dim = self.embedding / self.heads.max(1);
        let block =
            layers::encoder_block((self.heads, key_dim), self.feed_forward, self.embedding, self.dropout);
        let mut body = vec![LayerSpec::dense(self.embedding)];
        body.extend(self.positions.then_some(LayerSpec::PositionalEncoding { trained: false }));
        (0..self.blocks).for_each(|_| body.extend(block.iter().cloned()));
        body.extend([LayerSpec::Flatten {}, layers::relu(self.dense)]);
        body.extend(layers::dropout(self.dropout));
        Ok(body)
    }

    fn check(&self) -> Result<(), FitError> {
        let Self { embedding, heads, blocks, .. } = *self;
        if embedding % heads != 0 {
            let found = format!("{embedding} for {heads} heads");
            return Input::refuse(Self::NAME, "embedding", found, "it must be a multiple of the heads");
        }
        if !(1..=64).contains(&blocks) {
            return Input::refuse(Self::NAME, "blocks", blocks, "it must be from 1 to 64");
        }
        Ok(())
    }
}
