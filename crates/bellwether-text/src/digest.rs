//! Hashes as versions of data.

/// The first 64 bits of a hash, in hexadecimal.
pub(crate) fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}
