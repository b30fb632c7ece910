//! Bytes from files and folders.

use std::io::Read;
use std::path::{Path, PathBuf};

use bellwether_core::Ticker;
use bytes::Bytes;

use crate::{Codec, IngestError};

/// More than any plausible input, less than a decompression bomb.
const MAX_BYTES: u64 = 16 << 30;
const EXTENSIONS: [&str; 7] = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet"];

/// Words in file names that say what a file holds.
const WORDS: [&str; 38] = [
    "bars",
    "close",
    "comments",
    "daily",
    "data",
    "dataset",
    "download",
    "export",
    "headlines",
    "hist",
    "history",
    "historical",
    "index",
    "market",
    "messages",
    "news",
    "ohlc",
    "ohlcv",
    "output",
    "posts",
    "cv",
    "forecast",
    "forecasts",
    "pred",
    "prediction",
    "predictions",
    "preds",
    "results",
    "price",
    "prices",
    "quotes",
    "sample",
    "stock",
    "stocks",
    "table",
    "test",
    "train",
    "tweets",
];

/// A file's content, unpacked.
pub(crate) struct Source {
    /// The name for messages.
    pub(crate) name: String,
    /// The file's name without folder and extensions.
    pub(crate) stem: String,
    pub(crate) codec: Option<Codec>,
    pub(crate) bytes: Bytes,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, IngestError> {
        let bytes =
            std::fs::read(path).map_err(|source| IngestError::Io { path: path.to_owned(), source })?;
        Self::new(&path.display().to_string(), bytes.into())
    }

    pub(crate) fn new(name: &str, bytes: Bytes) -> Result<Self, IngestError> {
        let codec = codec_of(&bytes);
        let bytes = match codec {
            Some(codec) => unpack(name, codec, &bytes)?.into(),
            None => bytes,
        };
        if bytes.is_empty() {
            return Err(IngestError::Empty { file: name.to_owned() });
        }
        Ok(Self { name: name.to_owned(), stem: stem(name), codec, bytes })
    }

    /// The ticker that the file is named after, unless it is named after what it holds.
    pub(crate) fn ticker(&self) -> Option<Ticker> {
        ticker_of_name(&self.stem)
    }
}

/// The compression that the first bytes tell.
pub(crate) fn codec_of(bytes: &[u8]) -> Option<Codec> {
    if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(Codec::Zstd)
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        Some(Codec::Gzip)
    } else {
        None
    }
}

/// A file's or folder's name as a ticker. Names such as `prices` are words, not tickers.
pub(crate) fn ticker_of_name(name: &str) -> Option<Ticker> {
    let lower = name.to_ascii_lowercase();
    if lower.split(['_', '-', '.']).any(|word| WORDS.contains(&word)) {
        return None;
    }
    Ticker::new(name).ok()
}

fn unpack(name: &str, codec: Codec, packed: &[u8]) -> Result<Vec<u8>, IngestError> {
    let damaged = |bytes, source| IngestError::Damaged { file: name.to_owned(), codec, bytes, source };
    let mut out = Vec::new();
    let read = match codec {
        Codec::Gzip => flate2::read::MultiGzDecoder::new(packed).take(MAX_BYTES + 1).read_to_end(&mut out),
        Codec::Zstd => zstd::stream::read::Decoder::new(packed)
            .and_then(|decoder| decoder.take(MAX_BYTES + 1).read_to_end(&mut out)),
    };
    read.map_err(|source| damaged(out.len(), source))?;
    if out.len() as u64 > MAX_BYTES {
        return Err(IngestError::TooLarge { file: name.to_owned(), limit: MAX_BYTES });
    }
    Ok(out)
}

/// The file's name without folder, compression and format: `data/AAPL.csv.zst` is `AAPL`, `brk.b.csv` is `brk.b`.
fn stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let base = strip_extension(base, &["gz", "zst"]);
    strip_extension(base, &EXTENSIONS).to_owned()
}

fn strip_extension<'a>(name: &'a str, extensions: &[&str]) -> &'a str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if extensions.iter().any(|e| extension.eq_ignore_ascii_case(e)) => stem,
        _ => name,
    }
}

/// The files of a folder that can be data, and its folders, by name.
pub(crate) struct Listing {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) folders: Vec<PathBuf>,
}

/// Lists a folder. Hidden entries are left out; files without an extension are data only where `bare` says so.
pub(crate) fn list(folder: &Path, bare: bool) -> Result<Listing, IngestError> {
    let failed = |source| IngestError::Io { path: folder.to_owned(), source };
    let (mut files, mut folders, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let plain = strip_extension(&name, &["gz", "zst"]);
        if name.starts_with(['.', '_']) {
            continue;
        }
        if path.is_dir() {
            folders.push(path);
        } else if strip_extension(plain, &EXTENSIONS) != plain || (bare && !name.contains('.')) {
            files.push(path);
        } else {
            others.push(name);
        }
    }
    files.sort();
    folders.sort();
    if files.is_empty() && folders.is_empty() {
        others.sort();
        return Err(IngestError::NoFiles { path: folder.to_owned(), entries: others });
    }
    Ok(Listing { files, folders })
}
