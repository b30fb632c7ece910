//! From rows of a file to samples: what came, what was known before, and what each model said.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Bar, Date, Finding, FindingKind, TargetKind, Ticker};
use bellwether_ingest::{Predicted, PredictionRow, Predictions, Prices};

use super::left::Left;
use super::target::{class, completed, from_closes, is_price, is_wrong, told_kind};
use super::{CheckConfig, CheckError, scale};

/// One day of one ticker with all that is compared.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// The last day known.
    pub(super) origin: Date,
    pub(super) date: Date,
    pub(super) actual: f64,
    /// The naive forecast.
    pub(super) last_known: f64,
    /// What is known of earlier days when the forecast is made: actual values up to the origin, oldest first; a place in
    /// [`Aligned::known`].
    pub(super) known: usize,
    pub(super) models: Vec<Predicted>,
}

/// One ticker's samples, oldest first.
#[derive(Debug, Clone)]
pub(super) struct Aligned {
    pub(super) ticker: Ticker,
    pub(super) samples: Vec<Sample>,
    /// The actual values by day, of which a sample knows the first so many.
    pub(super) known: Vec<f64>,
    pub(super) skipped: usize,
    pub(super) findings: Vec<Finding>,
    /// Days whose last known value is that of a row before, and how many of them follow a hole in the file.
    pub(super) holes: [usize; 2],
}

/// The rows of all tickers, from which the samples of each horizon are taken.
pub(super) struct Prepared<'a> {
    pub(super) kind: TargetKind,
    /// How many rows ahead there are forecasts, rising; where one is asked for, that alone.
    pub(super) horizons: Vec<usize>,
    /// What is odd about the values, in sentences.
    pub(super) remarks: Vec<String>,
    series: Vec<Series<'a>>,
    models: &'a [String],
    /// Whether one horizon is asked for, and rows of others are left out.
    asked: bool,
}

/// One ticker's rows.
struct Series<'a> {
    ticker: &'a Ticker,
    rows: &'a [PredictionRow],
    /// By session; empty without prices.
    closes: BTreeMap<Date, f64>,
    /// What came by day, where it is the same at each horizon.
    actual: Option<BTreeMap<Date, f64>>,
    /// Whether it is in the file.
    has_actual: bool,
    /// The calendar that rows are counted by.
    days: Vec<Date>,
    /// Rows ahead of each row's last known day; none on a day that is no session.
    steps: Vec<Option<usize>>,
    /// Whether directions are −1 and 1.
    signed: bool,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(
        config: &CheckConfig,
        predictions: &'a Predictions,
        prices: Option<&Prices>,
    ) -> Result<Self, CheckError> {
        let has_actual = predictions.rows.values().flatten().any(|r| r.actual.is_some());
        if !has_actual && prices.is_none() {
            let columns =
                predictions.columns.iter().map(|c| format!("`{}` ({})", c.column, c.role)).collect();
            return Err(CheckError::NoActual { columns });
        }
        let kind = config.target.unwrap_or_else(|| told_kind(predictions, has_actual));
        scale::of_what_came(kind, predictions)?;
        if config.target.is_none() && kind == TargetKind::LogReturn && config.horizon.unwrap_or(1) == 1 {
            scale::of_returns(predictions)?;
        }
        let mut series = Vec::new();
        for (ticker, rows) in &predictions.rows {
            let closes = closes(kind, ticker, prices)?;
            series.push(Series::new(config, kind, (ticker, rows), closes, has_actual)?);
        }
        let mut remarks = Vec::new();
        if has_actual && is_price(kind) {
            let both = series.iter().map(|s| (s.ticker, s.rows, &s.closes));
            remarks.extend(scale::beside_prices(both)?);
        }
        let found: BTreeSet<usize> = series.iter().flat_map(|s| s.steps.iter().flatten()).copied().collect();
        let horizons = match config.horizon {
            Some(horizon) if found.is_empty() || found.contains(&horizon) => vec![horizon],
            Some(horizon) => {
                let found = found.iter().map(ToString::to_string).collect();
                return Err(CheckError::NoSuchHorizon { horizon, found });
            }
            None if found.is_empty() => vec![1],
            None => found.into_iter().collect(),
        };
        let asked = config.horizon.is_some();
        Ok(Self { kind, horizons, remarks, series, models: &predictions.models, asked })
    }

    /// The samples of one horizon of the tickers that have any, and a finding for each that has rows and no samples.
    pub(super) fn at(&self, horizon: usize) -> Result<(Vec<Aligned>, Vec<Finding>), CheckError> {
        let (mut tickers, mut findings) = (Vec::new(), Vec::new());
        for series in &self.series {
            let aligned = series.at(horizon, self.kind, self.models, self.asked)?;
            if !aligned.samples.is_empty() {
                tickers.push(aligned);
            } else if aligned.skipped > 0 {
                findings.push(Finding {
                    kind: FindingKind::SkippedRows,
                    ticker: None,
                    date: None,
                    count: aligned.skipped,
                    message: format!(
                        "{}: no day has a forecast, what came, and what was known before; left out",
                        series.ticker
                    ),
                    examples: Vec::new(),
                });
            }
        }
        Ok((tickers, findings))
    }
}

