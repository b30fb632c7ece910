//! From rows of a file to samples: what came, what was known before, and what each model said.

use std::collections::{BTreeMap, BTreeSet};

use bellwether_core::{Date, Finding, FindingKind, TargetKind, Ticker};
use bellwether_ingest::{Predicted, PredictionRow, Predictions, Prices};

use super::{CheckConfig, CheckError};
use crate::words::count;

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
}

/// All tickers.
pub(super) struct All {
    pub(super) kind: TargetKind,
    pub(super) tickers: Vec<Aligned>,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn align(
    config: &CheckConfig,
    predictions: &Predictions,
    prices: Option<&Prices>,
) -> Result<All, CheckError> {
    let rows = || predictions.rows.values().flatten();
    let has_actual = rows().any(|r| r.actual.is_some());
    if !has_actual && prices.is_none() {
        let columns = predictions.columns.iter().map(|c| format!("`{}` ({})", c.column, c.role)).collect();
        return Err(CheckError::NoActual { columns });
    }
    let kind = config.target.unwrap_or_else(|| told_kind(predictions, has_actual));
    let mut all = All { kind, tickers: Vec::new(), findings: Vec::new() };
    let mut steps_found = BTreeSet::new();
    for (ticker, own) in &predictions.rows {
        let closes = closes(ticker, prices)?;
        let aligned =
            one(config, kind, (ticker, own), &closes, has_actual, &mut steps_found, &predictions.models)?;
        if aligned.samples.is_empty() {
            let message = "No day has a forecast, what came, and what was known before; left out".to_owned();
            all.findings.push(Finding {
                kind: FindingKind::SkippedRows,
                ticker: None,
                date: None,
                count: own.len(),
                message: format!("{ticker}: {}", message.to_lowercase()),
                examples: Vec::new(),
            });
        } else {
            all.tickers.push(aligned);
        }
    }
    if all.tickers.is_empty() {
        if !steps_found.is_empty() && !steps_found.contains(&config.horizon) {
            let found = steps_found.iter().map(ToString::to_string).collect();
            return Err(CheckError::NoSuchHorizon { horizon: config.horizon, found });
        }
        return Err(CheckError::Nothing { horizon: config.horizon, rows: predictions.rows_read });
    }
    Ok(all)
}

/// The closes of a ticker by day; none without prices.
fn closes(ticker: &Ticker, prices: Option<&Prices>) -> Result<BTreeMap<Date, f64>, CheckError> {
    let Some(prices) = prices else { return Ok(BTreeMap::new()) };
    let bars = prices.bars.get(ticker).or_else(|| {
        // one series in both files is the same one
        (prices.bars.len() == 1 && ticker.as_str() == "SERIES").then(|| prices.bars.values().next()).flatten()
    });
    let Some(bars) = bars else {
        let found = prices.bars.keys().map(ToString::to_string).collect();
        return Err(CheckError::NoPrices { ticker: ticker.clone(), found });
    };
    Ok(bars.iter().filter(|b| b.close.is_finite()).map(|b| (b.date(), b.close)).collect())
}

/// What the actual values look like.
fn told_kind(predictions: &Predictions, has_actual: bool) -> TargetKind {
    let rows = || predictions.rows.values().flatten();
    if !has_actual {
        let values = || rows().flat_map(|r| r.models.iter().flatten());
        let classes =
            values().all(|p| p.point.is_none_or(|v| v == 0.0 || v == 1.0) && p.quantiles.is_empty());
        return if classes { TargetKind::Direction } else { TargetKind::Close };
    }
    let actual = || rows().filter_map(|r| r.actual);
    if actual().all(|v| v == 0.0 || v == 1.0) || actual().all(|v| v == -1.0 || v == 1.0) {
        TargetKind::Direction
    } else if actual().any(|v| v <= 0.0) {
        TargetKind::LogReturn
    } else {
        TargetKind::Close
    }
}

fn one(
    config: &CheckConfig,
    kind: TargetKind,
    (ticker, rows): (&Ticker, &[PredictionRow]),
    closes: &BTreeMap<Date, f64>,
    has_actual: bool,
    steps_found: &mut BTreeSet<usize>,
    models: &[String],
) -> Result<Aligned, CheckError> {
    let h = config.horizon;
    let signed = kind == TargetKind::Direction && rows.iter().any(|r| r.actual == Some(-1.0));
    // what came by day, from the file or else from prices
    let mut actual: BTreeMap<Date, f64> = BTreeMap::new();
    if has_actual {
        actual.extend(rows.iter().filter_map(|r| Some((r.date, class(r.actual?, signed)))));
    } else {
        actual.extend(from_closes(kind, closes, h));
    }
    let wrong = |(_, v): &(&Date, &f64)| match kind {
        TargetKind::Direction => **v != 0.0 && **v != 1.0,
        TargetKind::LogReturn => false,
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => **v <= 0.0,
    };
    if let Some((date, value)) = actual.iter().find(wrong) {
        return Err(CheckError::Value { ticker: ticker.clone(), date: *date, value: *value, kind });
    }
    // the calendar that rows are counted by
    let days: Vec<Date> = if closes.is_empty() {
        let all = rows.iter().flat_map(|r| [Some(r.date), r.cutoff]).flatten();
        all.collect::<BTreeSet<_>>().into_iter().collect()
    } else {
        // sessions alone: a forecast of a holiday must not move the others
        closes.keys().copied().collect()
    };
    let place = |date: Date| days.partition_point(|d| *d < date);
    let last_until = |date: Date| days[..days.partition_point(|d| *d <= date)].last().copied();
    let known: Vec<(Date, f64)> = actual.iter().map(|(d, v)| (*d, *v)).collect();
    let mut out = Aligned {
        ticker: ticker.clone(),
        samples: Vec::new(),
        known: known.iter().map(|k| k.1).collect(),
        skipped: 0,
        findings: Vec::new(),
    };
    let mut left = Left::default();
    for row in rows {
        if days.binary_search(&row.date).is_err() {
            left.no_session += 1;
            continue;
        }
        if let Some(cutoff) = row.cutoff {
            let step = (place(row.date) + 1).saturating_sub(days.partition_point(|d| *d <= cutoff));
            steps_found.insert(step);
            if step != h {
                left.other_step += 1;
                continue;
            }
        }
        let Some(&came) = actual.get(&row.date) else {
            left.no_actual += 1;
            continue;
        };
        let at = place(row.date);
        // a cutoff on a weekend knows the session before it
        let origin = match row.cutoff {
            Some(cutoff) => last_until(cutoff).or(row.previous.and(row.cutoff)),
            None => at.checked_sub(h).map(|i| days[i]),
        };
        // without a day before it, the file's previous value is of a day that it does not name
        let origin = origin.or_else(|| row.previous.and(row.date.yesterday().ok()));
        let before = origin.and_then(|origin| match kind {
            TargetKind::LogReturn => Some(0.0),
            TargetKind::Direction => actual.get(&origin).copied(),
            _ => row.previous.or_else(|| closes.get(&origin).copied()).or_else(|| {
                let rebuilt = actual.get(&origin).copied();
                left.rebuilt += usize::from(rebuilt.is_some());
                rebuilt
            }),
        });
        let (Some(origin), Some(last_known)) = (origin, before) else {
            left.no_before += 1;
            continue;
        };
        let Some(given) = row.models.iter().cloned().collect::<Option<Vec<Predicted>>>() else {
            left.no_forecast += 1;
            continue;
        };
        let mut said = Vec::new();
        for (predicted, model) in given.into_iter().zip(models) {
            let complete = completed(predicted, kind, signed).ok_or_else(|| CheckError::NoPoint {
                model: model.clone(),
                ticker: ticker.clone(),
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
            known: known.partition_point(|k| k.0 <= origin),
            models: said,
        });
    }
    out.samples.sort_by_key(|s| s.date);
    out.skipped = left.no_actual + left.no_before + left.no_forecast + left.other_step + left.no_session;
    out.findings = left.findings(ticker, h, kind);
    Ok(out)
}

/// A class of −1 and 1 as 0 and 1.
fn class(value: f64, signed: bool) -> f64 {
    if signed && value == -1.0 { 0.0 } else { value }
}

/// Values of the target from closes, `h` sessions apart.
fn from_closes(kind: TargetKind, closes: &BTreeMap<Date, f64>, h: usize) -> Vec<(Date, f64)> {
    let all: Vec<(Date, f64)> = closes.iter().map(|(d, c)| (*d, *c)).collect();
    let pairs = || all.iter().zip(all.iter().skip(h));
    match kind {
        TargetKind::LogReturn => {
            pairs().map(|(a, b)| (b.0, (b.1 / a.1).ln())).filter(|v| v.1.is_finite()).collect()
        }
        TargetKind::Direction => pairs().map(|(a, b)| (b.0, f64::from(b.1 > a.1))).collect(),
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => all,
    }
}

/// The point where it follows from what is there: the median, or the class that a probability stands for.
fn completed(predicted: Predicted, kind: TargetKind, signed: bool) -> Option<Predicted> {
    if kind == TargetKind::Direction {
        let point = predicted.point.map(|p| if signed { class(p, true) } else { p });
        let is_class = point.is_some_and(|p| p == 0.0 || p == 1.0);
        let share = point.filter(|p| (0.0..=1.0).contains(p) && !is_class);
        // a signed score names a direction, a share between the classes a probability
        let probability = predicted.probability.or(share.filter(|_| !signed));
        let named = match (point, probability) {
            (Some(p), _) if is_class => Some(p),
            (_, Some(p)) => Some(f64::from(p >= 0.5)),
            (Some(p), None) if signed => Some(f64::from(p > 0.0)),
            _ => None,
        };
        return Some(Predicted { point: Some(named?), probability, quantiles: Vec::new() });
    }
    let median = || predicted.quantiles.iter().find(|q| (q.level - 0.5).abs() < 1e-9).map(|q| q.value);
    let point = predicted.point.or_else(median)?;
    Some(Predicted { point: Some(point), probability: None, ..predicted })
}

/// Rows that are left out, by reason, and what was rebuilt.
#[derive(Default)]
struct Left {
    no_actual: usize,
    no_before: usize,
    no_forecast: usize,
    other_step: usize,
    no_session: usize,
    rebuilt: usize,
}

impl Left {
    fn findings(&self, ticker: &Ticker, h: usize, kind: TargetKind) -> Vec<Finding> {
        let finding = |n: usize, kind, message: String| Finding {
            kind,
            ticker: Some(ticker.clone()),
            date: None,
            count: n,
            message,
            examples: Vec::new(),
        };
        let before = if h == 1 { "the row before".to_owned() } else { format!("{h} rows before") };
        let what = if kind == TargetKind::Direction { "a direction" } else { "a value" };
        let skipped = [
            (self.no_session, "on a day without a close in the prices".to_owned()),
            (self.no_actual, "without what came".to_owned()),
            (self.no_before, format!("without {what} of {before}, which the naive forecast repeats")),
            (self.no_forecast, "without a forecast of every model".to_owned()),
            (self.other_step, format!("forecast another number of rows ahead than {h}")),
        ];
        let mut out: Vec<Finding> = skipped
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, why)| {
                finding(n, FindingKind::SkippedRows, format!("{} {why}; left out", count(n, "row")))
            })
            .collect();
        if self.rebuilt > 0 {
            let have = if self.rebuilt == 1 { "has" } else { "have" };
            let text = format!(
                "{} {have} no previous close: it is the actual of {before} instead; a day that is not in the file makes it \
                 older",
                count(self.rebuilt, "row")
            );
            out.push(finding(self.rebuilt, FindingKind::AbsentColumns, text));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bellwether_ingest::{PredictionOptions, PriceOptions, read_predictions_bytes, read_prices_bytes};

    fn aligned(predictions: &str, prices: Option<&str>) -> All {
        let read = read_predictions_bytes("x.csv", predictions.as_bytes(), &PredictionOptions::default());
        let prices =
            prices.map(|p| read_prices_bytes("A.csv", p.as_bytes(), &PriceOptions::default()).unwrap());
        align(&CheckConfig::default(), &read.unwrap(), prices.as_ref()).unwrap_or_else(|e| panic!("{e}"))
    }

    fn told(all: &All) -> Vec<(usize, &str)> {
        all.tickers[0].findings.iter().map(|f| (f.count, f.message.as_str())).collect()
    }

    const CLOSES: &str = "date,close\n2024-01-02,10\n2024-01-03,11\n2024-01-05,12\n2024-01-08,13\n";

    /// The fourth is no session: it is left out, and the fifth is still one session after the third.
    #[test]
    fn a_holiday_costs_only_its_own_row() {
        let file = "ticker,date,predicted\nA,2024-01-03,1\nA,2024-01-04,2\nA,2024-01-05,3\nA,2024-01-08,4\n";
        let all = aligned(file, Some(CLOSES));
        let samples = &all.tickers[0].samples;
        let seen: Vec<_> = samples.iter().map(|s| (s.date.day(), s.last_known, s.actual)).collect();
        assert_eq!(seen, [(3, 10.0, 11.0), (5, 11.0, 12.0), (8, 12.0, 13.0)]);
        assert_eq!(told(&all), [(1, "1 row on a day without a close in the prices; left out")]);
    }

    /// A cutoff on a Sunday knows Friday's close.
    #[test]
    fn a_cutoff_between_sessions() {
        let all = aligned("unique_id,ds,cutoff,LSTM\nA,2024-01-08,2024-01-07,12.5\n", Some(CLOSES));
        let sample = &all.tickers[0].samples[0];
        assert_eq!((sample.origin.day(), sample.last_known), (5, 12.0));
    }

    /// Of three rows the first has no row before it, the second names its previous close, the third has that of the second.
    #[test]
    fn only_rebuilt_previous_closes_are_counted() {
        let file = "date,ticker,actual,previous_close,predicted\n2024-01-02,A,10,,1\n2024-01-03,A,11,10.5,1\n\
                    2024-01-05,A,12,,1\n";
        let all = aligned(file, None);
        let known: Vec<f64> = all.tickers[0].samples.iter().map(|s| s.last_known).collect();
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
