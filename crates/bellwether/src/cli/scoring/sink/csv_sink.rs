//! Rows as separated values.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bellwether_ingest::Rows;

use super::{Lead, OutputColumns, Sink};
use crate::cli::error::CliError;
use crate::cli::scoring::journal::Scores;

pub(super) struct CsvSink {
    writer: csv::Writer<BufWriter<File>>,
    path: PathBuf,
    lead: Lead,
}

impl CsvSink {
    pub(super) fn new(file: BufWriter<File>, path: &Path, columns: OutputColumns) -> anyhow::Result<Self> {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(&columns.names).map_err(|e| CliError::write(path)(e.into()))?;
        Ok(Self { writer, path: path.to_owned(), lead: columns.lead })
    }
}

impl Sink for CsvSink {
    fn write(&mut self, file: usize, rows: &Rows, scores: &Scores) -> anyhow::Result<()> {
        let Self { writer, path, lead } = self;
        let mut number = Vec::new();
        let mut row = |r: usize| -> csv::Result<()> {
            if let Some(name) = lead.files.get(file) {
                writer.write_field(name)?;
            }
            let mut field = |value: &dyn std::fmt::Display, writer: &mut csv::Writer<_>| {
                number.clear();
                write!(number, "{value}")?;
                writer.write_field(&number)
            };
            if lead.row {
                field(&rows.number(r), writer)?;
            }
            for &column in &lead.columns {
                writer.write_field(rows.get(column, r))?;
            }
            for part in scores.iter().map(|column| column[r]) {
                field(&part, writer)?;
            }
            writer.write_record(None::<&[u8]>)
        };
        (0..rows.len()).try_for_each(&mut row).map_err(|e| CliError::write(path)(e.into()))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        Ok(self.writer.flush().map_err(CliError::write(&self.path))?)
    }
}
