//! Texts and words as numbers.

use std::hash::{BuildHasherDefault, Hasher};

/// 128 bits of a text's BLAKE3 hash: two texts have the same by accident once in 10^38.
pub(super) fn text_key(text: &str) -> u128 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes()[..16].iter().fold(0, |key, &byte| (key << 8) | u128::from(byte))
}

/// FNV-1a of a word in lower case.
pub(super) fn word_key(word: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    if word.is_ascii() {
        return word.bytes().map(|b| b.to_ascii_lowercase()).fold(START, fold);
    }
    word.chars()
        .flat_map(char::to_lowercase)
        .fold(START, |hash, c| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, fold))
}

/// Spreads the bits of a number (the finalizer of SplitMix64).
pub(super) const fn spread(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Builds the hasher of keys that are hashes already.
pub(super) type Spread = BuildHasherDefault<KeyHasher>;

/// A hasher of keys that are hashes already: a product brings all their bits to both ends, where maps look.
#[derive(Debug, Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        let product = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ (product >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash << 8) ^ u64::from(*byte));
    }

    fn write_u32(&mut self, key: u32) {
        self.0 = key.into();
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }
}
