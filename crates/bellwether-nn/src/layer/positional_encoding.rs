//! Where a step stands, added to what it holds.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor, floats};
use crate::kernels::row_stride;
use crate::spec::Shape;

/// `y[t] = x[t] + p[t]`, with `p[t][2i] = sin(t / 10000^(2i / F))` and `p[t][2i + 1]` the cosine (Vaswani et al.,
/// 2017), or `p` trained from zero.
#[derive(Debug)]
pub(super) struct PositionalEncoding {
    shape: Shape,
    /// `p` in padded rows; empty where it is trained.
    fixed: Vec<f32>,
    trained: Option<Tensor>,
}

impl PositionalEncoding {
    pub(super) fn new(shape: Shape, trained: bool, layout: &mut ParameterLayout) -> Self {
        let Shape { steps, features, .. } = shape;
        if trained {
            let table = layout.matrix("table", steps, features);
            return PositionalEncoding { shape, fixed: Vec::new(), trained: Some(table) };
        }
        let stride = row_stride(features);
        let mut fixed = vec![0.0; steps * stride];
        for (t, row) in fixed.chunks_exact_mut(stride).enumerate() {
            for (j, p) in row[..features].iter_mut().enumerate() {
                let angle = t as f64 / 10_000f64.powf((j - j % 2) as f64 / features as f64);
                *p = (if j % 2 == 0 { angle.sin() } else { angle.cos() }) as f32;
            }
        }
        PositionalEncoding { shape, fixed, trained: None }
    }
}

impl Layer for PositionalEncoding {
    fn tensors(&self) -> Vec<Tensor> {
        self.trained.iter().cloned().collect()
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let stride = row_stride(self.shape.features);
        let table = self.trained.as_ref().map_or(&*self.fixed, |table| table.of(pass.parameters));
        let len = floats(&self.shape, pass.batch);
        let rows = input[..len].chunks_exact(stride).zip(output.chunks_exact_mut(stride));
        for (i, (x, y)) in rows.enumerate() {
            let p = &table[i / pass.batch * stride..][..stride];
            y.iter_mut().zip(x).zip(p).for_each(|((y, x), p)| *y = x + p);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let stride = row_stride(self.shape.features);
        let len = floats(&self.shape, pass.batch);
        if let Some(table) = &self.trained {
            let gradient = table.of_mut(flow.gradients);
            gradient.fill(0.0);
            for (i, dy) in flow.d_output[..len].chunks_exact(stride).enumerate() {
                let row = &mut gradient[i / pass.batch * stride..][..self.shape.features];
                row.iter_mut().zip(dy).for_each(|(g, d)| *g += d);
            }
        }
        if let Some(d_input) = flow.d_input {
            d_input[..len].copy_from_slice(&flow.d_output[..len]);
        }
    }
}
