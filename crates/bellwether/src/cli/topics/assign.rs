//! The topic of each row, as a CSV file.

use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::output;

/// Writes `row,topic,label`, and the file before them where there are several; outside all topics the topic is −1.
pub(crate) fn write(
    path: &Path,
    files: &[PathBuf],
    places: &[(usize, u64)],
    topic_of: &[Option<usize>],
    labels: &[String],
) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let several = files.len() > 1;
    let header = ["file", "row", "topic", "label"];
    writer.write_record(&header[usize::from(!several)..])?;
    for (&(file, row), topic) in places.iter().zip(topic_of) {
        let file = files[file].display().to_string();
        let (row, number) = (row.to_string(), topic.map_or("-1".to_owned(), |topic| topic.to_string()));
        let label = topic.map_or("-1", |topic| labels[topic].as_str());
        let record = [file.as_str(), &row, &number, label];
        writer.write_record(&record[usize::from(!several)..])?;
    }
    let bytes =
        writer.into_inner().map_err(|e| CliError::Write { path: path.to_owned(), source: e.into_error() })?;
    Ok(output::write(path, &bytes)?)
}
