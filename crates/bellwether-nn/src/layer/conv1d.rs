//! Convolution over time with stride 1.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Gemm, Start, Taps, activate, activate_backward_sum, row_stride};
use crate::spec::{Activation, Padding, Shape};

/// `y[t] = act(Σ_j x[t + j - before] W_j + b)`, `j < K`, zeros outside the window.
///
/// Time-major rows make every tap a product with the input some `batch` rows further down, so that no
/// patches are copied. The kernel's rows are the taps one after the other, `F` rows each.
#[derive(Debug)]
pub(super) struct Conv1d {
    input: Shape,
    steps: usize,
    filters: usize,
    taps: usize,
    /// Zeros before the window.
    before: usize,
    padded: bool,
    activation: Activation,
    initializer: Initializer,
    kernel: Tensor,
    bias: Tensor,
}

impl Conv1d {
    pub(super) fn new(
        input: Shape,
        (filters, taps, padding): (usize, usize, Padding),
        activation: Activation,
        initializer: Initializer,
        layout: &mut ParameterLayout,
    ) -> Self {
        let (steps, before) = match padding {
            Padding::Valid => (input.steps - taps + 1, 0),
            Padding::Same => (input.steps, (taps - 1) / 2),
            Padding::Causal => (input.steps, taps - 1),
        };
        let padded = padding != Padding::Valid;
        let kernel = layout.matrix("kernel", taps * input.features, filters);
        let bias = layout.vector("bias", filters);
        Conv1d { input, steps, filters, taps, before, padded, activation, initializer, kernel, bias }
    }

    /// Steps of the output for which a tap lies inside the window, and the step of the input under the first of them.
    fn reach(&self, tap: usize) -> (Range<usize>, usize) {
        let from = self.before.saturating_sub(tap);
        let to = (self.input.steps + self.before).saturating_sub(tap).min(self.steps);
        if from >= to {
            return (0..0, 0);
        }
        (from..to, from + tap - self.before)
    }

    /// `y = b`, and then tap by tap the products that lie inside the window, the unmoved one first.
    fn forward_padded(&self, pass: Pass<'_>, input: &[f32], output: &mut [f32]) {
        let (stride, input_stride) = (self.kernel.stride, row_stride(self.input.features));
        let kernel = self.kernel.of(pass.parameters);
        let others = (0..self.taps).filter(|&tap| tap != self.before);
        for (i, tap) in std::iter::once(self.before).chain(others).enumerate() {
            let (reach, first) = self.reach(tap);
            Gemm {
                rows: reach.len() * pass.batch,
                columns: self.filters,
                depth: self.input.features,
                taps: Taps::ONE,
                a: &input[first * pass.batch * input_stride..],
                a_row: input_stride,
                a_depth: 1,
                b: &kernel[tap * self.input.features * stride..],
                b_row: stride,
                c: &mut output[reach.start * pass.batch * stride..],
                c_row: stride,
                start: if i == 0 { Start::Bias(self.bias.of(pass.parameters)) } else { Start::Accumulate },
            }
            .run(pass.isa);
        }
    }
}

impl Layer for Conv1d {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.kernel.clone(), self.bias.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let fans = (self.taps * self.input.features, self.taps * self.filters);
        let extent = (self.kernel.rows, self.filters, self.kernel.stride);
        self.initializer.fill(rng, fans, self.kernel.of_mut(parameters), extent);
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let rows = self.steps * pass.batch;
        let (stride, input_stride) = (self.kernel.stride, row_stride(self.input.features));
        if self.padded {
            self.forward_padded(pass, input, output);
        } else {
            Gemm {
                rows,
                columns: self.filters,
                depth: self.input.features,
                taps: Taps::line(self.taps, pass.batch * input_stride),
                a: input,
                a_row: input_stride,
                a_depth: 1,
                b: self.kernel.of(pass.parameters),
                b_row: stride,
                c: output,
                c_row: stride,
                start: Start::Bias(self.bias.of(pass.parameters)),
            }
            .run(pass.isa);
        }
        activate(pass.isa, self.activation, output, rows, self.filters, stride);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, gradients, .. } = flow;
        let rows = self.steps * pass.batch;
        let features = self.input.features;
        let (stride, input_stride) = (self.kernel.stride, row_stride(features));
        let bias = self.bias.of_mut(gradients);
        bias.fill(0.0);
        let extent = (rows, self.filters, stride);
        activate_backward_sum(pass.isa, self.activation, output, d_output, extent, bias);
        for tap in 0..self.taps {
            let (reach, first) = self.reach(tap);
            // dW_j = Σ_t x[t + j - before]ᵀ dy[t]
            Gemm {
                rows: features,
                columns: self.filters,
                depth: reach.len() * pass.batch,
                taps: Taps::ONE,
                a: &input[first * pass.batch * input_stride..],
                a_row: 1,
                a_depth: input_stride,
                b: &d_output[reach.start * pass.batch * stride..],
                b_row: stride,
                c: &mut self.kernel.of_mut(gradients)[tap * features * stride..],
                c_row: stride,
                start: Start::Zero,
            }
            .run(pass.isa);
        }
        let Some(d_input) = d_input else { return };
        d_input[..self.input.steps * pass.batch * input_stride].fill(0.0);
        for tap in 0..self.taps {
            let (reach, first) = self.reach(tap);
            let kernel = &self.kernel.of(pass.parameters)[tap * features * stride..];
            // dx[t + j - before] += dy[t] W_jᵀ
            Gemm {
                rows: reach.len() * pass.batch,
                columns: features,
                depth: self.filters,
                taps: Taps::ONE,
                a: &d_output[reach.start * pass.batch * stride..],
                a_row: stride,
                a_depth: 1,
                b: kernel,
                b_row: stride,
                c: &mut d_input[first * pass.batch * input_stride..],
                c_row: input_stride,
                start: Start::Accumulate,
            }
            .run_turned(pass.isa);
        }
    }
}