/// Days that follow a longer hole than most: a file without some of its sessions. Files of weeks or months have none.
fn holes(days: &[Date]) -> usize {
    let weekday = |day: &Date| day.weekday().to_monday_one_offset() < 6;
    let steps: Vec<usize> = days
        .windows(2)
        // a year stands for all that is longer
        .map(|pair| {
            let days = pair[0].series(jiff::Span::new().days(1)).skip(1).take(366);
            days.take_while(|day| *day <= pair[1]).filter(weekday).count()
        })
        .collect();
    let Some(usual) = scale::median(steps.iter().map(|step| *step as f64).collect()) else { return 0 };
    steps.iter().filter(|step| **step as f64 > 1.5 * usual.max(1.0)).count()
}

impl<'a> Series<'a> {
    fn new(
        config: &CheckConfig,
        kind: TargetKind,
        (ticker, rows): (&'a Ticker, &'a [PredictionRow]),
        closes: BTreeMap<Date, f64>,
        has_actual: bool,
    ) -> Result<Self, CheckError> {
        let signed = kind == TargetKind::Direction && rows.iter().any(|r| r.actual == Some(-1.0));
        let came = rows.iter().filter_map(|r| Some((r.date, class(r.actual?, signed))));
        let priced = closes.iter().filter(|_| !has_actual && is_price(kind)).map(|(d, v)| (*d, *v));
        if let Some((date, value)) = came.clone().chain(priced).find(|(_, v)| is_wrong(kind, *v)) {
            return Err(CheckError::Value { ticker: ticker.clone(), date, value, kind });
        }
        let actual = match (is_price(kind), has_actual) {
            (true, true) => Some(one_a_day(ticker, came)?),
            (true, false) => Some(closes.clone()),
            // a return over more rows is another one
            (false, _) => None,
        };
        let days: Vec<Date> = if closes.is_empty() {
            let all = rows.iter().flat_map(|r| [Some(r.date), r.cutoff]).flatten();
            all.collect::<BTreeSet<_>>().into_iter().collect()
        } else {
            // sessions alone: a forecast of a holiday must not move the others
            closes.keys().copied().collect()
        };
        let step = |row: &PredictionRow| {
            let at = days.binary_search(&row.date).ok()?;
            let counted = |cutoff| (at + 1).saturating_sub(days.partition_point(|d| *d <= cutoff));
            Some(row.step.or(row.cutoff.map(counted)).or(config.horizon).unwrap_or(1))
        };
        let steps = rows.iter().map(step).collect();
        Ok(Self { ticker, rows, closes, actual, has_actual, days, steps, signed })
    }

