//! The rows of a file of predictions.

use bellwether_core::{Date, FindingKind, Quantile, Ticker};

use super::columns::{Layout, Part, SAME, Value, owners};
use super::gathered::Gathered;
use super::{Predicted, PredictionOptions, PredictionRow, Predictions};
use crate::columns;
use crate::source::Source;
use crate::table::{Cells, Places, Reader, Table};
use crate::tally::Tally;
use crate::value::{Stamp, Symbols, decimal_mark, floats, shortened, stamps};
use crate::{ColumnUse, DecimalMark, IngestError};

/// No forecast is further ahead.
const MOST_STEPS: f64 = 1e6;

/// The name of a series that has none.
const UNNAMED: &str = "SERIES";

pub(super) fn read(source: &Source, options: &PredictionOptions) -> Result<Predictions, IngestError> {
    if let Some(share) = options.interval.filter(|share| !(*share > 0.0 && *share < 1.0)) {
        return Err(IngestError::Coverage { share });
    }
    let reader = Reader::open(source)?;
    let (file, names) = (&source.name, reader.names());
    let mut layout = Layout::find(file, names, options)?;
    let shown = columns::shown(names);
    let plain = [layout.ticker, layout.actual, layout.previous, layout.cutoff, layout.step];
    let positions: Vec<usize> = [layout.date]
        .into_iter()
        .chain(plain.into_iter().flatten())
        .chain(layout.values.iter().map(|v| v.at))
        .chain(layout.quantiles.iter().map(|q| q.at))
        .collect();
    let Table { columns, rows, places, too_long, not_utf8 } = reader.load(&positions)?;
    if let Some(&(place, found)) = too_long.first() {
        return Err(IngestError::RowLength { file: file.clone(), place, found, expected: names.len() });
    }
    if rows == 0 {
        return Err(IngestError::NoRows { file: file.clone(), columns: shown });
    }
    let mut tally = Tally::default();
    for place in not_utf8 {
        tally.add(FindingKind::BrokenText, None, None, || place.to_string());
    }
    let mut columns: Vec<(usize, Cells)> = positions.into_iter().zip(columns).collect();
    let numeric: Vec<(&str, &Cells)> = columns
        .iter()
        .filter(|(at, cells)| {
            Some(*at) != layout.ticker && Some(*at) != layout.cutoff && *at != layout.date && !is_text(cells)
        })
        .map(|(at, cells)| (shown[*at].as_str(), cells))
        .collect();
    let mark = decimal_mark(file, options.decimal, &numeric, &places)?;
    let mut take = |at: usize| {
        let found = columns.iter().position(|(other, _)| *other == at);
        found.map_or(Cells::Other("nothing"), |i| columns.swap_remove(i).1)
    };
    let context = Context { file, shown: &shown, places: &places, mark, options };
    let dates = context.days(layout.date, &take(layout.date))?;
    let cutoffs = layout.cutoff.map(|at| context.days(at, &take(at))).transpose()?;
    let symbols = layout.ticker.map(|at| context.tickers(at, take(at))).transpose()?;
    let actual = layout.actual.map(|at| context.numbers(at, take(at))).transpose()?;
    let previous = layout.previous.map(|at| context.numbers(at, take(at))).transpose()?;
    let steps = layout.step.map(|at| context.steps(at, take(at))).transpose()?;
    let values = forecasts(&mut layout, names, &context, take)?;
    tell_unused(&layout, &values, &shown, &mut tally);
    let whole = options.ticker.clone().or_else(|| ticker_of_file(source));
    let unnamed = symbols.is_none() && whole.is_none();
    let whole = match whole {
        Some(ticker) => ticker,
        None => Ticker::new(UNNAMED)?,
    };
    let get =
        |column: &Option<Vec<f64>>, row: usize| column.as_ref().map(|c| c[row]).filter(|v| v.is_finite());
    let mut gathered = Gathered::default();
    for row in 0..rows {
        let Some(date) = dates[row] else {
            let column = &shown[layout.date];
            tally.add(FindingKind::SkippedRows, None, None, || format!("{} has no {column}", places.of(row)));
            continue;
        };
        let ticker = symbols.as_ref().map_or_else(|| whole.clone(), |s| s[row].clone());
        let cutoff = cutoffs.as_ref().and_then(|c| c[row]);
        if let Some(cutoff) = cutoff.filter(|c| *c >= date) {
            return Err(IngestError::Cutoff { file: file.clone(), place: places.of(row), date, cutoff });
        }
        let mut models = Vec::with_capacity(layout.models.len());
        for (m, model) in layout.models.iter().enumerate() {
            let (predicted, crossed) = context.predicted(&values, m, row)?;
            if crossed {
                tally.add(FindingKind::CrossedQuantiles, Some(&ticker), Some(date), || {
                    format!("{} ({date}, {model})", places.of(row))
                });
            }
            models.push(predicted);
        }
        let step = steps.as_ref().and_then(|s| s[row]);
        let (actual, previous) = (get(&actual, row), get(&previous, row));
        let read = PredictionRow { date, cutoff, step, actual, previous, models };
        gathered.add(&context, ticker, row, read, &mut tally)?;
    }
    let by_ticker = gathered.by_ticker();
    if by_ticker.is_empty() {
        return Err(IngestError::NoRows { file: file.clone(), columns: shown });
    }
    let uses = uses(&layout, &values, &shown);
    Ok(Predictions {
        rows: by_ticker,
        unnamed,
        columns: uses,
        models: layout.models,
        rows_read: rows,
        findings: layout.findings.into_iter().chain(tally.finish()).collect(),
    })
}

