//! Sets and maps of words, for one look-up a word.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map from words of bundled tables.
pub(super) type WordMap<V> = HashMap<&'static str, V, BuildHasherDefault<WordHasher>>;

/// A set of words of bundled tables.
pub(super) type WordSet = HashSet<&'static str, BuildHasherDefault<WordHasher>>;

/// A multiplicative hash over eight bytes at a time. The tables are bundled, so that nobody chooses their keys to collide.
#[derive(Debug, Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(PRIME);
        }
        let mut last = chunks.remainder().len() as u64;
        for &byte in chunks.remainder() {
            last = (last << 8) | u64::from(byte);
        }
        self.0 = (self.0.rotate_left(5) ^ last).wrapping_mul(PRIME);
    }
}
