//! Steps in one row, and one row in steps.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::{copy_rows, row_stride};
use crate::spec::Shape;

/// Floats of a step of all samples, between rows of the steps, and between the long rows.
fn strides(shape: Shape, batch: usize) -> (usize, usize, usize) {
    let short = row_stride(shape.features);
    (batch * short, short, row_stride(shape.steps * shape.features))
}

fn to_row(pass: Pass<'_>, shape: Shape, steps: &[f32], row: &mut [f32]) {
    let (step, short, long) = strides(shape, pass.batch);
    for t in 0..shape.steps {
        let (from, to) = ((&steps[t * step..], short), (&mut row[t * shape.features..], long));
        copy_rows(pass.isa, (pass.batch, shape.features), from, to);
    }
}

fn to_steps(pass: Pass<'_>, shape: Shape, row: &[f32], steps: &mut [f32]) {
    let (step, short, long) = strides(shape, pass.batch);
    for t in 0..shape.steps {
        let (from, to) = ((&row[t * shape.features..], long), (&mut steps[t * step..], short));
        copy_rows(pass.isa, (pass.batch, shape.features), from, to);
    }
}

/// `y[t F + j] = x[t][j]`: `T × F` to `1 × T F`.
#[derive(Debug)]
pub(super) struct Flatten {
    input: Shape,
}

impl Flatten {
    pub(super) fn new(input: Shape) -> Self {
        Flatten { input }
    }
}

impl Layer for Flatten {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        to_row(pass, self.input, input, output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        if let Some(d_input) = flow.d_input {
            to_steps(pass, self.input, flow.d_output, d_input);
        }
    }
}

/// `y[t][j] = x[t F + j]`: `1 × T F` to `T × F`.
#[derive(Debug)]
pub(super) struct Reshape {
    output: Shape,
}

impl Reshape {
    pub(super) fn new(output: Shape) -> Self {
        Reshape { output }
    }
}

impl Layer for Reshape {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        to_steps(pass, self.output, input, output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        if let Some(d_input) = flow.d_input {
            to_row(pass, self.output, flow.d_output, d_input);
        }
    }
}