/// The columns of forecasts that hold numbers, with them; models that have none are taken out of the layout.
fn forecasts(
    layout: &mut Layout,
    names: &[String],
    context: &Context<'_>,
    mut take: impl FnMut(usize) -> Cells,
) -> Result<Vec<(Value, Vec<f64>)>, IngestError> {
    let mut values: Vec<(Value, Vec<f64>)> = Vec::new();
    for value in std::mem::take(&mut layout.values) {
        let cells = take(value.at);
        if value.certain || !is_text(&cells) {
            let numbers = context.numbers(value.at, cells)?;
            values.push((value, numbers));
        }
    }
    drop_models_without_columns(&mut layout.models, &mut values);
    let quantiles = std::mem::take(&mut layout.quantiles);
    let models = owners(context.file, names, &mut layout.models, &quantiles)?;
    for (column, model) in quantiles.into_iter().zip(models) {
        let numbers = context.numbers(column.at, take(column.at))?;
        let part = Part::Quantile(column.level);
        values.push((Value { at: column.at, model, part, certain: true }, numbers));
    }
    if values.is_empty() {
        return Err(IngestError::MissingColumn {
            file: context.file.to_owned(),
            role: "predicted",
            given: None,
            found: context.shown.to_vec(),
        });
    }
    Ok(values)
}

/// The columns that nothing is read of, as one finding.
fn tell_unused(layout: &Layout, values: &[(Value, Vec<f64>)], shown: &[String], tally: &mut Tally) {
    let plain =
        [Some(layout.date), layout.ticker, layout.actual, layout.previous, layout.cutoff, layout.step];
    let used = |at: usize| plain.contains(&Some(at)) || values.iter().any(|(v, _)| v.at == at);
    let mut unused: Vec<String> =
        (0..shown.len()).filter(|&at| !used(at)).map(|at| format!("`{}`", shown[at])).collect();
    unused.sort();
    unused.dedup();
    if !unused.is_empty() {
        tally.add_many(FindingKind::UnusedColumns, None, None, unused.len(), || unused.join(", "));
    }
}

/// Whether the first value that is there is no number.
fn is_text(cells: &Cells) -> bool {
    let Cells::Text(column) = cells else {
        return !matches!(cells, Cells::Float(_) | Cells::Int(_));
    };
    let first = column.iter().map(str::trim).find(|t| !t.is_empty());
    let missing =
        |t: &str| ["nan", "null", "none", "n/a", "na", "nil"].iter().any(|m| t.eq_ignore_ascii_case(m));
    first.is_some_and(|t| {
        t.chars().all(|c| !c.is_ascii_digit()) && t.chars().any(char::is_alphabetic) && !missing(t)
    })
}

/// The ticker that the file is named after. Prices are named after their ticker, predictions rather after a model or a run, so
/// only a name without small letters is one: `AAPL.csv`, not `dir.csv`.
fn ticker_of_file(source: &Source) -> Option<Ticker> {
    source.ticker().filter(|_| !source.stem.chars().any(char::is_lowercase))
}

/// A model whose columns are all left out is none.
fn drop_models_without_columns(models: &mut Vec<String>, values: &mut [(Value, Vec<f64>)]) {
    let mut kept = Vec::new();
    for (place, name) in std::mem::take(models).into_iter().enumerate() {
        if values.iter().any(|(v, _)| v.model == place) {
            values.iter_mut().filter(|(v, _)| v.model == place).for_each(|(v, _)| v.model = kept.len());
            kept.push(name);
        }
    }
    *models = kept;
}

fn uses(layout: &Layout, values: &[(Value, Vec<f64>)], shown: &[String]) -> Vec<ColumnUse> {
    let plain = [
        ("date", Some(layout.date)),
        ("ticker", layout.ticker),
        ("actual", layout.actual),
        ("previous", layout.previous),
        ("cutoff", layout.cutoff),
        ("step", layout.step),
    ];
    let of = |role: &str, at: usize| ColumnUse { role: role.to_owned(), column: shown[at].clone() };
    let plain = plain.into_iter().filter_map(|(role, at)| at.map(|at| of(role, at)));
    let forecasts = values.iter().map(|(v, _)| match v.part {
        Part::Point => of("predicted", v.at),
        Part::Probability => of("probability", v.at),
        Part::Quantile(level) => of(&format!("quantile {level}"), v.at),
    });
    plain.chain(forecasts).collect()
}

