//! The study's backtest: each row's forecasts traded against the ticker's bars.

mod group;
mod wanted;

use std::collections::BTreeSet;

use bellwether_core::Date;
use bellwether_evaluation::backtest::{Backtest, BacktestError, DirectionHits, Member, equal_weight};

use crate::record::{BacktestRecord, TickerRecord, TradedGroup};
use crate::samples::TickerStudy;
use crate::{BacktestConfig, StudyConfig, verdict};
use group::{Run, group};
use wanted::{Prices, wanted};

/// Sessions of a year, by which returns and risks are scaled.
const SESSIONS: f64 = 252.0;

/// One row on one ticker: what was traded, or why nothing was.
type Outcome = Result<(Backtest, DirectionHits), String>;

/// One ticker's bars over the test span, and its rows' trades in the record's order.
struct TickerRuns<'a> {
    record: &'a TickerRecord,
    prices: Prices,
    hold: Backtest,
    rows: Vec<Outcome>,
}

/// The backtest; none when the study asks for none.
pub(crate) fn backtest(
    config: &StudyConfig,
    studies: &[TickerStudy],
    records: &[TickerRecord],
) -> Option<BacktestRecord> {
    let settings = config.backtest.as_ref()?;
    let none = BacktestRecord {
        rules: settings.words(),
        not_claimed: None,
        words: Vec::new(),
        portfolio: None,
        tickers: Vec::new(),
    };
    if let Some(reason) = verdict::not_evidence(config) {
        let words = "Nothing is claimed of trading these forecasts, and nothing was traded.";
        return Some(BacktestRecord { not_claimed: Some(format!("{words} {reason}")), ..none });
    }
    let runs: Vec<TickerRuns<'_>> = records
        .iter()
        .filter_map(|record| {
            let study = studies.iter().find(|s| s.ticker == record.ticker)?;
            runs(config, settings, study, record, records)
        })
        .collect();
    let tickers: Vec<TradedGroup> = runs.iter().filter_map(one).collect();
    let portfolio = if runs.len() > 1 { together(&runs) } else { None };
    let words = match portfolio.as_ref().or(tickers.first()) {
        Some(main) => group::sentences(main),
        None => vec!["No ticker has forecasts that could be traded.".to_owned()],
    };
    Some(BacktestRecord { words, portfolio, tickers, ..none })
}

fn runs<'a>(
    config: &StudyConfig,
    settings: &BacktestConfig,
    study: &TickerStudy,
    record: &'a TickerRecord,
    all: &[TickerRecord],
) -> Option<TickerRuns<'a>> {
    let prices = Prices::of(&study.bars, &record.rows)?;
    let rules = settings.rules();
    let hold = bellwether_evaluation::backtest::buy_and_hold(&prices.open, &prices.close, &rules).ok()?;
    let trade = |row| -> Outcome {
        let (wanted, hits) = wanted(config.target.kind, settings, row, &prices.dates, &record.ticker, all)?;
        let traded = bellwether_evaluation::backtest::backtest(&prices.open, &prices.close, &wanted, &rules);
        Ok((traded.map_err(|e: BacktestError| e.to_string())?, hits))
    };
    let rows = record.rows.iter().map(trade).collect();
    Some(TickerRuns { record, prices, hold, rows })
}

/// One ticker for itself.
fn one(runs: &TickerRuns<'_>) -> Option<TradedGroup> {
    let rows = runs.record.rows.iter().zip(&runs.rows).map(|(row, outcome)| Run {
        model: row.model.clone(),
        arm: row.arm,
        scorer: row.scorer.clone(),
        outcome: outcome.clone(),
    });
    let prices = &runs.prices;
    Some(TradedGroup {
        ticker: Some(runs.record.ticker.clone()),
        total_return: prices.total_return,
        left_out: prices.left_out,
        ..group(prices.dates.clone(), &runs.hold, rows.collect())?
    })
}

/// All tickers in equal parts.
fn together(runs: &[TickerRuns<'_>]) -> Option<TradedGroup> {
    let dates: BTreeSet<Date> = runs.iter().flat_map(|r| r.prices.dates.iter().copied()).collect();
    let dates: Vec<Date> = dates.into_iter().collect();
    let places: Vec<Vec<usize>> = runs
        .iter()
        .map(|r| r.prices.dates.iter().filter_map(|d| dates.binary_search(d).ok()).collect())
        .collect();
    let join = |members: &[&Backtest]| {
        let members: Vec<Member<'_>> =
            members.iter().zip(&places).map(|(backtest, places)| Member { backtest, places }).collect();
        equal_weight(&members, dates.len()).map_err(|e| e.to_string())
    };
    let hold = join(&runs.iter().map(|r| &r.hold).collect::<Vec<_>>()).ok()?;
    // a model refused on one ticker is a row there as well, so that all have the same rows
    let of_row = |i: usize, row: &crate::record::ModelRow| {
        let find = |r: &TickerRuns<'_>| {
            let same = |other: &crate::record::ModelRow| other.model == row.model && other.arm == row.arm;
            r.record
                .rows
                .get(i)
                .filter(|o| same(o))
                .map(|_| i)
                .or_else(|| r.record.rows.iter().position(same))
        };
        let each = runs.iter().map(|r| match find(r).map(|at| &r.rows[at]) {
            Some(Ok(traded)) => Ok(traded),
            Some(Err(reason)) => Err(format!("{}: {reason}", r.record.ticker)),
            None => Err(format!("{}: it has no such row", r.record.ticker)),
        });
        let outcome = each.collect::<Result<Vec<_>, String>>().and_then(|each| {
            let hits = each.iter().fold(DirectionHits { rows: 0, hits: 0 }, |sum, (_, own)| DirectionHits {
                rows: sum.rows + own.rows,
                hits: sum.hits + own.hits,
            });
            Ok((join(&each.iter().map(|(traded, _)| traded).collect::<Vec<_>>())?, hits))
        });
        Run { model: row.model.clone(), arm: row.arm, scorer: row.scorer.clone(), outcome }
    };
    let rows = runs[0].record.rows.iter().enumerate().map(|(i, row)| of_row(i, row)).collect();
    Some(TradedGroup {
        total_return: runs.iter().all(|r| r.prices.total_return),
        left_out: runs.iter().map(|r| r.prices.left_out).sum(),
        ..group(dates, &hold, rows)?
    })
}
