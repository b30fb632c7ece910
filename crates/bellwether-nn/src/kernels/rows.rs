//! The pieces of a row: whole vectors and a partial one at its end.

use std::marker::PhantomData;

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

/// The pieces of a row of `width` floats as `(offset, lanes)`, the partial one last.
///
/// An iterator, not a function that takes a closure: a closure would be compiled outside the function that
/// enables the instruction set.
#[inline(always)]
pub(super) fn pieces<S: Simd>(width: usize) -> Pieces<S> {
    Pieces { at: 0, width, lanes: PhantomData }
}

/// See [`pieces`].
pub(super) struct Pieces<S> {
    at: usize,
    width: usize,
    lanes: PhantomData<S>,
}

impl<S: Simd> Iterator for Pieces<S> {
    type Item = (usize, usize);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, usize)> {
        if self.at >= self.width {
            return None;
        }
        let at = self.at;
        self.at += S::LANES;
        Some((at, S::LANES.min(self.width - at)))
    }
}
