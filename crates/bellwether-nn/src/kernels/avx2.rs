//! AVX2 with fused multiply-add: 16 registers of 8 floats.

use std::arch::x86_64::*;

use super::simd::Simd;

/// Proof that the processor has AVX2 and FMA.
#[derive(Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    /// # Safety
    /// The processor has AVX2 and FMA.
    pub(super) unsafe fn new() -> Self {
        Avx2(())
    }
}

/// The mask of the first `n` lanes is the eight words from `8 - n`.
static MASKS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

#[inline(always)]
fn first(n: usize) -> __m256i {
    let words = &MASKS[8 - n..16 - n];
    // SAFETY: the slice above has eight words; AVX is present wherever this module's callers run.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

/// Writes the first `n < 8` lanes in pieces of four, two and one: some processors take dozens of steps for a masked store.
///
/// # Safety
/// The processor has AVX2, and `p` is valid for writing `n` floats.
#[inline(always)]
unsafe fn store_first(mut p: *mut f32, v: __m256, n: usize) {
    // SAFETY: the pieces add up to `n` floats.
    unsafe {
        let mut four = _mm256_castps256_ps128(v);
        if n & 4 != 0 {
            _mm_storeu_ps(p, four);
            p = p.add(4);
            four = _mm256_extractf128_ps::<1>(v);
        }
        if n & 2 != 0 {
            _mm_store_sd(p.cast(), _mm_castps_pd(four));
            p = p.add(2);
            four = _mm_movehl_ps(four, four);
        }
        if n & 1 != 0 {
            _mm_store_ss(p, four);
        }
    }
}

// SAFETY of every block below: an `Avx2` exists only where the processor has AVX2 and FMA (`new`), and
// the pointers are valid for the lanes touched by the contract of the trait's method.
impl Simd for Avx2 {
    type V = __m256;
    const LANES: usize = 8;
    const TILE_ROWS: usize = 6;
    const TILE_VECTORS: usize = 2;
    const TILE_DEPTH: usize = 256;

    #[inline(always)]
    fn splat(self, x: f32) -> __m256 {
        unsafe { _mm256_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> __m256 {
        unsafe { _mm256_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn load_partial(self, p: *const f32, n: usize) -> __m256 {
        unsafe { _mm256_maskload_ps(p, first(n)) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32, v: __m256) {
        unsafe { _mm256_storeu_ps(p, v) }
    }
    #[inline(always)]
    unsafe fn store_partial(self, p: *mut f32, v: __m256, n: usize) {
        unsafe { store_first(p, v, n) }
    }
    #[inline(always)]
    fn add(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_div_ps(a, b) }
    }
    #[inline(always)]
    fn fma(self, a: __m256, b: __m256, c: __m256) -> __m256 {
        unsafe { _mm256_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn min(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_min_ps(a, b) }
    }
    #[inline(always)]
    fn max(self, a: __m256, b: __m256) -> __m256 {
        unsafe { _mm256_max_ps(a, b) }
    }
    #[inline(always)]
    fn sqrt(self, a: __m256) -> __m256 {
        unsafe { _mm256_sqrt_ps(a) }
    }
    #[inline(always)]
    fn power_of_two(self, n: __m256) -> __m256 {
        unsafe {
            let exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
            _mm256_castsi256_ps(_mm256_slli_epi32::<23>(exponent))
        }
    }
    #[inline(always)]
    fn where_positive(self, gate: __m256, v: __m256) -> __m256 {
        unsafe { _mm256_and_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(gate, _mm256_setzero_ps()), v) }
    }
    #[inline(always)]
    fn where_equal(self, a: __m256, b: __m256, v: __m256) -> __m256 {
        unsafe { _mm256_and_ps(_mm256_cmp_ps::<_CMP_EQ_OQ>(a, b), v) }
    }
    #[inline(always)]
    fn flush(self, v: __m256, limit: f32) -> __m256 {
        unsafe {
            let size = _mm256_andnot_ps(_mm256_set1_ps(-0.0), v);
            _mm256_and_ps(_mm256_cmp_ps::<_CMP_NLT_UQ>(size, _mm256_set1_ps(limit)), v)
        }
    }
    #[inline(always)]
    unsafe fn transpose_block(
        self,
        (from, from_row): (*const f32, usize),
        (rows, columns): (usize, usize),
        (to, to_row): (*mut f32, usize),
    ) {
        unsafe {
            let mut x = [_mm256_setzero_ps(); 8];
            if rows == 8 && columns == 8 {
                for (i, x) in x.iter_mut().enumerate() {
                    *x = _mm256_loadu_ps(from.add(i * from_row));
                }
                for (j, y) in transpose8(x).into_iter().enumerate() {
                    _mm256_storeu_ps(to.add(j * to_row), y);
                }
                return;
            }
            let mask = first(columns);
            // no `take`: both loops unroll, and the rows stay in registers
            for (i, x) in x.iter_mut().enumerate() {
                if i < rows {
                    *x = _mm256_maskload_ps(from.add(i * from_row), mask);
                }
            }
            let turned = transpose8(x);
            for (j, y) in turned.into_iter().enumerate() {
                if j < columns {
                    let to = to.add(j * to_row);
                    if rows == 8 { _mm256_storeu_ps(to, y) } else { store_first(to, y, rows) }
                }
            }
        }
    }
}

/// Pairs of rows, then pairs of pairs, are zipped inside each half of a register; then the halves are joined.
#[inline(always)]
fn transpose8(x: [__m256; 8]) -> [__m256; 8] {
    // SAFETY: called only by methods of an `Avx2`.
    unsafe {
        let mut pairs = x;
        let mut fours = x;
        for k in (0..8).step_by(2) {
            pairs[k] = _mm256_unpacklo_ps(x[k], x[k + 1]);
            pairs[k + 1] = _mm256_unpackhi_ps(x[k], x[k + 1]);
        }
        for k in (0..8).step_by(4) {
            for half in 0..2 {
                let (a, b) = (_mm256_castps_pd(pairs[k + half]), _mm256_castps_pd(pairs[k + half + 2]));
                fours[k + 2 * half] = _mm256_castpd_ps(_mm256_unpacklo_pd(a, b));
                fours[k + 2 * half + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(a, b));
            }
        }
        let mut y = x;
        for c in 0..4 {
            y[c] = _mm256_permute2f128_ps::<0x20>(fours[c], fours[c + 4]);
            y[c + 4] = _mm256_permute2f128_ps::<0x31>(fours[c], fours[c + 4]);
        }
        y
    }
}
