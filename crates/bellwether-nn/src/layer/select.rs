//! Parts of the input, and the same row again: layers that only move values about.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass, floats};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y[t][j] = x[t][from + j]`.
#[derive(Debug)]
pub(super) struct Slice {
    input: Shape,
    from: usize,
    count: usize,
}

impl Slice {
    pub(super) fn new(input: Shape, from: usize, count: usize) -> Self {
        Slice { input, from, count }
    }
}

impl Layer for Slice {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let rows = input.chunks_exact(row_stride(self.input.features));
        let to = output.chunks_exact_mut(row_stride(self.count));
        for (x, y) in rows.zip(to).take(self.input.steps * pass.batch) {
            y[..self.count].copy_from_slice(&x[self.from..][..self.count]);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let rows = d_input.chunks_exact_mut(row_stride(self.input.features));
        let from = flow.d_output.chunks_exact(row_stride(self.count));
        for (dx, dy) in rows.zip(from).take(self.input.steps * pass.batch) {
            dx.fill(0.0);
            dx[self.from..][..self.count].copy_from_slice(&dy[..self.count]);
        }
    }
}

/// `y[t] = x[T - count + t]`.
#[derive(Debug)]
pub(super) struct LastSteps {
    input: Shape,
    count: usize,
}

impl LastSteps {
    pub(super) fn new(input: Shape, count: usize) -> Self {
        LastSteps { input, count }
    }

    /// Floats before the steps that are kept, and floats of them.
    fn parts(&self, batch: usize) -> (usize, usize) {
        let step = batch * row_stride(self.input.features);
        ((self.input.steps - self.count) * step, self.count * step)
    }
}

impl Layer for LastSteps {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let (before, kept) = self.parts(pass.batch);
        output[..kept].copy_from_slice(&input[before..before + kept]);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let (before, kept) = self.parts(pass.batch);
        d_input[..before].fill(0.0);
        d_input[before..before + kept].copy_from_slice(&flow.d_output[..kept]);
    }
}

/// `y[t] = x[0]`.
#[derive(Debug)]
pub(super) struct Repeat {
    input: Shape,
    count: usize,
}

impl Repeat {
    pub(super) fn new(input: Shape, count: usize) -> Self {
        Repeat { input, count }
    }
}

impl Layer for Repeat {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let len = floats(&self.input, pass.batch);
        for step in output.chunks_exact_mut(len).take(self.count) {
            step.copy_from_slice(&input[..len]);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let len = floats(&self.input, pass.batch);
        d_input[..len].fill(0.0);
        for step in flow.d_output.chunks_exact(len).take(self.count) {
            d_input[..len].iter_mut().zip(step).for_each(|(dx, dy)| *dx += dy);
        }
    }
}
