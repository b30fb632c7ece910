//! One file, resumed and checked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode};

use super::HubError;
use super::checksum::Checksum;

/// A download from `url` to `path`.
pub(super) struct Download<'a> {
    pub(super) agent: &'a Agent,
    pub(super) url: &'a str,
    pub(super) path: &'a Path,
}

/// What the server announces of a file.
struct Announced {
    size: u64,
    checksum: Checksum,
}

impl Download<'_> {
    /// Fetches the file. Goes on where it broke off as long as each try brings something.
    pub(super) fn run(&self) -> Result<(), HubError> {
        let Announced { size, checksum } = self.ask()?;
        let digits = checksum.digits();
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        // another version's bytes are never continued
        let part = self.path.with_file_name(format!("{name}.{}.part", &digits[..16]));
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|source| Self::unwritable(folder, 0, source))?;
        }
        let mut have = length(&part);
        while have != size {
            let before = if have > size { 0 } else { have };
            self.go_on(&part, before)?;
            have = length(&part);
            if have <= before || have > size {
                return Err(HubError::Interrupted { url: self.url.to_owned(), have, size });
            }
        }
        if size == 0 {
            File::create(&part).map_err(|source| Self::unwritable(&part, 0, source))?;
        }
        let file = File::open(&part).map_err(|source| Self::unwritable(&part, size, source))?;
        let found = checksum.of(BufReader::new(&file), size);
        let found = found.map_err(|source| Self::unwritable(&part, size, source))?;
        if found != digits {
            fs::remove_file(&part).map_err(|source| Self::unwritable(&part, size, source))?;
            let (url, expected) = (self.url.to_owned(), digits.to_owned());
            return Err(HubError::Checksum { url, expected, found });
        }
        // a file under its own name is whole, also after a power cut
        file.sync_all().map_err(|source| Self::unwritable(&part, size, source))?;
        fs::rename(&part, self.path).map_err(|source| Self::unwritable(self.path, size, source))
    }

    /// Asks for length and checksum. A hub's own answer has them; where it sends on to, others may stand.
    fn ask(&self) -> Result<Announced, HubError> {
        let request =
            self.agent.head(self.url).config().max_redirects(0).max_redirects_will_error(false).build();
        let response = request.call().map_err(|error| self.unreachable(error))?;
        let status = response.status();
        if !status.is_success() && !status.is_redirection() {
            return Err(HubError::Status { url: self.url.to_owned(), status: status.as_u16() });
        }
        let headers = response.headers();
        let size = header(headers, "x-linked-size").or_else(|| header(headers, "content-length"));
        let tag = header(headers, "x-linked-etag").or_else(|| header(headers, "etag"));
        let size = size.and_then(|size| size.trim().parse().ok());
        let checksum = tag.and_then(Checksum::parse);
        match (size, checksum) {
            (Some(size), Some(checksum)) => Ok(Announced { size, checksum }),
            _ => Err(HubError::NoChecksum { url: self.url.to_owned() }),
        }
    }

    /// Adds what comes to the part, from the `have`th byte.
    fn go_on(&self, part: &Path, have: u64) -> Result<(), HubError> {
        let mut request = self.agent.get(self.url);
        if have > 0 {
            request = request.header("range", format!("bytes={have}-"));
        }
        let mut response = request.call().map_err(|error| self.unreachable(error))?;
        let status = response.status();
        let from = match status {
            StatusCode::PARTIAL_CONTENT if starts_at(response.headers(), have) => have,
            // the server sends all of it
            StatusCode::OK => 0,
            _ => return Err(HubError::Status { url: self.url.to_owned(), status: status.as_u16() }),
        };
        let mut options = OpenOptions::new();
        let opened = if from == 0 {
            options.write(true).create(true).truncate(true).open(part)
        } else {
            options.append(true).open(part)
        };
        let mut file = opened.map_err(|source| Self::unwritable(part, from, source))?;
        let reader = response.body_mut().with_config().limit(u64::MAX).reader();
        copy(reader, &mut file).map_err(|(written, source)| Self::unwritable(part, from + written, source))
    }

    fn unreachable(&self, error: ureq::Error) -> HubError {
        HubError::Connect { url: self.url.to_owned(), source: Box::new(error) }
    }

    fn unwritable(path: &Path, written: u64, source: io::Error) -> HubError {
        HubError::Write { path: PathBuf::from(path), written, source }
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |data| data.len())
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether a partial answer starts where it was asked to.
fn starts_at(headers: &HeaderMap, have: u64) -> bool {
    let range = header(headers, "content-range").and_then(|range| range.trim().strip_prefix("bytes "));
    range.and_then(|range| range.split('-').next()).and_then(|from| from.trim().parse().ok()) == Some(have)
}

/// Copies until the reader ends or breaks, which the length tells; an error, with the bytes written before it, is the
/// writer's.
fn copy(mut from: impl Read, to: &mut impl Write) -> Result<(), (u64, io::Error)> {
    let mut buffer = vec![0; 1 << 16];
    let mut written = 0;
    loop {
        let n = match from.read(&mut buffer) {
            Ok(n) if n > 0 => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Ok(_) | Err(_) => return to.flush().map_err(|e| (written, e)),
        };
        to.write_all(&buffer[..n]).map_err(|e| (written, e))?;
        written += n as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct Disk(usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let n = bytes.len().min(self.0);
            self.0 -= n;
            Ok(n)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_the_writers_error() {
        let bytes = vec![7; 200_000];
        let Err((written, error)) = copy(&bytes[..], &mut Disk(100_000)) else { panic!("it fits") };
        assert_eq!((written, error.kind()), (65_536, io::ErrorKind::StorageFull));
        copy(&bytes[..], &mut Disk(200_000)).unwrap();
    }

    #[test]
    fn a_partial_answer_must_start_where_it_was_asked_to() {
        let mut headers = HeaderMap::new();
        assert!(!starts_at(&headers, 5));
        headers.insert("content-range", "bytes 5-9/10".parse().unwrap());
        assert!(starts_at(&headers, 5) && !starts_at(&headers, 6));
    }
}
