//! Tokens and positions as vectors.

use super::{Batch, EncoderSpec, LoadError, Part, Source, States};
use crate::kernels::norm::Extent;
use crate::kernels::{Isa, ResidualNorm, row_stride};

/// `norm(token + position + type)`.
#[derive(Debug)]
pub(super) struct Embeddings {
    tokens: Vec<f32>,
    /// With the vector of the first type added.
    positions: Vec<f32>,
    gain: Vec<f32>,
    offset: Vec<f32>,
}

impl Embeddings {
    pub(super) fn load<E>(spec: &EncoderSpec, part: &mut Source<'_, E>) -> Result<Self, LoadError<E>> {
        let width = spec.width;
        let tokens = part(Part::Tokens, &[spec.vocabulary, width])?;
        let mut positions = part(Part::Positions, &[spec.positions, width])?;
        if spec.types > 0 {
            let types = part(Part::Types, &[spec.types, width])?;
            for row in positions.chunks_exact_mut(width) {
                for (p, t) in row.iter_mut().zip(&types) {
                    *p += t;
                }
            }
        }
        let gain = part(Part::EmbeddingGain, &[width])?;
        let offset = part(Part::EmbeddingOffset, &[width])?;
        Ok(Self { tokens, positions, gain, offset })
    }

    pub(super) fn run(&self, isa: Isa, spec: &EncoderSpec, batch: &Batch<'_>, states: &mut States) {
        let (rows, width, stride) = (batch.ids.len(), spec.width, row_stride(spec.width));
        if rows == 0 {
            return;
        }
        for (row, (&id, &position)) in batch.ids.iter().zip(batch.positions).enumerate() {
            let from = |table: &[f32], at: u32, to: &mut [f32]| {
                to[row * stride..][..width].copy_from_slice(&table[at as usize * width..][..width]);
            };
            from(&self.tokens, id, &mut states.x);
            from(&self.positions, position, &mut states.y);
        }
        ResidualNorm {
            extent: Extent { rows, width, stride },
            epsilon: spec.epsilon,
            x: &mut states.x,
            residual: &states.y,
            gain: &self.gain,
            offset: &self.offset,
        }
        .run(isa);
    }
}
