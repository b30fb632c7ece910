//! Texts and words as numbers.

/// 128 bits of a text's BLAKE3 hash: two texts have the same by accident once in 10^38.
pub(super) fn text_key(text: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    key
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
