//! Greatest value of neighbouring steps or pixels.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass, floats};
use crate::kernels::{Pool, maximum, route_maximum, row_stride};
use crate::spec::Shape;

/// `y[r][c] = max_{i < down, j < across} x[r · down + i][c · across + j]`; what is left over at the ends is not seen.
/// Of equal values the first takes the derivative; NaN stays NaN.
#[derive(Debug)]
pub(super) struct MaxPool {
    input: Shape,
    down: usize,
    across: usize,
}

impl MaxPool {
    pub(super) fn new(input: Shape, (down, across): (usize, usize)) -> Self {
        MaxPool { input, down, across }
    }

    /// Floats of one pixel of all samples.
    fn pixel(&self, batch: usize) -> usize {
        batch * row_stride(self.input.features)
    }

    fn pool(&self, batch: usize) -> Pool {
        let len = self.pixel(batch);
        Pool { down: self.down, across: self.across, len, line: len * self.input.columns() }
    }

    /// For every pool, where its first pixel starts in the input.
    fn corners(&self, batch: usize) -> impl Iterator<Item = usize> {
        let (pixel, columns) = (self.pixel(batch), self.input.columns());
        let (down, across) = (self.down, self.across);
        (0..self.input.rows / down)
            .flat_map(move |r| (0..columns / across).map(move |c| (r * down * columns + c * across) * pixel))
    }
}

impl Layer for MaxPool {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let pool = self.pool(pass.batch);
        for (corner, y) in self.corners(pass.batch).zip(output.chunks_exact_mut(pool.len)) {
            maximum(pass.isa, pool, &input[corner..], y);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, .. } = flow;
        let Some(d_input) = d_input else { return };
        let pool = self.pool(pass.batch);
        let covered =
            (self.input.rows / self.down * self.down, self.input.columns() / self.across * self.across);
        if covered != (self.input.rows, self.input.columns()) {
            d_input[..floats(&self.input, pass.batch)].fill(0.0);
        }
        let ends = d_output.chunks_exact(pool.len).zip(output.chunks_exact(pool.len));
        for (corner, (dy, y)) in self.corners(pass.batch).zip(ends) {
            route_maximum(pass.isa, pool, &input[corner..], y, dy, &mut d_input[corner..]);
        }
    }
}
