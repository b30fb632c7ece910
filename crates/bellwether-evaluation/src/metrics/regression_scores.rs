//! All point metrics at once.

use serde::{Deserialize, Serialize};

use super::{
    DirectionalAccuracy, Metric, MetricError, Score, directional_accuracy, mae, mape, mase, mse, r2, rmse,
    skill_score,
};

/// What [`RegressionScores::compute`] reads; all series in time order, in the target's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegressionInput<'a> {
    /// What happened.
    pub actual: &'a [f64],
    /// What was forecast, aligned with `actual`.
    pub predicted: &'a [f64],
    /// Last value known when each forecast was made, for the directional accuracy.
    pub previous: Option<&'a [f64]>,
    /// Forecasts of the baseline, for the skill score.
    pub baseline: Option<&'a [f64]>,
    /// Training series and seasonal period, for MASE.
    pub train: Option<SeasonalTrain<'a>>,
}

/// The training series that scales MASE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeasonalTrain<'a> {
    /// Training values in time order.
    pub values: &'a [f64],
    /// Seasonal period in rows; 1 is the plain naive forecast.
    pub season: usize,
}

/// All metrics of a point forecast.
///
/// A metric whose extra input was not given is `None`; one that the data leave undefined keeps its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegressionScores {
    /// Number of rows scored.
    pub rows: usize,
    /// Mean absolute error.
    pub mae: Score,
    /// Mean squared error.
    pub mse: Score,
    /// Root mean squared error.
    pub rmse: Score,
    /// Mean absolute percentage error, percent.
    pub mape: Score,
    /// Coefficient of determination.
    pub r2: Score,
    /// Mean absolute scaled error; needs `train`.
    pub mase: Option<Score>,
    /// Share of the baseline's MSE saved; needs `baseline`.
    pub skill_score: Option<Score>,
    /// Directional accuracy with its counts; needs `previous`.
    pub directional_accuracy: Option<DirectionalAccuracy>,
}

impl RegressionScores {
    /// Computes every metric that the input allows.
    ///
    /// # Errors
    ///
    /// Only for bad input (lengths, empty or non-finite series, a season of zero); undefined metrics are
    /// [`Score::Undefined`].
    ///
    /// ```
    /// use bellwether_evaluation::metrics::{Metric, RegressionInput, RegressionScores};
    ///
    /// let input = RegressionInput {
    ///     actual: &[1.0, -1.0],
    ///     predicted: &[0.5, -0.5],
    ///     previous: Some(&[0.0, 0.0]),
    ///     baseline: Some(&[0.0, 0.0]),
    ///     train: None,
    /// };
    /// let scores = RegressionScores::compute(&input)?;
    /// assert_eq!(scores.get(Metric::SkillScore).unwrap().value(), Some(0.75));
    /// assert_eq!(scores.get(Metric::Mase), None);
    /// # Ok::<(), bellwether_evaluation::metrics::MetricError>(())
    /// ```
    pub fn compute(input: &RegressionInput<'_>) -> Result<Self, MetricError> {
        let RegressionInput { actual, predicted, previous, baseline, train } = *input;
        let scaled =
            |train: SeasonalTrain<'_>| Score::of(mase(actual, predicted, train.values, train.season));
        Ok(Self {
            rows: actual.len(),
            mae: Score::of(mae(actual, predicted))?,
            mse: Score::of(mse(actual, predicted))?,
            rmse: Score::of(rmse(actual, predicted))?,
            mape: Score::of(mape(actual, predicted))?,
            r2: Score::of(r2(actual, predicted))?,
            mase: train.map(scaled).transpose()?,
            skill_score: baseline.map(|b| Score::of(skill_score(actual, predicted, b))).transpose()?,
            directional_accuracy: previous.map(|p| directional_accuracy(actual, predicted, p)).transpose()?,
        })
    }

    /// The score of `metric`; `None` if it was not asked for or belongs to the classification metrics.
    pub fn get(&self, metric: Metric) -> Option<Score> {
        match metric {
            Metric::Mae => Some(self.mae),
            Metric::Mse => Some(self.mse),
            Metric::Rmse => Some(self.rmse),
            Metric::Mape => Some(self.mape),
            Metric::R2 => Some(self.r2),
            Metric::Mase => self.mase,
            Metric::SkillScore => self.skill_score,
            Metric::DirectionalAccuracy => self.directional_accuracy.as_ref().map(DirectionalAccuracy::score),
            Metric::Accuracy
            | Metric::Precision
            | Metric::Recall
            | Metric::F1
            | Metric::Mcc
            | Metric::Brier
            | Metric::Auc
            | Metric::LogLoss => None,
        }
    }
}
