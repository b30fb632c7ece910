//! What a decomposition of the whole series was worth: the error of a model that is shown it beside that of the same model
//! that is not.

use crate::record::{Arm, ModelRow, TickerRecord};
use crate::{ModelEntry, StudyConfig};

/// One sentence for each model and set of inputs that was run both ways.
pub(crate) fn sentences(config: &StudyConfig, tickers: &[TickerRecord]) -> Vec<String> {
    let mut out = Vec::new();
    for entry in config.models.iter().filter(|m| m.decomposition.sees_future()) {
        let Some(honest) = twin(config, entry) else { continue };
        let scored = (0..config.text_arms().len()).map(Arm::WithText);
        for arm in std::iter::once(Arm::WithoutText).chain(scored) {
            out.extend(sentence(config, tickers, (&entry.label(), &honest.label()), arm));
        }
    }
    out
}

/// The same model that is shown only what was known.
fn twin<'a>(config: &'a StudyConfig, entry: &ModelEntry) -> Option<&'a ModelEntry> {
    let wanted = ModelEntry { name: None, ..entry.honest() };
    config.models.iter().find(|m| ModelEntry { name: None, ..(*m).clone() } == wanted)
}

fn sentence(
    config: &StudyConfig,
    tickers: &[TickerRecord],
    (leaking, honest): (&str, &str),
    arm: Arm,
) -> Option<String> {
    let text = match config.inputs.arm_words(arm) {
        Some(words) if arm.has_text() => format!(" {words}"),
        _ => String::new(),
    };
    let days = tickers.first().and_then(|t| row(t, honest, arm)).map(|r| r.forecasts.len())?;
    let over = format!(
        "{days} test sessions of {} ticker{}",
        tickers.len(),
        if tickers.len() == 1 { "" } else { "s" }
    );
    if config.target.main().is_direction() {
        let (leaking_share, honest_share) =
            both(tickers, (leaking, honest), arm, &|_, row| Some(accuracy(row)))?;
        return Some(format!(
            "What the future was worth: {leaking}{text} names {:.1} % of the directions right, {honest}{text}, which \
             decomposes only what was known, {:.1} % ({over}).",
            100.0 * leaking_share,
            100.0 * honest_share
        ));
    }
    let (with, without) = both(tickers, (leaking, honest), arm, &against_persistence)?;
    let (share, side) =
        (100.0 * (1.0 - with / without).abs(), if with <= without { "below" } else { "above" });
    Some(format!(
        "What the future was worth: the squared error of {leaking}{text} is {with:.2} times that of persistence, that of \
         {honest}{text}, which decomposes only what was known, {without:.2} times ({over}): {share:.0} % {side}."
    ))
}

fn row<'a>(ticker: &'a TickerRecord, model: &str, arm: Arm) -> Option<&'a ModelRow> {
    ticker.rows.iter().find(|r| r.model == model && r.arm == arm && !r.forecasts.is_empty())
}

/// Means over tickers of a measure of the two models.
fn both(
    tickers: &[TickerRecord],
    (leaking, honest): (&str, &str),
    arm: Arm,
    measure: &dyn Fn(&TickerRecord, &ModelRow) -> Option<f64>,
) -> Option<(f64, f64)> {
    let mean = |model: &str| {
        let values: Option<Vec<f64>> = tickers.iter().map(|t| measure(t, row(t, model, arm)?)).collect();
        values.filter(|v| !v.is_empty()).map(|v| v.iter().sum::<f64>() / v.len() as f64)
    };
    Some((mean(leaking)?, mean(honest)?))
}

/// Squared error over that of persistence, which is the ticker's first row.
fn against_persistence(ticker: &TickerRecord, row: &ModelRow) -> Option<f64> {
    let loss = |r: &ModelRow| r.forecasts.iter().map(|f| (f.actual - f.predicted).powi(2)).sum::<f64>();
    let naive = loss(ticker.rows.first()?);
    (naive > 0.0).then(|| loss(row) / naive)
}

fn accuracy(row: &ModelRow) -> f64 {
    let right = row.forecasts.iter().filter(|f| f.actual == f.predicted).count();
    right as f64 / row.forecasts.len() as f64
}
