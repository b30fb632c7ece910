//! Rows of the record: forecasts and their scores.

use bellwether_core::{Quantile, Target};
use bellwether_evaluation::metrics::Metric;

use super::align::Aligned;
use super::baselines::baselines;
use crate::record::{Arm, ForecastPoint, MetricScore, ModelRow, MoreTests};
use crate::summary::scored::Scored;
use crate::summary::{key, quantiles};

/// The naive forecasts, then the models in the file's order.
pub(super) fn rows(target: Target, ticker: &Aligned, models: &[String]) -> Vec<ModelRow> {
    let mut out = Vec::new();
    let naive = baselines(target, ticker);
    for baseline in &naive {
        let points = ticker.samples.iter().zip(&baseline.points);
        let forecasts = points.map(|(s, p)| ForecastPoint {
            origin: s.origin,
            date: s.date,
            actual: s.actual,
            predicted: *p,
            probability: None,
            last_known: s.last_known,
            quantiles: Vec::new(),
        });
        out.push(row(target, baseline.name, Arm::NoInputs, forecasts.collect()));
    }
    for (m, model) in models.iter().enumerate() {
        let forecasts = ticker.samples.iter().map(|s| ForecastPoint {
            origin: s.origin,
            date: s.date,
            actual: s.actual,
            predicted: s.models[m].point.unwrap_or(s.last_known),
            probability: s.models[m].probability,
            last_known: s.last_known,
            quantiles: s.models[m].quantiles.clone(),
        });
        let name =
            if naive.iter().any(|b| b.name == model) { format!("{model} (file)") } else { model.clone() };
        out.push(row(target, &name, Arm::Elsewhere, forecasts.collect()));
    }
    out
}

pub(super) fn row(target: Target, model: &str, arm: Arm, forecasts: Vec<ForecastPoint>) -> ModelRow {
    let actual: Vec<f64> = forecasts.iter().map(|f| f.actual).collect();
    let own: Vec<&[Quantile]> = forecasts.iter().map(|f| &f.quantiles[..]).collect();
    ModelRow {
        model: model.to_owned(),
        arm,
        scorer: None,
        seeds: vec![1],
        parameters: None,
        failures: Vec::new(),
        scores: scores(target, &forecasts),
        vs_persistence: None,
        vs_without_text: None,
        quantiles: quantiles::scores(&actual, &own),
        intervals: Vec::new(),
        tests: MoreTests::default(),
        forecasts,
        losses: Vec::new(),
        further: Vec::new(),
        next: None,
        next_failure: None,
        importances: Vec::new(),
    }
}

/// Each metric; MASE, whose scale is that of a training part, is left out.
fn scores(target: Target, forecasts: &[ForecastPoint]) -> Vec<MetricScore> {
    let column = |of: &dyn Fn(&ForecastPoint) -> f64| forecasts.iter().map(of).collect::<Vec<f64>>();
    let scored = Scored {
        actual: column(&|f| f.actual),
        predicted: column(&|f| f.predicted),
        last_known: column(&|f| f.last_known),
        probability: forecasts.iter().map(|f| f.probability).collect(),
        train: None,
    };
    let told = |(metric, score): (_, Result<f64, String>)| MetricScore {
        metric: key(metric),
        mean: score.as_ref().ok().copied(),
        sd: None,
        undefined: score.err(),
    };
    // in the order of all metrics, as studies have them
    let mut table = scored.by_metric(target);
    Metric::ALL.into_iter().filter_map(|m| Some((m, table.remove(&m)?))).map(told).collect()
}
