//! Fully connected layer, applied to each step by itself.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Gemm, Start, activate, activate_backward, column_sum, row_stride, transpose};
use crate::spec::{Activation, Shape};

/// `y = act(x W + b)`: rows `T·B × F` to `T·B × units`.
#[derive(Debug)]
pub(super) struct Dense {
    steps: usize,
    features: usize,
    units: usize,
    activation: Activation,
    initializer: Initializer,
    kernel: Tensor,
    bias: Tensor,
}

impl Dense {
    pub(super) fn new(
        input: Shape,
        units: usize,
        activation: Activation,
        initializer: Initializer,
        layout: &mut ParameterLayout,
    ) -> Self {
        let Shape { steps, features } = input;
        let kernel = layout.matrix("kernel", features, units);
        let bias = layout.vector("bias", units);
        Dense { steps, features, units, activation, initializer, kernel, bias }
    }
}

impl Layer for Dense {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.kernel.clone(), self.bias.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let (rows, columns, stride) = (self.features, self.units, self.kernel.stride);
        let kernel = self.kernel.of_mut(parameters);
        self.initializer.fill(rng, (rows, columns), kernel, (rows, columns, stride));
    }

    /// The transposed kernel.
    fn tape_len(&self, _capacity: usize) -> usize {
        self.units * row_stride(self.features)
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
        let stride = self.kernel.stride;
        Gemm {
            rows,
            columns: self.units,
            depth: self.features,
            taps: 1,
            a: input,
            a_row: row_stride(self.features),
            a_depth: 1,
            a_tap: 0,
            b: self.kernel.of(pass.parameters),
            b_row: stride,
            c: output,
            c_row: stride,
            start: Start::Bias(self.bias.of(pass.parameters)),
        }
        .run(pass.isa);
        activate(pass.isa, self.activation, output, rows, self.units, stride);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, tape, gradients } = flow;
        let rows = self.steps * pass.batch;
        let (stride, input_stride) = (self.kernel.stride, row_stride(self.features));
        activate_backward(pass.isa, self.activation, output, d_output, rows, self.units, stride);
        column_sum(pass.isa, d_output, rows, self.units, stride, self.bias.of_mut(gradients));
        // dW = xᵀ dy
        Gemm {
            rows: self.features,
            columns: self.units,
            depth: rows,
            taps: 1,
            a: input,
            a_row: 1,
            a_depth: input_stride,
            a_tap: 0,
            b: d_output,
            b_row: stride,
            c: self.kernel.of_mut(gradients),
            c_row: stride,
            start: Start::Zero,
        }
        .run(pass.isa);
        let Some(d_input) = d_input else { return };
        transpose(self.kernel.of(pass.parameters), stride, self.features, self.units, tape, input_stride);
        // dx = dy Wᵀ
        Gemm {
            rows,
            columns: self.features,
            depth: self.units,
            taps: 1,
            a: d_output,
            a_row: stride,
            a_depth: 1,
            a_tap: 0,
            b: tape,
            b_row: input_stride,
            c: d_input,
            c_row: input_stride,
            start: Start::Zero,
        }
        .run(pass.isa);
    }
}
