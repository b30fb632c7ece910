//! The two checksums that a hub announces.

use std::fmt::Write as _;
use std::io::{self, Read};

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What an entity tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    /// SHA-256 of the bytes: large files.
    Sha256(String),
    /// SHA-1 of the bytes behind git's header: small files.
    Git(String),
}

impl Checksum {
    /// An entity tag of 64 or 40 hexadecimal digits.
    pub(super) fn parse(tag: &str) -> Option<Self> {
        let digits = tag.trim().trim_start_matches("W/").trim_matches('"').to_lowercase();
        if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        match digits.len() {
            64 => Some(Self::Sha256(digits)),
            40 => Some(Self::Git(digits)),
            _ => None,
        }
    }

    pub(super) fn digits(&self) -> &str {
        let (Self::Sha256(digits) | Self::Git(digits)) = self;
        digits
    }

    /// That of some bytes, of which there are `size`.
    pub(super) fn of(&self, bytes: impl Read, size: u64) -> io::Result<String> {
        match self {
            Self::Sha256(_) => digest(Sha256::new(), bytes),
            Self::Git(_) => digest(Sha1::new_with_prefix(format!("blob {size}\0")), bytes),
        }
    }
}

fn digest<D: Digest>(mut digest: D, mut bytes: impl Read) -> io::Result<String> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut buffer)? {
            0 => break,
            n => digest.update(&buffer[..n]),
        }
    }
    let mut text = String::new();
    for byte in digest.finalize() {
        write!(text, "{byte:02x}").expect("strings can be written to");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn checksums_are_those_of_git_and_sha256sum() {
        // `printf 'hello\n' | git hash-object --stdin`, `printf 'hello\n' | sha256sum`
        for digits in [
            "ce013625030ba8dba906f756967f9e9ca394464a",
            "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
        ] {
            let checksum = Checksum::parse(&format!("\"{digits}\"")).unwrap();
            assert_eq!(checksum.of(&b"hello\n"[..], 6).unwrap(), digits);
        }
        for tag in ["", "\"abc\"", "W/\"5d8c72a5edda8\"", &"g".repeat(40)] {
            assert_eq!(Checksum::parse(tag), None, "{tag}");
        }
    }
}