    /// The samples so many rows ahead; rows of another horizon are counted as left out where this one is asked for.
    fn at(&self, h: usize, kind: TargetKind, models: &[String], asked: bool) -> Result<Aligned, CheckError> {
        let own: BTreeMap<Date, f64>;
        let actual = if let Some(actual) = &self.actual {
            actual
        } else {
            own = if self.has_actual { self.came(h) } else { from_closes(kind, &self.closes, h) };
            &own
        };
        let known: Vec<Date> = actual.keys().copied().collect();
        let mut out = Aligned {
            ticker: self.ticker.clone(),
            samples: Vec::new(),
            known: actual.values().copied().collect(),
            skipped: 0,
            findings: Vec::new(),
            holes: [0; 2],
        };
        let mut left = Left::default();
        for (row, step) in self.rows.iter().zip(&self.steps) {
            match step {
                Some(step) if *step == h => {}
                Some(_) => {
                    left.other_step += usize::from(asked);
                    continue;
                }
                None => {
                    left.no_session += 1;
                    continue;
                }
            }
            let Some(&came) = actual.get(&row.date) else {
                left.no_actual += 1;
                continue;
            };
            let Some((origin, last_known)) = self.before(row, h, kind, actual, &mut left) else {
                left.no_before += 1;
                continue;
            };
            let Some(given) = row.models.iter().cloned().collect::<Option<Vec<Predicted>>>() else {
                left.no_forecast += 1;
                continue;
            };
            let mut said = Vec::with_capacity(models.len());
            for (predicted, model) in given.into_iter().zip(models) {
                let complete =
                    completed(predicted, kind, self.signed).ok_or_else(|| CheckError::NoPoint {
                        model: model.clone(),
                        ticker: self.ticker.clone(),
                        date: row.date,
                        kind,
                    })?;
                said.push(complete);
            }
            out.samples.push(Sample {
                origin,
                date: row.date,
                actual: came,
                last_known,
                known: known.partition_point(|day| *day <= origin),
                models: said,
            });
        }
        out.samples.sort_by_key(|s| s.date);
        out.skipped = left.rows();
        out.findings = left.findings(self.ticker, h, kind);
        if left.rebuilt > 0 && self.rows.iter().all(|row| row.cutoff.is_none()) {
            out.holes = [self.days.len().saturating_sub(1), holes(&self.days)];
        }
        Ok(out)
    }

    /// What came by day in the rows of one horizon.
    fn came(&self, h: usize) -> BTreeMap<Date, f64> {
        let rows = self.rows.iter().zip(&self.steps).filter(|(_, step)| **step == Some(h));
        rows.filter_map(|(r, _)| Some((r.date, class(r.actual?, self.signed)))).collect()
    }

    /// The last day known and its value, which the naive forecast repeats.
    fn before(
        &self,
        row: &PredictionRow,
        h: usize,
        kind: TargetKind,
        actual: &BTreeMap<Date, f64>,
        left: &mut Left,
    ) -> Option<(Date, f64)> {
        let days = &self.days;
        let last_until = |date: Date| days[..days.partition_point(|d| *d <= date)].last().copied();
        // a cutoff on a weekend knows the session before it
        let origin = match row.cutoff {
            Some(cutoff) => last_until(cutoff).or(row.previous.and(row.cutoff)),
            None => days.partition_point(|d| *d < row.date).checked_sub(h).map(|i| days[i]),
        };
        // without a day before it, the file's previous value is of a day that it does not name
        let origin = origin.or_else(|| row.previous.and(row.date.yesterday().ok()))?;
        let last_known = match kind {
            TargetKind::LogReturn => Some(0.0),
            TargetKind::Direction => actual.get(&origin).copied(),
            _ => row.previous.or_else(|| self.closes.get(&origin).copied()).or_else(|| {
                let rebuilt = actual.get(&origin).copied();
                left.rebuilt += usize::from(rebuilt.is_some());
                rebuilt
            }),
        };
        Some((origin, last_known?))
    }
}

/// The prices of a ticker by day that the target is one of, for returns and directions the closes; none without prices.
fn closes(
    kind: TargetKind,
    ticker: &Ticker,
    prices: Option<&Prices>,
) -> Result<BTreeMap<Date, f64>, CheckError> {
    let Some(prices) = prices else { return Ok(BTreeMap::new()) };
    let bars = prices.bars.get(ticker).or_else(|| {
        // one series in both files is the same one
        (prices.bars.len() == 1 && ticker.as_str() == "SERIES").then(|| prices.bars.values().next()).flatten()
    });
    let Some(bars) = bars else {
        let found = prices.bars.keys().map(ToString::to_string).collect();
        return Err(CheckError::NoPrices { ticker: ticker.clone(), found });
    };
    let price = |b: &Bar| match kind {
        TargetKind::Open => b.open,
        TargetKind::AdjClose => b.adj_close,
        TargetKind::Close | TargetKind::LogReturn | TargetKind::Direction => b.close,
    };
    let found: BTreeMap<Date, f64> =
        bars.iter().map(|b| (b.date(), price(b))).filter(|(_, price)| price.is_finite()).collect();
    if found.is_empty() {
        return Err(CheckError::NoSuchPrice { ticker: ticker.clone(), kind });
    }
    Ok(found)
}

