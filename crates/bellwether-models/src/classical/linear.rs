use bellwether_core::{FitError, ForecastError};
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use super::learner::{Answer, Table};
use crate::supervised::misfit;

/// What a weighted sum of the inputs means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Link {
    /// The number itself, or a probability.
    Identity,
    /// The log odds of label 1.
    Logistic,
    /// Label 1 when it is above 0, without a probability.
    Sign,
    /// Label 1 when it is above 0; `1 / (1 + e^(slope · sum + offset))` is its probability.
    Calibrated { slope: f64, offset: f64 },
}

/// A weighted sum of the inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LinearModel {
    pub(super) weights: Vec<f64>,
    pub(super) intercept: f64,
    pub(super) link: Link,
}

impl LinearModel {
    pub(super) fn score(&self, row: &[f64]) -> f64 {
        self.intercept + row.iter().zip(&self.weights).map(|(x, w)| x * w).sum::<f64>()
    }

    pub(super) fn answer(&self, row: &[f64]) -> Answer {
        let score = self.score(row);
        let of_log_odds = |odds: f64| if odds.is_finite() { 1.0 / (1.0 + (-odds).exp()) } else { odds };
        match self.link {
            Link::Identity => Answer::Value(score),
            Link::Logistic => Answer::Value(of_log_odds(score)),
            Link::Sign => Answer::Label(if score.is_finite() { f64::from(score > 0.0) } else { score }),
            Link::Calibrated { slope, offset } => Answer::Value(of_log_odds(-(slope * score + offset))),
        }
    }

    pub(super) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.weights.len() == inputs {
            Ok(())
        } else {
            Err(misfit(format!("{} weights for {inputs} inputs", self.weights.len())))
        }
    }

    /// Refuses weights that are not finite.
    pub(super) fn checked(self, model: &'static str) -> Result<Self, FitError> {
        if self.intercept.is_finite() && self.weights.iter().all(|w| w.is_finite()) {
            return Ok(self);
        }
        let reason = format!("the weights of {} inputs are not finite", self.weights.len());
        Err(FitError::Numerical { model, reason })
    }
}

/// The table as a matrix, a sample a row, with a last column of ones.
pub(super) fn with_ones(table: &Table) -> DMatrix<f64> {
    let (n, p) = (table.y.len(), table.width);
    DMatrix::from_fn(n, p + 1, |i, j| if j < p { table.x[i * p + j] } else { 1.0 })
}

/// The sum over the samples of `weight · row row'`.
pub(super) fn weighted_gram(x: &DMatrix<f64>, weights: &DVector<f64>) -> DMatrix<f64> {
    let mut scaled = x.clone();
    for mut column in scaled.column_iter_mut() {
        column.component_mul_assign(weights);
    }
    x.tr_mul(&scaled)
}
