//! One series of forecasts by every metric that fits what is forecast.

use std::collections::BTreeMap;

use bellwether_core::{Target, TargetKind};
use bellwether_evaluation::metrics::{
    ClassificationScores, Metric, RegressionInput, RegressionScores, Score, SeasonalTrain, Task, labels,
};

/// Forecasts and what came, row by row.
pub(crate) struct Scored<'a> {
    pub(crate) actual: Vec<f64>,
    pub(crate) predicted: Vec<f64>,
    /// The naive forecast.
    pub(crate) last_known: Vec<f64>,
    /// Of a rise; none where a row has none.
    pub(crate) probability: Option<Vec<f64>>,
    /// What gives MASE its scale; without it there is no MASE.
    pub(crate) train: Option<SeasonalTrain<'a>>,
}

impl Scored<'_> {
    /// Each metric, or why it has no value.
    pub(crate) fn by_metric(&self, target: Target) -> BTreeMap<Metric, Result<f64, String>> {
        let task = if target.is_direction() { Task::Classification } else { Task::Regression };
        // a return is close to zero, and a percentage of it says nothing
        let returns = target.kind == TargetKind::LogReturn;
        let of_task =
            Metric::ALL.into_iter().filter(|m| m.task() == task && !(returns && *m == Metric::Mape));
        let tell = |score: Score| match score {
            Score::Value(v) => Ok(v),
            Score::Undefined(reason) => Err(reason.to_string()),
        };
        let refuse = |reason: String| of_task.clone().map(|m| (m, Err(reason.clone()))).collect();
        if task == Task::Classification {
            let (Ok(actual), Ok(predicted)) = (labels(&self.actual), labels(&self.predicted)) else {
                return refuse("a class is neither 0 nor 1".to_owned());
            };
            return match ClassificationScores::compute(&actual, &predicted, self.probability.as_deref()) {
                Ok(scores) => of_task.filter_map(|m| Some((m, tell(scores.get(m)?)))).collect(),
                Err(e) => refuse(e.to_string()),
            };
        }
        let input = RegressionInput {
            actual: &self.actual,
            predicted: &self.predicted,
            previous: Some(&self.last_known),
            baseline: Some(&self.last_known),
            train: self.train,
        };
        match RegressionScores::compute(&input) {
            Ok(scores) => of_task.filter_map(|m| Some((m, tell(scores.get(m)?)))).collect(),
            Err(e) => refuse(e.to_string()),
        }
    }
}
