//! Greatest value of neighbouring steps.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y[t] = max_{j < size} x[t · size + j]`; steps left over at the end are not seen. Of equal values the
/// first takes the derivative; NaN is the greatest.
#[derive(Debug)]
pub(super) struct MaxPool1d {
    input: Shape,
    size: usize,
}

impl MaxPool1d {
    pub(super) fn new(input: Shape, size: usize) -> Self {
        MaxPool1d { input, size }
    }

    fn rows(&self, batch: usize) -> usize {
        self.input.steps / self.size * batch
    }
}

impl Layer for MaxPool1d {
    /// Which step of the pool was the greatest, as a whole number.
    fn tape_len(&self, capacity: usize) -> usize {
        self.rows(capacity) * row_stride(self.input.features)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        _dropout: Option<&mut ChaCha8Rng>,
    ) {
        let stride = row_stride(self.input.features);
        for row in 0..self.rows(pass.batch) {
            let (pool, sample) = (row / pass.batch, row % pass.batch);
            for j in 0..self.input.features {
                let at = |k: usize| input[((pool * self.size + k) * pass.batch + sample) * stride + j];
                let mut best = 0;
                for k in 1..self.size {
                    if at(k) > at(best) || (at(k).is_nan() && !at(best).is_nan()) {
                        best = k;
                    }
                }
                output[row * stride + j] = at(best);
                tape[row * stride + j] = best as f32;
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let stride = row_stride(self.input.features);
        d_input[..self.input.steps * pass.batch * stride].fill(0.0);
        for row in 0..self.rows(pass.batch) {
            let (pool, sample) = (row / pass.batch, row % pass.batch);
            for j in 0..self.input.features {
                let best = flow.tape[row * stride + j] as usize;
                let to = ((pool * self.size + best) * pass.batch + sample) * stride + j;
                d_input[to] = flow.d_output[row * stride + j];
            }
        }
    }
}
