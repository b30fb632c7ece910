//! The bytes of a file, unpacked as they are read.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::source::codec_of;
use crate::{Codec, IngestError};

/// Enough to recognise a format and a header line.
const HEAD: u64 = 64 << 10;

/// Bytes read so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Count(Arc<AtomicU64>);

impl Count {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }
}

struct Counted<R>(R, Count);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buffer)?;
        self.1.add(n as u64);
        Ok(n)
    }
}

/// An opened file.
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) codec: Option<Codec>,
    /// Bytes of the file as it lies.
    pub(super) bytes: u64,
    /// Bytes of the file that were read.
    pub(super) read: Count,
    /// Bytes of content that were unpacked.
    unpacked: Count,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Self, IngestError> {
        let failed = |source| IngestError::Io { path: path.to_owned(), source };
        let file = File::open(path).map_err(failed)?;
        let meta = file.metadata().map_err(failed)?;
        if meta.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        let read = Count::default();
        let mut packed = BufReader::with_capacity(1 << 17, Counted(file, read.clone()));
        let mut magic = Vec::new();
        packed.by_ref().take(4).read_to_end(&mut magic).map_err(failed)?;
        if magic.is_empty() {
            return Err(IngestError::Empty { file: path.display().to_string() });
        }
        let codec = codec_of(&magic);
        let packed = Cursor::new(magic).chain(packed);
        let unpacked = Count::default();
        let rest: Box<dyn Read + Send> = match codec {
            None => Box::new(packed),
            Some(Codec::Gzip) => Box::new(flate2::read::MultiGzDecoder::new(packed)),
            Some(Codec::Zstd) => Box::new(zstd::stream::read::Decoder::new(packed).map_err(failed)?),
        };
        let mut rest = Box::new(Counted(rest, unpacked.clone()));
        let mut head = Vec::new();
        let got = rest.by_ref().take(HEAD).read_to_end(&mut head);
        let mut this = Self { path: path.to_owned(), codec, bytes: meta.len(), read, unpacked, head, rest };
        got.map_err(|e| this.failure().of(e))?;
        if this.head.is_empty() {
            return Err(IngestError::Empty { file: path.display().to_string() });
        }
        if this.head.starts_with(b"\xef\xbb\xbf") {
            this.head.drain(..3);
        }
        Ok(this)
    }

    /// The first bytes of the content, without a byte order mark.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The content from its start.
    pub(super) fn into_reader(self) -> (Box<dyn Read + Send>, Failure) {
        let failure = self.failure();
        (Box::new(Cursor::new(self.head).chain(self.rest)), failure)
    }

    pub(super) fn failure(&self) -> Failure {
        Failure { path: self.path.clone(), codec: self.codec, unpacked: self.unpacked.clone() }
    }
}

/// What a failure to read means.
#[derive(Debug)]
pub(super) struct Failure {
    path: PathBuf,
    codec: Option<Codec>,
    unpacked: Count,
}

impl Failure {
    pub(super) fn file(&self) -> String {
        self.path.display().to_string()
    }

    pub(super) fn of(&self, source: io::Error) -> IngestError {
        match self.codec {
            Some(codec) => {
                IngestError::Damaged { file: self.file(), codec, bytes: self.unpacked.get() as usize, source }
            }
            None => IngestError::Io { path: self.path.clone(), source },
        }
    }
}
