//! Vectors of texts that were embedded before, in files.
//!
//! A folder for each version of the model, in it a file for each batch: the magic, the width and the number of vectors, then
//! each text's hash with its vector, then the hash of all this. A file appears whole or not at all, and one that is not
//! whole is not read: its texts are embedded again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::TopicsError;

const MAGIC: &[u8; 8] = b"bwvecs01";
const HASH: usize = blake3::OUT_LEN;
const ENDING: &str = "vectors";

/// What a text is kept by: the hash of the model's version and the text.
pub(super) type Key = [u8; HASH];

/// Vectors by their texts.
pub(super) struct VectorStore {
    folder: Option<PathBuf>,
    version: String,
    width: usize,
    known: BTreeMap<Key, Vec<f32>>,
}

impl VectorStore {
    /// Reads what is kept below `folder` for a version of a model; without a folder nothing is kept.
    pub(super) fn open(folder: Option<&Path>, version: &str, width: usize) -> Result<Self, TopicsError> {
        let folder = folder.map(|folder| folder.join(version));
        let mut store = Self { folder, version: version.to_owned(), width, known: BTreeMap::new() };
        if let Some(folder) = store.folder.clone() {
            let failed = |source| TopicsError::VectorStore { path: folder.clone(), source };
            fs::create_dir_all(&folder).map_err(failed)?;
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.extension().is_some_and(|ending| ending == ENDING) {
                    let bytes = fs::read(&path)
                        .map_err(|source| TopicsError::VectorStore { path: path.clone(), source })?;
                    store.known.extend(read(&bytes, width).into_iter().flatten());
                }
            }
        }
        Ok(store)
    }

    pub(super) fn key(&self, text: &str) -> Key {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(self.version.len() as u64).to_le_bytes());
        hasher.update(self.version.as_bytes()).update(text.as_bytes());
        *hasher.finalize().as_bytes()
    }

    pub(super) fn get(&self, key: &Key) -> Option<&[f32]> {
        self.known.get(key).map(Vec::as_slice)
    }

    /// Keeps the vectors of a batch.
    pub(super) fn keep(&mut self, batch: Vec<(Key, Vec<f32>)>) -> Result<(), TopicsError> {
        if let Some(folder) = &self.folder {
            let bytes = written(&batch, self.width);
            // named by what is in it, so that who writes the same at the same time writes the same file
            let name = blake3::hash(&bytes).to_hex();
            let path = folder.join(format!("{}.{ENDING}", &name[..16]));
            write_whole(&path, &bytes).map_err(|source| TopicsError::VectorStore { path, source })?;
        }
        self.known.extend(batch);
        Ok(())
    }
}

/// Through a file beside it, so that no other reader sees a part of it.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

fn written(batch: &[(Key, Vec<f32>)], width: usize) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend((width as u32).to_le_bytes());
    bytes.extend((batch.len() as u32).to_le_bytes());
    for (key, vector) in batch {
        bytes.extend(key);
        bytes.extend(vector.iter().flat_map(|x| x.to_le_bytes()));
    }
    let hash = blake3::hash(&bytes);
    bytes.extend(hash.as_bytes());
    bytes
}

/// None where the file is not whole, or of another width.
fn read(bytes: &[u8], width: usize) -> Option<Vec<(Key, Vec<f32>)>> {
    let (body, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let rest = body.strip_prefix(MAGIC)?;
    let (sizes, records) = rest.split_at_checked(8)?;
    let (found, count) = (le_u32(&sizes[..4])? as usize, le_u32(&sizes[4..])? as usize);
    let record = HASH + 4 * width;
    if blake3::hash(body).as_bytes() != hash || found != width || records.len() != count * record {
        return None;
    }
    let one = |record: &[u8]| {
        let (key, vector) = record.split_first_chunk::<HASH>()?;
        Some((*key, vector.as_chunks().0.iter().map(|x| f32::from_le_bytes(*x)).collect()))
    };
    records.chunks_exact(record).map(one).collect()
}

fn le_u32(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_back_and_broken_files_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = Some(folder.path());
        let mut store = VectorStore::open(path, "v1", 2).unwrap();
        let (a, b) = (store.key("a"), store.key("b"));
        assert_ne!(a, b);
        store.keep(vec![(a, vec![1.0, -2.0])]).unwrap();
        store.keep(vec![(b, vec![0.5, 0.25])]).unwrap();
        let again = VectorStore::open(path, "v1", 2).unwrap();
        assert_eq!(again.get(&a), Some(&[1.0, -2.0][..]));
        assert_eq!(again.get(&b), Some(&[0.5, 0.25][..]));

        let other = VectorStore::open(path, "v2", 2).unwrap();
        assert!(other.get(&a).is_none() && other.key("a") != a);

        let mut files: Vec<PathBuf> =
            fs::read_dir(folder.path().join("v1")).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert_eq!(files.len(), 2);
        let whole = fs::read(&files[0]).unwrap();
        for broken in [whole[..whole.len() - 1].to_vec(), whole[1..].to_vec(), Vec::new(), {
            let mut changed = whole.clone();
            changed[20] ^= 1;
            changed
        }] {
            fs::write(&files[0], broken).unwrap();
            let left = VectorStore::open(path, "v1", 2).unwrap();
            assert_eq!(left.known.len(), 1);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = VectorStore::open(Some(file.path()), "v1", 2).err().unwrap();
        assert!(matches!(error, TopicsError::VectorStore { .. }), "{error}");
    }
}
