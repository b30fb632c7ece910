//! Matrix product on small, unpacked matrices: a register tile of rows by vectors.

use super::isa::{Isa, Kernel};
use super::simd::Simd;

/// Depth that one pass over the tiles covers, so that the strip of `b` in use stays in the first-level cache.
const DEPTH_BLOCK: usize = 160;

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
        isa.run(self);
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
        isa.run(Turned(self));
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

impl Kernel for Gemm<'_> {
    #[inline(always)]
    fn run<S: Simd>(mut self, s: S) {
        let block = if self.taps.count() == 1 { DEPTH_BLOCK } else { self.depth.max(1) };
        let mut from = 0;
        loop {
            let depth = block.min(self.depth - from);
            // SAFETY: inside `a` and `b`, or one past their end when the sum is empty.
            let tile = unsafe {
                let b = self.b.as_ptr().add(if depth > 0 { from * self.b_row } else { 0 });
                self.tile(from, depth, b)
            };
            // SAFETY: `Gemm::run` checked the lengths of all operands against these extents.
            unsafe { tiles(s, &tile, self.rows, self.columns) };
            from += depth;
            if from >= self.depth {
                break;
            }
        }
    }
}

impl Gemm<'_> {
    /// The product's `depth` terms from `from`, whose part of the right matrix starts at `b`.
    ///
    /// # Safety
    /// The left matrix has these terms.
    #[inline(always)]
    unsafe fn tile(&mut self, from: usize, depth: usize, b: *const f32) -> Tile {
        Tile {
            depth,
            taps: self.taps,
            // SAFETY: inside `a`, or at its start when the sum is empty.
            a: unsafe { self.a.as_ptr().add(if depth > 0 { from * self.a_depth } else { 0 }) },
            b,
            c: self.c.as_mut_ptr(),
            a_row: self.a_row,
            a_depth: self.a_depth,
            b_row: self.b_row,
            c_row: self.c_row,
            start: match self.start {
                _ if from > 0 => RawStart::Accumulate,
                Start::Zero => RawStart::Zero,
                Start::Accumulate => RawStart::Accumulate,
                Start::Bias(bias) => RawStart::Bias(bias.as_ptr()),
            },
        }
    }
}

/// A product with a transposed right matrix.
struct Turned<'a>(Gemm<'a>);

/// Floats of the widest strip, [`DEPTH_BLOCK`] deep: three vectors of sixteen.
const STRIP: usize = DEPTH_BLOCK * 48;

/// Cache lines of floats.
#[repr(C, align(64))]
struct Lines([f32; STRIP]);

impl Kernel for Turned<'_> {
    #[allow(clippy::large_stack_arrays, reason = "30 kB on the stack, so that nothing is allocated")]
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Turned(mut g) = self;
        let mut lines = Lines([0.0; STRIP]);
        debug_assert!(S::TILE_VECTORS * S::LANES * DEPTH_BLOCK <= STRIP);
        let vectors = g.columns.div_ceil(S::LANES);
        let strips = vectors.div_ceil(S::TILE_VECTORS);
        let mut from = 0;
        loop {
            let depth = DEPTH_BLOCK.min(g.depth - from);
            let mut done = 0;
            for i in 0..strips {
                let width = (vectors - done).div_ceil(strips - i);
                let (column, strip_row) = (done * S::LANES, width * S::LANES);
                let columns = strip_row.min(g.columns - column);
                // SAFETY: `Gemm::run_turned` checked the lengths of all operands against these extents, and the
                // strip has room for `depth` rows of `width` vectors.
                unsafe {
                    let turned = g.b.as_ptr().add(column * g.b_row + from);
                    let strip = lines.0.as_mut_ptr();
                    turn(s, (turned, g.b_row), (columns, depth), (strip, strip_row));
                    let whole = g.tile(from, depth, strip);
                    let tile = Tile {
                        b_row: strip_row,
                        c: whole.c.add(column),
                        start: whole.start.at(column),
                        ..whole
                    };
                    tiles(s, &tile, g.rows, columns);
                }
                done += width;
            }
            from += depth;
            if from >= g.depth {
                break;
            }
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

#[derive(Clone, Copy)]
enum RawStart {
    Zero,
    Accumulate,
    Bias(*const f32),
}

impl RawStart {
    /// # Safety
    /// A bias has that many floats.
    #[inline(always)]
    unsafe fn at(self, column: usize) -> Self {
        match self {
            // SAFETY: the caller's promise.
            RawStart::Bias(bias) => RawStart::Bias(unsafe { bias.add(column) }),
            other => other,
        }
    }
}

#[derive(Clone, Copy)]
struct Tile {
    depth: usize,
    taps: Taps,
    a: *const f32,
    b: *const f32,
    c: *mut f32,
    a_row: usize,
    a_depth: usize,
    b_row: usize,
    c_row: usize,
    start: RawStart,
}

/// Cuts the columns into strips of nearly equal width.
///
/// # Safety
/// The operands of `t` are valid for `rows` by `columns`; rows of `b` and of the bias in whole vectors.
#[inline(always)]
unsafe fn tiles<S: Simd>(s: S, t: &Tile, rows: usize, columns: usize) {
    let vectors = columns.div_ceil(S::LANES);
    let strips = vectors.div_ceil(S::TILE_VECTORS);
    let mut done = 0;
    for strip in 0..strips {
        let width = (vectors - done).div_ceil(strips - strip);
        let column = done * S::LANES;
        // lanes in use of the last vector
        let lanes = (columns - column - (width - 1) * S::LANES).min(S::LANES);
        // SAFETY: `column < columns`.
        let t = unsafe { Tile { b: t.b.add(column), c: t.c.add(column), start: t.start.at(column), ..*t } };
        // SAFETY: the strip lies inside the operands.
        unsafe {
            match width {
                3 => strip_rows::<S, 3>(s, t, rows, lanes),
                2 => strip_rows::<S, 2>(s, t, rows, lanes),
                _ => strip_rows::<S, 1>(s, t, rows, lanes),
            }
        }
        done += width;
    }
}

/// Cuts the rows of one strip into tiles of nearly equal height.
///
/// # Safety
/// As [`tiles`], for `N` vectors of which the last has `lanes` in use.
#[inline(always)]
unsafe fn strip_rows<S: Simd, const N: usize>(s: S, mut t: Tile, rows: usize, lanes: usize) {
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
/// As [`tiles`], for `M` rows and `N` vectors of which the last has `lanes` in use.
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
        let mut b = t.b;
        for line in 0..t.taps.down {
            let mut tap = t.a.wrapping_add(line * t.taps.down_step);
            for _ in 0..t.taps.across {
                let mut a = tap;
                for _ in 0..t.depth {
                    let mut right = [s.splat(0.0); N];
                    for j in 0..N {
                        right[j] = s.load(b.add(j * S::LANES));
                    }
                    for i in 0..M {
                        let left = s.splat(*a.add(i * t.a_row));
                        for j in 0..N {
                            acc[i][j] = s.fma(left, right[j], acc[i][j]);
                        }
                    }
                    a = a.wrapping_add(t.a_depth);
                    b = b.wrapping_add(t.b_row);
                }
                tap = tap.wrapping_add(t.taps.across_step);
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
