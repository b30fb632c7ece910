//! Convolution over time, without padding and with stride 1.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Gemm, Start, activate, activate_backward, column_sum, row_stride, transpose};
use crate::spec::{Activation, Shape};

/// `y[t] = act(Σ_j x[t+j] W_j + b)`, `j < K`: `T × F` to `(T-K+1) × filters`.
///
/// Time-major rows make every tap a product with the input `j · batch` rows further down, so that no
/// patches are copied. The kernel's rows are the taps one after the other, `F` rows each.
#[derive(Debug)]
pub(super) struct Conv1d {
    input: Shape,
    steps: usize,
    filters: usize,
    taps: usize,
    activation: Activation,
    initializer: Initializer,
    kernel: Tensor,
    bias: Tensor,
}

impl Conv1d {
    pub(super) fn new(
        input: Shape,
        filters: usize,
        taps: usize,
        activation: Activation,
        initializer: Initializer,
        layout: &mut ParameterLayout,
    ) -> Self {
        let steps = input.steps - taps + 1;
        let kernel = layout.matrix("kernel", taps * input.features, filters);
        let bias = layout.vector("bias", filters);
        Conv1d { input, steps, filters, taps, activation, initializer, kernel, bias }
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

    /// The transposed kernel of one tap.
    fn tape_len(&self, _capacity: usize) -> usize {
        self.filters * row_stride(self.input.features)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _dropout: Option<&mut ChaCha8Rng>,
    ) {
        let rows = self.steps * pass.batch;
        let (stride, input_stride) = (self.kernel.stride, row_stride(self.input.features));
        Gemm {
            rows,
            columns: self.filters,
            depth: self.input.features,
            taps: self.taps,
            a: input,
            a_row: input_stride,
            a_depth: 1,
            a_tap: pass.batch * input_stride,
            b: self.kernel.of(pass.parameters),
            b_row: stride,
            c: output,
            c_row: stride,
            start: Start::Bias(self.bias.of(pass.parameters)),
        }
        .run(pass.isa);
        activate(pass.isa, self.activation, output, rows, self.filters, stride);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, tape, gradients } = flow;
        let rows = self.steps * pass.batch;
        let features = self.input.features;
        let (stride, input_stride) = (self.kernel.stride, row_stride(features));
        activate_backward(pass.isa, self.activation, output, d_output, rows, self.filters, stride);
        column_sum(pass.isa, d_output, rows, self.filters, stride, self.bias.of_mut(gradients));
        let tap_rows = pass.batch * input_stride;
        for tap in 0..self.taps {
            // dW_j = Σ_t x[t+j]ᵀ dy[t]
            Gemm {
                rows: features,
                columns: self.filters,
                depth: rows,
                taps: 1,
                a: &input[tap * tap_rows..],
                a_row: 1,
                a_depth: input_stride,
                a_tap: 0,
                b: d_output,
                b_row: stride,
                c: &mut self.kernel.of_mut(gradients)[tap * features * stride..],
                c_row: stride,
                start: Start::Zero,
            }
            .run(pass.isa);
        }
        let Some(d_input) = d_input else { return };
        d_input[..self.input.steps * tap_rows].fill(0.0);
        for tap in 0..self.taps {
            let kernel = &self.kernel.of(pass.parameters)[tap * features * stride..];
            transpose(kernel, stride, features, self.filters, tape, input_stride);
            // dx[t+j] += dy[t] W_jᵀ
            Gemm {
                rows,
                columns: features,
                depth: self.filters,
                taps: 1,
                a: d_output,
                a_row: stride,
                a_depth: 1,
                a_tap: 0,
                b: tape,
                b_row: input_stride,
                c: &mut d_input[tap * tap_rows..],
                c_row: input_stride,
                start: Start::Accumulate,
            }
            .run(pass.isa);
        }
    }
}
