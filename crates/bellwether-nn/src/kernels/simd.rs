//! The vector operations that the kernels are written in, one implementation per instruction set.

/// One instruction set. A value of the type is the proof that the processor has it: only
/// [`super::isa`] makes values, after asking the processor.
pub(super) trait Simd: Copy {
    /// One vector register of `LANES` floats.
    type V: Copy;
    /// Floats per register.
    const LANES: usize;
    /// Most rows of a register tile of the matrix product.
    const TILE_ROWS: usize;
    /// Most vectors in a row of that tile.
    const TILE_VECTORS: usize;
    /// Terms that one pass over the tiles adds, so that a strip of the right matrix stays in the first-level cache.
    const TILE_DEPTH: usize;

    /// All lanes `x`.
    fn splat(self, x: f32) -> Self::V;
    /// Reads `LANES` floats.
    ///
    /// # Safety
    /// `p` is valid for reading `LANES` floats; no alignment is needed.
    unsafe fn load(self, p: *const f32) -> Self::V;
    /// Reads the first `n < LANES` lanes; the others are zero.
    ///
    /// # Safety
    /// `p` is valid for reading `n` floats.
    unsafe fn load_partial(self, p: *const f32, n: usize) -> Self::V;
    /// Writes `LANES` floats.
    ///
    /// # Safety
    /// `p` is valid for writing `LANES` floats; no alignment is needed.
    unsafe fn store(self, p: *mut f32, v: Self::V);
    /// Writes the first `n < LANES` lanes and touches nothing behind them.
    ///
    /// # Safety
    /// `p` is valid for writing `n` floats.
    unsafe fn store_partial(self, p: *mut f32, v: Self::V, n: usize);
    /// `a + b`.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a - b`.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a b`.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a / b`.
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a b + c`, rounded once where the processor can.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// The lesser; where `b` is NaN, NaN.
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
    /// The greater; where `b` is NaN, NaN.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// Square root.
    fn sqrt(self, a: Self::V) -> Self::V;
    /// `2^n` in each lane, for whole numbers from -126 to 127.
    fn power_of_two(self, n: Self::V) -> Self::V;
    /// `v` in the lanes where `gate > 0`, else zero.
    fn where_positive(self, gate: Self::V, v: Self::V) -> Self::V;
    /// `v` in the lanes where `a = b`, else zero.
    fn where_equal(self, a: Self::V, b: Self::V, v: Self::V) -> Self::V;
    /// `v`, with zero in the lanes where `|v| < limit`.
    fn flush(self, v: Self::V, limit: f32) -> Self::V;

    /// `to[j][i] = from[i][j]` for `rows` by `columns` floats, each at most `LANES`.
    ///
    /// # Safety
    /// `from` is valid for reading `rows` rows of `columns` floats that stand `from_row` apart, `to` for writing
    /// `columns` rows of `rows` floats that stand `to_row` apart; they do not overlap.
    #[inline(always)]
    unsafe fn transpose_block(
        self,
        (from, from_row): (*const f32, usize),
        (rows, columns): (usize, usize),
        (to, to_row): (*mut f32, usize),
    ) {
        for j in 0..columns {
            for i in 0..rows {
                // SAFETY: the caller's promise.
                unsafe { *to.add(j * to_row + i) = *from.add(i * from_row + j) };
            }
        }
    }

    /// Sum of all lanes, halves added to each other down to one.
    #[inline(always)]
    fn sum(self, v: Self::V) -> f32 {
        let mut lanes = [0.0f32; 16];
        debug_assert!(Self::LANES <= lanes.len());
        // SAFETY: the array has room for every lane.
        unsafe { self.store(lanes.as_mut_ptr(), v) };
        let mut half = Self::LANES / 2;
        while half > 0 {
            for i in 0..half {
                lanes[i] += lanes[i + half];
            }
            half /= 2;
        }
        lanes[0]
    }
}
