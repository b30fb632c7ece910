//! All steps of a sample in one row.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y[t F + j] = x[t][j]`: `T × F` to `1 × T F`.
#[derive(Debug)]
pub(super) struct Flatten {
    input: Shape,
}

impl Flatten {
    pub(super) fn new(input: Shape) -> Self {
        Flatten { input }
    }

    /// Offsets of each step's values, outside (time-major) and inside the long rows.
    fn places(&self, batch: usize) -> impl Iterator<Item = (usize, usize)> {
        let Shape { steps, features } = self.input;
        let (short, long) = (row_stride(features), row_stride(steps * features));
        (0..steps)
            .flat_map(move |t| (0..batch).map(move |b| ((t * batch + b) * short, b * long + t * features)))
    }
}

impl Layer for Flatten {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _dropout: Option<&mut ChaCha8Rng>,
    ) {
        let features = self.input.features;
        for (from, to) in self.places(pass.batch) {
            output[to..to + features].copy_from_slice(&input[from..from + features]);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let features = self.input.features;
        for (to, from) in self.places(pass.batch) {
            d_input[to..to + features].copy_from_slice(&flow.d_output[from..from + features]);
        }
    }
}
