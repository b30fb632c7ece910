//! Many small files into one.

use std::io;
use std::iter::Peekable;
use std::path::Path;

use super::record::Record;
use super::segment::{self, Segment};
use crate::StudyError;

/// Files merged at a time.
const AT_ONCE: usize = 8;

/// Merges the smallest files of the folder into one, record by record.
pub(super) fn smallest(folder: &Path, segments: &mut Vec<Segment>) -> Result<(), StudyError> {
    segments.sort_by_key(|s| std::cmp::Reverse(s.records));
    let small = segments.split_off(segments.len() - AT_ONCE.min(segments.len()));
    let merged = together(folder, &small)?;
    segments.extend(merged);
    Ok(())
}

/// Writes damaged files anew, without what is damaged in them.
pub(super) fn mend(folder: &Path, segments: &mut Vec<Segment>) -> Result<(), StudyError> {
    while let Some(at) = segments.iter().position(Segment::is_damaged) {
        let damaged = segments.swap_remove(at);
        segments.extend(together(folder, std::slice::from_ref(&damaged))?);
    }
    Ok(())
}

/// One file in the place of several; `None` when another process has taken them away.
fn together(folder: &Path, segments: &[Segment]) -> Result<Option<Segment>, StudyError> {
    let opened: io::Result<Vec<_>> = segments.iter().map(|s| Ok(s.records()?.peekable())).collect();
    let Ok(mut opened) = opened else { return Ok(None) };
    let merged = segment::write(folder, std::iter::from_fn(|| next(&mut opened)))?;
    for segment in segments {
        if segment.path != merged.path {
            // one that another process removed is gone all the same
            let _ = std::fs::remove_file(&segment.path);
        }
    }
    Ok(Some(merged))
}

/// The record with the smallest key, once.
fn next<I: Iterator<Item = Record>>(segments: &mut [Peekable<I>]) -> Option<Record> {
    let key = segments.iter_mut().filter_map(|s| s.peek().map(|r| r.key)).min()?;
    let mut found = None;
    for segment in segments {
        while let Some(record) = segment.next_if(|r| r.key == key) {
            found = Some(record);
        }
    }
    found
}
