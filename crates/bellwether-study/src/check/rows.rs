//! Rows of the record: forecasts and their scores.

use bellwether_core::{Quantile, Target, TargetKind};
use bellwether_evaluation::metrics::{
    ClassificationScores, Metric, RegressionInput, RegressionScores, Score, Task, labels,
};

use super::align::Aligned;
use super::baselines::baselines;
use crate::record::{Arm, ForecastPoint, MetricScore, ModelRow};
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

fn row(target: Target, model: &str, arm: Arm, forecasts: Vec<ForecastPoint>) -> ModelRow {
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
    let (actual, predicted) = (column(&|f| f.actual), column(&|f| f.predicted));
    let task = if target.is_direction() { Task::Classification } else { Task::Regression };
    // a return is close to zero, and a percentage of it says nothing
    let returns = target.kind == TargetKind::LogReturn;
    let of_task = Metric::ALL.into_iter().filter(|m| m.task() == task && !(returns && *m == Metric::Mape));
    let told = |metric: Metric, score: Score| match score {
        Score::Value(v) => MetricScore { metric: key(metric), mean: Some(v), sd: None, undefined: None },
        Score::Undefined(reason) => {
            MetricScore { metric: key(metric), mean: None, sd: None, undefined: Some(reason.to_string()) }
        }
    };
    let refused = |metric: Metric, reason: String| MetricScore {
        metric: key(metric),
        mean: None,
        sd: None,
        undefined: Some(reason),
    };
    if target.is_direction() {
        let (Ok(actual), Ok(predicted)) = (labels(&actual), labels(&predicted)) else {
            return of_task.map(|m| refused(m, "a class is neither 0 nor 1".to_owned())).collect();
        };
        let probability: Option<Vec<f64>> = forecasts.iter().map(|f| f.probability).collect();
        return match ClassificationScores::compute(&actual, &predicted, probability.as_deref()) {
            Ok(scores) => of_task.filter_map(|m| Some(told(m, scores.get(m)?))).collect(),
            Err(e) => of_task.map(|m| refused(m, e.to_string())).collect(),
        };
    }
    let last_known = column(&|f| f.last_known);
    let input = RegressionInput {
        actual: &actual,
        predicted: &predicted,
        previous: Some(&last_known),
        baseline: Some(&last_known),
        train: None,
    };
    match RegressionScores::compute(&input) {
        Ok(scores) => of_task.filter_map(|m| Some(told(m, scores.get(m)?))).collect(),
        Err(e) => of_task.map(|m| refused(m, e.to_string())).collect(),
    }
}
