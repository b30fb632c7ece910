//! Transformer encoders of the BERT family, forward only: posts in, hidden states out.
//!
//! The weights come from elsewhere: [`Encoder::load`] asks for each [`Part`] with the shape that the [`EncoderSpec`]
//! gives it. [`Encoder::run`] reads a [`Batch`] of sequences, each of its own length: no padding is computed, and
//! the hidden states of a sequence do not depend on the others by one bit. It runs on one thread, in a [`Scratch`] that
//! a caller keeps; many threads may share one encoder.
//!
//! ```
//! use bellwether_nn::encoder::{Activation, Batch, Encoder, EncoderSpec, Scratch};
//!
//! let spec = EncoderSpec {
//!     vocabulary: 50, positions: 8, types: 2, width: 16, heads: 2, layers: 1, inner: 32,
//!     epsilon: 1e-12, activation: Activation::Gelu,
//! };
//! // any weights
//! let encoder = Encoder::load(spec, &mut |_, shape| {
//!     let count: usize = shape.iter().product();
//!     Ok::<_, std::convert::Infallible>((0..count).map(|i| (i as f32).sin()).collect())
//! })?;
//! let mut scratch = Scratch::new();
//! let (ids, positions) = ([3, 14, 15, 9, 26], [0, 1, 0, 1, 2]);
//! let both = encoder.run(&Batch { ids: &ids, positions: &positions, lengths: &[2, 3] }, &mut scratch)?;
//! let last = both.row(4).to_vec();
//! let alone = encoder.run(&Batch { ids: &ids[2..], positions: &positions[2..], lengths: &[3] }, &mut scratch)?;
//! assert_eq!(alone.row(2), last);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attention;
mod embeddings;
mod layer;
mod linear;
mod part;
mod spec;

pub use linear::Linear;
pub use part::{LayerPart, Part};
pub use spec::{Activation, EncoderError, EncoderSpec};

use self::embeddings::Embeddings;
use self::layer::Layer;
use crate::buffer::Buffer;
use crate::kernels::{Isa, PAD, row_stride};

/// Tokens of several sequences, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Token of each row, below [`EncoderSpec::vocabulary`].
    pub ids: &'a [u32],
    /// Position of each row, below [`EncoderSpec::positions`].
    pub positions: &'a [u32],
    /// Tokens of each sequence; they sum to the rows.
    pub lengths: &'a [usize],
}

/// The hidden states of a batch, a row of [`EncoderSpec::width`] floats for each token.
#[derive(Clone, Copy, Debug)]
pub struct Hidden<'a> {
    values: &'a [f32],
    rows: usize,
    width: usize,
    stride: usize,
}

impl<'a> Hidden<'a> {
    /// Tokens of the batch.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The hidden state of one token.
    ///
    /// # Panics
    /// Where the batch has no such row.
    pub fn row(&self, row: usize) -> &'a [f32] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        &self.values[row * self.stride..][..self.width]
    }
}

/// The buffers of a forward pass, kept from one batch to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    rows: usize,
    longest: usize,
    shape: (usize, usize),
    states: Option<States>,
}

#[derive(Debug)]
struct States {
    /// Hidden states.
    x: Buffer,
    /// What a sublayer adds to them.
    y: Buffer,
    /// Queries, keys and values.
    projected: Buffer,
    /// What the heads attended to.
    context: Buffer,
    /// A block of columns of the inner layer.
    inner: Buffer,
    /// Attention weights of one head.
    weights: Buffer,
}

impl Scratch {
    /// Without buffers: the first batch makes them.
    pub fn new() -> Self {
        Self::default()
    }

    fn states(&mut self, spec: &EncoderSpec, rows: usize, longest: usize) -> &mut States {
        let shape = (spec.width, spec.inner);
        if self.states.is_none() || rows > self.rows || longest > self.longest || shape != self.shape {
            (self.rows, self.longest, self.shape) = (rows.max(self.rows), longest.max(self.longest), shape);
            let matrix = |columns: usize| Buffer::zeros(self.rows * row_stride(columns) + PAD);
            self.states = Some(States {
                x: matrix(spec.width),
                y: matrix(spec.width),
                projected: matrix(3 * spec.width),
                context: matrix(spec.width),
                inner: matrix(layer::INNER_BLOCK.min(spec.inner)),
                weights: Buffer::zeros(self.longest * row_stride(self.longest) + PAD),
            });
        }
        self.states.as_mut().expect("made above")
    }
}

/// An encoder with its weights.
#[derive(Debug)]
pub struct Encoder {
    spec: EncoderSpec,
    embeddings: Embeddings,
    layers: Vec<Layer>,
    isa: Isa,
}

/// Gives the values of a part of this shape.
pub type Weights<'a, E> = dyn FnMut(Part, &[usize]) -> Result<Vec<f32>, E> + 'a;

impl Encoder {
    /// Asks `weights` for each part, in a fixed order, with its shape. A matrix is `out × in`, row after row, as
    /// checkpoints hold it.
    ///
    /// # Errors
    /// What `weights` answers with, and [`EncoderError`] for a specification that cannot be built, or for a part of
    /// another length than its shape.
    pub fn load<E>(spec: EncoderSpec, weights: &mut Weights<'_, E>) -> Result<Self, LoadError<E>> {
        spec.validate().map_err(LoadError::Encoder)?;
        let mut part = |part: Part, shape: &[usize]| {
            let values = weights(part, shape).map_err(LoadError::Weights)?;
            let expected = shape.iter().product();
            if values.len() == expected {
                Ok(values)
            } else {
                Err(LoadError::Encoder(EncoderError::Length { part, expected, found: values.len() }))
            }
        };
        let embeddings = Embeddings::load(&spec, &mut part)?;
        let layers = (0..spec.layers).map(|i| Layer::load(&spec, i, &mut part)).collect::<Result<_, _>>()?;
        Ok(Self { spec, embeddings, layers, isa: Isa::detect() })
    }

    /// What the encoder is made of.
    pub fn spec(&self) -> &EncoderSpec {
        &self.spec
    }

    /// The hidden states behind the last layer.
    ///
    /// # Errors
    /// [`EncoderError`] where a token or position is out of range, or the lengths do not sum to the rows.
    pub fn run<'s>(&self, batch: &Batch<'_>, scratch: &'s mut Scratch) -> Result<Hidden<'s>, EncoderError> {
        self.spec.check(batch)?;
        let (rows, width) = (batch.ids.len(), self.spec.width);
        let longest = batch.lengths.iter().copied().max().unwrap_or(0);
        let states = scratch.states(&self.spec, rows, longest);
        self.embeddings.run(self.isa, &self.spec, batch, states);
        for layer in &self.layers {
            layer.run(self.isa, &self.spec, batch.lengths, states);
        }
        Ok(Hidden { values: &states.x, rows, width, stride: row_stride(width) })
    }
}

/// Why an encoder could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<E> {
    /// The source of the weights has no such part.
    #[error(transparent)]
    Weights(E),
    /// The encoder cannot be built.
    #[error(transparent)]
    Encoder(EncoderError),
}

/// Where weights come from.
type Source<'a, E> = dyn FnMut(Part, &[usize]) -> Result<Vec<f32>, LoadError<E>> + 'a;
