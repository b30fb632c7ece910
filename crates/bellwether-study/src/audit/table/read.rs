//! The table in memory.

use std::collections::BTreeMap;
use std::path::Path;

use bellwether_core::{Date, Timestamp};
use bellwether_ingest::{IngestError, RowOptions, RowReader};

use super::{TableError, TableOptions, TableRole};

/// A column of features.
pub(super) struct Feature {
    pub(super) name: String,
    /// NaN where there is none.
    pub(super) values: Vec<f64>,
    /// When each value was known, where the table says so.
    pub(super) known: Option<Vec<Option<Timestamp>>>,
}

/// The part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Train,
    Validation,
    Test,
}

pub(super) struct Table {
    pub(super) file: String,
    pub(super) dates: Vec<Date>,
    pub(super) tickers: Vec<String>,
    pub(super) target: Vec<f64>,
    pub(super) features: Vec<Feature>,
    /// When each row was known.
    pub(super) known: Option<Vec<Option<Timestamp>>>,
    pub(super) parts: Option<Vec<Part>>,
    /// Rows of each ticker in date order.
    pub(super) groups: Vec<Vec<usize>>,
    /// Columns that hold words and no numbers, as remarks.
    pub(super) left_out: Vec<String>,
}

/// What a column has that is no number.
#[derive(Default)]
struct Strange {
    values: usize,
    /// The first of them, with its row.
    first: Option<(u64, String)>,
}

const KNOWN: &str = "available_at";
/// Characters of an example at most.
const EXAMPLE: usize = 40;

