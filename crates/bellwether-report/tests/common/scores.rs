//! Scores and tests of the synthetic forecasts, in their plainest form.

use bellwether_core::{Target, TargetKind};
use bellwether_study::record::{ForecastPoint, MetricScore, TestResult, Verdict};

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn mse(points: &[ForecastPoint]) -> f64 {
    mean(points.iter().map(|p| (p.actual - p.predicted).powi(2)))
}

fn score(metric: &str, value: f64, sd: Option<f64>) -> MetricScore {
    MetricScore {
        metric: metric.into(),
        mean: value.is_finite().then_some(value),
        sd: sd.map(|share| (share * value).abs()),
        undefined: (!value.is_finite()).then(|| "no move was forecast on any of the days".into()),
    }
}

pub(crate) fn all(
    points: &[ForecastPoint],
    base: &[ForecastPoint],
    target: Target,
    seeded: bool,
) -> Vec<MetricScore> {
    let sd = seeded.then_some(0.03);
    if target.kind == TargetKind::Direction {
        return classes(points, sd);
    }
    let center = mean(points.iter().map(|p| p.actual));
    let variance = mean(points.iter().map(|p| (p.actual - center).powi(2)));
    let (error, naive) = (mse(points), mse(base));
    let mae = mean(points.iter().map(|p| (p.actual - p.predicted).abs()));
    let moved = points.iter().filter(|p| p.predicted != p.last_known);
    let hits = mean(moved.map(|p| f64::from((p.predicted > p.last_known) == (p.actual > p.last_known))));
    vec![
        score("mae", mae, sd),
        score("mse", error, sd),
        score("rmse", error.sqrt(), sd),
        score("mape", mean(points.iter().map(|p| 100.0 * (p.actual - p.predicted).abs() / p.actual)), sd),
        score("r2", 1.0 - error / variance, seeded.then_some(0.002)),
        score("mase", mae / (0.012 * center), sd),
        score("skill-score", 1.0 - error / naive, seeded.then_some(0.2)),
        score("directional-accuracy", hits, sd),
    ]
}

fn classes(points: &[ForecastPoint], sd: Option<f64>) -> Vec<MetricScore> {
    let count = |said: bool, came: bool| {
        let same = |p: &&ForecastPoint| (p.predicted >= 0.5) == said && (p.actual >= 0.5) == came;
        points.iter().filter(same).count() as f64
    };
    let (tp, tn, fp, fn_) = (count(true, true), count(false, false), count(true, false), count(false, true));
    let root = ((tp + fp) * (tp + fn_) * (tn + fp) * (tn + fn_)).sqrt();
    let brier = mean(points.iter().filter_map(|p| Some((p.probability? - p.actual).powi(2))));
    vec![
        score("accuracy", (tp + tn) / points.len() as f64, sd),
        score("f1", 2.0 * tp / (2.0 * tp + fp + fn_), sd),
        score("mcc", (tp * tn - fp * fn_) / root, sd),
        score("brier", brier, sd),
    ]
}

/// A t-test of the squared errors' difference with a logistic p-value.
pub(crate) fn compare(points: &[ForecastPoint], other: &[ForecastPoint], name: &str) -> TestResult {
    let loss = |p: &ForecastPoint| (p.actual - p.predicted).powi(2);
    let gaps: Vec<f64> = points.iter().zip(other).map(|(a, b)| loss(a) - loss(b)).collect();
    let n = gaps.len() as f64;
    let center = mean(gaps.iter().copied());
    let sd = mean(gaps.iter().map(|g| (g - center).powi(2))).sqrt();
    if sd == 0.0 {
        let words = format!("the same losses as {name}");
        return TestResult {
            statistic: None,
            p_value: None,
            n: gaps.len(),
            verdict: Verdict::Identical,
            words,
        };
    }
    let t = center / (sd / n.sqrt());
    let p = 2.0 / (1.0 + (1.7 * t.abs()).exp());
    let verdict = match (p < 0.05, t < 0.0) {
        (true, true) => Verdict::Better,
        (true, false) => Verdict::Worse,
        _ => Verdict::NoDifference,
    };
    TestResult { statistic: Some(t), p_value: Some(p), n: gaps.len(), verdict, words: String::new() }
}
