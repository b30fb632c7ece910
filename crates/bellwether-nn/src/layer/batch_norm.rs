//! Batch normalisation (Ioffe and Szegedy, 2015).

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor, split};
use crate::kernels::norm::{ColumnNormBackward, Extent, column_moments, scale_columns};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y = (x - mean) / √(variance + ε) · gain + offset`, mean and variance of each feature over the steps and samples of
/// the batch in training, and their running means in prediction. Both variances are divided by the number of values,
/// as in Keras; PyTorch's running one is divided by one less.
#[derive(Debug)]
pub(super) struct BatchNorm {
    shape: Shape,
    epsilon: f32,
    momentum: f32,
    gain: Tensor,
    offset: Tensor,
    mean: Tensor,
    variance: Tensor,
}

impl BatchNorm {
    pub(super) fn new(shape: Shape, epsilon: f32, momentum: f32, layout: &mut ParameterLayout) -> Self {
        let gain = layout.vector("gain", shape.features);
        let offset = layout.vector("offset", shape.features);
        let mean = layout.statistic("running_mean", shape.features);
        let variance = layout.statistic("running_variance", shape.features);
        BatchNorm { shape, epsilon, momentum, gain, offset, mean, variance }
    }

    fn extent(&self, batch: usize) -> Extent {
        let Shape { steps, features, .. } = self.shape;
        Extent { rows: steps * batch, width: features, stride: row_stride(features) }
    }
}

/// Vectors one after the other: mean, variance, running mean, running variance, `1 / √(variance + ε)`, and that times
/// the gain. The running ones are those of before the pass, which no optimiser has moved.
fn vectors(tape: &mut [f32]) -> [&mut [f32]; 6] {
    let len = tape.len() / 6;
    split(tape, [len; 6])
}

impl Layer for BatchNorm {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.gain.clone(), self.offset.clone(), self.mean.clone(), self.variance.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], _rng: &mut ChaCha8Rng) {
        self.gain.of_mut(parameters)[..self.shape.features].fill(1.0);
        self.variance.of_mut(parameters)[..self.shape.features].fill(1.0);
    }

    fn tape_len(&self, _capacity: usize) -> usize {
        6 * row_stride(self.shape.features)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        rng: Option<&mut ChaCha8Rng>,
    ) {
        let [mean, variance, old_mean, old_variance, unit, scale] = vectors(tape);
        old_mean.copy_from_slice(self.mean.of(pass.parameters));
        old_variance.copy_from_slice(self.variance.of(pass.parameters));
        let extent = self.extent(pass.batch);
        if rng.is_some() {
            column_moments(pass.isa, extent, input, mean, variance);
        } else {
            mean.copy_from_slice(old_mean);
            variance.copy_from_slice(old_variance);
        }
        let gain = self.gain.of(pass.parameters);
        for j in 0..self.shape.features {
            unit[j] = 1.0 / (variance[j] + self.epsilon).sqrt();
            scale[j] = unit[j] * gain[j];
        }
        scale_columns(pass.isa, extent, input, (mean, scale, self.offset.of(pass.parameters)), output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, d_output, d_input, tape, gradients, .. } = flow;
        let [mean, _, _, _, unit, _] = vectors(tape);
        self.mean.of_mut(gradients).fill(0.0);
        self.variance.of_mut(gradients).fill(0.0);
        // both lie in one buffer, the gain first
        let (before, behind) = gradients.split_at_mut(self.offset.offset);
        ColumnNormBackward {
            extent: self.extent(pass.batch),
            x: input,
            mean,
            unit,
            gain: self.gain.of(pass.parameters),
            dy: d_output,
            dx: d_input,
            d_gain: &mut before[self.gain.offset..],
            d_offset: behind,
        }
        .run(pass.isa);
    }

    fn update_statistics(&self, _capacity: usize, parameters: &mut [f32], tape: &[f32]) {
        let part = |i: usize| &tape[i * row_stride(self.shape.features)..][..self.shape.features];
        for (tensor, new, old) in [(&self.mean, part(0), part(2)), (&self.variance, part(1), part(3))] {
            for ((running, new), old) in tensor.of_mut(parameters).iter_mut().zip(new).zip(old) {
                *running = self.momentum * old + (1.0 - self.momentum) * new;
            }
        }
    }
}
