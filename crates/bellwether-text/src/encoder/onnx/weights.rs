//! The files of weights beside an ONNX export.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::encoder::EncoderError;

/// The entry `location` of a tensor's `external_data` (`onnx.proto`): field 1, the key, with its length; then field 2.
const LOCATION: &[u8] = b"\x0a\x08location\x12";

/// The files that an export takes weights from, as it names them, relative to its folder.
pub(super) fn external(export: &Path) -> Result<Vec<PathBuf>, EncoderError> {
    let bytes =
        std::fs::read(export).map_err(|source| EncoderError::Read { path: export.to_owned(), source })?;
    let folder = export.parent().unwrap_or(Path::new(""));
    Ok(locations(&bytes).into_iter().map(|name| folder.join(name)).collect())
}

fn locations(bytes: &[u8]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(LOCATION.len()).position(|some| some == LOCATION) {
        rest = &rest[at + LOCATION.len()..];
        let name = length(rest).and_then(|(length, behind)| behind.get(..length));
        found.extend(name.and_then(|name| std::str::from_utf8(name).ok()));
    }
    found
}

/// A length as protocol buffers write it, seven bits a byte, of at most three bytes, and what stands behind it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(3).position(|byte| byte & 0x80 == 0)?;
    let length = bytes[..=end].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
    Some((length, &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_file_is_found_once() {
        let long = "w".repeat(300);
        let entry = |name: &str, length: &[u8]| [LOCATION, length, name.as_bytes()].concat();
        let bytes = [
            b"graph".to_vec(),
            entry("model.onnx_data", &[15]),
            entry("model.onnx_data", &[15]),
            // 300 is 44 and twice 128
            entry(&long, &[0x80 + 44, 2]),
            entry("cut off", &[100]),
        ];
        assert_eq!(locations(&bytes.concat()), BTreeSet::from(["model.onnx_data", long.as_str()]));
        assert!(locations(b"no weights outside").is_empty());
    }
}
