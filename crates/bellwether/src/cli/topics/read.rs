//! All texts of some files, with their times where there are any.

use std::path::PathBuf;

use bellwether_core::{Finding, Timestamp};
use bellwether_ingest::{DateOrder, IngestError, RowOptions, RowReader, read_times};

use crate::cli::error::CliError;

/// Rows of a batch, and bytes of their values beyond which it takes no more.
const ROWS: usize = 4096;
const BYTES: usize = 2 << 20;

/// What is read.
pub(crate) struct Reading<'a> {
    pub(crate) files: &'a [PathBuf],
    pub(crate) text: Option<&'a str>,
    pub(crate) time: Option<&'a str>,
    pub(crate) dates: Option<DateOrder>,
}

/// Texts in the order of the files and their rows.
#[derive(Default)]
pub(crate) struct Posts {
    pub(crate) texts: Vec<String>,
    /// Of each: its file and its row there, from 1.
    pub(crate) places: Vec<(usize, u64)>,
    /// Of each, where every file has a column of times.
    pub(crate) times: Option<Vec<Option<Timestamp>>>,
    /// What is odd, with the file.
    pub(crate) findings: Vec<(String, Finding)>,
    /// What else to say about the times.
    pub(crate) warnings: Vec<String>,
}

impl Reading<'_> {
    /// None where `is_stopped` says so.
    pub(crate) fn read(&self, is_stopped: &dyn Fn() -> bool) -> anyhow::Result<Option<Posts>> {
        let options = RowOptions { text: self.text.map(str::to_owned), text_only: false };
        let mut posts = Posts::default();
        let mut times = Some(Vec::new());
        for (file, path) in self.files.iter().enumerate() {
            let mut reader = RowReader::open(path, &options).map_err(|error| match error {
                IngestError::MissingColumn { role: "text", given: None, .. } => {
                    anyhow::Error::from(CliError::NoTextColumn(error))
                }
                other => other.into(),
            })?;
            let text = reader.text_column();
            let time = reader.time_column(self.time)?;
            let mut written: Vec<String> = Vec::new();
            while let Some(rows) = reader.next_batch(ROWS, BYTES)? {
                if is_stopped() {
                    return Ok(None);
                }
                for row in 0..rows.len() {
                    posts.texts.push(rows.get(text, row).to_owned());
                    posts.places.push((file, rows.number(row)));
                    written.extend(time.map(|time| rows.get(time, row).to_owned()));
                }
            }
            posts.findings.extend(reader.findings().into_iter().map(|f| (reader.file().to_owned(), f)));
            let (Some(time), Some(known)) = (time, &mut times) else {
                times = None;
                continue;
            };
            let name = &reader.names()[time];
            let read = read_times(reader.file(), name, written.iter().map(String::as_str), self.dates)?;
            if read.iter().all(Option::is_none) {
                let (file, column) = (reader.file().to_owned(), name.clone());
                if self.time.is_some() {
                    let example = written.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
                    return Err(CliError::NoTimes { file, column, example }.into());
                }
                posts.warnings.push(format!(
                    "{file}: no value of `{column}` is a time, so there are no topics over time"
                ));
                times = None;
                continue;
            }
            known.extend(read);
        }
        posts.times = times.filter(|times| !times.is_empty());
        Ok(Some(posts))
    }
}
