//! Sums of gradients by bin, in whole numbers: their order does not matter, and a child's are exactly its parent's without
//! its sibling's.

use super::bins::{BLOCK, Bins, MISSING};

/// Sums over the samples of a bin.
pub(super) trait Cell: Copy + Default + PartialEq {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// Of a sample with these derivatives, in units of `scale`.
    fn of(gradient: f64, hessian: f64, scale: &Scale) -> Self;
    /// Samples.
    fn count(self, scale: &Scale) -> usize;
    /// Sums of gradients and of hessians.
    fn sums(self, scale: &Scale) -> (f64, f64);
}

/// How derivatives become whole numbers: the number of samples in the lower bits of a word and a sum in the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    count_bits: u32,
    gradient: f64,
    hessian: f64,
    per_gradient: f64,
    per_hessian: f64,
}

impl Scale {
    /// For `n` samples whose derivatives are no larger.
    pub(super) fn new<C: Cell>(n: usize, gradient: f64, hessian: f64) -> Self {
        let count_bits = usize::BITS - n.leading_zeros();
        let gradient_bits = if size_of::<C>() == 8 { 62 - 2 * count_bits } else { 62 - count_bits };
        // a power of two, so that scaling rounds nothing
        let unit = |largest: f64, bits: u32| {
            let exponent = if largest > 0.0 { (largest.log2().floor() as i32).saturating_add(1) } else { 0 };
            2.0_f64.powi((bits.min(52) as i32).saturating_sub(exponent).clamp(-1000, 1000))
        };
        let gradient = unit(gradient, gradient_bits);
        let hessian = unit(hessian, 62 - 2 * count_bits);
        Self { count_bits, gradient, hessian, per_gradient: 1.0 / gradient, per_hessian: 1.0 / hessian }
    }

    /// Most samples that fit.
    pub(super) const MOST: usize = 1 << 24;
}

/// A loss whose hessian is 1 everywhere: gradient and count in one word.
impl Cell for i64 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    fn minus(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }

    fn of(gradient: f64, _hessian: f64, scale: &Scale) -> Self {
        (((gradient * scale.gradient).round_ties_even() as i64) << scale.count_bits) + 1
    }

    fn count(self, scale: &Scale) -> usize {
        (self & ((1 << scale.count_bits) - 1)) as usize
    }

    fn sums(self, scale: &Scale) -> (f64, f64) {
        ((self >> scale.count_bits) as f64 * scale.per_gradient, self.count(scale) as f64)
    }
}

/// Gradient in one word, hessian and count in another.
impl Cell for [i64; 2] {
    fn plus(self, other: Self) -> Self {
        [self[0].wrapping_add(other[0]), self[1].wrapping_add(other[1])]
    }

    fn minus(self, other: Self) -> Self {
        [self[0].wrapping_sub(other[0]), self[1].wrapping_sub(other[1])]
    }

    fn of(gradient: f64, hessian: f64, scale: &Scale) -> Self {
        let hessian = (hessian * scale.hessian).round_ties_even() as i64;
        [(gradient * scale.gradient).round_ties_even() as i64, (hessian << scale.count_bits) + 1]
    }

    fn count(self, scale: &Scale) -> usize {
        (self[1] & ((1 << scale.count_bits) - 1)) as usize
    }

    fn sums(self, scale: &Scale) -> (f64, f64) {
        (self[0] as f64 * scale.per_gradient, (self[1] >> scale.count_bits) as f64 * scale.per_hessian)
    }
}

/// The bins of one input.
pub(super) type Column<C> = [C; MISSING + 1];

/// The sums of all bins of all inputs.
pub(super) struct Histogram<C> {
    blocks: Vec<[Column<C>; BLOCK]>,
}

impl<C: Cell> Histogram<C> {
    pub(super) fn new(bins: &Bins) -> Self {
        Self { blocks: vec![[[C::default(); MISSING + 1]; BLOCK]; bins.blocks()] }
    }

    pub(super) fn column(&self, input: usize) -> &Column<C> {
        &self.blocks[input / BLOCK][input % BLOCK]
    }

    /// Sums over some samples, whose cells are given in the same order; all samples when no rows are.
    pub(super) fn fill(&mut self, bins: &Bins, rows: Option<&[u32]>, cells: &[C]) {
        for (b, sums) in self.blocks.iter_mut().enumerate() {
            for (j, column) in sums.iter_mut().enumerate().take(bins.inputs - b * BLOCK) {
                column[..bins.count(b * BLOCK + j)].fill(C::default());
                column[MISSING] = C::default();
            }
            let of_samples = bins.block(b);
            match rows {
                None => of_samples.iter().zip(cells).for_each(|(bins, cell)| add(sums, *bins, *cell)),
                Some(rows) => {
                    for (row, cell) in rows.iter().zip(cells) {
                        add(sums, of_samples[*row as usize], *cell);
                    }
                }
            }
        }
    }

    /// Takes a child's sums off, so that the other child's are left.
    pub(super) fn subtract(&mut self, bins: &Bins, child: &Self) {
        for (b, (sums, child)) in self.blocks.iter_mut().zip(&child.blocks).enumerate() {
            let columns = sums.iter_mut().zip(child).enumerate().take(bins.inputs - b * BLOCK);
            for (j, (column, child)) in columns {
                let used = bins.count(b * BLOCK + j);
                for (cell, other) in column[..used].iter_mut().zip(&child[..used]) {
                    *cell = cell.minus(*other);
                }
                column[MISSING] = column[MISSING].minus(child[MISSING]);
            }
        }
    }
}

#[inline]
fn add<C: Cell>(sums: &mut [Column<C>; BLOCK], bins: [u8; BLOCK], cell: C) {
    for (column, bin) in sums.iter_mut().zip(bins) {
        let sum = &mut column[usize::from(bin)];
        *sum = sum.plus(cell);
    }
}
