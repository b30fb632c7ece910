//! All metrics of a direction forecast at once.

use serde::{Deserialize, Serialize};

use super::{ConfusionMatrix, Metric, MetricError, Score, auc, brier, log_loss};

/// All metrics of a label forecast, and of its probabilities where there are any.
///
/// The metrics of labels always have a value ([`ConfusionMatrix`] states the rule for empty denominators).
/// Those of probabilities are `None` without probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClassificationScores {
    /// Counts of actual against forecast labels.
    pub confusion: ConfusionMatrix,
    /// Share of labels forecast.
    pub accuracy: f64,
    /// Share of forecast ones that were ones.
    pub precision: f64,
    /// Share of ones that were forecast.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Matthews correlation coefficient.
    pub mcc: f64,
    /// Mean squared error of the probability.
    pub brier: Option<Score>,
    /// Area under the receiver operating characteristic.
    pub auc: Option<Score>,
    /// Mean negative log-likelihood, nats.
    pub log_loss: Option<Score>,
}

impl ClassificationScores {
    /// Computes every metric that the input allows; `probability` is that of `true`.
    ///
    /// # Errors
    ///
    /// Only for bad input (lengths, empty columns, probabilities that are not finite or outside [0, 1]); an
    /// undefined AUC is [`Score::Undefined`].
    pub fn compute(
        actual: &[bool],
        predicted: &[bool],
        probability: Option<&[f64]>,
    ) -> Result<Self, MetricError> {
        let confusion = ConfusionMatrix::of(actual, predicted)?;
        let score = |metric: fn(&[bool], &[f64]) -> Result<f64, MetricError>| {
            probability.map(|p| Score::of(metric(actual, p))).transpose()
        };
        Ok(Self {
            accuracy: confusion.accuracy(),
            precision: confusion.precision(),
            recall: confusion.recall(),
            f1: confusion.f1(),
            mcc: confusion.mcc(),
            brier: score(brier)?,
            auc: score(auc)?,
            log_loss: score(log_loss)?,
            confusion,
        })
    }

    /// The score of `metric`; `None` without probabilities where it needs them, or if it belongs to the
    /// regression metrics.
    pub fn get(&self, metric: Metric) -> Option<Score> {
        match metric {
            Metric::Accuracy => Some(Score::Value(self.accuracy)),
            Metric::Precision => Some(Score::Value(self.precision)),
            Metric::Recall => Some(Score::Value(self.recall)),
            Metric::F1 => Some(Score::Value(self.f1)),
            Metric::Mcc => Some(Score::Value(self.mcc)),
            Metric::Brier => self.brier,
            Metric::Auc => self.auc,
            Metric::LogLoss => self.log_loss,
            Metric::Mae
            | Metric::Mse
            | Metric::Rmse
            | Metric::Mape
            | Metric::R2
            | Metric::Mase
            | Metric::SkillScore
            | Metric::DirectionalAccuracy => None,
        }
    }
}