/// The price of each day, which is one whenever it was forecast.
fn one_a_day(
    ticker: &Ticker,
    came: impl Iterator<Item = (Date, f64)>,
) -> Result<BTreeMap<Date, f64>, CheckError> {
    let mut out = BTreeMap::new();
    for (date, value) in came {
        let first = *out.entry(date).or_insert(value);
        if (first - value).abs() > 1e-9 * first.abs() {
            return Err(CheckError::TwoActuals { ticker: ticker.clone(), date, first, second: value });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwether_ingest::{PredictionOptions, PriceOptions, read_predictions_bytes, read_prices_bytes};

    fn read(predictions: &str) -> Predictions {
        read_predictions_bytes("x.csv", predictions.as_bytes(), &PredictionOptions::default()).unwrap()
    }

    fn aligned(predictions: &str, prices: Option<&str>) -> Aligned {
        let prices =
            prices.map(|p| read_prices_bytes("A.csv", p.as_bytes(), &PriceOptions::default()).unwrap());
        let read = read(predictions);
        let prepared = Prepared::new(&CheckConfig::default(), &read, prices.as_ref());
        let prepared = prepared.unwrap_or_else(|e| panic!("{e}"));
        prepared.at(prepared.horizons[0]).unwrap_or_else(|e| panic!("{e}")).0.remove(0)
    }

    fn told(all: &Aligned) -> Vec<(usize, &str)> {
        all.findings.iter().map(|f| (f.count, f.message.as_str())).collect()
    }

    const CLOSES: &str = "date,close\n2024-01-02,10\n2024-01-03,11\n2024-01-05,12\n2024-01-08,13\n";

    /// The fourth is no session: it is left out, and the fifth is still one session after the third.
    #[test]
    fn a_holiday_costs_only_its_own_row() {
        let file = "ticker,date,predicted\nA,2024-01-03,1\nA,2024-01-04,2\nA,2024-01-05,3\nA,2024-01-08,4\n";
        let all = aligned(file, Some(CLOSES));
        let samples = &all.samples;
        let seen: Vec<_> = samples.iter().map(|s| (s.date.day(), s.last_known, s.actual)).collect();
        assert_eq!(seen, [(3, 10.0, 11.0), (5, 11.0, 12.0), (8, 12.0, 13.0)]);
        assert_eq!(told(&all), [(1, "1 row on a day without a close in the prices; left out")]);
    }

    /// A cutoff on a Sunday knows Friday's close.
    #[test]
    fn a_cutoff_between_sessions() {
        let all = aligned("unique_id,ds,cutoff,LSTM\nA,2024-01-08,2024-01-07,12.5\n", Some(CLOSES));
        let sample = &all.samples[0];
        assert_eq!((sample.origin.day(), sample.last_known), (5, 12.0));
    }

    /// Of three rows the first has no row before it, the second names its previous close, the third has that of the second.
    #[test]
    fn only_rebuilt_previous_closes_are_counted() {
        let file = "date,ticker,actual,previous_close,predicted\n2024-01-02,A,10,,1\n2024-01-03,A,11,10.5,1\n\
                    2024-01-05,A,12,,1\n";
        let all = aligned(file, None);
        let known: Vec<f64> = all.samples.iter().map(|s| s.last_known).collect();
        assert_eq!(known, [10.5, 11.0]);
        let rebuilt = told(&all).into_iter().find(|t| t.1.contains("previous close")).unwrap();
        assert_eq!(rebuilt.0, 1);
        assert!(rebuilt.1.starts_with("1 row has no previous close"), "{}", rebuilt.1);
        let priced = aligned(file, Some(CLOSES));
        assert_eq!(
            told(&priced),
            [(1, "1 row without a value of the row before, which the naive forecast repeats; left out")]
        );
    }
}
