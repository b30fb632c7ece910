//! MurmurHash3 for 32-bit machines (A. Appleby, public domain algorithm), the hash of scikit-learn's hashed n-grams.

/// The hash of `key` with seed 0.
pub(super) fn murmur3(key: &[u8]) -> u32 {
    let mut hash = 0;
    let (blocks, tail) = key.as_chunks::<4>();
    for block in blocks {
        hash = (hash ^ scramble(u32::from_le_bytes(*block))).rotate_left(13);
        hash = hash.wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let rest = tail.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
    hash ^= scramble(rest);
    hash ^= key.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

fn scramble(block: u32) -> u32 {
    block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}
