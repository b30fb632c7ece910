//! Strips of the right matrix, gathered or turned, and the tiles of each.

use std::mem::MaybeUninit;

use super::parts::{Part, Parts};
use super::tile::{RawStart, Tile, strip_rows};
use super::{Gemm, Start};
use crate::kernels::isa::Kernel;
use crate::kernels::simd::Simd;

/// Rows from which on a strip of `b` is read often enough to be copied together first.
const COPY_ROWS: usize = 64;

/// How the right matrix lies.
#[derive(Clone, Copy)]
pub(super) enum Right {
    /// As it is read.
    Plain,
    /// Column after column.
    Turned,
}

/// A product, and how its right matrix lies.
pub(super) struct Product<'a>(pub(super) Gemm<'a>, pub(super) Right);

/// Floats of the widest strip: three vectors of sixteen, 160 deep.
const STRIP: usize = 160 * 48;

/// Cache lines of floats.
#[repr(C, align(64))]
struct Lines(MaybeUninit<[f32; STRIP]>);

impl Kernel for Product<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Product(mut g, right) = self;
        let mut lines = Lines(MaybeUninit::uninit());
        debug_assert!(S::TILE_VECTORS * S::LANES * S::TILE_DEPTH <= STRIP);
        let strip = lines.0.as_mut_ptr().cast::<f32>();
        let vectors = g.columns.div_ceil(S::LANES);
        let strips = vectors.div_ceil(S::TILE_VECTORS);
        let parts = Parts::of(g.taps, g.depth, g.a_depth, S::TILE_DEPTH);
        for i in 0..parts.count() {
            let part = parts.part(i);
            let depth = part.taps.count() * part.depth;
            let mut done = 0;
            for k in 0..strips {
                let width = (vectors - done).div_ceil(strips - k);
                let (column, strip_row) = (done * S::LANES, width * S::LANES);
                let columns = strip_row.min(g.columns - column);
                // SAFETY: `Gemm::run` and `Gemm::run_turned` checked the lengths of all operands against these
                // extents, an empty sum reads nothing, and the strip has room for `depth` rows of `width` vectors.
                unsafe {
                    let (b, b_row) = match right {
                        Right::Turned => {
                            let b = g.b.as_ptr().wrapping_add(column * g.b_row + part.b);
                            turn(s, (b, g.b_row), (columns, depth), (strip, strip_row));
                            (strip.cast_const(), strip_row)
                        }
                        Right::Plain => {
                            let b = g.b.as_ptr().wrapping_add(part.b * g.b_row + column);
                            if g.rows >= COPY_ROWS && g.b_row > strip_row {
                                gather(s, (b, g.b_row), (depth, width), strip);
                                (strip.cast_const(), strip_row)
                            } else {
                                (b, g.b_row)
                            }
                        }
                    };
                    let tile = g.tile(i == 0, &part, column, (b, b_row));
                    let lanes = columns - (width - 1) * S::LANES;
                    match width {
                        3 => strip_rows::<S, 3>(s, tile, g.rows, lanes),
                        2 => strip_rows::<S, 2>(s, tile, g.rows, lanes),
                        _ => strip_rows::<S, 1>(s, tile, g.rows, lanes),
                    }
                }
                done += width;
            }
        }
    }
}

impl Gemm<'_> {
    /// One part of the sum for the columns from `column`, whose part of the right matrix starts at `b`.
    ///
    /// # Safety
    /// The result has this column.
    #[inline(always)]
    unsafe fn tile(
        &mut self,
        first: bool,
        part: &Part,
        column: usize,
        (b, b_row): (*const f32, usize),
    ) -> Tile {
        Tile {
            depth: part.depth,
            taps: part.taps,
            a: self.a.as_ptr().wrapping_add(part.a),
            b,
            // SAFETY: the caller's promise.
            c: unsafe { self.c.as_mut_ptr().add(column) },
            a_row: self.a_row,
            a_depth: self.a_depth,
            b_row,
            c_row: self.c_row,
            start: match self.start {
                _ if !first => RawStart::Accumulate,
                Start::Zero => RawStart::Zero,
                Start::Accumulate => RawStart::Accumulate,
                // SAFETY: a bias has a float for every column.
                Start::Bias(bias) => RawStart::Bias(unsafe { bias.as_ptr().add(column) }),
            },
        }
    }
}

/// Copies `depth` rows of `width` vectors next to each other.
///
/// # Safety
/// `from` is valid for reading these rows, `from_row` floats apart, and `to` for writing them.
#[inline(always)]
unsafe fn gather<S: Simd>(
    s: S,
    (from, from_row): (*const f32, usize),
    (depth, width): (usize, usize),
    to: *mut f32,
) {
    for p in 0..depth {
        for j in 0..width {
            // SAFETY: the caller's promise.
            unsafe {
                s.store(to.add((p * width + j) * S::LANES), s.load(from.add(p * from_row + j * S::LANES)));
            };
        }
    }
}

/// `to[p][j] = from[j][p]` for `columns` rows of `depth` floats.
///
/// # Safety
/// As [`Simd::transpose_block`].
#[inline(always)]
unsafe fn turn<S: Simd>(
    s: S,
    (from, from_row): (*const f32, usize),
    (columns, depth): (usize, usize),
    (to, to_row): (*mut f32, usize),
) {
    for j in (0..columns).step_by(S::LANES) {
        for p in (0..depth).step_by(S::LANES) {
            let extent = ((columns - j).min(S::LANES), (depth - p).min(S::LANES));
            // SAFETY: the block lies inside both.
            unsafe {
                s.transpose_block(
                    (from.add(j * from_row + p), from_row),
                    extent,
                    (to.add(p * to_row + j), to_row),
                );
            }
        }
    }
}
