//! Matrix product on small, unpacked matrices: a register tile of rows by vectors.

mod parts;
mod product;
mod tile;

use self::product::{Product, Right};
use super::isa::Isa;

/// What the product is added to.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    /// Zero: `c` is overwritten.
    Zero,
    /// What `c` holds.
    Accumulate,
    /// One vector for every row; `c` is overwritten.
    Bias(&'a [f32]),
}

/// Blocks of the left matrix that one row of the result sums over: `down · across` blocks of `depth`, as the taps
/// of a convolution lie in its input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taps {
    /// Blocks in a line.
    pub(crate) across: usize,
    /// Floats between neighbours of a line.
    pub(crate) across_step: usize,
    /// Lines.
    pub(crate) down: usize,
    /// Floats between lines.
    pub(crate) down_step: usize,
}

impl Taps {
    /// An ordinary product.
    pub(crate) const ONE: Taps = Taps { across: 1, across_step: 0, down: 1, down_step: 0 };

    /// Blocks `step` floats apart.
    pub(crate) fn line(count: usize, step: usize) -> Self {
        Taps { across: count, across_step: step, ..Taps::ONE }
    }

    fn count(self) -> usize {
        self.across * self.down
    }
}

/// `c[i][j] = start + Σ_tap Σ_p a[i·row + p·depth + offset(tap)] · b[tap·depth_len + p][j]`.
///
/// `b` and `bias` rows are read in whole vectors: `b_row` is at least `columns` rounded up to
/// [`super::PAD`], and the floats between are ignored. The padding of `c` is not written.
pub(crate) struct Gemm<'a> {
    /// Rows of `c`.
    pub(crate) rows: usize,
    /// Columns of `c`.
    pub(crate) columns: usize,
    /// Length of the inner sum of one tap.
    pub(crate) depth: usize,
    /// Blocks of `depth`, [`Taps::ONE`] for an ordinary product.
    pub(crate) taps: Taps,
    /// Left matrix.
    pub(crate) a: &'a [f32],
    /// Floats between rows of `a`.
    pub(crate) a_row: usize,
    /// Floats between neighbours of a row of `a`.
    pub(crate) a_depth: usize,
    /// Right matrix, row after row.
    pub(crate) b: &'a [f32],
    /// Floats between rows of `b`.
    pub(crate) b_row: usize,
    /// Result.
    pub(crate) c: &'a mut [f32],
    /// Floats between rows of `c`.
    pub(crate) c_row: usize,
    /// What the product is added to.
    pub(crate) start: Start<'a>,
}

impl Gemm<'_> {
    /// Computes the product.
    pub(crate) fn run(self, isa: Isa) {
        if self.rows == 0 || self.columns == 0 {
            return;
        }
        self.check();
        let padded = self.columns.next_multiple_of(super::PAD);
        assert!(self.b_row >= padded, "row of b {} < {padded}", self.b_row);
        let depth = self.taps.count() * self.depth;
        assert!(depth == 0 || (depth - 1) * self.b_row + padded <= self.b.len(), "b is too short");
        isa.run(Product(self, Right::Plain));
    }

    /// Computes the product where `b` holds the right matrix transposed, `b[j · b_row + p]`; rows of `b` need no
    /// padding then. [`Taps::ONE`] only.
    ///
    /// Each strip of columns is turned on the way, so that no transposed matrix goes through memory.
    pub(crate) fn run_turned(self, isa: Isa) {
        if self.rows == 0 || self.columns == 0 {
            return;
        }
        self.check();
        assert!(self.taps.count() == 1, "taps of a transposed matrix");
        assert!(self.b_row >= self.depth, "row of b {} < {}", self.b_row, self.depth);
        assert!((self.columns - 1) * self.b_row + self.depth <= self.b.len(), "b is too short");
        isa.run(Product(self, Right::Turned));
    }

    /// All but the right matrix.
    fn check(&self) {
        assert!(self.c_row >= self.columns, "row of c {} < {}", self.c_row, self.columns);
        assert!((self.rows - 1) * self.c_row + self.columns <= self.c.len(), "c is too short");
        if let Start::Bias(bias) = self.start {
            assert!(bias.len() >= self.columns.next_multiple_of(super::PAD), "bias is too short");
        }
        if self.taps.count() * self.depth > 0 {
            let Taps { across, across_step, down, down_step } = self.taps;
            let last = (self.rows - 1) * self.a_row + (self.depth - 1) * self.a_depth;
            let tap = (across - 1) * across_step + (down - 1) * down_step;
            assert!(last + tap < self.a.len(), "a is too short");
        }
    }
}
