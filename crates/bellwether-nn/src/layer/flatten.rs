//! Steps in one row, and one row in steps.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// Offsets of each step's values, outside (time-major) and inside the long rows.
fn places(shape: Shape, batch: usize) -> impl Iterator<Item = (usize, usize)> {
    let Shape { steps, features, .. } = shape;
    let (short, long) = (row_stride(features), row_stride(steps * features));
    (0..steps).flat_map(move |t| (0..batch).map(move |b| ((t * batch + b) * short, b * long + t * features)))
}

fn to_row(shape: Shape, batch: usize, steps: &[f32], row: &mut [f32]) {
    for (from, to) in places(shape, batch) {
        row[to..to + shape.features].copy_from_slice(&steps[from..from + shape.features]);
    }
}

fn to_steps(shape: Shape, batch: usize, row: &[f32], steps: &mut [f32]) {
    for (to, from) in places(shape, batch) {
        steps[to..to + shape.features].copy_from_slice(&row[from..from + shape.features]);
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
        to_row(self.input, pass.batch, input, output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        if let Some(d_input) = flow.d_input {
            to_steps(self.input, pass.batch, flow.d_output, d_input);
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
        to_steps(self.output, pass.batch, input, output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        if let Some(d_input) = flow.d_input {
            to_row(self.output, pass.batch, flow.d_output, d_input);
        }
    }
}
