//! Activations, their derivatives and column sums, over rows of `width` floats that stand `stride` apart.

use super::isa::{Isa, Kernel};
use super::math;
use super::rows::{load, pieces, store};
use super::simd::Simd;
use crate::spec::Activation;

fn check(len: usize, rows: usize, width: usize, stride: usize) {
    assert!(width <= stride, "width {width} > stride {stride}");
    assert!(rows == 0 || (rows - 1) * stride + width <= len, "{rows} rows of {stride} do not fit {len}");
}

/// `y = act(y)`.
pub(crate) fn activate(
    isa: Isa,
    activation: Activation,
    y: &mut [f32],
    rows: usize,
    width: usize,
    stride: usize,
) {
    check(y.len(), rows, width, stride);
    if activation != Activation::Linear {
        isa.run(Activate { activation, y, rows, width, stride });
    }
}

struct Activate<'a> {
    activation: Activation,
    y: &'a mut [f32],
    rows: usize,
    width: usize,
    stride: usize,
}

impl Kernel for Activate<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        for row in 0..self.rows {
            for (at, n) in pieces::<S>(self.width) {
                // SAFETY: `check` found the piece inside `y`.
                unsafe {
                    let p = self.y.as_mut_ptr().add(row * self.stride + at);
                    let x = load(s, p, n);
                    let y = match self.activation {
                        Activation::Linear => x,
                        Activation::Relu => math::relu(s, x),
                        Activation::Tanh => math::tanh(s, x),
                        Activation::Sigmoid => math::sigmoid(s, x),
                    };
                    store(s, p, y, n);
                }
            }
        }
    }
}

/// `dy = dy · act'`, the derivative written in terms of the output `y`.
pub(crate) fn activate_backward(
    isa: Isa,
    activation: Activation,
    y: &[f32],
    dy: &mut [f32],
    (rows, width, stride): (usize, usize, usize),
) {
    check(y.len().min(dy.len()), rows, width, stride);
    if activation != Activation::Linear {
        isa.run(ActivateBackward { activation, y, dy, rows, width, stride, sum: None });
    }
}

/// As [`activate_backward`]; the columns' sums of the result are added to `sum` in row order, while it is at hand.
pub(crate) fn activate_backward_sum(
    isa: Isa,
    activation: Activation,
    y: &[f32],
    dy: &mut [f32],
    (rows, width, stride): (usize, usize, usize),
    sum: &mut [f32],
) {
    check(y.len().min(dy.len()), rows, width, stride);
    assert!(sum.len() >= width, "sum is too short");
    isa.run(ActivateBackward { activation, y, dy, rows, width, stride, sum: Some(sum) });
}

struct ActivateBackward<'a> {
    activation: Activation,
    y: &'a [f32],
    dy: &'a mut [f32],
    rows: usize,
    width: usize,
    stride: usize,
    sum: Option<&'a mut [f32]>,
}

impl Kernel for ActivateBackward<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let one = s.splat(1.0);
        for (at, n) in pieces::<S>(self.width) {
            // SAFETY: `check` found the piece inside `y` and `dy`, and `sum` has `width` floats.
            unsafe {
                let mut sum = s.splat(0.0);
                if let Some(total) = &self.sum {
                    sum = load(s, total.as_ptr().add(at), n);
                }
                for row in 0..self.rows {
                    let p = self.dy.as_mut_ptr().add(row * self.stride + at);
                    let d = load(s, p, n);
                    if self.activation == Activation::Linear {
                        sum = s.add(sum, d);
                        continue;
                    }
                    let y = load(s, self.y.as_ptr().add(row * self.stride + at), n);
                    let d = match self.activation {
                        Activation::Linear => d,
                        Activation::Relu => s.where_positive(y, d),
                        Activation::Tanh => s.mul(d, s.sub(one, s.mul(y, y))),
                        Activation::Sigmoid => s.mul(d, s.mul(y, s.sub(one, y))),
                    };
                    store(s, p, d, n);
                    sum = s.add(sum, d);
                }
                if let Some(total) = &mut self.sum {
                    store(s, total.as_mut_ptr().add(at), sum, n);
                }
            }
        }
    }
}

/// `sum[j] = Σ_row x[row][j]`, added up in row order; overwrites `sum`.
pub(crate) fn column_sum(isa: Isa, x: &[f32], rows: usize, width: usize, stride: usize, sum: &mut [f32]) {
    check(x.len(), rows, width, stride);
    assert!(sum.len() >= width, "sum is too short");
    isa.run(ColumnSum { x, rows, width, stride, sum });
}

struct ColumnSum<'a> {
    x: &'a [f32],
    rows: usize,
    width: usize,
    stride: usize,
    sum: &'a mut [f32],
}

impl Kernel for ColumnSum<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        for (at, n) in pieces::<S>(self.width) {
            let mut sum = s.splat(0.0);
            for row in 0..self.rows {
                // SAFETY: `check` found the piece inside `x`.
                sum = s.add(sum, unsafe { load(s, self.x.as_ptr().add(row * self.stride + at), n) });
            }
            // SAFETY: `sum` has `width` floats.
            unsafe { store(s, self.sum.as_mut_ptr().add(at), sum, n) };
        }
    }
}
