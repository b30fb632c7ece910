//! One score under its key and checksum: 56 bytes.

use bellwether_text::Polarity;

/// A digest of the text.
pub(super) type Key = [u8; 16];

pub(super) const BYTES: usize = 56;
const CHECKED: usize = 48;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Record {
    pub(super) key: Key,
    pub(super) polarity: Polarity,
}

pub(super) fn key(text: &str) -> Key {
    let mut out = [0; 16];
    out.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    out
}

impl Record {
    pub(super) fn pack(&self) -> [u8; BYTES] {
        let mut out = [0; BYTES];
        out[..16].copy_from_slice(&self.key);
        for (slot, value) in out[16..CHECKED].chunks_exact_mut(8).zip(self.polarity.to_array()) {
            slot.copy_from_slice(&value.to_le_bytes());
        }
        let check = blake3::hash(&out[..CHECKED]);
        out[CHECKED..].copy_from_slice(&check.as_bytes()[..BYTES - CHECKED]);
        out
    }

    /// `None` when the bytes are damaged.
    pub(super) fn unpack(bytes: &[u8; BYTES]) -> Option<Self> {
        let check = blake3::hash(&bytes[..CHECKED]);
        if bytes[CHECKED..] != check.as_bytes()[..BYTES - CHECKED] {
            return None;
        }
        let (key, rest) = bytes.split_first_chunk::<16>()?;
        let (values, _) = rest.as_chunks::<8>();
        let values = values.first_chunk::<4>()?.map(f64::from_le_bytes);
        Some(Self { key: *key, polarity: Polarity::from_array(values) })
    }
}
