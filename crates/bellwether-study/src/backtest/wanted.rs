//! From forecasts to wanted positions on the ticker's bars.

use bellwether_core::{Bar, Date, TargetKind, Ticker};
use bellwether_evaluation::backtest::{DirectionHits, by_probability, by_rank, by_sign};

use crate::record::{ForecastPoint, ModelRow, TickerRecord};
use crate::{BacktestConfig, Sizing};

/// Bars from the first forecast's origin to the one after the last one's.
pub(super) struct Prices {
    pub(super) dates: Vec<Date>,
    pub(super) open: Vec<f64>,
    pub(super) close: Vec<f64>,
    pub(super) total_return: bool,
    pub(super) left_out: usize,
}

impl Prices {
    /// Scaled by the adjusted close where every bar has one: ratios of restated prices are the returns with dividends and splits, and
    /// no decision looks at them. `None` without forecasts, or with fewer than two bars.
    pub(super) fn of(bars: &[Bar], rows: &[ModelRow]) -> Option<Self> {
        let origins = || rows.iter().flat_map(|r| &r.forecasts).map(|f| f.origin);
        let (first, last) = (origins().min()?, origins().max()?);
        let from = bars.partition_point(|b| b.date() < first);
        let to = (bars.partition_point(|b| b.date() <= last) + 1).min(bars.len());
        let span = bars.get(from..to)?;
        let price = |v: f64| v.is_finite() && v > 0.0;
        let whole = |b: &&Bar| price(b.open) && price(b.close);
        let total_return = span.iter().filter(whole).all(|b| price(b.adj_close));
        let mut out =
            Self { dates: Vec::new(), open: Vec::new(), close: Vec::new(), total_return, left_out: 0 };
        for bar in span {
            let factor = if total_return { bar.adj_close / bar.close } else { 1.0 };
            if !whole(&bar) || !price(factor * bar.open) || !price(factor * bar.close) {
                out.left_out += 1;
                continue;
            }
            out.dates.push(bar.date());
            out.open.push(factor * bar.open);
            out.close.push(factor * bar.close);
        }
        (out.dates.len() > 1).then_some(out)
    }
}

/// The change that a forecast names: for prices as a share of the last known one, for directions ±1 or, with a probability, how far it
/// is from even.
fn expected(kind: TargetKind, f: &ForecastPoint) -> f64 {
    match kind {
        TargetKind::Direction => f.probability.map_or(2.0 * f.predicted - 1.0, |p| 2.0 * p - 1.0),
        TargetKind::LogReturn => f.predicted,
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => {
            (f.predicted - f.last_known) / f.last_known.abs()
        }
    }
}

/// The change that came.
fn came(kind: TargetKind, f: &ForecastPoint) -> f64 {
    match kind {
        TargetKind::Direction => 2.0 * f.actual - 1.0,
        TargetKind::LogReturn => f.actual,
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => f.actual - f.last_known,
    }
}

/// The position wanted at each bar; nothing where there is no forecast.
pub(super) fn wanted(
    kind: TargetKind,
    settings: &BacktestConfig,
    row: &ModelRow,
    dates: &[Date],
    ticker: &Ticker,
    all: &[TickerRecord],
) -> Result<(Vec<f64>, DirectionHits), String> {
    if row.forecasts.is_empty() {
        return Err("it has no forecasts".to_owned());
    }
    let changes: Vec<f64> = row.forecasts.iter().map(|f| expected(kind, f)).collect();
    // a class of even odds is a rise, as in the leaderboard
    let named: Vec<f64> = match kind {
        TargetKind::Direction => row.forecasts.iter().map(|f| 2.0 * f.predicted - 1.0).collect(),
        _ => changes.clone(),
    };
    let actual: Vec<f64> = row.forecasts.iter().map(|f| came(kind, f)).collect();
    let hits = DirectionHits::of(&named, &actual);
    let sizes = match settings.sizing {
        Sizing::Sign => by_sign(&named, settings.long_only),
        Sizing::Probability => {
            let probability: Option<Vec<f64>> = row.forecasts.iter().map(|f| f.probability).collect();
            let none = || "it gives no probabilities".to_owned();
            by_probability(&probability.ok_or_else(none)?, settings.long_only)
        }
        Sizing::Rank => ranked(kind, settings.long_only, row, ticker, all)?,
    };
    let mut out = vec![0.0; dates.len()];
    for (f, size) in row.forecasts.iter().zip(sizes) {
        if let Ok(at) = dates.binary_search(&f.origin) {
            out[at] = size;
        }
    }
    Ok((out, hits))
}

/// By rank among the tickers that the same model and arm forecast on the same day.
fn ranked(
    kind: TargetKind,
    long_only: bool,
    row: &ModelRow,
    ticker: &Ticker,
    all: &[TickerRecord],
) -> Result<Vec<f64>, String> {
    let others: Vec<&[ForecastPoint]> = all
        .iter()
        .filter(|t| t.ticker != *ticker)
        .filter_map(|t| t.rows.iter().find(|r| r.model == row.model && r.arm == row.arm))
        .map(|r| &r.forecasts[..])
        .filter(|f| !f.is_empty())
        .collect();
    if others.is_empty() {
        return Err("ranks need forecasts of at least two tickers".to_owned());
    }
    let place = |f: &ForecastPoint| {
        let of_day = |other: &&[ForecastPoint]| {
            other.binary_search_by_key(&f.origin, |o| o.origin).ok().map(|at| expected(kind, &other[at]))
        };
        let mut day = vec![expected(kind, f)];
        day.extend(others.iter().filter_map(of_day));
        by_rank(&day, long_only)[0]
    };
    Ok(row.forecasts.iter().map(place).collect())
}
