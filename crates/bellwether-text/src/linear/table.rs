//! From the bytes of an n-gram to its number: one probe of an open-addressing table.

/// Byte strings and their numbers, from 0 in the order given.
///
/// A slot holds the upper half of the 64-bit hash beside the number. Strings are compared by the whole hash; two
/// different strings of a model meet with a chance of about n² / 2⁶⁵.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    slots: Vec<Slot>,
    mask: usize,
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
        let mut table = Self { slots: vec![Slot { tag: 0, number: EMPTY }; size], mask: size - 1 };
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

/// A hash that is the same on every machine.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 / golden ratio
    let mut state = (bytes.len() as u64).wrapping_mul(ODD);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        state = mix(state ^ u64::from_le_bytes(*block));
    }
    if !tail.is_empty() {
        let rest = tail.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        state = mix(state ^ rest);
    }
    let spread = (state ^ state >> 32).wrapping_mul(ODD);
    spread ^ spread >> 29
}

#[inline]
fn mix(word: u64) -> u64 {
    const ODD: u64 = 0xd6e8_feb8_6659_fd93;
    let product = u128::from(word) * u128::from(ODD);
    (product as u64) ^ (product >> 64) as u64
}
