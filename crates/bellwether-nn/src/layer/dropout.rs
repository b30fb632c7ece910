//! Dropout (Srivastava et al., 2014), scaled in training so that prediction is the identity.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use super::{Backward, Layer, Pass};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// Factors drawn at a time.
const DRAWS: usize = 256;

/// `y = x · mask / (1 - rate)`, each value of the mask zero with probability `rate`.
#[derive(Debug)]
pub(super) struct Dropout {
    shape: Shape,
    /// A draw of 32 bits below this drops the value.
    threshold: u32,
    scale: f32,
}

impl Dropout {
    pub(super) fn new(shape: Shape, rate: f32) -> Self {
        let threshold = (f64::from(rate) * 2f64.powi(32)) as u32;
        Dropout { shape, threshold, scale: 1.0 / (1.0 - rate) }
    }

    /// Draws the factors of some values and applies them.
    fn draw(&self, rng: &mut ChaCha8Rng, x: &[f32], y: &mut [f32], factor: &mut [f32]) {
        // all at once: the same words as one by one
        let mut bytes = [0u8; 4 * DRAWS];
        let bytes = &mut bytes[..4 * x.len()];
        rng.fill_bytes(bytes);
        let (words, _) = bytes.as_chunks::<4>();
        for (((x, y), factor), word) in x.iter().zip(y).zip(factor).zip(words) {
            *factor = if u32::from_le_bytes(*word) < self.threshold { 0.0 } else { self.scale };
            *y = x * *factor;
        }
    }

    fn len(&self, batch: usize) -> usize {
        self.shape.steps * batch * row_stride(self.shape.features)
    }
}

impl Layer for Dropout {
    /// The factors.
    fn tape_len(&self, capacity: usize) -> usize {
        self.len(capacity)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        rng: Option<&mut ChaCha8Rng>,
    ) {
        let len = self.len(pass.batch);
        let Some(rng) = rng else {
            output[..len].copy_from_slice(&input[..len]);
            return;
        };
        let stride = row_stride(self.shape.features);
        let rows = input[..len].chunks_exact(stride).zip(output.chunks_exact_mut(stride));
        for ((x, y), factor) in rows.zip(tape.chunks_exact_mut(stride)) {
            let features = self.shape.features;
            let pieces = x[..features].chunks(DRAWS).zip(y.chunks_mut(DRAWS)).zip(factor.chunks_mut(DRAWS));
            for ((x, y), factor) in pieces {
                self.draw(rng, x, y, factor);
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let len = self.len(pass.batch);
        for ((dx, dy), factor) in d_input[..len].iter_mut().zip(&*flow.d_output).zip(&*flow.tape) {
            *dx = dy * factor;
        }
    }
}
