//! Gaussian naive Bayes on the window.
//!
//! ```text
//! x: the window's lookback x columns values, scaled;   class c: share πc of the samples
//! P(c | x) ∝ πc Π over j of N(xⱼ; mean μcj, variance σ²cj + smoothing · largest variance of an input)
//! ```
//!
//! For direction targets only; variances with divisor n.
//!
//! Published (candlestick paper): without parameters.
//!
//! Compared with: `sklearn.naive_bayes.GaussianNB`. Chan, Golub and LeVeque (1979), Stanford STAN-CS-79-773.

use bellwether_core::{FitError, ForecastError, RunContext};
use serde::{Deserialize, Serialize};

use super::learner::{Common, Learner, Learns, Learnt, Table, learner};
use crate::supervised::misfit;

learner! {
    /// Parameters of Gaussian naive Bayes.
    GaussianNaiveBayes, GaussianNaiveBayesParams {
        /// What is added to all variances, as a share of the largest. Default 1e-9, above 0.
        smoothing: f64 = 1e-9,
        /// Whether both classes are held for equally likely. Default no.
        balanced: bool = false,
    }
    scaler Standard
}

/// A class: its prior as a logarithm, and each input's mean and variance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Class {
    log_prior: f64,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl Class {
    fn log_joint(&self, row: &[f64]) -> f64 {
        let inputs = row.iter().zip(self.mean.iter().zip(&self.variance));
        let each =
            inputs.map(|(x, (m, v))| -0.5 * ((2.0 * std::f64::consts::PI * v).ln() + (x - m) * (x - m) / v));
        self.log_prior + each.sum::<f64>()
    }
}

/// Two classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NaiveBayes {
    classes: [Class; 2],
}

impl NaiveBayes {
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        let [fall, rise] = &self.classes;
        let odds = rise.log_joint(row) - fall.log_joint(row);
        if odds.is_nan() { odds } else { 1.0 / (1.0 + (-odds).exp()) }
    }

    pub(super) fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        if self.classes.iter().all(|c| c.mean.len() == inputs && c.variance.len() == inputs) {
            Ok(())
        } else {
            Err(misfit(format!("not two classes of {inputs} inputs")))
        }
    }
}

impl Learner for GaussianNaiveBayesParams {
    const NAME: &'static str = "gaussian-naive-bayes";
    const LEARNS: Learns = Learns::Direction;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        if self.smoothing > 0.0 && self.smoothing.is_finite() {
            return Ok(());
        }
        Self::refuse("smoothing", self.smoothing, "it must be a number above 0")
    }

    fn learn(&self, table: &Table, _run: &RunContext) -> Result<Learnt, FitError> {
        table.check_classes(Self::NAME)?;
        let all: Vec<&[f64]> = table.rows().collect();
        let largest = moments(&all, table.width).1.into_iter().fold(0.0, f64::max);
        if largest <= 0.0 || !largest.is_finite() {
            let reason = format!("the largest variance of {} inputs is {largest}", table.width);
            return Err(FitError::Numerical { model: Self::NAME, reason });
        }
        let class = |label: f64| {
            let rows: Vec<&[f64]> =
                table.rows().zip(&table.y).filter(|(_, y)| **y == label).map(|(row, _)| row).collect();
            let (mean, mut variance) = moments(&rows, table.width);
            for v in &mut variance {
                *v += self.smoothing * largest;
            }
            let prior = if self.balanced { 0.5 } else { rows.len() as f64 / all.len() as f64 };
            Class { log_prior: prior.ln(), mean, variance }
        };
        Ok(Learnt::NaiveBayes(NaiveBayes { classes: [class(0.0), class(1.0)] }))
    }
}

/// Mean and variance of each input.
fn moments(rows: &[&[f64]], width: usize) -> (Vec<f64>, Vec<f64>) {
    let n = rows.len() as f64;
    let (mut mean, mut variance) = (vec![0.0; width], vec![0.0; width]);
    for row in rows {
        mean.iter_mut().zip(*row).for_each(|(m, x)| *m += x / n);
    }
    for row in rows {
        variance.iter_mut().zip(row.iter().zip(&mean)).for_each(|(v, (x, m))| *v += (x - m) * (x - m) / n);
    }
    (mean, variance)
}
