//! Files of labelled texts.

use std::path::Path;

use bellwether_ingest::{RowOptions, RowReader, Rows};
use bellwether_text::PolarityLabel;

use crate::cli::args::LabelClass;
use crate::cli::error::CliError;

/// The classes by their numbers.
pub(crate) const CLASSES: [&str; 3] = ["negative", "neutral", "positive"];
pub(crate) const NEUTRAL: usize = 1;

/// Rows read at a time.
const ROWS: usize = 8192;
const BYTES: usize = 8 << 20;

/// A reader of labelled texts, a batch at a time.
pub(crate) struct Labels<'a> {
    reader: RowReader,
    column: usize,
    meanings: &'a [(String, LabelClass)],
}

/// Some rows, less those that are left out.
pub(crate) struct Batch {
    rows: Rows,
    text_column: usize,
    /// Place and class.
    chosen: Vec<(usize, usize)>,
    pub(crate) left_out: usize,
}

impl Batch {
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.chosen.iter().map(|(r, _)| self.rows.get(self.text_column, *r))
    }

    pub(crate) fn classes(&self) -> impl Iterator<Item = usize> {
        self.chosen.iter().map(|(_, class)| *class)
    }

    /// The rows' numbers in the file.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        self.chosen.iter().map(|(r, _)| self.rows.number(*r))
    }
}

impl<'a> Labels<'a> {
    /// `meanings` are the user's: labels and what they stand for.
    pub(crate) fn open(
        file: &Path,
        text_column: Option<&str>,
        label_column: &str,
        meanings: &'a [(String, LabelClass)],
    ) -> anyhow::Result<Self> {
        let options = RowOptions { text: text_column.map(str::to_owned), text_only: false };
        let reader = RowReader::open(file, &options)?;
        let found = reader.names().iter().position(|n| *n == label_column);
        let column = found.ok_or_else(|| CliError::NoLabelColumn {
            file: reader.file().to_owned(),
            name: label_column.to_owned(),
            found: reader.names().to_vec(),
        })?;
        Ok(Self { reader, column, meanings })
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.reader.bytes()
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.bytes_read()
    }

    pub(crate) fn next_batch(&mut self) -> anyhow::Result<Option<Batch>> {
        let Some(rows) = self.reader.next_batch(ROWS, BYTES)? else { return Ok(None) };
        let (mut chosen, mut left_out) = (Vec::new(), 0);
        for r in 0..rows.len() {
            match self.class(&rows, r)? {
                None => left_out += 1,
                Some(class) => chosen.push((r, class)),
            }
        }
        Ok(Some(Batch { rows, text_column: self.reader.text_column(), chosen, left_out }))
    }

    /// The class of a row; none where it is to be left out.
    fn class(&self, rows: &Rows, r: usize) -> Result<Option<usize>, CliError> {
        let label = rows.get(self.column, r);
        let class = match meaning(label, self.meanings) {
            Some(LabelClass::Skip) => return Ok(None),
            Some(LabelClass::Negative) => PolarityLabel::Negative,
            Some(LabelClass::Neutral) => PolarityLabel::Neutral,
            Some(LabelClass::Positive) => PolarityLabel::Positive,
            None => {
                let (file, label) = (self.reader.file().to_owned(), label.to_owned());
                return Err(CliError::Label { file, row: rows.number(r), label });
            }
        };
        Ok(Some(class.number()))
    }
}

/// What a label means: as the user says, or else by its name. Numbers have no meaning of their own.
fn meaning(label: &str, given: &[(String, LabelClass)]) -> Option<LabelClass> {
    let label = label.trim();
    let own = given.iter().find(|(name, _)| name.eq_ignore_ascii_case(label)).map(|(_, class)| *class);
    own.or_else(|| LabelClass::of(label).filter(|class| *class != LabelClass::Skip))
}

/// Texts of each class, of which there must be two or more.
pub(crate) fn texts_of_classes(file: &str, classes: &[usize]) -> Result<[usize; 3], CliError> {
    let mut texts = [0; 3];
    for class in classes {
        texts[*class] += 1;
    }
    match (0..3).find(|c| texts[*c] == classes.len()) {
        Some(only) => Err(CliError::OneClass { file: file.to_owned(), only: CLASSES[only] }),
        None => Ok(texts),
    }
}
