//! Batch normalisation (Ioffe and Szegedy, 2015).

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
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

/// Mean, variance, `1 / √(variance + ε)`, and that times the gain, in vectors one after the other.
fn vectors(tape: &mut [f32]) -> [&mut [f32]; 4] {
    let (mean, rest) = tape.split_at_mut(tape.len() / 4);
    let (variance, rest) = rest.split_at_mut(mean.len());
    let (unit, scale) = rest.split_at_mut(mean.len());
    [mean, variance, unit, scale]
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
        4 * row_stride(self.shape.features)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        rng: Option<&mut ChaCha8Rng>,
    ) {
        let [mean, variance, unit, scale] = vectors(tape);
        let extent = self.extent(pass.batch);
        if rng.is_some() {
            column_moments(pass.isa, extent, input, mean, variance);
        } else {
            mean.copy_from_slice(self.mean.of(pass.parameters));
            variance.copy_from_slice(self.variance.of(pass.parameters));
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
        let [mean, _, unit, _] = vectors(tape);
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
        let stride = row_stride(self.shape.features);
        for (tensor, batch) in [(&self.mean, &tape[..stride]), (&self.variance, &tape[stride..2 * stride])] {
            for (running, new) in tensor.of_mut(parameters)[..self.shape.features].iter_mut().zip(batch) {
                *running = self.momentum * *running + (1.0 - self.momentum) * new;
            }
        }
    }
}
