//! Word lists as files.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Entry, LexiconError, LexiconFormat};
use crate::linear::words_of_post;

/// No weight is larger, so that sums stay finite.
const LARGEST: f64 = 1e9;

/// Words in lower case, with the line of each.
pub(super) type Entries = BTreeMap<String, (Entry, usize)>;

/// Reads a word list.
pub(super) fn read(path: &Path, bytes: &[u8], format: LexiconFormat) -> Result<Entries, LexiconError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        LexiconError::Utf8 { path: path.to_owned(), line }
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut list = List { path, entries: Entries::new() };
    match format {
        LexiconFormat::ByHeader if is_dictionary(text) => list.loughran_mcdonald(text)?,
        LexiconFormat::ByHeader => list.weighted(text)?,
        LexiconFormat::LoughranMcdonald => list.loughran_mcdonald(text)?,
        LexiconFormat::Weighted => list.weighted(text)?,
    }
    if list.entries.values().all(|(entry, _)| entry.weight == 0.0) {
        return Err(LexiconError::Empty { path: path.to_owned() });
    }
    Ok(list.entries)
}

/// Whether the first line names the columns of Loughran and McDonald's dictionary.
fn is_dictionary(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').map(unquote).collect();
    ["Word", "Negative", "Positive"].iter().all(|c| header.iter().any(|name| name.eq_ignore_ascii_case(c)))
}

struct List<'a> {
    path: &'a Path,
    entries: Entries,
}

impl List<'_> {
    /// A column counts from the year in it on; a negative year is that of a removal.
    fn loughran_mcdonald(&mut self, text: &str) -> Result<(), LexiconError> {
        const COLUMNS: [&str; 5] = ["Word", "Negative", "Positive", "Uncertainty", "Litigious"];
        let mut lines = text.lines().enumerate();
        let header: Vec<&str> = lines.next().map_or("", |(_, line)| line).split(',').map(unquote).collect();
        let mut places = [0; COLUMNS.len()];
        for (place, column) in places.iter_mut().zip(COLUMNS) {
            let found = header.iter().position(|name| name.eq_ignore_ascii_case(column));
            *place = found.ok_or_else(|| LexiconError::Column {
                path: self.path.to_owned(),
                column,
                found: header.iter().map(|name| (*name).to_owned()).collect(),
            })?;
        }
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let line_number = number + 1;
            let fields: Vec<&str> = line.split(',').map(unquote).collect();
            let mut flags = [false; COLUMNS.len()];
            for (column, place) in places.into_iter().enumerate() {
                let field = fields.get(place).ok_or_else(|| LexiconError::Fields {
                    path: self.path.to_owned(),
                    line: line_number,
                    found: fields.len(),
                    expected: header.len(),
                })?;
                if column > 0 {
                    flags[column] = self.number(line_number, COLUMNS[column], field)? > 0.0;
                }
            }
            let [_, negative, positive, uncertainty, litigious] = flags;
            let word = fields[places[0]];
            if negative && positive {
                let (path, word) = (self.path.to_owned(), word.to_owned());
                return Err(LexiconError::Both { path, line: line_number, word });
            }
            let weight = f64::from(i8::from(positive) - i8::from(negative));
            if weight != 0.0 || uncertainty || litigious {
                self.insert(line_number, word, Entry { weight, uncertainty, litigious })?;
            }
        }
        Ok(())
    }

    /// Word and weight, apart by a tab, a comma or the last white space; lines that begin with # are skipped, and a first line
    /// without a number names the columns.
    fn weighted(&mut self, text: &str) -> Result<(), LexiconError> {
        let mut is_first = true;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line_number = number + 1;
            let mut fields: Vec<&str> = if line.contains('\t') {
                line.split('\t').collect()
            } else if line.contains(',') {
                line.split(',').collect()
            } else {
                line.rsplitn(2, char::is_whitespace).collect::<Vec<_>>().into_iter().rev().collect()
            };
            for field in &mut fields {
                *field = unquote(field);
            }
            let [word, weight, ..] = fields[..] else {
                let (path, found) = (self.path.to_owned(), fields.len());
                return Err(LexiconError::Fields { path, line: line_number, found, expected: 2 });
            };
            let is_header = std::mem::take(&mut is_first) && weight.parse::<f64>().is_err();
            if !is_header {
                let weight = self.number(line_number, "the weight", weight)?;
                self.insert(line_number, word, Entry { weight, uncertainty: false, litigious: false })?;
            }
        }
        Ok(())
    }

    fn number(&self, line: usize, column: &str, value: &str) -> Result<f64, LexiconError> {
        value.parse().ok().filter(|number: &f64| number.abs() <= LARGEST).ok_or_else(|| {
            LexiconError::Number {
                path: self.path.to_owned(),
                line,
                column: column.to_owned(),
                value: value.to_owned(),
            }
        })
    }

    fn insert(&mut self, line: usize, word: &str, entry: Entry) -> Result<(), LexiconError> {
        let path = || self.path.to_owned();
        let mut found = words_of_post(word);
        let (Some(single), true) = (found.pop(), found.is_empty()) else {
            return Err(LexiconError::NotAWord { path: path(), line, word: word.to_owned() });
        };
        match self.entries.get(&single) {
            Some((earlier, first)) if *earlier != entry => {
                Err(LexiconError::Twice { path: path(), line, word: single, first: *first })
            }
            Some(_) => Ok(()),
            None => {
                self.entries.insert(single, (entry, line));
                Ok(())
            }
        }
    }
}

fn unquote(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field)
}
