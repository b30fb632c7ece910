//! The closed list of metrics.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Every metric by name, in the order of the tables.
///
/// In configs and records the name is kebab-case (`"skill-score"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Mean absolute error, [`mae`](super::mae).
    Mae,
    /// Mean squared error, [`mse`](super::mse).
    Mse,
    /// Root mean squared error, [`rmse`](super::rmse).
    Rmse,
    /// Mean absolute percentage error, [`mape`](super::mape).
    Mape,
    /// Coefficient of determination, [`r2`](super::r2).
    R2,
    /// Mean absolute scaled error, [`mase`](super::mase).
    Mase,
    /// Share of the baseline's mean squared error saved, [`skill_score`](super::skill_score).
    SkillScore,
    /// Share of moves whose sign was forecast, [`directional_accuracy`](super::directional_accuracy).
    DirectionalAccuracy,
    /// Share of labels forecast, [`accuracy`](super::accuracy).
    Accuracy,
    /// Share of forecast ones that were ones, [`precision`](super::precision).
    Precision,
    /// Share of ones that were forecast, [`recall`](super::recall).
    Recall,
    /// Harmonic mean of precision and recall, [`f1`](super::f1).
    F1,
    /// Matthews correlation coefficient, [`mcc`](super::mcc).
    Mcc,
    /// Mean squared error of the probability, [`brier`](super::brier).
    Brier,
    /// Area under the receiver operating characteristic, [`auc`](super::auc).
    Auc,
    /// Mean negative log-likelihood, [`log_loss`](super::log_loss).
    LogLoss,
}

/// Which end of a metric's scale is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// Smaller is better: an error.
    Lower,
    /// Larger is better: a score.
    Higher,
}

impl Better {
    /// Whether `left` is strictly better than `right`.
    ///
    /// ```
    /// use bellwether_evaluation::metrics::Metric;
    ///
    /// assert!(Metric::Mae.better().prefers(1.0, 2.0));
    /// assert!(!Metric::R2.better().prefers(0.1, 0.2));
    /// ```
    pub fn prefers(self, left: f64, right: f64) -> bool {
        match self {
            Self::Lower => left < right,
            Self::Higher => left > right,
        }
    }
}

/// What a metric is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// The unit of the target, such as dollars.
    Target,
    /// The square of the target's unit.
    TargetSquared,
    /// Percent: 5 means 5 %.
    Percent,
    /// A share of rows in [0, 1].
    Share,
    /// A pure number.
    Number,
    /// Natural units of information.
    Nats,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Target => "target units",
            Self::TargetSquared => "target units²",
            Self::Percent => "%",
            Self::Share => "share of rows",
            Self::Number => "number",
            Self::Nats => "nats",
        })
    }
}

/// What kind of target a metric scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A number, such as a price or a return.
    Regression,
    /// A label, such as up or down.
    Classification,
}

/// Everything that is fixed about a metric.
struct Card {
    name: &'static str,
    task: Task,
    better: Better,
    unit: Unit,
    definition: &'static str,
}

impl Metric {
    /// All metrics, in the order of the tables.
    pub const ALL: [Self; 16] = [
        Self::Mae,
        Self::Mse,
        Self::Rmse,
        Self::Mape,
        Self::R2,
        Self::Mase,
        Self::SkillScore,
        Self::DirectionalAccuracy,
        Self::Accuracy,
        Self::Precision,
        Self::Recall,
        Self::F1,
        Self::Mcc,
        Self::Brier,
        Self::Auc,
        Self::LogLoss,
    ];

    /// Name as tables print it.
    pub fn name(self) -> &'static str {
        self.card().name
    }

    /// The kind of target it scores.
    pub fn task(self) -> Task {
        self.card().task
    }

    /// Which end of the scale is the good one.
    pub fn better(self) -> Better {
        self.card().better
    }

    /// What it is measured in.
    pub fn unit(self) -> Unit {
        self.card().unit
    }

    /// One line that defines it.
    pub fn definition(self) -> &'static str {
        self.card().definition
    }

    fn card(self) -> Card {
        use Better::{Higher, Lower};
        use Task::{Classification, Regression};
        let (name, task, better, unit, definition) = match self {
            Self::Mae => ("MAE", Regression, Lower, Unit::Target, "mean of |actual - predicted|"),
            Self::Mse => ("MSE", Regression, Lower, Unit::TargetSquared, "mean of (actual - predicted)²"),
            Self::Rmse => ("RMSE", Regression, Lower, Unit::Target, "square root of the MSE"),
            Self::Mape => {
                ("MAPE", Regression, Lower, Unit::Percent, "mean of 100 |actual - predicted| / |actual|")
            }
            Self::R2 => (
                "R²",
                Regression,
                Higher,
                Unit::Number,
                "1 - squared error / squared deviation from the mean",
            ),
            Self::Mase => (
                "MASE",
                Regression,
                Lower,
                Unit::Number,
                "MAE / MAE of the seasonal naive forecast in training",
            ),
            Self::SkillScore => ("Skill", Regression, Higher, Unit::Number, "1 - MSE / MSE of the baseline"),
            Self::DirectionalAccuracy => (
                "Direction",
                Regression,
                Higher,
                Unit::Share,
                "share of actual moves whose sign was forecast",
            ),
            Self::Accuracy => ("Accuracy", Classification, Higher, Unit::Share, "share of labels forecast"),
            Self::Precision => {
                ("Precision", Classification, Higher, Unit::Share, "share of forecast ones that were ones")
            }
            Self::Recall => {
                ("Recall", Classification, Higher, Unit::Share, "share of ones that were forecast")
            }
            Self::F1 => ("F1", Classification, Higher, Unit::Number, "harmonic mean of precision and recall"),
            Self::Mcc => {
                ("MCC", Classification, Higher, Unit::Number, "correlation of forecast and actual labels")
            }
            Self::Brier => ("Brier", Classification, Lower, Unit::Number, "mean of (probability - label)²"),
            Self::Auc => {
                ("AUC", Classification, Higher, Unit::Number, "chance that a one is ranked above a zero")
            }
            Self::LogLoss => (
                "Log loss",
                Classification,
                Lower,
                Unit::Nats,
                "mean of -ln(probability of the actual label)",
            ),
        };
        Card { name, task, better, unit, definition }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_is_ordered_and_names_are_distinct() {
        assert!(Metric::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        let names: BTreeSet<_> = Metric::ALL.iter().map(|m| m.name()).collect();
        assert_eq!(names.len(), Metric::ALL.len());
    }

    #[test]
    fn configs_use_kebab_case() {
        assert_eq!(serde_json::to_string(&Metric::SkillScore).unwrap(), "\"skill-score\"");
        assert_eq!(serde_json::from_str::<Metric>("\"r2\"").unwrap(), Metric::R2);
        assert!(serde_json::from_str::<Metric>("\"R2\"").is_err());
        for metric in Metric::ALL {
            let text = serde_json::to_string(&metric).unwrap();
            assert_eq!(serde_json::from_str::<Metric>(&text).unwrap(), metric);
        }
    }
}
