//! From the bytes of an n-gram to its number: one probe of an open-addressing table.

/// Byte strings and their numbers, from 0 in the order given.
///
/// A slot holds the upper half of the 64-bit hash beside the number. Strings are compared by the whole hash; two
/// different strings of a model meet with a chance of about n² / 2⁶⁵.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    slots: Vec<Slot>,
    mask: usize,
    count: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    tag: u32,
    /// The number; `EMPTY` where there is none.
    number: u32,
}

const EMPTY: u32 = u32::MAX;

impl Table {
    pub(crate) fn new<T: AsRef<[u8]>>(strings: &[T]) -> Self {
        let size = (strings.len() * 2).next_power_of_two().max(16);
        let mut table =
            Self { slots: vec![Slot { tag: 0, number: EMPTY }; size], mask: size - 1, count: strings.len() };
        for (number, string) in strings.iter().enumerate() {
            let hash = hash(string.as_ref());
            let mut slot = hash as usize & table.mask;
            while table.slots[slot].number != EMPTY {
                slot = (slot + 1) & table.mask;
            }
            table.slots[slot] = Slot { tag: (hash >> 32) as u32, number: number as u32 };
        }
        table
    }

    /// Number of strings.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The number of the string with this [`hash`].
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        let tag = (hash >> 32) as u32;
        let mut slot = hash as usize & self.mask;
        loop {
            let found = self.slots[slot];
            if found.number == EMPTY {
                return None;
            }
            if found.tag == tag {
                return Some(found.number);
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

/// A hash that is the same on every machine. Most n-grams have 4 to 8 bytes, which two overlapping loads take in.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 / golden ratio
    let length = bytes.len();
    let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    let mut state = (length as u64).wrapping_mul(ODD);
    if length > 8 {
        for block in bytes.as_chunks::<8>().0 {
            state = mix(state ^ u64::from_le_bytes(*block));
        }
    }
    let last = match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), Some(last)) => half(first) << 32 | half(last),
        _ => bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let state = mix(state ^ last);
    let spread = (state ^ state >> 32).wrapping_mul(ODD);
    spread ^ spread >> 29
}

#[inline]
fn mix(word: u64) -> u64 {
    const ODD: u64 = 0xd6e8_feb8_6659_fd93;
    let product = u128::from(word) * u128::from(ODD);
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_every_length_are_found_by_their_number() {
        let strings: Vec<String> = (0..40).flat_map(|n| ["a", "b", "é"].map(|c| c.repeat(n + 1))).collect();
        let table = Table::new(&strings);
        for (number, string) in strings.iter().enumerate() {
            assert_eq!(table.find(hash(string.as_bytes())), Some(number as u32), "{string}");
        }
        assert_eq!(table.find(hash(b"aab")), None);
        assert_eq!(table.find(hash(b"")), None);
    }
}
