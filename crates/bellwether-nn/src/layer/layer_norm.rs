//! Layer normalisation (Ba, Kiros and Hinton, 2016).

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::kernels::norm::{Extent, RowNorm, RowNormBackward};
use crate::kernels::{PAD, row_stride};
use crate::spec::Shape;

/// `y[t] = (x[t] - mean) / √(variance + ε) · gain + offset` over the features of a step; gain starts at 1.
#[derive(Debug)]
pub(super) struct LayerNorm {
    shape: Shape,
    epsilon: f32,
    gain: Tensor,
    offset: Tensor,
}

impl LayerNorm {
    pub(super) fn new(shape: Shape, epsilon: f32, layout: &mut ParameterLayout) -> Self {
        let gain = layout.vector("gain", shape.features);
        let offset = layout.vector("offset", shape.features);
        LayerNorm { shape, epsilon, gain, offset }
    }

    fn extent(&self, batch: usize) -> Extent {
        let Shape { steps, features, .. } = self.shape;
        Extent { rows: steps * batch, width: features, stride: row_stride(features) }
    }
}

impl Layer for LayerNorm {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.gain.clone(), self.offset.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], _rng: &mut ChaCha8Rng) {
        self.gain.of_mut(parameters)[..self.shape.features].fill(1.0);
    }

    /// Mean and inverse deviation of every row.
    fn tape_len(&self, capacity: usize) -> usize {
        (2 * self.shape.steps * capacity).next_multiple_of(PAD)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        RowNorm {
            extent: self.extent(pass.batch),
            epsilon: self.epsilon,
            x: input,
            gain: self.gain.of(pass.parameters),
            offset: self.offset.of(pass.parameters),
            y: output,
            moments: tape,
        }
        .run(pass.isa);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, d_output, d_input, tape, gradients, .. } = flow;
        // both lie in one buffer, the gain first
        let (before, behind) = gradients.split_at_mut(self.offset.offset);
        RowNormBackward {
            extent: self.extent(pass.batch),
            x: input,
            gain: self.gain.of(pass.parameters),
            moments: tape,
            dy: d_output,
            dx: d_input,
            d_gain: &mut before[self.gain.offset..],
            d_offset: behind,
        }
        .run(pass.isa);
    }
}
