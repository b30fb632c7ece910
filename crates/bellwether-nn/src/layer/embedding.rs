//! A trained vector for each whole number.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::unit;
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y[t] = table[x[t]]`: `T × 1` to `T × dim`. First vectors are uniform on `±.05`, as in Keras.
#[derive(Debug)]
pub(super) struct Embedding {
    steps: usize,
    count: usize,
    dim: usize,
    table: Tensor,
}

impl Embedding {
    pub(super) fn new(input: Shape, count: usize, dim: usize, layout: &mut ParameterLayout) -> Self {
        let table = layout.matrix("table", count, dim);
        Embedding { steps: input.steps, count, dim, table }
    }

    /// The row of the table for every step, `None` where the value is not one of its numbers.
    fn places<'a>(&self, input: &'a [f32], batch: usize) -> impl Iterator<Item = Option<usize>> + 'a {
        let count = self.count;
        let place = move |x: f32| {
            let i = x as usize;
            // exact: a whole number below 2^24 is its own nearest float
            (i < count && i as f32 == x).then_some(i)
        };
        input.iter().step_by(row_stride(1)).take(self.steps * batch).map(move |x| place(*x))
    }
}

impl Layer for Embedding {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.table.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        for row in self.table.of_mut(parameters).chunks_exact_mut(self.table.stride) {
            row[..self.dim].iter_mut().for_each(|w| *w = (0.1 * unit(rng) - 0.05) as f32);
        }
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let table = self.table.of(pass.parameters);
        let rows = output.chunks_exact_mut(self.table.stride);
        for (place, y) in self.places(input, pass.batch).zip(rows) {
            match place {
                Some(i) => y[..self.dim].copy_from_slice(&table[i * self.table.stride..][..self.dim]),
                None => y[..self.dim].fill(f32::NAN),
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let gradient = self.table.of_mut(flow.gradients);
        gradient.fill(0.0);
        let rows = flow.d_output.chunks_exact(self.table.stride);
        for (place, dy) in self.places(flow.input, pass.batch).zip(rows) {
            let Some(i) = place else { continue };
            let row = &mut gradient[i * self.table.stride..][..self.dim];
            row.iter_mut().zip(dy).for_each(|(g, d)| *g += d);
        }
        if let Some(d_input) = flow.d_input {
            // a step function
            d_input[..self.steps * pass.batch * row_stride(1)].fill(0.0);
        }
    }
}
