//! What an encoder is made of.

use super::{Batch, Part};

/// Between the two matrices of a layer's inner part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `x/2 (1 + erf(x/√2))`: BERT's own.
    Gelu,
    /// With the hyperbolic tangent in place of erf: `gelu_new`.
    GeluTanh,
    /// `max(x, 0)`.
    Relu,
}

/// The sizes of an encoder: learnt positions, normalisation behind each sublayer, as in BERT (Devlin et al., 2018).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EncoderSpec {
    /// Tokens that have a vector.
    pub vocabulary: usize,
    /// Positions that have a vector.
    pub positions: usize,
    /// Kinds of sequences; 0 where there are none. All rows are of the first kind.
    pub types: usize,
    /// Floats of a hidden state.
    pub width: usize,
    /// Attention heads; they divide the width.
    pub heads: usize,
    /// Layers.
    pub layers: usize,
    /// Floats between the two matrices of a layer.
    pub inner: usize,
    /// Added to the variance before its root is taken.
    pub epsilon: f32,
    /// Between the two matrices of a layer.
    pub activation: Activation,
}

/// Why an encoder cannot be built or run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// A size is zero.
    #[error("an encoder with {name} 0")]
    Zero {
        /// The field of [`EncoderSpec`].
        name: &'static str,
    },
    /// The heads do not divide the width.
    #[error("{heads} heads do not divide a width of {width}")]
    Heads {
        /// Heads.
        heads: usize,
        /// Floats of a hidden state.
        width: usize,
    },
    /// Weights of another length.
    #[error("{part:?} has {found} values, expected {expected}")]
    Length {
        /// Which weights.
        part: Part,
        /// Values of its shape.
        expected: usize,
        /// Values that came.
        found: usize,
    },
    /// A token without a vector.
    #[error("token {id} in row {row}, but the vocabulary has {vocabulary}")]
    Token {
        /// Row of the batch.
        row: usize,
        /// The token.
        id: u32,
        /// Tokens that have a vector.
        vocabulary: usize,
    },
    /// A position without a vector.
    #[error("position {position} in row {row}, but there are {positions}")]
    Position {
        /// Row of the batch.
        row: usize,
        /// The position.
        position: u32,
        /// Positions that have a vector.
        positions: usize,
    },
    /// The extents of a batch contradict each other.
    #[error("a batch of {ids} tokens has {positions} positions and sequences of {lengths} tokens in all")]
    Batch {
        /// Tokens.
        ids: usize,
        /// Positions.
        positions: usize,
        /// Sum of the lengths.
        lengths: usize,
    },
    /// A sequence without a token.
    #[error("sequence {sequence} of a batch is empty")]
    Empty {
        /// Which one.
        sequence: usize,
    },
}

impl EncoderSpec {
    pub(super) fn validate(&self) -> Result<(), EncoderError> {
        let Self {
            vocabulary,
            positions,
            types: _,
            width,
            heads,
            layers: _,
            inner,
            epsilon: _,
            activation: _,
        } = *self;
        let sizes = [
            ("vocabulary", vocabulary),
            ("positions", positions),
            ("width", width),
            ("heads", heads),
            ("inner", inner),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size == 0) {
            return Err(EncoderError::Zero { name });
        }
        if !width.is_multiple_of(heads) {
            return Err(EncoderError::Heads { heads, width });
        }
        Ok(())
    }

    pub(super) fn check(&self, batch: &Batch<'_>) -> Result<(), EncoderError> {
        let Batch { ids, positions, lengths } = *batch;
        let total: usize = lengths.iter().sum();
        if positions.len() != ids.len() || total != ids.len() {
            return Err(EncoderError::Batch { ids: ids.len(), positions: positions.len(), lengths: total });
        }
        if let Some(sequence) = lengths.iter().position(|&length| length == 0) {
            return Err(EncoderError::Empty { sequence });
        }
        for (row, (&id, &position)) in ids.iter().zip(positions).enumerate() {
            if id as usize >= self.vocabulary {
                return Err(EncoderError::Token { row, id, vocabulary: self.vocabulary });
            }
            if position as usize >= self.positions {
                return Err(EncoderError::Position { row, position, positions: self.positions });
            }
        }
        Ok(())
    }
}
