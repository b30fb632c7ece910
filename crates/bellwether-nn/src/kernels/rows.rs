//! The pieces of a row: whole vectors and a partial one at its end.

use super::simd::Simd;

/// Reads `n` lanes.
///
/// # Safety
/// `p` is valid for reading `n ≤ LANES` floats.
#[inline(always)]
pub(super) unsafe fn load<S: Simd>(s: S, p: *const f32, n: usize) -> S::V {
    // SAFETY: the caller's promise.
    unsafe { if n >= S::LANES { s.load(p) } else { s.load_partial(p, n) } }
}

/// Writes `n` lanes.
///
/// # Safety
/// `p` is valid for writing `n ≤ LANES` floats.
#[inline(always)]
pub(super) unsafe fn store<S: Simd>(s: S, p: *mut f32, v: S::V, n: usize) {
    // SAFETY: the caller's promise.
    unsafe { if n >= S::LANES { s.store(p, v) } else { s.store_partial(p, v, n) } }
}

/// Calls `f(offset, lanes)` for every piece of a row of `width` floats, the partial one last.
#[inline(always)]
pub(super) fn pieces<S: Simd>(width: usize, mut f: impl FnMut(usize, usize)) {
    let mut at = 0;
    while at + S::LANES <= width {
        f(at, S::LANES);
        at += S::LANES;
    }
    if at < width {
        f(at, width - at);
    }
}
