//! Forecasts at further horizons: means over seeds, and scores beside persistence's.

use bellwether_core::{Ahead, Quantile, Sample};
use bellwether_evaluation::metrics::{ClassificationScores, Metric, Score, labels, mae, rmse};
use bellwether_evaluation::seeds::SeedSummary;
use bellwether_evaluation::significance::{Loss, diebold_mariano};

use super::significance::test;
use super::{key, quantiles};
use crate::StudyConfig;
use crate::record::{FurtherScores, MetricScore};
use crate::samples::TickerStudy;
use crate::trial::TrialPoint;

/// The mean over seeds at each horizon, for direction the class of the mean probability; empty when a seed has none.
pub(super) fn average(points: &[&TrialPoint], direction: bool) -> Vec<Ahead> {
    let Some(first) = points.first() else { return Vec::new() };
    let horizons = |p: &TrialPoint| p.ahead.iter().map(|a| a.horizon).collect::<Vec<_>>();
    if points.iter().any(|p| horizons(p) != horizons(first)) {
        return Vec::new();
    }
    let at = |k: usize| {
        let all = || points.iter().map(|p| &p.ahead[k]);
        let mean = |value: &dyn Fn(&Ahead) -> f64| all().map(value).sum::<f64>() / points.len() as f64;
        let given = all().all(|a| a.probability.is_some());
        let rise = mean(&|a| a.probability.unwrap_or(a.point));
        Ahead {
            horizon: first.ahead[k].horizon,
            point: if direction { f64::from(rise >= 0.5) } else { mean(&|a| a.point) },
            probability: (direction && given).then_some(rise),
            quantiles: quantiles::average(points.iter().map(|p| &p.ahead[k].quantiles[..])),
        }
    };
    (0..first.ahead.len()).map(at).collect()
}

/// What came on the test samples at the further horizon of this number.
fn actual(study: &TickerStudy, k: usize) -> Vec<f64> {
    study.tested().into_iter().map(|i| study.further[k][i]).collect()
}

/// Actual, predicted and last known values on the test samples at the further horizon of this number.
pub(super) fn seen(
    config: &StudyConfig,
    study: &TickerStudy,
    k: usize,
    predicted: &[f64],
) -> Vec<(f64, f64, f64)> {
    let samples = study.tested().into_iter().map(|i| &study.samples[i]);
    let known = samples.map(|s| study.naive(config, s.row)[k].point);
    actual(study, k).into_iter().zip(predicted).zip(known).map(|((y, f), known)| (y, *f, known)).collect()
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
    let means: Vec<Vec<Ahead>> = (0..samples.len())
        .map(|i| average(&by_seed.iter().map(|points| &points[i]).collect::<Vec<_>>(), direction))
        .collect();
    let of_horizon = |(k, horizon): (usize, &usize)| {
        let actual = actual(study, k);
        let naive: Vec<&Ahead> = naive.iter().map(|n| &n[k]).collect();
        let mean: Vec<&Ahead> = means.iter().map(|m| &m[k]).collect();
        let runs: Vec<Vec<&Ahead>> =
            by_seed.iter().map(|points| points.iter().map(|p| &p.ahead[k]).collect()).collect();
        let errors =
            |run: &[&Ahead]| -> Vec<f64> { actual.iter().zip(run).map(|(y, a)| y - a.point).collect() };
        let outcome = diebold_mariano(&errors(&mean), &errors(&naive), Loss::Squared, *horizon);
        let own: Vec<&[Quantile]> = mean.iter().map(|a| &a.quantiles[..]).collect();
        let probability: Option<Vec<f64>> = mean.iter().map(|a| a.probability).collect();
        FurtherScores {
            horizon: *horizon,
            scores: table(direction, &actual, &runs),
            persistence: table(direction, &actual, std::slice::from_ref(&naive)),
            vs_persistence: Some(test(config, outcome, "persistence")),
            predicted: mean.iter().map(|a| a.point).collect(),
            probability: probability.unwrap_or_default(),
            quantile_values: quantiles::values(&own),
            quantiles: quantiles::scores(&actual, &own),
            intervals: Vec::new(),
        }
    };
    further.iter().enumerate().map(of_horizon).collect()
}

/// Each metric that the forecasts allow, mean and spread over the runs.
fn table(direction: bool, actual: &[f64], runs: &[Vec<&Ahead>]) -> Vec<MetricScore> {
    let metrics: &[Metric] = match direction {
        true if runs.iter().flatten().all(|a| a.probability.is_some()) => {
            &[Metric::Accuracy, Metric::Brier, Metric::Auc]
        }
        true => &[Metric::Accuracy],
        false => &[Metric::Rmse, Metric::Mae],
    };
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

fn once(metric: Metric, actual: &[f64], run: &[&Ahead]) -> Result<f64, String> {
    let predicted: Vec<f64> = run.iter().map(|a| a.point).collect();
    let number = match metric {
        Metric::Rmse => rmse(actual, &predicted),
        Metric::Mae => mae(actual, &predicted),
        _ => return class(metric, actual, &predicted, run),
    };
    number.map_err(|e| e.to_string())
}

fn class(metric: Metric, actual: &[f64], predicted: &[f64], run: &[&Ahead]) -> Result<f64, String> {
    let probability: Option<Vec<f64>> = run.iter().map(|a| a.probability).collect();
    let scores = labels(actual)
        .and_then(|actual| {
            ClassificationScores::compute(&actual, &labels(predicted)?, probability.as_deref())
        })
        .map_err(|e| e.to_string())?;
    match scores.get(metric) {
        Some(Score::Value(value)) => Ok(value),
        Some(Score::Undefined(reason)) => Err(reason.to_string()),
        None => Err("there are no probabilities".to_owned()),
    }
}
