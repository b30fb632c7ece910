//! Floats that start at a cache line.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line and of the widest vector.
const LINE: usize = 64;
const FLOATS: usize = LINE / size_of::<f32>();

/// A fixed number of floats, zero at first, whose first one starts a cache line, so that no vector load
/// of a padded row crosses two lines.
#[derive(Debug)]
pub(crate) struct Buffer {
    storage: Vec<f32>,
    from: usize,
    len: usize,
}

impl Buffer {
    pub(crate) fn zeros(len: usize) -> Self {
        let storage = vec![0.0f32; len + FLOATS];
        // `align_offset` may decline; alignment is speed, not correctness
        let from = storage.as_ptr().align_offset(LINE).min(FLOATS);
        Buffer { storage, from, len }
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        let mut copy = Buffer::zeros(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.storage[self.from..self.from + self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.storage[self.from..self.from + self.len]
    }
}
