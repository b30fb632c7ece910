//! Forecasts at further horizons: means over seeds, and scores beside persistence's.

use bellwether_core::Sample;
use bellwether_evaluation::metrics::{Metric, accuracy, labels, mae, rmse};
use bellwether_evaluation::seeds::SeedSummary;
use bellwether_evaluation::significance::{Loss, diebold_mariano};

use super::{key, test};
use crate::StudyConfig;
use crate::record::{FurtherScores, MetricScore};
use crate::samples::TickerStudy;
use crate::trial::TrialPoint;

/// The mean over seeds at each horizon, for direction the class that most seeds name; empty when a seed has none.
pub(super) fn average(points: &[&TrialPoint], direction: bool) -> Vec<f64> {
    let horizons = points.first().map_or(0, |p| p.ahead.len());
    if points.iter().any(|p| p.ahead.len() != horizons) {
        return Vec::new();
    }
    let mean = |k: usize| points.iter().map(|p| p.ahead[k]).sum::<f64>() / points.len() as f64;
    (0..horizons).map(|k| if direction { f64::from(mean(k) >= 0.5) } else { mean(k) }).collect()
}

/// One entry for each further horizon; none for a model that makes no such forecasts.
pub(super) fn scores(
    config: &StudyConfig,
    study: &TickerStudy,
    samples: &[Sample],
    by_seed: &[Vec<TrialPoint>],
) -> Vec<FurtherScores> {
    let further = &config.target.further;
    let answers = |p: &TrialPoint| p.ahead.len() == further.len();
    if !by_seed.iter().all(|points| points.iter().all(answers)) {
        return Vec::new();
    }
    let direction = config.target.main().is_direction();
    let naive: Vec<_> = samples.iter().map(|s| study.naive(config, s.row)).collect();
    let means: Vec<Vec<f64>> = (0..samples.len())
        .map(|i| average(&by_seed.iter().map(|points| &points[i]).collect::<Vec<_>>(), direction))
        .collect();
    let of_horizon = |(k, horizon): (usize, &usize)| {
        let actual: Vec<f64> =
            study.folds.iter().flat_map(|f| &study.further[k][f.test.clone()]).copied().collect();
        let last_known: Vec<f64> = naive.iter().map(|n| n[k].point).collect();
        let predicted: Vec<f64> = means.iter().map(|m| m[k]).collect();
        let runs: Vec<Vec<f64>> =
            by_seed.iter().map(|points| points.iter().map(|p| p.ahead[k]).collect()).collect();
        let errors =
            |forecast: &[f64]| -> Vec<f64> { actual.iter().zip(forecast).map(|(y, f)| y - f).collect() };
        let outcome = diebold_mariano(&errors(&predicted), &errors(&last_known), Loss::Squared, *horizon);
        FurtherScores {
            horizon: *horizon,
            scores: table(direction, &actual, &runs),
            persistence: table(direction, &actual, std::slice::from_ref(&last_known)),
            vs_persistence: Some(test(config, outcome, "persistence")),
            predicted,
        }
    };
    further.iter().enumerate().map(of_horizon).collect()
}

/// Each metric, mean and spread over the runs.
fn table(direction: bool, actual: &[f64], runs: &[Vec<f64>]) -> Vec<MetricScore> {
    let metrics: &[Metric] = if direction { &[Metric::Accuracy] } else { &[Metric::Rmse, Metric::Mae] };
    let score = |metric: &Metric| {
        let values: Result<Vec<f64>, String> = runs.iter().map(|run| once(*metric, actual, run)).collect();
        let summary = values.as_ref().ok().and_then(|v| SeedSummary::of(v).ok());
        MetricScore {
            metric: key(*metric),
            mean: summary.map(|s| s.mean),
            sd: summary.and_then(|s| s.standard_deviation),
            undefined: values.err(),
        }
    };
    metrics.iter().map(score).collect()
}

fn once(metric: Metric, actual: &[f64], predicted: &[f64]) -> Result<f64, String> {
    let value = match metric {
        Metric::Rmse => rmse(actual, predicted),
        Metric::Mae => mae(actual, predicted),
        _ => labels(actual).and_then(|a| accuracy(&a, &labels(predicted)?)),
    };
    value.map_err(|e| e.to_string())
}
