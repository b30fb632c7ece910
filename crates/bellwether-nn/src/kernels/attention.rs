//! Scaled dot-product attention among the steps of each sample, head by head.

use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Where queries, keys and values stand: row `t · batch + b` of `projected` holds `count · size` floats of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heads {
    pub(crate) steps: usize,
    pub(crate) batch: usize,
    pub(crate) count: usize,
    /// Floats of one query, key or value.
    pub(crate) size: usize,
    /// Floats between rows of `projected`.
    pub(crate) projected_row: usize,
    /// Floats between rows of `context`.
    pub(crate) context_row: usize,
}

impl Heads {
    fn width(&self) -> usize {
        self.count * self.size
    }

    /// Floats of the attention weights.
    pub(crate) fn weights(&self) -> usize {
        self.batch * self.count * self.steps * self.steps
    }

    fn check(&self, projected: &[usize], context: usize, weights: &[usize]) {
        let rows = self.steps * self.batch;
        assert!(rows > 0 && self.width() > 0, "{self:?}");
        assert!(3 * self.width() <= self.projected_row && self.width() <= self.context_row, "{self:?}");
        let need = (rows - 1) * self.projected_row + 3 * self.width();
        assert!(projected.iter().all(|&len| len >= need), "projected is shorter than {need}");
        assert!((rows - 1) * self.context_row + self.width() <= context, "context is too short");
        assert!(weights.iter().all(|&len| len >= self.weights()), "weights are too short");
    }
}

/// `context_t = Σ_s a_ts v_s`, `a_t = softmax_s(q_t · k_s / √size)`.
pub(crate) struct Forward<'a> {
    pub(crate) heads: Heads,
    pub(crate) projected: &'a [f32],
    /// Out: `a`, sample by sample and head by head, `steps × steps`.
    pub(crate) weights: &'a mut [f32],
    pub(crate) context: &'a mut [f32],
}

impl Forward<'_> {
    /// Computes it.
    pub(crate) fn run(self, isa: Isa) {
        self.heads.check(&[self.projected.len()], self.context.len(), &[self.weights.len()]);
        isa.run(self);
    }
}

/// # Safety
/// Both pointers are valid for reading `size` floats.
#[inline(always)]
unsafe fn dot<S: Simd>(s: S, a: *const f32, b: *const f32, size: usize) -> f32 {
    let mut sum = s.splat(0.0);
    for (at, n) in pieces::<S>(size) {
        // SAFETY: the caller's promise.
        sum = unsafe { s.fma(load(s, a.add(at), n), load(s, b.add(at), n), sum) };
    }
    s.sum(sum)
}

/// `to += factor · from`.
///
/// # Safety
/// Both pointers are valid for `size` floats and do not overlap.
#[inline(always)]
unsafe fn add<S: Simd>(s: S, to: *mut f32, factor: f32, from: *const f32, size: usize) {
    let factor = s.splat(factor);
    for (at, n) in pieces::<S>(size) {
        // SAFETY: the caller's promise.
        unsafe {
            store(s, to.add(at), s.fma(factor, load(s, from.add(at), n), load(s, to.add(at), n)), n);
        }
    }
}

impl Kernel for Forward<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Heads { steps, batch, count: heads, size, projected_row, context_row } = self.heads;
        let (width, scale) = (heads * size, 1.0 / (size as f32).sqrt());
        for (pair, a) in self.weights.chunks_exact_mut(steps * steps).take(batch * heads).enumerate() {
            let (b, from) = (pair / heads, pair % heads * size);
            // SAFETY: `Heads::check` found every row inside its buffer.
            unsafe {
                let at = |t: usize, part: usize| {
                    self.projected.as_ptr().add((t * batch + b) * projected_row + part * width + from)
                };
                for t in 0..steps {
                    let row = &mut a[t * steps..][..steps];
                    let mut greatest = f32::NEG_INFINITY;
                    for (k, score) in row.iter_mut().enumerate() {
                        *score = scale * dot(s, at(t, 0), at(k, 1), size);
                        greatest = greatest.max(*score);
                    }
                    let mut sum = 0.0;
                    for score in row.iter_mut() {
                        *score = (*score - greatest).exp();
                        sum += *score;
                    }
                    for score in row.iter_mut() {
                        *score /= sum;
                    }
                    let context = self.context.as_mut_ptr().add((t * batch + b) * context_row + from);
                    for (at, n) in pieces::<S>(size) {
                        store(s, context.add(at), s.splat(0.0), n);
                    }
                    for (k, weight) in row.iter().enumerate() {
                        add(s, context, *weight, at(k, 2), size);
                    }
                }
            }
        }
    }
}

/// Derivatives of [`Forward`] by what was projected.
pub(crate) struct Backward<'a> {
    pub(crate) heads: Heads,
    pub(crate) projected: &'a [f32],
    /// In: `a`. Out: derivatives by the scores.
    pub(crate) weights: &'a mut [f32],
    pub(crate) d_context: &'a [f32],
    /// Out; overwritten.
    pub(crate) d_projected: &'a mut [f32],
}

/// Steps whose products are kept from the first loop for the second; those of longer windows are computed twice.
const KEPT: usize = 64;

impl Backward<'_> {
    /// Computes them.
    pub(crate) fn run(self, isa: Isa) {
        let projected = [self.projected.len(), self.d_projected.len()];
        self.heads.check(&projected, self.d_context.len(), &[self.weights.len()]);
        isa.run(self);
    }
}

impl Kernel for Backward<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Heads { steps, batch, count: heads, size, projected_row, context_row } = self.heads;
        let (width, scale) = (heads * size, 1.0 / (size as f32).sqrt());
        for row in self.d_projected.chunks_exact_mut(projected_row).take(steps * batch) {
            row[..3 * width].fill(0.0);
        }
        // the last row may have no padding behind it
        let last = (steps * batch - 1) * projected_row;
        self.d_projected[last..last + 3 * width].fill(0.0);
        let d_projected = self.d_projected.as_mut_ptr();
        let mut kept = [0.0; KEPT];
        for (pair, a) in self.weights.chunks_exact_mut(steps * steps).take(batch * heads).enumerate() {
            let (b, from) = (pair / heads, pair % heads * size);
            // SAFETY: `Heads::check` found every row inside its buffer; the rows that are added to differ from
            // those that are read, which lie in other buffers.
            unsafe {
                let place = |t: usize, part: usize| (t * batch + b) * projected_row + part * width + from;
                let at = |t: usize, part: usize| self.projected.as_ptr().add(place(t, part));
                for t in 0..steps {
                    let row = &mut a[t * steps..][..steps];
                    let d_context = self.d_context.as_ptr().add((t * batch + b) * context_row + from);
                    // Σ_s a_ts da_ts, and dv_s += a_ts dcontext_t
                    let mut mean = 0.0;
                    for (k, weight) in row.iter().enumerate() {
                        let d = dot(s, d_context, at(k, 2), size);
                        if let Some(kept) = kept.get_mut(k) {
                            *kept = d;
                        }
                        mean += weight * d;
                        add(s, d_projected.add(place(k, 2)), *weight, d_context, size);
                    }
                    for (k, weight) in row.iter_mut().enumerate() {
                        let d = match kept.get(k) {
                            Some(&d) => d,
                            None => dot(s, d_context, at(k, 2), size),
                        };
                        *weight = scale * *weight * (d - mean);
                        add(s, d_projected.add(place(t, 0)), *weight, at(k, 1), size);
                        add(s, d_projected.add(place(k, 1)), *weight, at(t, 0), size);
                    }
                }
            }
        }
    }
}
