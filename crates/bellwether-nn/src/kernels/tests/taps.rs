//! Products over grids of taps, and what reaches which value of a product.

use super::{SUM, close, values};
use crate::kernels::{Gemm, Isa, PAD, Start, Taps, row_stride};

/// A grid of taps in a picture of `lines` of `pixels`, as a convolution reads it.
#[derive(Clone, Copy, Debug)]
struct Grid {
    rows: usize,
    columns: usize,
    depth: usize,
    across: usize,
    down: usize,
    /// Floats of a pixel.
    pixel: usize,
    /// Floats of a line.
    line: usize,
}

impl Grid {
    fn taps(self) -> Taps {
        Taps { across: self.across, across_step: self.pixel, down: self.down, down_step: self.line }
    }

    fn offset(self, tap: usize) -> usize {
        tap % self.across * self.pixel + tap / self.across * self.line
    }

    fn left_len(self) -> usize {
        (self.rows - 1) * self.pixel + (self.depth - 1) + self.offset(self.across * self.down - 1) + 1
    }
}

fn grids() -> Vec<Grid> {
    let mut grids = Vec::new();
    for (down, across) in [(1, 1), (1, 3), (3, 1), (2, 2), (3, 3), (2, 5), (4, 1)] {
        for depth in [1, 3, 16, 33] {
            for (rows, columns) in [(1, 1), (7, 17), (9, 32), (13, 48), (17, 50), (2, 96)] {
                let pixel = depth + 2;
                grids.push(Grid { rows, columns, depth, across, down, pixel, line: pixel * (rows + across) });
            }
        }
    }
    grids
}

fn check(isa: Isa, grid: Grid, start: usize) {
    let Grid { rows, columns, depth, across, down, pixel, .. } = grid;
    let taps = across * down;
    let (b_row, c_row) = (row_stride(columns), columns + 3);
    let (a, b) = (values(1, grid.left_len()), values(2, taps * depth * b_row));
    let (bias, c0) = (values(3, columns.next_multiple_of(PAD)), values(4, rows * c_row));
    let mut c = c0.clone();
    let start = [Start::Zero, Start::Accumulate, Start::Bias(&bias)][start];
    Gemm {
        rows,
        columns,
        depth,
        taps: grid.taps(),
        a: &a,
        a_row: pixel,
        a_depth: 1,
        b: &b,
        b_row,
        c: &mut c,
        c_row,
        start,
    }
    .run(isa);
    for (at, &found) in c.iter().enumerate() {
        let (i, j) = (at / c_row, at % c_row);
        if j >= columns {
            assert_eq!(found, c0[at], "padding");
            continue;
        }
        let mut sum = match start {
            Start::Zero => 0.0,
            Start::Accumulate => f64::from(c0[at]),
            Start::Bias(bias) => f64::from(bias[j]),
        };
        for (tap, p) in (0..taps).flat_map(|tap| (0..depth).map(move |p| (tap, p))) {
            let x = a[i * pixel + p + grid.offset(tap)];
            sum += f64::from(x) * f64::from(b[(tap * depth + p) * b_row + j]);
        }
        close(&format!("{isa:?} {grid:?}"), found, sum, 4.0 * SUM);
    }
}

#[test]
fn grids_of_taps_are_sums_over_all_taps() {
    for isa in Isa::available() {
        for (i, grid) in grids().into_iter().enumerate() {
            check(isa, grid, i % 3);
        }
    }
}

#[test]
#[should_panic(expected = "a is too short")]
fn a_grid_beyond_its_matrix_is_refused() {
    let grid = Grid { rows: 2, columns: 1, depth: 3, across: 2, down: 2, pixel: 3, line: 9 };
    let (a, b, mut c) = (values(1, grid.left_len() - 1), values(2, 12 * 16), [0.0; 2]);
    Gemm {
        rows: 2,
        columns: 1,
        depth: 3,
        taps: grid.taps(),
        a: &a,
        a_row: 3,
        a_depth: 1,
        b: &b,
        b_row: 16,
        c: &mut c,
        c_row: 1,
        start: Start::Zero,
    }
    .run(Isa::detect());
}

/// `x W` of 9 rows of 5 to 19 columns, padded.
fn product(isa: Isa, a: &[f32], b: &[f32]) -> Vec<f32> {
    let mut c = vec![0.0; 9 * 32];
    Gemm {
        rows: 9,
        columns: 19,
        depth: 5,
        taps: Taps::ONE,
        a,
        a_row: 16,
        a_depth: 1,
        b,
        b_row: 32,
        c: &mut c,
        c_row: 32,
        start: Start::Zero,
    }
    .run(isa);
    c
}

#[test]
fn nan_reaches_its_row_or_its_column_and_no_other() {
    for isa in Isa::available() {
        let (mut a, mut b) = (values(1, 9 * 16), values(2, 5 * 32));
        a[4 * 16 + 2] = f32::NAN;
        for (at, c) in product(isa, &a, &b).iter().enumerate() {
            assert_eq!(c.is_nan(), at / 32 == 4 && at % 32 < 19, "{isa:?} at {at}");
        }
        // against a zero too
        a.fill(0.0);
        b[3 * 32 + 17] = f32::NAN;
        for (at, c) in product(isa, &a, &b).iter().enumerate() {
            assert_eq!(c.is_nan(), at % 32 == 17, "{isa:?} at {at}");
        }
    }
}

#[test]
fn what_stands_in_the_padding_does_not_matter() {
    for isa in Isa::available() {
        let (mut a, mut b) = (values(1, 9 * 16), values(2, 5 * 32));
        let clean = product(isa, &a, &b);
        a.chunks_exact_mut(16).for_each(|row| row[5..].fill(f32::NAN));
        b.chunks_exact_mut(32).for_each(|row| row[19..].fill(f32::NAN));
        assert_eq!(product(isa, &a, &b), clean, "{isa:?}");
    }
}
