//! What is needed to run the study again.

use bellwether_study::record::RunRecord;
use serde::Serialize;

use super::headline::Fact;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Settings {
    protocol: String,
    toml: String,
    hashes: Vec<Fact>,
    /// A file name for the settings.
    file: String,
}

pub(crate) fn build(record: &RunRecord) -> Settings {
    let hash = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    let series = Some(&record.hashes.series).filter(|hash| !hash.is_empty());
    let series = series.map(|hash| Fact { label: "Series", value: hash.clone() });
    Settings {
        protocol: record.protocol.clone(),
        toml: record.settings_toml.clone(),
        hashes: [
            Fact { label: "Prices", value: hash(&record.hashes.prices) },
            Fact { label: "Posts", value: hash(&record.hashes.posts) },
        ]
        .into_iter()
        .chain(series)
        .chain([
            Fact { label: "Settings", value: hash(&record.hashes.settings) },
            Fact { label: "Bellwether", value: record.bellwether.clone() },
            Fact { label: "Record format", value: record.format.to_string() },
        ])
        .collect(),
        file: file_name(&record.name),
    }
}

/// The study's name as a file name: letters and digits, other characters as single hyphens.
fn file_name(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let stem = out.trim_end_matches('-');
    format!("{}.toml", if stem.is_empty() { "study" } else { stem })
}
