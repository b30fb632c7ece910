//! A file of records, sorted by key.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bellwether_text::Polarity;

use super::record::{BYTES, Key, Record};
use crate::StudyError;

pub(super) const ENDING: &str = "scores";
const MAGIC: &[u8; 16] = b"bellwether score";
/// Magic, and the number of records.
const HEAD: usize = 24;

#[derive(Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    file: File,
    pub(super) records: u64,
    is_damaged: AtomicBool,
}

/// A record that was met is damaged.
#[derive(Debug)]
pub(super) struct Damaged;

impl Segment {
    /// Opens a file whose length is right.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head)?;
        let mut count = [0; 8];
        count.copy_from_slice(&head[16..]);
        let records = u64::from_le_bytes(count);
        let length = records.checked_mul(BYTES as u64).and_then(|b| b.checked_add(HEAD as u64));
        if head[..16] != MAGIC[..] || length != Some(file.metadata()?.len()) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Self { path: path.to_owned(), file, records, is_damaged: AtomicBool::new(false) })
    }

    fn get(&self, at: u64) -> Result<Record, Damaged> {
        let mut bytes = [0; BYTES];
        let read = read_exact_at(&self.file, &mut bytes, HEAD as u64 + at * BYTES as u64);
        let is_damaged = match read {
            Ok(()) => match Record::unpack(&bytes) {
                Some(record) => return Ok(record),
                None => true,
            },
            // a disk that does not answer now has not lost the file
            Err(e) => e.kind() == io::ErrorKind::UnexpectedEof,
        };
        self.is_damaged.fetch_or(is_damaged, Ordering::Relaxed);
        Err(Damaged)
    }

    /// Whether a damaged record was met.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// Keys are digests, spread evenly: a few steps of interpolation find one, and halving bounds them.
    pub(super) fn find(&self, key: &Key) -> Result<Option<Polarity>, Damaged> {
        let wanted = place(key);
        let (mut low, mut high) = (0, self.records);
        let (mut below, mut above) = (0_u64, u64::MAX);
        let mut step = 0;
        while low < high {
            let inside = if step % 4 == 3 || above <= below {
                (high - low) / 2
            } else {
                let share = (wanted.saturating_sub(below)) as f64 / (above - below) as f64;
                ((high - low) as f64 * share) as u64
            };
            step += 1;
            let at = (low + inside).min(high - 1);
            let record = self.get(at)?;
            match record.key.cmp(key) {
                std::cmp::Ordering::Equal => return Ok(Some(record.polarity)),
                std::cmp::Ordering::Less => (low, below) = (at + 1, place(&record.key)),
                std::cmp::Ordering::Greater => (high, above) = (at, place(&record.key)),
            }
        }
        Ok(None)
    }

    /// All records in order; a damaged one is left out, and so are those behind the end of a shortened file. An error is the
    /// last.
    pub(super) fn records(&self) -> io::Result<impl Iterator<Item = io::Result<Record>> + use<>> {
        let mut file = BufReader::new(File::open(&self.path)?);
        file.seek(SeekFrom::Start(HEAD as u64))?;
        let mut left = self.records;
        Ok(std::iter::from_fn(move || {
            while left > 0 {
                left -= 1;
                let mut bytes = [0; BYTES];
                if let Err(e) = file.read_exact(&mut bytes) {
                    left = 0;
                    return (e.kind() != io::ErrorKind::UnexpectedEof).then_some(Err(e));
                }
                if let Some(record) = Record::unpack(&bytes) {
                    return Some(Ok(record));
                }
            }
            None
        }))
    }
}

/// Reads without a position that threads would have to share.
#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    let mut read = 0;
    while read < bytes.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[read..], at + read as u64) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => read += count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

fn place(key: &Key) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&key[..8]);
    u64::from_be_bytes(first)
}

/// Writes sorted records under a name of their content: a reader sees the whole file or none.
pub(super) fn write(
    folder: &Path,
    records: impl Iterator<Item = io::Result<Record>>,
) -> Result<Segment, StudyError> {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!("{}-{call}.part", std::process::id()));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StudyError::Write { path, source }
    };
    let written = (|| {
        let mut file = BufWriter::with_capacity(1 << 16, File::create(&beside)?);
        let mut hasher = blake3::Hasher::new();
        file.write_all(MAGIC)?;
        // the number of records is known at the end
        file.write_all(&[0; 8])?;
        let mut count = 0_u64;
        for record in records {
            let bytes = record?.pack();
            hasher.update(&bytes);
            file.write_all(&bytes)?;
            count += 1;
        }
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(16))?;
        file.write_all(&count.to_le_bytes())?;
        Ok(hasher.finalize())
    })();
    let hash = written.map_err(|e| {
        // half a file helps nobody, least of all on a full disk
        let _ = std::fs::remove_file(&beside);
        failed(&beside)(e)
    })?;
    let path = folder.join(format!("{}.{ENDING}", &hash.to_hex()[..32]));
    std::fs::rename(&beside, &path).map_err(failed(&path))?;
    Segment::open(&path).map_err(failed(&path))
}
