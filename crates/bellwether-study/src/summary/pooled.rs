//! All tickers together.

use std::collections::BTreeMap;

use bellwether_core::Date;
use bellwether_evaluation::metrics::Metric;
use bellwether_evaluation::significance::diebold_mariano_losses;

use super::key;
use super::significance::{errors, find, has_posts, persistence, test};
use crate::record::{Arm, ModelRow, PooledRow, TickerRecord};
use crate::{StudyConfig, intervals};

/// Picks the row of a ticker that another is compared with.
type Pick<'a> = &'a dyn for<'t> Fn(&'t TickerRecord) -> Option<&'t ModelRow>;

/// Tests over all tickers (those with posts, where text is tested): stocks of one day are not independent, so a day is one observation, the mean of the
/// tickers' squared errors, each in units of that ticker's persistence error.
pub(crate) fn pooled(config: &StudyConfig, tickers: &[TickerRecord]) -> Vec<PooledRow> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let mut out: Vec<PooledRow> = Vec::new();
    for (i, template) in first.rows.iter().enumerate() {
        let rows: Vec<&ModelRow> = tickers.iter().filter_map(|t| t.rows.get(i)).collect();
        if rows.len() < tickers.len() || rows.iter().any(|r| r.forecasts.is_empty()) {
            continue;
        }
        let all: Vec<(&TickerRecord, &ModelRow)> = tickers.iter().zip(rows.iter().copied()).collect();
        let talked_of: Vec<_> = all.iter().copied().filter(|(t, _)| has_posts(&t.series)).collect();
        let against = |pairs: &[(&TickerRecord, &ModelRow)], pick: Pick<'_>, name: &str| {
            let others: Option<Vec<&ModelRow>> = pairs.iter().map(|(t, _)| pick(t)).collect();
            let (own, other) = daily_losses(pairs, &others?);
            let outcome = diebold_mariano_losses(&own, &other, config.target.horizon);
            Some(test(config, outcome, name))
        };
        out.push(PooledRow {
            model: template.model.clone(),
            arm: template.arm,
            scorer: template.scorer.clone(),
            scores: mean_scores(&rows),
            vs_persistence: (i > 0)
                .then(|| against(&all, &|t| persistence(&t.rows), "persistence"))
                .flatten(),
            vs_without_text: (template.arm.has_text() && !talked_of.is_empty())
                .then(|| {
                    against(
                        &talked_of,
                        &|t| find(&t.rows, &template.model, Arm::WithoutText),
                        "the same model without text",
                    )
                })
                .flatten(),
            intervals: intervals::pooled(&rows.iter().map(|r| &r.intervals[..]).collect::<Vec<_>>()),
            further: intervals::pooled_further(&rows),
        });
    }
    out
}

/// Daily mean losses of the rows of some tickers and of others of the same tickers.
fn daily_losses(pairs: &[(&TickerRecord, &ModelRow)], other: &[&ModelRow]) -> (Vec<f64>, Vec<f64>) {
    let mut days: BTreeMap<Date, (f64, f64, f64)> = BTreeMap::new();
    for ((ticker, own), other) in pairs.iter().zip(other) {
        let naive = persistence(&ticker.rows).map(errors).unwrap_or_default();
        let scale = naive.iter().map(|e| e * e).sum::<f64>() / naive.len().max(1) as f64;
        let scale = if scale > 0.0 { scale } else { 1.0 };
        for ((point, a), b) in own.forecasts.iter().zip(errors(own)).zip(errors(other)) {
            let day = days.entry(point.origin).or_default();
            day.0 += a * a / scale;
            day.1 += b * b / scale;
            day.2 += 1.0;
        }
    }
    days.values().map(|(a, b, n)| (a / n, b / n)).unzip()
}

/// Means over tickers of the scores that have no unit.
fn mean_scores(rows: &[&ModelRow]) -> BTreeMap<String, f64> {
    let unitless = [
        Metric::Mape,
        Metric::Mase,
        Metric::SkillScore,
        Metric::DirectionalAccuracy,
        Metric::Accuracy,
        Metric::Precision,
        Metric::Recall,
        Metric::F1,
        Metric::Mcc,
        Metric::Auc,
    ];
    let mut out = BTreeMap::new();
    for metric in unitless {
        let value = |r: &&ModelRow| r.scores.iter().find(|s| s.metric == key(metric))?.mean;
        let values: Option<Vec<f64>> = rows.iter().map(value).collect();
        if let Some(values) = values {
            out.insert(key(metric), values.iter().sum::<f64>() / values.len() as f64);
        }
    }
    out
}
