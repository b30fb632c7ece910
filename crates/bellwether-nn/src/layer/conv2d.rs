//! Convolution of pictures, without padding and with stride 1.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Gemm, Start, Taps, activate, activate_backward_sum, row_stride, transpose};
use crate::spec::{Activation, Shape};

/// `y[r][c] = act(Σ_{i, j} x[r + i][c + j] W_{i, j} + b)`, `i, j < K`.
///
/// Pixels are steps, row after row, and the samples of a batch stand side by side at every pixel. So one row of the
/// result is one product whose taps lie in `K` lines of the input, and no patches are copied. Rows are taken one at a
/// time through everything that is done to them, while they are in the cache. The kernel's rows are the taps line
/// after line, `F` rows each.
#[derive(Debug)]
pub(super) struct Conv2d {
    input: Shape,
    rows: usize,
    columns: usize,
    filters: usize,
    size: usize,
    activation: Activation,
    initializer: Initializer,
    kernel: Tensor,
    bias: Tensor,
}

impl Conv2d {
    pub(super) fn new(
        input: Shape,
        filters: usize,
        size: usize,
        activation: Activation,
        initializer: Initializer,
        layout: &mut ParameterLayout,
    ) -> Self {
        let (rows, columns) = (input.rows - size + 1, input.columns() - size + 1);
        let kernel = layout.matrix("kernel", size * size * input.features, filters);
        let bias = layout.vector("bias", filters);
        Conv2d { input, rows, columns, filters, size, activation, initializer, kernel, bias }
    }

    /// Floats of one pixel of all samples, and of one row of pixels, in the input.
    fn input_steps(&self, batch: usize) -> (usize, usize) {
        let pixel = batch * row_stride(self.input.features);
        (pixel, pixel * self.input.columns())
    }

    /// Floats of one row of pixels in the output.
    fn line(&self, batch: usize) -> usize {
        self.columns * batch * self.kernel.stride
    }

    /// The taps: number, row and column.
    fn taps(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let size = self.size;
        (0..size * size).map(move |tap| (tap, tap / size, tap % size))
    }

    /// `dW_{i, j} += Σ_c x[r + i][c + j]ᵀ dy[r][c]` for one row of the output.
    fn kernel_gradient(
        &self,
        pass: Pass<'_>,
        (row, input): (usize, &[f32]),
        d_line: &[f32],
        gradients: &mut [f32],
    ) {
        let (pixel, line) = self.input_steps(pass.batch);
        let (features, stride) = (self.input.features, self.kernel.stride);
        for (tap, i, j) in self.taps() {
            Gemm {
                rows: features,
                columns: self.filters,
                depth: self.columns * pass.batch,
                taps: Taps::ONE,
                a: &input[(row + i) * line + j * pixel..],
                a_row: 1,
                a_depth: row_stride(features),
                b: d_line,
                b_row: stride,
                c: &mut self.kernel.of_mut(gradients)[tap * features * stride..],
                c_row: stride,
                start: if row == 0 { Start::Zero } else { Start::Accumulate },
            }
            .run(pass.isa);
        }
    }

    /// `dx[r + i][c + j] += dy[r][c] W_{i, j}ᵀ` for one row of the output.
    fn input_gradient(
        &self,
        pass: Pass<'_>,
        row: usize,
        d_line: &[f32],
        turned: &[f32],
        d_input: &mut [f32],
    ) {
        let (pixel, line) = self.input_steps(pass.batch);
        let input_stride = row_stride(self.input.features);
        for (tap, i, j) in self.taps() {
            Gemm {
                rows: self.columns * pass.batch,
                columns: self.input.features,
                depth: self.filters,
                taps: Taps::ONE,
                a: d_line,
                a_row: self.kernel.stride,
                a_depth: 1,
                b: &turned[tap * self.filters * input_stride..],
                b_row: input_stride,
                c: &mut d_input[(row + i) * line + j * pixel..],
                c_row: input_stride,
                start: Start::Accumulate,
            }
            .run(pass.isa);
        }
    }
}

impl Layer for Conv2d {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.kernel.clone(), self.bias.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let area = self.size * self.size;
        let extent = (self.kernel.rows, self.filters, self.kernel.stride);
        let fans = (area * self.input.features, area * self.filters);
        self.initializer.fill(rng, fans, self.kernel.of_mut(parameters), extent);
    }

    /// The transposed kernels of all taps.
    fn tape_len(&self, _capacity: usize) -> usize {
        self.size * self.size * self.filters * row_stride(self.input.features)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let (pixel, line) = self.input_steps(pass.batch);
        let stride = self.kernel.stride;
        let rows = self.columns * pass.batch;
        for (row, to) in output.chunks_exact_mut(self.line(pass.batch)).take(self.rows).enumerate() {
            Gemm {
                rows,
                columns: self.filters,
                depth: self.input.features,
                taps: Taps { across: self.size, across_step: pixel, down: self.size, down_step: line },
                a: &input[row * line..],
                a_row: row_stride(self.input.features),
                a_depth: 1,
                b: self.kernel.of(pass.parameters),
                b_row: stride,
                c: to,
                c_row: stride,
                start: Start::Bias(self.bias.of(pass.parameters)),
            }
            .run(pass.isa);
            activate(pass.isa, self.activation, to, rows, self.filters, stride);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, mut d_input, tape, gradients } = flow;
        let (features, stride) = (self.input.features, self.kernel.stride);
        let input_stride = row_stride(features);
        if let Some(d_input) = d_input.as_deref_mut() {
            d_input[..self.input.steps * pass.batch * input_stride].fill(0.0);
            let kernel = self.kernel.of(pass.parameters);
            for (tap, turned) in tape.chunks_exact_mut(self.filters * input_stride).enumerate() {
                let from = &kernel[tap * features * stride..];
                transpose(pass.isa, (from, stride), (features, self.filters), (turned, input_stride));
            }
        }
        self.bias.of_mut(gradients).fill(0.0);
        let rows = self.columns * pass.batch;
        let line = self.line(pass.batch);
        let lines = d_output.chunks_exact_mut(line).zip(output.chunks_exact(line)).take(self.rows);
        for (row, (d_line, y)) in lines.enumerate() {
            let extent = (rows, self.filters, stride);
            let bias = self.bias.of_mut(gradients);
            activate_backward_sum(pass.isa, self.activation, y, d_line, extent, bias);
            self.kernel_gradient(pass, (row, input), d_line, gradients);
            if let Some(d_input) = d_input.as_deref_mut() {
                self.input_gradient(pass, row, d_line, tape, d_input);
            }
        }
    }
}