/// What reading a column needs.
pub(super) struct Context<'a> {
    pub(super) file: &'a str,
    shown: &'a [String],
    pub(super) places: &'a Places,
    mark: DecimalMark,
    options: &'a PredictionOptions,
}

impl Context<'_> {
    fn days(&self, at: usize, cells: &Cells) -> Result<Vec<Option<Date>>, IngestError> {
        let read = stamps(self.file, &self.shown[at], cells, self.options.dates, self.places)?;
        let day = |(row, stamp): (usize, &Stamp)| match stamp {
            Stamp::Missing => Ok(None),
            Stamp::Date(date) => Ok(Some(*date)),
            Stamp::Local(local) | Stamp::Instant { local, .. } => Ok(Some(local.date())),
            Stamp::Wrong => Err(read.wrong(self.file, &self.shown[at], cells, row, self.places)),
        };
        read.values.iter().enumerate().map(day).collect()
    }

    fn numbers(&self, at: usize, cells: Cells) -> Result<Vec<f64>, IngestError> {
        floats(self.file, &self.shown[at], cells, self.mark, self.places)
    }

    fn tickers(&self, at: usize, cells: Cells) -> Result<Vec<Ticker>, IngestError> {
        let Cells::Text(texts) = cells else {
            return Err(IngestError::ColumnType {
                file: self.file.to_owned(),
                column: self.shown[at].clone(),
                found: cells.kind(),
                wanted: "tickers",
            });
        };
        let mut reading = Symbols::default();
        let mut read = |row: usize| {
            let text = texts.get(row);
            reading.read(text).ok_or_else(|| IngestError::Ticker {
                file: self.file.to_owned(),
                place: self.places.of(row),
                column: self.shown[at].clone(),
                value: shortened(text),
            })
        };
        (0..texts.len()).map(&mut read).collect()
    }

    /// Rows ahead, counted from 1.
    fn steps(&self, at: usize, cells: Cells) -> Result<Vec<Option<usize>>, IngestError> {
        let whole = |(row, value): (usize, f64)| {
            if value.is_nan() {
                return Ok(None);
            }
            if value.fract() == 0.0 && (1.0..=MOST_STEPS).contains(&value) {
                return Ok(Some(value as usize));
            }
            Err(IngestError::Step {
                file: self.file.to_owned(),
                place: self.places.of(row),
                column: self.shown[at].clone(),
                value,
            })
        };
        self.numbers(at, cells)?.into_iter().enumerate().map(whole).collect()
    }

    /// What one model says in a row, and whether its quantiles cross there.
    fn predicted(
        &self,
        values: &[(Value, Vec<f64>)],
        model: usize,
        row: usize,
    ) -> Result<(Option<Predicted>, bool), IngestError> {
        let mut out = Predicted::default();
        for (value, numbers) in values.iter().filter(|(v, _)| v.model == model) {
            let number = numbers[row];
            if !number.is_finite() {
                continue;
            }
            match value.part {
                Part::Point => out.point = Some(number),
                Part::Quantile(level) => out.quantiles.push(Quantile { level, value: number }),
                Part::Probability if (0.0..=1.0).contains(&number) => out.probability = Some(number),
                Part::Probability => {
                    return Err(IngestError::Probability {
                        file: self.file.to_owned(),
                        place: self.places.of(row),
                        column: self.shown[value.at].clone(),
                        value: number,
                    });
                }
            }
        }
        out.quantiles.sort_by(|a, b| a.level.total_cmp(&b.level));
        // of a median and a quantile of one half the first stays
        out.quantiles.dedup_by(|a, b| (a.level - b.level).abs() < SAME);
        let crossed = out.quantiles.windows(2).any(|pair| pair[0].value > pair[1].value);
        if crossed {
            let mut values: Vec<f64> = out.quantiles.iter().map(|q| q.value).collect();
            values.sort_by(f64::total_cmp);
            out.quantiles.iter_mut().zip(values).for_each(|(q, value)| q.value = value);
        }
        Ok(((out != Predicted::default()).then_some(out), crossed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_capitals_name_a_ticker() {
        let of = |name: &str| {
            let read = read(
                &Source::new(name, b"date,actual,predicted\n2024-01-02,1,2\n".to_vec().into()).unwrap(),
                &PredictionOptions::default(),
            );
            let read = read.unwrap();
            (read.rows.keys().next().unwrap().to_string(), read.unnamed)
        };
        assert_eq!(of("dir.csv"), ("SERIES".to_owned(), true));
        assert_eq!(of("runs/Lstm.csv"), ("SERIES".to_owned(), true));
        assert_eq!(of("runs/AAPL.csv"), ("AAPL".to_owned(), false));
        assert_eq!(of("BRK.B.csv"), ("BRK.B".to_owned(), false));
    }
}
