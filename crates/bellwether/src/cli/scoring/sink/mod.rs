//! Where scored rows go: CSV, JSON lines or Parquet, written beside the output and renamed when it is whole.

mod csv_sink;
mod json_lines;
mod parquet_sink;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use bellwether_ingest::Rows;

use super::journal::Scores;
use crate::cli::args::Keep;
use crate::cli::error::CliError;

/// Takes scored rows.
pub(crate) trait Sink {
    /// Rows of the file at this position of the list, with their scores.
    fn write(&mut self, file: usize, rows: &Rows, scores: &Scores) -> anyhow::Result<()>;

    /// Makes the output whole.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
}

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputForm {
    Csv,
    JsonLines,
    Parquet,
}

impl OutputForm {
    /// By the ending of the name.
    pub(crate) fn of(path: &Path) -> Result<Self, CliError> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("jsonl" | "ndjson" | "json") => Ok(Self::JsonLines),
            Some("parquet") => Ok(Self::Parquet),
            _ => Err(CliError::OutputForm { path: path.to_owned() }),
        }
    }
}

/// What stands before the scores in every row.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    /// The names of the input's files, if there are several.
    pub(crate) files: Vec<String>,
    /// Whether the row's number in its file is written.
    pub(crate) row: bool,
    /// The columns of the input that are written, by position.
    pub(crate) columns: Vec<usize>,
}

/// The columns of an output.
#[derive(Debug, Clone)]
pub(crate) struct OutputColumns {
    pub(crate) lead: Lead,
    pub(crate) names: Vec<String>,
    /// The name of the texts' column, whose values hardly repeat.
    pub(crate) text: String,
}

impl OutputColumns {
    /// # Errors
    /// [`CliError::ColumnTwice`] when two columns would have one name.
    pub(crate) fn new(
        files: &[PathBuf],
        keep: Keep,
        input: &[String],
        text: usize,
        scores: Vec<String>,
    ) -> Result<Self, CliError> {
        let several = files.len() > 1;
        let file_names =
            if several { files.iter().map(|f| f.display().to_string()).collect() } else { Vec::new() };
        let row = keep != Keep::All;
        let columns: Vec<usize> = if keep == Keep::None { Vec::new() } else { (0..input.len()).collect() };
        let mut names = Vec::new();
        names.extend(several.then(|| "file".to_owned()));
        names.extend(row.then(|| "row".to_owned()));
        names.extend(columns.iter().map(|&c| input[c].clone()));
        names.extend(scores);
        for (i, name) in names.iter().enumerate() {
            if names[..i].contains(name) {
                return Err(CliError::ColumnTwice { name: name.clone() });
            }
        }
        Ok(Self { lead: Lead { files: file_names, row, columns }, names, text: input[text].clone() })
    }
}

/// Opens the output under a name beside it.
pub(crate) fn open(form: OutputForm, part: &Path, columns: OutputColumns) -> anyhow::Result<Box<dyn Sink>> {
    let file = File::create(part).map_err(CliError::write(part))?;
    let file = BufWriter::with_capacity(1 << 18, file);
    Ok(match form {
        OutputForm::Csv => Box::new(csv_sink::CsvSink::new(file, part, columns)?),
        OutputForm::JsonLines => Box::new(json_lines::JsonLinesSink::new(file, part, columns)),
        OutputForm::Parquet => Box::new(parquet_sink::ParquetSink::new(file, part, columns)?),
    })
}
