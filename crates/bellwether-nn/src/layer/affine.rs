//! A matrix and a bias, applied to rows: what dense layers, attention and recurrent inputs share.

use rand_chacha::ChaCha8Rng;

use super::{ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Gemm, Start, Taps, column_sum, row_stride};

/// `y = x W + b`: rows of `inputs` to rows of `outputs`, each padded to its row stride.
#[derive(Debug)]
pub(super) struct Affine {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) kernel: Tensor,
    pub(super) bias: Tensor,
}

impl Affine {
    /// Tensors `<name>kernel` and `<name>bias`.
    pub(super) fn new(name: &str, inputs: usize, outputs: usize, layout: &mut ParameterLayout) -> Self {
        let kernel = layout.matrix(&format!("{name}kernel"), inputs, outputs);
        let bias = layout.vector(&format!("{name}bias"), outputs);
        Affine { inputs, outputs, kernel, bias }
    }

    pub(super) fn tensors(&self) -> [Tensor; 2] {
        [self.kernel.clone(), self.bias.clone()]
    }

    /// Draws the kernel; `columns` at a time with fans of their own, for kernels that stand side by side.
    pub(super) fn initialize(
        &self,
        initializer: Initializer,
        columns: usize,
        parameters: &mut [f32],
        rng: &mut ChaCha8Rng,
    ) {
        let kernel = self.kernel.of_mut(parameters);
        for first in (0..self.outputs).step_by(columns.max(1)) {
            let extent = (self.inputs, columns, self.kernel.stride);
            initializer.fill(rng, (self.inputs, columns), &mut kernel[first..], extent);
        }
    }

    pub(super) fn forward(&self, pass: Pass<'_>, rows: usize, input: &[f32], output: &mut [f32]) {
        Gemm {
            rows,
            columns: self.outputs,
            depth: self.inputs,
            taps: Taps::ONE,
            a: input,
            a_row: row_stride(self.inputs),
            a_depth: 1,
            b: self.kernel.of(pass.parameters),
            b_row: self.kernel.stride,
            c: output,
            c_row: self.kernel.stride,
            start: Start::Bias(self.bias.of(pass.parameters)),
        }
        .run(pass.isa);
    }

    /// `dW = xᵀ dy`, `db = Σ dy`.
    pub(super) fn gradients(
        &self,
        pass: Pass<'_>,
        rows: usize,
        input: &[f32],
        d_output: &[f32],
        gradients: &mut [f32],
    ) {
        let stride = self.kernel.stride;
        column_sum(pass.isa, d_output, rows, self.outputs, stride, self.bias.of_mut(gradients));
        Gemm {
            rows: self.inputs,
            columns: self.outputs,
            depth: rows,
            taps: Taps::ONE,
            a: input,
            a_row: 1,
            a_depth: row_stride(self.inputs),
            b: d_output,
            b_row: stride,
            c: self.kernel.of_mut(gradients),
            c_row: stride,
            start: Start::Zero,
        }
        .run(pass.isa);
    }

    /// `dx = start + dy Wᵀ`.
    pub(super) fn backward(
        &self,
        pass: Pass<'_>,
        rows: usize,
        d_output: &[f32],
        d_input: &mut [f32],
        start: Start<'_>,
    ) {
        Gemm {
            rows,
            columns: self.inputs,
            depth: self.outputs,
            taps: Taps::ONE,
            a: d_output,
            a_row: self.kernel.stride,
            a_depth: 1,
            b: self.kernel.of(pass.parameters),
            b_row: self.kernel.stride,
            c: d_input,
            c_row: row_stride(self.inputs),
            start,
        }
        .run_turned(pass.isa);
    }
}
