//! Rows as one JSON object a line.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bellwether_ingest::Rows;

use super::{Lead, OutputColumns, Sink};
use crate::cli::error::CliError;
use crate::cli::scoring::journal::Scores;

pub(super) struct JsonLinesSink {
    writer: BufWriter<File>,
    path: PathBuf,
    lead: Lead,
    /// Each name with its quotes and colon, the comma before it included.
    keys: Vec<String>,
}

impl JsonLinesSink {
    pub(super) fn new(writer: BufWriter<File>, path: &Path, columns: OutputColumns) -> Self {
        let key = |(i, name): (usize, &String)| {
            format!("{}{}:", if i == 0 { "" } else { "," }, serde_json::Value::from(name.as_str()))
        };
        let keys = columns.names.iter().enumerate().map(key).collect();
        Self { writer, path: path.to_owned(), lead: columns.lead, keys }
    }

    fn row(&mut self, file: usize, rows: &Rows, r: usize, scores: &Scores) -> io::Result<()> {
        let Self { writer, lead, keys, .. } = self;
        let mut keys = keys.iter();
        let mut key = |writer: &mut BufWriter<File>| {
            writer.write_all(keys.next().map_or(&[][..], |key| key.as_bytes()))
        };
        writer.write_all(b"{")?;
        if let Some(name) = lead.files.get(file) {
            key(writer)?;
            serde_json::to_writer(&mut *writer, name)?;
        }
        if lead.row {
            key(writer)?;
            write!(writer, "{}", rows.number(r))?;
        }
        for &column in &lead.columns {
            key(writer)?;
            serde_json::to_writer(&mut *writer, rows.get(column, r))?;
        }
        for part in scores.iter().map(|column| column[r]) {
            key(writer)?;
            serde_json::to_writer(&mut *writer, &part)?;
        }
        writer.write_all(b"}\n")
    }
}

impl Sink for JsonLinesSink {
    fn write(&mut self, file: usize, rows: &Rows, scores: &Scores) -> anyhow::Result<()> {
        let written = (0..rows.len()).try_for_each(|r| self.row(file, rows, r, scores));
        Ok(written.map_err(CliError::write(&self.path))?)
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        Ok(self.writer.flush().map_err(CliError::write(&self.path))?)
    }
}
