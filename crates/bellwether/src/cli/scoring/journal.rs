//! What was scored before a run ended, beside its output: the next run takes it up instead of scoring again.
//!
//! A block holds the scores of one batch of rows and a digest of their texts, under a checksum. A block is taken up when
//! the input still has the same texts at its place; the first that does not fit, or is damaged, ends what is taken up.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 24] = b"bellwether scores, v. 1\n";
const CHECK: usize = 16;
/// No block is longer: a damaged length must not be believed.
const LONGEST: usize = 1 << 30;

/// The scores of one batch: for each column of the output that holds scores, the values of its rows.
pub(crate) type Scores = Vec<Vec<f64>>;

/// A digest of the texts of a batch.
pub(crate) type Digest = [u8; CHECK];

pub(crate) fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    short(&hasher.finalize())
}

fn short(hash: &blake3::Hash) -> Digest {
    let mut out = [0; CHECK];
    out.copy_from_slice(&hash.as_bytes()[..CHECK]);
    out
}

/// The scores of an unfinished output.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Where the next block is written.
    end: u64,
    at_end: bool,
}

/// Reads what an earlier run left.
#[derive(Debug)]
pub(crate) struct Earlier {
    file: BufReader<File>,
    at: u64,
}

/// A block of an earlier run.
pub(crate) struct Block {
    pub(crate) digest: Digest,
    pub(crate) scores: Scores,
    /// Where it ends in the file.
    pub(crate) end: u64,
}

impl Journal {
    /// Where the journal of an output lies.
    pub(crate) fn path_of(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".scores");
        name.into()
    }

    /// Opens the journal of `output` for this run alone. `settings` stands for all that the scores depend on but the
    /// texts: what was scored with other settings, or is not to be taken up, is dropped.
    pub(crate) fn open(output: &Path, settings: &[u8], resume: bool) -> io::Result<(Self, Option<Earlier>)> {
        let path = Self::path_of(output);
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        if file.try_lock().is_err() {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        let head = [&MAGIC[..], &short(&blake3::hash(settings))].concat();
        let mut found = vec![0; head.len()];
        let is_ours = resume && file.read_exact(&mut found).is_ok() && found == head;
        let end = head.len() as u64;
        if !is_ours {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(&head)?;
        }
        let earlier = if is_ours {
            let mut reader = File::open(&path)?;
            reader.seek(SeekFrom::Start(end))?;
            Some(Earlier { file: BufReader::new(reader), at: end })
        } else {
            None
        };
        Ok((Self { path, file, end, at_end: false }, earlier))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Notes that the blocks up to here are taken up.
    pub(crate) fn keep(&mut self, end: u64) {
        self.end = end;
    }

    /// Writes the scores of the next batch; what an earlier run left behind them goes.
    pub(crate) fn append(&mut self, digest: &Digest, scores: &Scores) -> io::Result<()> {
        if !self.at_end {
            self.file.set_len(self.end)?;
            self.file.seek(SeekFrom::Start(self.end))?;
            self.at_end = true;
        }
        let payload = zstd::bulk::compress(&pack(digest, scores), 1)?;
        let mut block = Vec::with_capacity(payload.len() + 20);
        block.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        block.extend_from_slice(&short(&blake3::hash(&payload)));
        block.extend_from_slice(&payload);
        self.file.write_all(&block)
    }

    /// The output is whole: the journal goes.
    pub(crate) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}

impl Earlier {
    /// The next block; `None` at the end, or where the file is cut short or damaged.
    pub(crate) fn next(&mut self, columns: usize) -> Option<Block> {
        let mut length = [0; 4];
        self.file.read_exact(&mut length).ok()?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return None;
        }
        let mut check = [0; CHECK];
        self.file.read_exact(&mut check).ok()?;
        let mut payload = Vec::new();
        self.file.by_ref().take(length as u64).read_to_end(&mut payload).ok()?;
        if payload.len() < length || short(&blake3::hash(&payload)) != check {
            return None;
        }
        self.at += (4 + CHECK + length) as u64;
        let (digest, scores) = unpack(&zstd::stream::decode_all(&payload[..]).ok()?, columns)?;
        Some(Block { digest, scores, end: self.at })
    }
}

fn pack(digest: &Digest, scores: &Scores) -> Vec<u8> {
    let rows = scores.first().map_or(0, Vec::len);
    let mut out = Vec::with_capacity(CHECK + scores.len() * rows * 8);
    out.extend_from_slice(digest);
    out.extend(scores.iter().flatten().flat_map(|value| value.to_le_bytes()));
    out
}

fn unpack(bytes: &[u8], columns: usize) -> Option<(Digest, Scores)> {
    let (digest, values) = bytes.split_first_chunk::<CHECK>()?;
    let (values, rest) = values.as_chunks::<8>();
    if !rest.is_empty() || columns == 0 || !values.len().is_multiple_of(columns) {
        return None;
    }
    let rows = values.len() / columns;
    if rows == 0 {
        return Some((*digest, vec![Vec::new(); columns]));
    }
    let column = |values: &[[u8; 8]]| values.iter().map(|value| f64::from_le_bytes(*value)).collect();
    Some((*digest, values.chunks(rows).map(column).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(seed: f64) -> Scores {
        vec![vec![seed, seed + 1.0], vec![seed + 2.0, -seed]]
    }

    #[test]
    fn blocks_are_taken_up_until_one_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.csv");
        let (mut journal, earlier) = Journal::open(&output, b"vader", true).unwrap();
        assert!(earlier.is_none());
        for i in 0..3 {
            journal.append(&[i; CHECK], &scores(f64::from(i))).unwrap();
        }
        // it is this run's alone
        assert!(Journal::open(&output, b"vader", true).is_err());
        let path = journal.path().to_owned();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        let blocks = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let mut earlier = Journal::open(&output, b"vader", true).unwrap().1?;
            Some(std::iter::from_fn(|| earlier.next(2)).map(|b| (b.digest[0], b.scores)).collect::<Vec<_>>())
        };
        let all: Vec<_> = (0..3).map(|i| (i, scores(f64::from(i)))).collect();
        assert_eq!(blocks(&whole).unwrap(), all);
        assert_eq!(blocks(&whole[..whole.len() - 1]).unwrap(), all[..2]);
        let mut damaged = whole.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(blocks(&damaged).unwrap(), all[..2]);
        assert!(blocks(&whole[..10]).is_none());
        std::fs::write(&path, &whole).unwrap();
        assert!(Journal::open(&output, b"another", true).unwrap().1.is_none());
    }

    #[test]
    fn what_does_not_fit_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out.csv");
        let (mut journal, _) = Journal::open(&output, b"", true).unwrap();
        for i in 0..3 {
            journal.append(&[i; CHECK], &scores(0.0)).unwrap();
        }
        drop(journal);
        let (mut journal, earlier) = Journal::open(&output, b"", true).unwrap();
        journal.keep(earlier.unwrap().next(2).unwrap().end);
        journal.append(&[9; CHECK], &scores(0.0)).unwrap();
        drop(journal);
        let mut earlier = Journal::open(&output, b"", true).unwrap().1.unwrap();
        let digests: Vec<u8> = std::iter::from_fn(|| earlier.next(2)).map(|b| b.digest[0]).collect();
        assert_eq!(digests, [0, 9]);
    }
}
