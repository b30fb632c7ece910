//! Sums and copies of whole buffers and of rows.

use super::isa::{Isa, Kernel};
use super::rows::{load, pieces, store};
use super::simd::Simd;

/// `y = a + b`.
pub(crate) fn add(isa: Isa, a: &[f32], b: &[f32], y: &mut [f32]) {
    assert!(a.len() == y.len() && b.len() == y.len(), "buffers differ in length");
    isa.run(Add { a, b: Some(b), y });
}

/// `y = y + a`.
pub(crate) fn add_to(isa: Isa, y: &mut [f32], a: &[f32]) {
    assert!(a.len() == y.len(), "buffers differ in length");
    isa.run(Add { a, b: None, y });
}

struct Add<'a> {
    a: &'a [f32],
    /// `y` itself where there is none.
    b: Option<&'a [f32]>,
    y: &'a mut [f32],
}

impl Kernel for Add<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let y = self.y.as_mut_ptr();
        let b = self.b.map_or(y.cast_const(), <[f32]>::as_ptr);
        for (at, n) in pieces::<S>(self.y.len()) {
            // SAFETY: all buffers have the length that the pieces cover.
            unsafe {
                let sum = s.add(load(s, self.a.as_ptr().add(at), n), load(s, b.add(at), n));
                store(s, y.add(at), sum, n);
            }
        }
    }
}

/// Copies `rows` rows of `width` floats between buffers where they stand differently far apart.
pub(crate) fn copy_rows(
    isa: Isa,
    (rows, width): (usize, usize),
    (from, from_row): (&[f32], usize),
    (to, to_row): (&mut [f32], usize),
) {
    if rows == 0 {
        return;
    }
    assert!((rows - 1) * from_row + width <= from.len(), "the source is too short");
    assert!((rows - 1) * to_row + width <= to.len(), "the target is too short");
    isa.run(CopyRows { rows, width, from, from_row, to, to_row });
}

struct CopyRows<'a> {
    rows: usize,
    width: usize,
    from: &'a [f32],
    from_row: usize,
    to: &'a mut [f32],
    to_row: usize,
}

impl Kernel for CopyRows<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        for row in 0..self.rows {
            for (at, n) in pieces::<S>(self.width) {
                // SAFETY: `copy_rows` found every row inside both buffers.
                unsafe {
                    let x = load(s, self.from.as_ptr().add(row * self.from_row + at), n);
                    store(s, self.to.as_mut_ptr().add(row * self.to_row + at), x, n);
                }
            }
        }
    }
}
