//! The figures of a group of rows, and what they say.

use bellwether_core::Date;
use bellwether_evaluation::backtest::{
    Backtest, Moments, TradingSummary, accuracy_level, deflated_sharpe, drawdown, minimum_track_record,
    overfitting, probabilistic_sharpe,
};

use super::{Outcome, SESSIONS};
use crate::record::{Arm, Traded, TradedGroup, TradedRow};
use crate::words;

/// How sure a track record must be.
const SURE: f64 = 0.95;

/// Sessions that a block of the overfitting splits has at least.
const BLOCK: usize = 10;

/// A row and its outcome.
pub(super) struct Run {
    pub(super) model: String,
    pub(super) arm: Arm,
    pub(super) scorer: Option<String>,
    pub(super) outcome: Outcome,
}

/// All but the ticker and its prices; none with fewer than two sessions.
pub(super) fn group(dates: Vec<Date>, hold: &Backtest, runs: Vec<Run>) -> Option<TradedGroup> {
    let moments = |b: &Backtest| Moments::of(&b.returns[1..]).ok();
    let returns: Vec<&[f64]> =
        runs.iter().filter_map(|r| r.outcome.as_ref().ok()).map(|(b, _)| &b.returns[1..]).collect();
    // who never held anything has not been tried
    let tried: Vec<f64> = returns.iter().filter_map(|r| Some(Moments::of(r).ok()?.sharpe)).collect();
    let risky: Vec<&[f64]> = returns.into_iter().filter(|r| Moments::of(r).is_ok()).collect();
    let blocks = [16, 10, 8, 6, 4].into_iter().find(|blocks| dates.len() / blocks >= BLOCK);
    let split = match blocks {
        _ if risky.len() < 2 => Err("fewer than two rows held anything".to_owned()),
        None => Err(format!("{} sessions are too few for splits", dates.len())),
        Some(blocks) => overfitting(&risky, blocks).map_err(|e| e.to_string()),
    };
    let row = |Run { model, arm, scorer, outcome }: Run| {
        let (traded, hits, untraded) = match outcome {
            Ok((backtest, hits)) => (Some(backtest), Some(hits), None),
            Err(reason) => (None, None, Some(reason)),
        };
        let m = traded.as_ref().and_then(moments);
        TradedRow {
            model,
            arm,
            scorer,
            untraded,
            hits,
            accuracy_level: hits.and_then(accuracy_level),
            probabilistic_sharpe: m.map(|m| probabilistic_sharpe(&m, 0.0)),
            deflated_sharpe: m.map(|m| deflated_sharpe(&m, &tried)),
            minimum_track_record: m.and_then(|m| minimum_track_record(&m, 0.0, SURE)),
            traded: traded.as_ref().and_then(curve),
        }
    };
    let rows: Vec<TradedRow> = runs.into_iter().map(row).collect();
    let hold = curve(hold)?;
    let (overfitting, overfitting_unknown) = match split {
        Ok(found) => (Some(found), None),
        Err(reason) => (None, Some(reason)),
    };
    Some(TradedGroup {
        ticker: None,
        dates,
        total_return: false,
        left_out: 0,
        hold,
        rows,
        overfitting,
        overfitting_unknown,
    })
}

fn curve(backtest: &Backtest) -> Option<Traded> {
    let summary = TradingSummary::of(backtest, SESSIONS).ok()?;
    Some(Traded { summary, equity: backtest.equity.clone(), drawdown: drawdown(&backtest.equity) })
}

/// The best row beside buy-and-hold, and what picking it proves.
pub(super) fn sentences(group: &TradedGroup) -> Vec<String> {
    let percent = |share: Option<f64>| {
        share.map_or("more than can be counted".to_owned(), |s| {
            format!("{} % a year", words::value(100.0 * s, 1))
        })
    };
    let sharpe = |s: &TradingSummary| {
        s.sharpe.map_or("no risk".to_owned(), |s| format!("Sharpe ratio {}", words::value(s, 2)))
    };
    let figures = |s: &TradingSummary| format!("{} ({})", percent(s.annual_return), sharpe(s));
    let tried = || group.rows.iter().filter(|r| r.deflated_sharpe.is_some());
    let ratio =
        |r: &&TradedRow| r.traded.as_ref().and_then(|t| t.summary.sharpe).unwrap_or(f64::NEG_INFINITY);
    let best = tried().reduce(|a, b| if ratio(&b) > ratio(&a) { b } else { a });
    let hold = figures(&group.hold.summary);
    let (Some(best), count) = (best, tried().count()) else { return Vec::new() };
    let Some(traded) = &best.traded else { return Vec::new() };
    let inputs = best.arm.words(best.scorer.as_deref()).map_or(String::new(), |w| format!(" {w}"));
    let whose =
        group.ticker.as_ref().map_or("over all tickers in equal parts".to_owned(), |t| format!("on {t}"));
    let mut out = vec![format!(
        "After costs, {whose}, the row with the best Sharpe ratio, {}{inputs}, earned {}; buying and holding {hold}.",
        best.model,
        figures(&traded.summary)
    )];
    if let Some(deflated) = best.deflated_sharpe {
        let evidence = if deflated >= SURE { "which is evidence" } else { "and .95 would be evidence" };
        let rows = if count == 1 { "one row was".to_owned() } else { format!("{count} rows were") };
        out.push(format!(
            "Since {rows} tried, what counts is its deflated Sharpe ratio, the probability that there is more to it than the luck of \
             the search: {}, {evidence}.",
            words::value(deflated, 2)
        ));
    }
    if let Some(found) = &group.overfitting {
        out.push(format!(
            "The row that was best in one half of the time was not above the middle of the rows in the other half in {:.0} % of {} \
             splits (probability of backtest overfitting).",
            100.0 * found.probability,
            found.choices
        ));
    }
    out
}
