//! How much a Sharpe ratio proves (Bailey and López de Prado, 2012 and 2014).
//!
//! All ratios here are those of one period, not of a year. With `n` returns, Sharpe ratio `s`, skewness `g` and kurtosis `k` (3 for a
//! normal law), the standard error of `s` is `√((1 − g s + (k − 1)/4 s²) / (n − 1))`.

use serde::{Deserialize, Serialize};
use statrs::function::erf::{erfc, erfc_inv};

use super::BacktestError;
use crate::input::mean;

/// Euler and Mascheroni's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// What the standard error of a Sharpe ratio is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Moments {
    /// Returns.
    pub n: usize,
    /// Mean over sample standard deviation, of one period.
    pub sharpe: f64,
    /// Third central moment over the 3/2 power of the second, both with divisor `n`.
    pub skewness: f64,
    /// Fourth central moment over the square of the second; 3 for a normal law.
    pub kurtosis: f64,
}

impl Moments {
    /// Of returns of single periods.
    ///
    /// # Errors
    /// [`BacktestError::TooFewReturns`] below two, [`BacktestError::NoRisk`] when all are equal or differ by next to nothing.
    pub fn of(returns: &[f64]) -> Result<Self, BacktestError> {
        let n = returns.len();
        if n < 2 {
            return Err(BacktestError::TooFewReturns { returns: n });
        }
        if returns.iter().all(|r| *r == returns[0]) {
            return Err(BacktestError::NoRisk { returns: n });
        }
        let centre = mean(returns);
        let moment = |power: i32| returns.iter().map(|r| (r - centre).powi(power)).sum::<f64>() / n as f64;
        let variance = moment(2);
        if variance * variance == 0.0 {
            return Err(BacktestError::NoRisk { returns: n });
        }
        let deviation = (variance * n as f64 / (n - 1) as f64).sqrt();
        Ok(Self {
            n,
            sharpe: centre / deviation,
            skewness: moment(3) / variance.powf(1.5),
            kurtosis: moment(4) / (variance * variance),
        })
    }

    /// `1 − g s + (k − 1)/4 s²`: never below 0, since `k ≥ 1 + g²`.
    fn spread(&self) -> f64 {
        let s = self.sharpe;
        1.0 - self.skewness * s + (self.kurtosis - 1.0) / 4.0 * s * s
    }
}

fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

fn normal_quantile(p: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)
}

/// The probability that the true Sharpe ratio is above `benchmark`, both of one period.
pub fn probabilistic_sharpe(moments: &Moments, benchmark: f64) -> f64 {
    let spread = moments.spread().max(f64::MIN_POSITIVE);
    normal_cdf((moments.sharpe - benchmark) * ((moments.n - 1) as f64 / spread).sqrt())
}

/// Returns needed before the Sharpe ratio is above `benchmark` with the given confidence (0.95, say); `None` when it is not above it
/// at all, so that no length would do, and for a confidence outside (0, 1).
pub fn minimum_track_record(moments: &Moments, benchmark: f64, confidence: f64) -> Option<f64> {
    let gain = moments.sharpe - benchmark;
    let possible = gain > 0.0 && confidence > 0.0 && confidence < 1.0;
    let needed = 1.0 + moments.spread() * (normal_quantile(confidence) / gain).powi(2);
    Some(needed).filter(|n| possible && n.is_finite())
}

/// The largest Sharpe ratio to be expected of `trials` strategies without any skill, whose ratios have this variance:
/// `√V ((1 − γ) Z⁻¹(1 − 1/N) + γ Z⁻¹(1 − 1/(N e)))`. 0 for a single one, which was not picked.
pub fn expected_largest_sharpe(variance: f64, trials: usize) -> f64 {
    if trials < 2 {
        return 0.0;
    }
    let tail = 1.0 / trials as f64;
    let [first, second] = [tail, tail / std::f64::consts::E].map(|tail| -normal_quantile(tail));
    variance.max(0.0).sqrt() * ((1.0 - EULER) * first + EULER * second)
}

/// The probability that the true Sharpe ratio is above what searching among all the trials alone would have brought: the probabilistic
/// one against [`expected_largest_sharpe`] of the trials' ratios (of one period, the strategy's own among them; sample variance).
pub fn deflated_sharpe(moments: &Moments, trials: &[f64]) -> f64 {
    let n = trials.len();
    if n < 2 {
        return probabilistic_sharpe(moments, 0.0);
    }
    let centre = mean(trials);
    let variance = trials.iter().map(|s| (s - centre) * (s - centre)).sum::<f64>() / (n - 1) as f64;
    probabilistic_sharpe(moments, expected_largest_sharpe(variance, n))
}
