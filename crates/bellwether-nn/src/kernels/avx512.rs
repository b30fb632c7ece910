//! AVX-512: 32 registers of 16 floats.

use std::arch::x86_64::*;

use super::simd::Simd;

/// Proof that the processor has AVX-512F.
#[derive(Clone, Copy)]
pub(super) struct Avx512(());

impl Avx512 {
    /// # Safety
    /// The processor has AVX-512F.
    pub(super) unsafe fn new() -> Self {
        Avx512(())
    }
}

#[inline(always)]
fn first(n: usize) -> __mmask16 {
    (1u32 << n).wrapping_sub(1) as __mmask16
}

// SAFETY of every block below: an `Avx512` exists only where the processor has AVX-512F (`new`), and
// the pointers are valid for the lanes touched by the contract of the trait's method.
impl Simd for Avx512 {
    type V = __m512;
    const LANES: usize = 16;
    const TILE_ROWS: usize = 8;
    const TILE_VECTORS: usize = 3;
    const TILE_DEPTH: usize = 160;

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        unsafe { _mm512_set1_ps(x) }
    }
    #[inline(always)]
    unsafe fn load(self, p: *const f32) -> __m512 {
        unsafe { _mm512_loadu_ps(p) }
    }
    #[inline(always)]
    unsafe fn load_partial(self, p: *const f32, n: usize) -> __m512 {
        unsafe { _mm512_maskz_loadu_ps(first(n), p) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32, v: __m512) {
        unsafe { _mm512_storeu_ps(p, v) }
    }
    #[inline(always)]
    unsafe fn store_partial(self, p: *mut f32, v: __m512, n: usize) {
        unsafe { _mm512_mask_storeu_ps(p, first(n), v) }
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_add_ps(a, b) }
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_sub_ps(a, b) }
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(a, b) }
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_div_ps(a, b) }
    }
    #[inline(always)]
    fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_min_ps(a, b) }
    }
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        unsafe { _mm512_max_ps(a, b) }
    }
    #[inline(always)]
    fn sqrt(self, a: __m512) -> __m512 {
        unsafe { _mm512_sqrt_ps(a) }
    }
    #[inline(always)]
    fn power_of_two(self, n: __m512) -> __m512 {
        unsafe {
            let exponent = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
            _mm512_castsi512_ps(_mm512_slli_epi32::<23>(exponent))
        }
    }
    #[inline(always)]
    fn where_positive(self, gate: __m512, v: __m512) -> __m512 {
        unsafe { _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gate, _mm512_setzero_ps()), v) }
    }
    #[inline(always)]
    fn where_equal(self, a: __m512, b: __m512, v: __m512) -> __m512 {
        unsafe { _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b), v) }
    }
    #[inline(always)]
    fn flush(self, v: __m512, limit: f32) -> __m512 {
        unsafe {
            let keep = _mm512_cmp_ps_mask::<_CMP_NLT_UQ>(_mm512_abs_ps(v), _mm512_set1_ps(limit));
            _mm512_maskz_mov_ps(keep, v)
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
            let mut x = [_mm512_setzero_ps(); 16];
            if rows == 16 && columns == 16 {
                for (i, x) in x.iter_mut().enumerate() {
                    *x = _mm512_loadu_ps(from.add(i * from_row));
                }
                for (j, y) in transpose16(x).into_iter().enumerate() {
                    _mm512_storeu_ps(to.add(j * to_row), y);
                }
                return;
            }
            let mask = first(columns);
            // no `take`: both loops unroll, and the rows stay in registers
            for (i, x) in x.iter_mut().enumerate() {
                if i < rows {
                    *x = _mm512_maskz_loadu_ps(mask, from.add(i * from_row));
                }
            }
            let turned = transpose16(x);
            let mask = first(rows);
            for (j, y) in turned.into_iter().enumerate() {
                if j < columns {
                    _mm512_mask_storeu_ps(to.add(j * to_row), mask, y);
                }
            }
        }
    }
}

/// Pairs of rows, then pairs of pairs, are zipped inside each quarter of a register; then the quarters are zipped.
#[inline(always)]
fn transpose16(x: [__m512; 16]) -> [__m512; 16] {
    // SAFETY: called only by methods of an `Avx512`.
    unsafe {
        let mut pairs = x;
        let mut fours = x;
        for k in (0..16).step_by(2) {
            pairs[k] = _mm512_unpacklo_ps(x[k], x[k + 1]);
            pairs[k + 1] = _mm512_unpackhi_ps(x[k], x[k + 1]);
        }
        for k in (0..16).step_by(4) {
            for half in 0..2 {
                let (a, b) = (_mm512_castps_pd(pairs[k + half]), _mm512_castps_pd(pairs[k + half + 2]));
                fours[k + 2 * half] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
                fours[k + 2 * half + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
            }
        }
        // quarter `q` of `fours[4 g + c]` is column `4 q + c` of rows `4 g ..`
        let mut y = x;
        for c in 0..4 {
            let low = _mm512_shuffle_f32x4::<0x88>(fours[c], fours[c + 4]);
            let high = _mm512_shuffle_f32x4::<0xdd>(fours[c], fours[c + 4]);
            let low_behind = _mm512_shuffle_f32x4::<0x88>(fours[c + 8], fours[c + 12]);
            let high_behind = _mm512_shuffle_f32x4::<0xdd>(fours[c + 8], fours[c + 12]);
            y[c] = _mm512_shuffle_f32x4::<0x88>(low, low_behind);
            y[c + 4] = _mm512_shuffle_f32x4::<0x88>(high, high_behind);
            y[c + 8] = _mm512_shuffle_f32x4::<0xdd>(low, low_behind);
            y[c + 12] = _mm512_shuffle_f32x4::<0xdd>(high, high_behind);
        }
        y
    }
}
