//! Many small files into one.

use std::io;
use std::iter::Peekable;
use std::path::Path;
use std::sync::Arc;

use super::record::Record;
use super::segment::{self, Segment};
use crate::StudyError;

/// Files merged at a time.
const AT_ONCE: usize = 8;

/// Merges the smallest files of the folder into one, record by record.
pub(super) fn smallest(folder: &Path, segments: &mut Vec<Arc<Segment>>) -> Result<(), StudyError> {
    segments.sort_by_key(|s| std::cmp::Reverse(s.records));
    let merged = together(folder, &segments[segments.len().saturating_sub(AT_ONCE)..])?;
    segments.truncate(segments.len().saturating_sub(AT_ONCE));
    segments.extend(merged.map(Arc::new));
    Ok(())
}

/// Writes damaged files anew, without what is damaged in them.
pub(super) fn mend(folder: &Path, segments: &mut Vec<Arc<Segment>>) -> Result<(), StudyError> {
    while let Some(at) = segments.iter().position(|s| s.is_damaged()) {
        let mended = together(folder, &segments[at..=at])?;
        segments.swap_remove(at);
        segments.extend(mended.map(Arc::new));
    }
    Ok(())
}

/// One file in the place of several; `None` when another process has taken all of them away.
fn together(folder: &Path, segments: &[Arc<Segment>]) -> Result<Option<Segment>, StudyError> {
    let mut opened = Vec::new();
    for segment in segments {
        match segment.records() {
            Ok(records) => opened.push(records.peekable()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(StudyError::Scores { path: segment.path.clone(), source }),
        }
    }
    if opened.is_empty() {
        return Ok(None);
    }
    let merged = segment::write(folder, std::iter::from_fn(|| next(&mut opened)))?;
    for segment in segments {
        if segment.path != merged.path {
            // one that another process removed is gone all the same
            let _ = std::fs::remove_file(&segment.path);
        }
    }
    Ok(Some(merged))
}

/// The record with the smallest key, once; an error before any.
fn next<I: Iterator<Item = io::Result<Record>>>(segments: &mut [Peekable<I>]) -> Option<io::Result<Record>> {
    let key = |r: &io::Result<Record>| r.as_ref().ok().map(|r| r.key);
    // `None`, of an error, is less than any key
    let smallest = segments.iter_mut().filter_map(|s| s.peek().map(key)).min()?;
    let mut found = None;
    for segment in segments {
        while let Some(record) = segment.next_if(|r| key(r) == smallest) {
            found = Some(record);
        }
    }
    found
}
