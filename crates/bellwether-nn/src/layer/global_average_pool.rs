//! Mean over steps or pixels.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y = Σ_t x[t] / T`: `T × F` to `1 × F`.
#[derive(Debug)]
pub(super) struct GlobalAveragePool {
    input: Shape,
}

impl GlobalAveragePool {
    pub(super) fn new(input: Shape) -> Self {
        GlobalAveragePool { input }
    }
}

impl Layer for GlobalAveragePool {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let step = pass.batch * row_stride(self.input.features);
        let (mean, scale) = (&mut output[..step], 1.0 / self.input.steps as f32);
        mean.fill(0.0);
        for x in input.chunks_exact(step).take(self.input.steps) {
            mean.iter_mut().zip(x).for_each(|(y, x)| *y += x);
        }
        for y in mean {
            *y *= scale;
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let step = pass.batch * row_stride(self.input.features);
        let scale = 1.0 / self.input.steps as f32;
        for dx in d_input.chunks_exact_mut(step).take(self.input.steps) {
            dx.iter_mut().zip(&*flow.d_output).for_each(|(dx, dy)| *dx = dy * scale);
        }
    }
}
