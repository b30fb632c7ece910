//! Forecasts that a study does not have: beyond the data, or at further horizons.

use bellwether_core::TargetKind;

use crate::record::{Arm, TickerRecord};
use crate::samples::TickerStudy;
use crate::{StudyConfig, words};

/// A sentence for each ticker whose newest session lacks what forecasts start from, where the protocol makes forecasts
/// beyond the data.
pub(crate) fn sentences(config: &StudyConfig, tickers: &[TickerStudy]) -> Vec<String> {
    let foresees = !config.foreseen().is_empty();
    if !config.study.beyond_data
        || config.protocol.learns_from_later()
        || config.protocol.chooses_by_test()
        || foresees
    {
        return Vec::new();
    }
    let without = tickers.iter().filter(|t| t.next.is_none() && !t.folds.is_empty());
    without
        .map(|t| format!("{} has no forecast beyond the data: {}.", t.ticker, missing(config, t)))
        .collect()
}

/// What is missing, and of which session.
fn missing(config: &StudyConfig, study: &TickerStudy) -> String {
    let Some((row, bar)) = study.bars.iter().enumerate().next_back() else {
        return "there are no sessions".to_owned();
    };
    // the last known price, from which the next open is forecast as well
    let (price, name) = match config.target.kind {
        TargetKind::AdjClose => (bar.adj_close, "adjusted close"),
        TargetKind::Close | TargetKind::Open | TargetKind::LogReturn | TargetKind::Direction => {
            (bar.close, "close")
        }
    };
    if !price.is_finite() {
        return format!("the {name} of {}, the last session, is missing", bar.date());
    }
    // the window is not whole, so the newest gap is in it
    let view = study.frame(Arm::WithText(0)).view();
    for at in (0..=row.min(view.len().saturating_sub(1))).rev() {
        if let Some(column) = view.row(at).iter().position(|v| !v.is_finite()) {
            let (column, date) = (&view.names()[column], study.bars[at].date());
            return format!("the input `{column}` of {date} is missing");
        }
    }
    "a price that it starts from is missing".to_owned()
}

/// A sentence on the models that leave out the further horizons that the study asks for.
pub(crate) fn without_further(config: &StudyConfig, tickers: &[TickerRecord]) -> Option<String> {
    if config.target.further.is_empty() {
        return None;
    }
    let rows = tickers.iter().flat_map(|t| &t.rows);
    let mut models: Vec<String> = Vec::new();
    for row in rows.filter(|r| !r.forecasts.is_empty() && r.further.is_empty()) {
        if !models.contains(&row.model) {
            models.push(row.model.clone());
        }
    }
    if models.is_empty() {
        return None;
    }
    let horizon = config.target.horizon;
    let only = if horizon == 1 { "the next session".to_owned() } else { format!("{horizon} sessions ahead") };
    let verb = if models.len() == 1 { "forecasts" } else { "forecast" };
    Some(format!("{} {verb} {only} only, and none of the further horizons.", words::listed(&models)))
}
