//! Transposition of a small matrix.

use super::isa::{Isa, Kernel};
use super::simd::Simd;

/// `to[j][i] = from[i][j]` for `rows` by `columns` floats of `from`. Padding is left as it is.
pub(crate) fn transpose(
    isa: Isa,
    (from, from_row): (&[f32], usize),
    (rows, columns): (usize, usize),
    (to, to_row): (&mut [f32], usize),
) {
    if rows == 0 || columns == 0 {
        return;
    }
    assert!(columns <= from_row && rows <= to_row, "{rows} by {columns} in rows of {from_row} and {to_row}");
    assert!((rows - 1) * from_row + columns <= from.len(), "the matrix is too short");
    assert!((columns - 1) * to_row + rows <= to.len(), "the transposed matrix is too short");
    isa.run(Transpose { from, from_row, rows, columns, to, to_row });
}

struct Transpose<'a> {
    from: &'a [f32],
    from_row: usize,
    rows: usize,
    columns: usize,
    to: &'a mut [f32],
    to_row: usize,
}

impl Kernel for Transpose<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Transpose { from, from_row, rows, columns, to, to_row } = self;
        for i in (0..rows).step_by(S::LANES) {
            for j in (0..columns).step_by(S::LANES) {
                let extent = ((rows - i).min(S::LANES), (columns - j).min(S::LANES));
                // SAFETY: `transpose` found every row of both matrices inside its buffer.
                unsafe {
                    let from = from.as_ptr().add(i * from_row + j);
                    let to = to.as_mut_ptr().add(j * to_row + i);
                    s.transpose_block((from, from_row), extent, (to, to_row));
                }
            }
        }
    }
}
