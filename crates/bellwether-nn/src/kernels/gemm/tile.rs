//! A tile of the result, held in registers.

use super::Taps;
use crate::kernels::simd::Simd;

/// Registers of a tile below which a sum must wait for the one before.
const THIN: usize = 8;

#[derive(Clone, Copy)]
pub(super) enum RawStart {
    Zero,
    Accumulate,
    Bias(*const f32),
}

#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub(super) depth: usize,
    pub(super) taps: Taps,
    pub(super) a: *const f32,
    pub(super) b: *const f32,
    pub(super) c: *mut f32,
    pub(super) a_row: usize,
    pub(super) a_depth: usize,
    pub(super) b_row: usize,
    pub(super) c_row: usize,
    pub(super) start: RawStart,
}

/// Cuts the rows of one strip into tiles of nearly equal height.
///
/// # Safety
/// The operands of `t` are valid for `rows` by `N` vectors, of which the last has `lanes` in use; rows of `b` and of
/// the bias in whole vectors.
#[inline(always)]
pub(super) unsafe fn strip_rows<S: Simd, const N: usize>(s: S, mut t: Tile, rows: usize, lanes: usize) {
    let count = rows.div_ceil(S::TILE_ROWS);
    let mut done = 0;
    for i in 0..count {
        let height = (rows - done).div_ceil(count - i);
        // SAFETY: `height` rows from here lie inside the operands.
        unsafe {
            match height {
                8 => tile::<S, 8, N>(s, &t, lanes),
                7 => tile::<S, 7, N>(s, &t, lanes),
                6 => tile::<S, 6, N>(s, &t, lanes),
                5 => tile::<S, 5, N>(s, &t, lanes),
                4 => tile::<S, 4, N>(s, &t, lanes),
                3 => tile::<S, 3, N>(s, &t, lanes),
                2 => tile::<S, 2, N>(s, &t, lanes),
                _ => tile::<S, 1, N>(s, &t, lanes),
            }
        }
        done += height;
        if done < rows {
            // SAFETY: row `done` exists.
            unsafe {
                t.a = t.a.add(height * t.a_row);
                t.c = t.c.add(height * t.c_row);
            }
        }
    }
}

/// `M` rows by `N` vectors of the result, held in registers over the whole sum.
///
/// # Safety
/// As [`strip_rows`], for `M` rows.
#[inline(always)]
unsafe fn tile<S: Simd, const M: usize, const N: usize>(s: S, t: &Tile, lanes: usize) {
    let partial = lanes < S::LANES;
    let mut acc = [[s.splat(0.0); N]; M];
    // SAFETY: every address below is an element of an operand by the function's contract.
    unsafe {
        match t.start {
            RawStart::Zero => {}
            RawStart::Bias(bias) => {
                for j in 0..N {
                    let v = s.load(bias.add(j * S::LANES));
                    for row in &mut acc {
                        row[j] = v;
                    }
                }
            }
            RawStart::Accumulate => {
                for (i, row) in acc.iter_mut().enumerate() {
                    for (j, v) in row.iter_mut().enumerate() {
                        let p = t.c.add(i * t.c_row + j * S::LANES);
                        *v = if partial && j == N - 1 { s.load_partial(p, lanes) } else { s.load(p) };
                    }
                }
            }
        }
        if M * N < THIN && t.a_row == 1 {
            thin(s, t, &mut acc);
        } else {
            let rows = row_offsets(t.a_row);
            let mut b = t.b;
            for line in 0..t.taps.down {
                let mut tap = t.a.wrapping_add(line * t.taps.down_step);
                for _ in 0..t.taps.across {
                    let mut a = tap;
                    for _ in 0..t.depth {
                        add_term(s, (a, &rows), b, &mut acc);
                        a = a.wrapping_add(t.a_depth);
                        b = b.wrapping_add(t.b_row);
                    }
                    tap = tap.wrapping_add(t.taps.across_step);
                }
            }
        }
        for (i, row) in acc.iter().enumerate() {
            for (j, v) in row.iter().enumerate() {
                let p = t.c.add(i * t.c_row + j * S::LANES);
                if partial && j == N - 1 {
                    s.store_partial(p, *v, lanes);
                } else {
                    s.store(p, *v);
                }
            }
        }
    }
}

/// Where the rows of a tile start. Opaque to the compiler, which would otherwise walk from row to row with one addition
/// after the other, a chain longer than the products of a small tile.
#[inline(always)]
fn row_offsets<const M: usize>(a_row: usize) -> [usize; M] {
    std::array::from_fn(|i| std::hint::black_box(i * a_row))
}

/// `sums[i][j] += a[i] · b[j]`.
///
/// # Safety
/// `a` has a float at each of `rows`, `b` has `N` vectors.
#[inline(always)]
unsafe fn add_term<S: Simd, const M: usize, const N: usize>(
    s: S,
    (a, rows): (*const f32, &[usize; M]),
    b: *const f32,
    sums: &mut [[S::V; N]; M],
) {
    let mut right = [s.splat(0.0); N];
    // SAFETY: the caller's promise.
    unsafe {
        for j in 0..N {
            right[j] = s.load(b.add(j * S::LANES));
        }
        for i in 0..M {
            let left = s.splat(*a.add(rows[i]));
            for j in 0..N {
                sums[i][j] = s.fma(left, right[j], sums[i][j]);
            }
        }
    }
}

/// Adds all terms with two sums to each element, one of every second term: a tile of few registers would wait for each
/// sum. Only for products whose rows are no samples (`a_row = 1`), so that no sample's numbers depend on the height of
/// its tile. [`Taps::ONE`] only.
///
/// # Safety
/// As [`strip_rows`], for `M` rows.
#[inline(always)]
unsafe fn thin<S: Simd, const M: usize, const N: usize>(s: S, t: &Tile, sums: &mut [[S::V; N]; M]) {
    let mut second = [[s.splat(0.0); N]; M];
    let (mut a, mut b) = (t.a, t.b);
    let rows: [usize; M] = std::array::from_fn(|i| i);
    // SAFETY: `depth` terms of both operands exist.
    unsafe {
        for _ in 0..t.depth / 2 {
            add_term(s, (a, &rows), b, sums);
            add_term(s, (a.wrapping_add(t.a_depth), &rows), b.wrapping_add(t.b_row), &mut second);
            a = a.wrapping_add(2 * t.a_depth);
            b = b.wrapping_add(2 * t.b_row);
        }
        if t.depth % 2 == 1 {
            add_term(s, (a, &rows), b, sums);
        }
    }
    for (sums, second) in sums.iter_mut().zip(second) {
        for (sum, second) in sums.iter_mut().zip(second) {
            *sum = s.add(*sum, second);
        }
    }
}
