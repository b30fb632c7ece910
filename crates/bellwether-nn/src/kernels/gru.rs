//! The element-wise half of one step of a gated recurrent unit, forward and backward, in one loop each.
//!
//! A row of `gates` and of `products` holds r, z, n one after the other, `units` floats each.

use super::isa::{Isa, Kernel};
use super::math;
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Extents of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Rows.
    pub(crate) batch: usize,
    /// Units.
    pub(crate) units: usize,
    /// Floats between rows of `gates` and `products`.
    pub(crate) gate_row: usize,
    /// Floats between rows of every other buffer.
    pub(crate) unit_row: usize,
}

impl Cell {
    fn check(&self, gates: &[usize], units: &[usize]) {
        assert!(self.units > 0 && self.batch > 0, "empty cell");
        assert!(3 * self.units <= self.gate_row && self.units <= self.unit_row, "rows are too short");
        let need = (self.batch - 1) * self.gate_row + 3 * self.units;
        assert!(gates.iter().all(|&len| len >= need), "a gate buffer is shorter than {need}");
        let need = (self.batch - 1) * self.unit_row + self.units;
        assert!(units.iter().all(|&len| len >= need), "a unit buffer is shorter than {need}");
    }
}

/// Buffers of [`forward`].
pub(crate) struct Forward<'a> {
    /// In: the input's part of the sums. Out: activations.
    pub(crate) gates: &'a mut [f32],
    /// The recurrent part of the sums.
    pub(crate) products: &'a [f32],
    /// Output of the step before.
    pub(crate) before: &'a [f32],
    /// Out: `h = (1 - z) n + z · before`.
    pub(crate) hidden: &'a mut [f32],
}

/// One step forward.
pub(crate) fn forward(isa: Isa, cell: Cell, f: Forward<'_>) {
    cell.check(&[f.gates.len(), f.products.len()], &[f.before.len(), f.hidden.len()]);
    isa.run(RunForward(cell, f));
}

struct RunForward<'a>(Cell, Forward<'a>);

impl Kernel for RunForward<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let RunForward(Cell { batch, units, gate_row, unit_row }, x) = self;
        for row in 0..batch {
            for (at, n) in pieces::<S>(units) {
                let k = row * unit_row + at;
                // SAFETY: `Cell::check` found the piece inside every buffer.
                unsafe {
                    let p = x.gates.as_mut_ptr().add(row * gate_row + at);
                    let q = x.products.as_ptr().add(row * gate_row + at);
                    let r = math::sigmoid(s, s.add(load(s, p, n), load(s, q, n)));
                    let z = math::sigmoid(s, s.add(load(s, p.add(units), n), load(s, q.add(units), n)));
                    let sum = s.fma(r, load(s, q.add(2 * units), n), load(s, p.add(2 * units), n));
                    let new = math::tanh(s, sum);
                    let before = load(s, x.before.as_ptr().add(k), n);
                    store(s, p, r, n);
                    store(s, p.add(units), z, n);
                    store(s, p.add(2 * units), new, n);
                    store(s, x.hidden.as_mut_ptr().add(k), s.fma(z, s.sub(before, new), new), n);
                }
            }
        }
    }
}

/// Buffers of [`backward`].
pub(crate) struct Backward<'a> {
    /// In: activations. Out: derivatives by the input's part of the sums.
    pub(crate) gates: &'a mut [f32],
    /// In: the recurrent part of the sums. Out: derivatives by it.
    pub(crate) products: &'a mut [f32],
    /// Output of the step before.
    pub(crate) before: &'a [f32],
    /// In: derivative by `h`. Out: the part of the derivative by `before` that does not go through the sums.
    pub(crate) d_hidden: &'a mut [f32],
}

/// One step backward.
pub(crate) fn backward(isa: Isa, cell: Cell, b: Backward<'_>) {
    cell.check(&[b.gates.len(), b.products.len()], &[b.before.len(), b.d_hidden.len()]);
    isa.run(RunBackward(cell, b));
}

struct RunBackward<'a>(Cell, Backward<'a>);

impl Kernel for RunBackward<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let RunBackward(Cell { batch, units, gate_row, unit_row }, x) = self;
        let one = s.splat(1.0);
        for row in 0..batch {
            for (at, n) in pieces::<S>(units) {
                let k = row * unit_row + at;
                // SAFETY: `Cell::check` found the piece inside every buffer.
                unsafe {
                    let p = x.gates.as_mut_ptr().add(row * gate_row + at);
                    let q = x.products.as_mut_ptr().add(row * gate_row + at);
                    let (r, z, new) = (load(s, p, n), load(s, p.add(units), n), load(s, p.add(2 * units), n));
                    let product = load(s, q.add(2 * units), n);
                    let before = load(s, x.before.as_ptr().add(k), n);
                    let ph = x.d_hidden.as_mut_ptr().add(k);
                    let dh = load(s, ph, n);
                    let dz = s.mul(s.mul(dh, s.sub(before, new)), s.mul(z, s.sub(one, z)));
                    let dn = s.mul(s.mul(dh, s.sub(one, z)), s.sub(one, s.mul(new, new)));
                    let dr = s.mul(s.mul(dn, product), s.mul(r, s.sub(one, r)));
                    store(s, p, dr, n);
                    store(s, p.add(units), dz, n);
                    store(s, p.add(2 * units), dn, n);
                    store(s, q, dr, n);
                    store(s, q.add(units), dz, n);
                    store(s, q.add(2 * units), s.mul(dn, r), n);
                    store(s, ph, s.mul(dh, z), n);
                }
            }
        }
    }
}
