//! The element-wise half of one LSTM step, forward and backward, in one loop each.
//!
//! A row of `gates` holds i, f, g, o one after the other, `units` floats each.

use super::isa::{Isa, Kernel};
use super::math;
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// Extents of one step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Rows.
    pub(crate) batch: usize,
    /// Cells.
    pub(crate) units: usize,
    /// Floats between rows of `gates`.
    pub(crate) gate_row: usize,
    /// Floats between rows of the cell states and of `squashed`.
    pub(crate) unit_row: usize,
    /// Floats between rows of `hidden` and `d_hidden`.
    pub(crate) hidden_row: usize,
    /// `max(x, 0)` in place of `tanh` for the candidate and for the output.
    pub(crate) relu: bool,
}

impl Cell {
    fn check(&self, gates: usize, hidden: usize, units: &[usize]) {
        assert!(self.units > 0 && self.batch > 0, "empty cell");
        let rows = self.unit_row.min(self.hidden_row);
        assert!(4 * self.units <= self.gate_row && self.units <= rows, "rows are too short");
        assert!((self.batch - 1) * self.hidden_row + self.units <= hidden, "hidden is too short");
        assert!((self.batch - 1) * self.gate_row + 4 * self.units <= gates, "gates are too short");
        let need = (self.batch - 1) * self.unit_row + self.units;
        assert!(units.iter().all(|&len| len >= need), "a unit buffer is shorter than {need}");
    }
}

/// Buffers of [`forward`].
pub(crate) struct Forward<'a> {
    /// In: sums of the four gates. Out: their activations.
    pub(crate) gates: &'a mut [f32],
    /// Cell state of the step before.
    pub(crate) before: &'a [f32],
    /// Out: cell state `c = f · before + i · g`.
    pub(crate) cell: &'a mut [f32],
    /// Out: `act(c)`.
    pub(crate) squashed: &'a mut [f32],
    /// Out: `h = o · act(c)`.
    pub(crate) hidden: &'a mut [f32],
}

/// One step forward.
pub(crate) fn forward(isa: Isa, cell: Cell, f: Forward<'_>) {
    cell.check(f.gates.len(), f.hidden.len(), &[f.before.len(), f.cell.len(), f.squashed.len()]);
    if cell.relu {
        isa.run(RunForward::<true>(cell, f));
    } else {
        isa.run(RunForward::<false>(cell, f));
    }
}

struct RunForward<'a, const RELU: bool>(Cell, Forward<'a>);

#[inline(always)]
fn squash<S: Simd, const RELU: bool>(s: S, x: S::V) -> S::V {
    if RELU { math::relu(s, x) } else { math::tanh(s, x) }
}

/// `d · act'`, the derivative written in terms of the activation `y`.
#[inline(always)]
fn squash_backward<S: Simd, const RELU: bool>(s: S, y: S::V, d: S::V) -> S::V {
    if RELU { s.where_positive(y, d) } else { s.mul(d, s.sub(s.splat(1.0), s.mul(y, y))) }
}

impl<const RELU: bool> Kernel for RunForward<'_, RELU> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let RunForward(Cell { batch, units, gate_row, unit_row, hidden_row, .. }, x) = self;
        for row in 0..batch {
            for (at, n) in pieces::<S>(units) {
                let k = row * unit_row + at;
                // SAFETY: `Cell::check` found the piece inside every buffer.
                unsafe {
                    let p = x.gates.as_mut_ptr().add(row * gate_row + at);
                    let i = math::sigmoid(s, load(s, p, n));
                    let f = math::sigmoid(s, load(s, p.add(units), n));
                    let g = squash::<S, RELU>(s, load(s, p.add(2 * units), n));
                    let o = math::sigmoid(s, load(s, p.add(3 * units), n));
                    let c = s.fma(f, load(s, x.before.as_ptr().add(k), n), s.mul(i, g));
                    let t = squash::<S, RELU>(s, c);
                    store(s, p, i, n);
                    store(s, p.add(units), f, n);
                    store(s, p.add(2 * units), g, n);
                    store(s, p.add(3 * units), o, n);
                    store(s, x.cell.as_mut_ptr().add(k), c, n);
                    store(s, x.squashed.as_mut_ptr().add(k), t, n);
                    store(s, x.hidden.as_mut_ptr().add(row * hidden_row + at), s.mul(o, t), n);
                }
            }
        }
    }
}

/// Buffers of [`backward`].
pub(crate) struct Backward<'a> {
    /// In: activations of the four gates. Out: derivatives by their sums.
    pub(crate) gates: &'a mut [f32],
    /// Cell state of the step before.
    pub(crate) before: &'a [f32],
    /// `act(c)`.
    pub(crate) squashed: &'a [f32],
    /// Derivative by `h`.
    pub(crate) d_hidden: &'a [f32],
    /// In: derivative by `c` from the step behind. Out: derivative by the cell state before.
    pub(crate) d_cell: &'a mut [f32],
}

/// One step backward.
pub(crate) fn backward(isa: Isa, cell: Cell, b: Backward<'_>) {
    cell.check(b.gates.len(), b.d_hidden.len(), &[b.before.len(), b.squashed.len(), b.d_cell.len()]);
    if cell.relu {
        isa.run(RunBackward::<true>(cell, b));
    } else {
        isa.run(RunBackward::<false>(cell, b));
    }
}

struct RunBackward<'a, const RELU: bool>(Cell, Backward<'a>);

impl<const RELU: bool> Kernel for RunBackward<'_, RELU> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let RunBackward(Cell { batch, units, gate_row, unit_row, hidden_row, .. }, x) = self;
        let one = s.splat(1.0);
        for row in 0..batch {
            for (at, n) in pieces::<S>(units) {
                let k = row * unit_row + at;
                // SAFETY: `Cell::check` found the piece inside every buffer.
                unsafe {
                    let p = x.gates.as_mut_ptr().add(row * gate_row + at);
                    let (i, f) = (load(s, p, n), load(s, p.add(units), n));
                    let (g, o) = (load(s, p.add(2 * units), n), load(s, p.add(3 * units), n));
                    let t = load(s, x.squashed.as_ptr().add(k), n);
                    let before = load(s, x.before.as_ptr().add(k), n);
                    let dh = load(s, x.d_hidden.as_ptr().add(row * hidden_row + at), n);
                    let pc = x.d_cell.as_mut_ptr().add(k);
                    let dc = s.add(load(s, pc, n), squash_backward::<S, RELU>(s, t, s.mul(dh, o)));
                    let di = s.mul(s.mul(dc, g), s.mul(i, s.sub(one, i)));
                    let df = s.mul(s.mul(dc, before), s.mul(f, s.sub(one, f)));
                    let dg = squash_backward::<S, RELU>(s, g, s.mul(dc, i));
                    let dout = s.mul(s.mul(dh, t), s.mul(o, s.sub(one, o)));
                    store(s, p, di, n);
                    store(s, p.add(units), df, n);
                    store(s, p.add(2 * units), dg, n);
                    store(s, p.add(3 * units), dout, n);
                    store(s, pc, s.mul(dc, f), n);
                }
            }
        }
    }
}