impl Table {
    pub(super) fn read(path: &Path, options: &TableOptions) -> Result<Self, TableError> {
        let mut reader = open(path, options)?;
        let (file, names, date) = (reader.file().to_owned(), reader.names().to_vec(), reader.text_column());
        let find = |name: &str| names.iter().position(|n| n.eq_ignore_ascii_case(name));
        let target_name = options.target.clone().unwrap_or_else(|| "target".to_owned());
        let target = find(&target_name).ok_or_else(|| TableError::NoColumn {
            file: file.clone(),
            role: TableRole::Target,
            column: target_name.clone(),
            columns: names.join(", "),
        })?;
        let (ticker, split, known) = (find("ticker"), find("split"), find(KNOWN));
        let of_known = |name: &str| find(&format!("{name}_{KNOWN}"));
        let is_known = |name: &str| name.to_lowercase().ends_with(KNOWN);
        let numbers: Vec<usize> = (0..names.len())
            .filter(|j| {
                ![Some(date), Some(target), ticker, split].contains(&Some(*j)) && !is_known(&names[*j])
            })
            .collect();
        let mut table = Self {
            file: file.clone(),
            dates: Vec::new(),
            tickers: Vec::new(),
            target: Vec::new(),
            features: numbers
                .iter()
                .map(|j| Feature {
                    name: names[*j].clone(),
                    values: Vec::new(),
                    known: of_known(&names[*j]).map(|_| Vec::new()),
                })
                .collect(),
            known: known.map(|_| Vec::new()),
            parts: split.map(|_| Vec::new()),
            groups: Vec::new(),
            left_out: Vec::new(),
        };
        let mut strange: Vec<Strange> = numbers.iter().map(|_| Strange::default()).collect();
        while let Some(rows) = reader.next_batch(4096, 1 << 24)? {
            for i in 0..rows.len() {
                let wrong = |column: usize, role: TableRole, expected: &'static str| TableError::Value {
                    file: file.clone(),
                    row: rows.number(i),
                    column: names[column].clone(),
                    role,
                    value: rows.get(column, i).to_owned(),
                    expected,
                };
                let number = |column: usize| match rows.get(column, i).trim() {
                    "" | "nan" | "NaN" | "NA" | "null" | "None" => Some(f64::NAN),
                    text => text.parse::<f64>().ok(),
                };
                let instant = |column: usize| match rows.get(column, i).trim() {
                    "" => Ok(None),
                    text => text.parse().map(Some).map_err(|_| {
                        wrong(
                            column,
                            TableRole::Arrival,
                            "an instant with its offset, such as 2016-03-31T20:00:00Z",
                        )
                    }),
                };
                let text = rows.get(date, i).trim();
                let day = text.get(..10).unwrap_or(text).parse();
                table.dates.push(day.map_err(|_| wrong(date, TableRole::Date, "a date such as 2016-03-31"))?);
                table.tickers.push(ticker.map_or("", |j| rows.get(j, i)).to_owned());
                table
                    .target
                    .push(number(target).ok_or_else(|| wrong(target, TableRole::Target, "a number"))?);
                for ((feature, j), strange) in table.features.iter_mut().zip(&numbers).zip(&mut strange) {
                    feature.values.push(number(*j).unwrap_or_else(|| {
                        strange.values += 1;
                        strange.first.get_or_insert_with(|| (rows.number(i), rows.get(*j, i).to_owned()));
                        f64::NAN
                    }));
                    if let (Some(own), Some(at)) = (&mut feature.known, of_known(&names[*j])) {
                        own.push(instant(at)?);
                    }
                }
                if let (Some(own), Some(at)) = (&mut table.known, known) {
                    own.push(instant(at)?);
                }
                if let (Some(own), Some(at)) = (&mut table.parts, split) {
                    own.push(match rows.get(at, i).trim().to_lowercase().as_str() {
                        "train" | "training" => Part::Train,
                        "validation" | "valid" | "val" => Part::Validation,
                        "test" => Part::Test,
                        _ => return Err(wrong(at, TableRole::Split, "train, validation or test")),
                    });
                }
            }
        }
        table.leave_out_words(strange)?;
        if table.dates.len() < 30 {
            return Err(TableError::TooFew { file, rows: table.dates.len() });
        }
        table.groups = table.by_ticker();
        Ok(table)
    }

    /// Rows of each ticker in date order.
    fn by_ticker(&self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        self.tickers.iter().enumerate().for_each(|(i, t)| groups.entry(t).or_default().push(i));
        let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
        groups.iter_mut().for_each(|rows| rows.sort_by_key(|i| (self.dates[*i], *i)));
        groups
    }

    /// Leaves out the columns most of whose values are no numbers; a few among numbers are an error of the table.
    fn leave_out_words(&mut self, strange: Vec<Strange>) -> Result<(), TableError> {
        let features = std::mem::take(&mut self.features);
        for (feature, Strange { values, first }) in features.into_iter().zip(strange) {
            let Some((row, value)) = first else {
                self.features.push(feature);
                continue;
            };
            let numbers = feature.values.iter().filter(|v| !v.is_nan()).count();
            if numbers > values {
                let (file, column, role) = (self.file.clone(), feature.name, TableRole::Feature);
                return Err(TableError::Value { file, row, column, role, value, expected: "a number" });
            }
            let most = if numbers == 0 { "" } else { "most of " };
            let value: String = value.chars().take(EXAMPLE).collect();
            self.left_out.push(format!(
                "`{}` is left out: {most}its values are no numbers, such as `{value}`",
                feature.name
            ));
        }
        Ok(())
    }
}

/// A reader whose text column is the dates.
fn open(path: &Path, options: &TableOptions) -> Result<RowReader, TableError> {
    let candidates = match options.date.as_deref() {
        Some(one) => vec![one],
        None => vec!["date", "Date", "ds", "day", "session"],
    };
    let attempt =
        |name: &str| RowReader::open(path, &RowOptions { text: Some(name.to_owned()), text_only: false });
    let mut tried = attempt(candidates[0]);
    for name in &candidates[1..] {
        if tried.is_ok() {
            break;
        }
        // the first name is the one that an error speaks of
        if let Ok(reader) = attempt(name) {
            tried = Ok(reader);
        }
    }
    tried.map_err(|error| match error {
        IngestError::MissingColumn { file, found, .. } => TableError::NoColumn {
            file,
            role: TableRole::Date,
            column: candidates[0].to_owned(),
            columns: found.join(", "),
        },
        other => other.into(),
    })
}
