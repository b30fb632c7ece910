//! One layer: attention and an inner layer, each added to what came in, and normalised.

use super::attention::attend;
use super::linear::{Linear, PANEL, Rows};
use super::{Activation, EncoderSpec, LayerPart, LoadError, Part, Source, States};
use crate::kernels::norm::Extent;
use crate::kernels::{Gelu, Isa, ResidualNorm, activate, gelu, row_stride};
use crate::spec::Activation as Elementwise;

/// Columns of the inner layer that are computed, activated and used before the next ones, while they are in the cache.
pub(super) const INNER_BLOCK: usize = 8 * PANEL;

#[derive(Debug)]
struct Norm {
    gain: Vec<f32>,
    offset: Vec<f32>,
}

#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values from one product.
    projection: Linear,
    output: Linear,
    attention_norm: Norm,
    inner: Linear,
    outer: Linear,
    final_norm: Norm,
}

impl Layer {
    pub(super) fn load<E>(
        spec: &EncoderSpec,
        index: usize,
        source: &mut Source<'_, E>,
    ) -> Result<Self, LoadError<E>> {
        use LayerPart as P;
        let (width, inner) = (spec.width, spec.inner);
        let mut part = |part: P, shape: &[usize]| source(Part::Layer(index, part), shape);
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for (matrix, vector) in [(P::Query, P::QueryBias), (P::Key, P::KeyBias), (P::Value, P::ValueBias)] {
            weights.extend(part(matrix, &[width, width])?);
            bias.extend(part(vector, &[width])?);
        }
        let projection = Linear::new(width, 3 * width, &weights, &bias);
        drop(weights);
        let output =
            Linear::new(width, width, &part(P::Output, &[width, width])?, &part(P::OutputBias, &[width])?);
        let attention_norm =
            Norm { gain: part(P::AttentionGain, &[width])?, offset: part(P::AttentionOffset, &[width])? };
        let (into, into_bias) = (part(P::Inner, &[inner, width])?, part(P::InnerBias, &[inner])?);
        let (out, out_bias) = (part(P::Outer, &[width, inner])?, part(P::OuterBias, &[width])?);
        Ok(Self {
            projection,
            output,
            attention_norm,
            inner: Linear::new(width, inner, &into, &into_bias),
            outer: Linear::new(inner, width, &out, &out_bias),
            final_norm: Norm { gain: part(P::FinalGain, &[width])?, offset: part(P::FinalOffset, &[width])? },
        })
    }

    pub(super) fn run(&self, isa: Isa, spec: &EncoderSpec, lengths: &[usize], states: &mut States) {
        let (rows, width) = (lengths.iter().sum(), spec.width);
        if rows == 0 {
            return;
        }
        let stride = row_stride(width);
        let norm = |norm: &Norm, states: &mut States| {
            ResidualNorm {
                extent: Extent { rows, width, stride },
                epsilon: spec.epsilon,
                x: &mut states.x,
                residual: &states.y,
                gain: &norm.gain,
                offset: &norm.offset,
            }
            .run(isa);
        };
        let x = Rows { count: rows, values: &states.x, row: stride };
        self.projection.all(isa, x, (&mut states.projected, row_stride(3 * width)));
        attend(isa, spec, lengths, states);
        let context = Rows { count: rows, values: &states.context, row: stride };
        self.output.all(isa, context, (&mut states.y, stride));
        norm(&self.attention_norm, states);
        self.feed_forward(isa, spec, rows, states);
        norm(&self.final_norm, states);
    }

    /// `y = W₂ act(W₁ x + b₁) + b₂`, a block of the inner layer at a time.
    fn feed_forward(&self, isa: Isa, spec: &EncoderSpec, rows: usize, states: &mut States) {
        let stride = row_stride(spec.width);
        for from in (0..spec.inner).step_by(INNER_BLOCK) {
            let to = spec.inner.min(from + INNER_BLOCK);
            let inner_row = row_stride(INNER_BLOCK.min(spec.inner));
            let x = Rows { count: rows, values: &states.x, row: stride };
            self.inner.block(isa, x, (0, spec.width), (from, to), (&mut states.inner, inner_row));
            let extent = (rows, to - from, inner_row);
            match spec.activation {
                Activation::Gelu => gelu(isa, Gelu::Erf, &mut states.inner, extent),
                Activation::GeluTanh => gelu(isa, Gelu::Tanh, &mut states.inner, extent),
                Activation::Relu => {
                    activate(isa, Elementwise::Relu, &mut states.inner, extent.0, extent.1, extent.2);
                }
            }
            let inner = Rows { count: rows, values: &states.inner, row: inner_row };
            self.outer.block(isa, inner, (from, to), (0, spec.width), (&mut states.y, stride));
        }
    }
}
