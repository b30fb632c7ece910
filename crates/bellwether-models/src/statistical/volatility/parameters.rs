//! The parameters, as the model has them and as the search moves them.

use serde::{Deserialize, Serialize};

use super::distribution::DEGREES;
use super::{Errors, Mean, Process};

/// Parameters of a volatility model. Those that a model does not have are 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// μ, the mean.
    pub mean: f64,
    /// ω, the constant of the variance.
    pub omega: f64,
    /// α, of the last square; 1 − λ for EWMA.
    pub alpha: f64,
    /// γ, of the last square after a fall.
    pub gamma: f64,
    /// β, of the last variance; λ for EWMA.
    pub beta: f64,
    /// ν, degrees of freedom; none for normal errors.
    pub degrees: Option<f64>,
}

/// Numbers in [`Parameters`]: μ, ω, α, γ, β, ν.
pub(super) const NATURAL: usize = 6;

/// λ of RiskMetrics for daily values.
pub(super) const LAMBDA: f64 = 0.94;

/// Beyond this a free parameter moves nothing that a double can show.
const EDGE: f64 = 30.0;

impl Parameters {
    /// `α + γ / 2 + β`: the share of the variance's distance from its mean that is left a step later.
    pub fn persistence(&self) -> f64 {
        self.alpha + 0.5 * self.gamma + self.beta
    }

    /// The variance that the forecasts go to; none where it does not end, as for EWMA.
    pub fn long_run_variance(&self) -> Option<f64> {
        let gap = 1.0 - self.persistence();
        (self.omega > 0.0 && gap > 0.0).then(|| self.omega / gap)
    }

    /// Steps after which half of the variance's distance from its mean is gone; none where it stays.
    pub fn half_life(&self) -> Option<f64> {
        let persistence = self.persistence();
        (self.omega > 0.0 && persistence > 0.0 && persistence < 1.0).then(|| 0.5_f64.ln() / persistence.ln())
    }

    pub(super) fn as_array(&self) -> [f64; NATURAL] {
        [self.mean, self.omega, self.alpha, self.gamma, self.beta, self.degrees.unwrap_or(0.0)]
    }

    pub(super) fn from_array(values: [f64; NATURAL], errors: Errors) -> Self {
        let [mean, omega, alpha, gamma, beta, degrees] = values;
        let degrees = (errors == Errors::StudentT).then_some(degrees);
        Self { mean, omega, alpha, gamma, beta, degrees }
    }

    /// In a unit `scale` times smaller.
    pub(super) fn scaled(self, scale: f64) -> Self {
        Self { mean: self.mean * scale, omega: self.omega * scale * scale, ..self }
    }
}

/// Which parameters a model has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) process: Process,
    pub(super) errors: Errors,
    pub(super) mean: Mean,
}

impl Shape {
    /// Positions in [`Parameters::as_array`] of what is estimated. λ is estimated as β.
    pub(super) fn estimated(self) -> Vec<usize> {
        let process: &[usize] = match self.process {
            Process::Garch => &[1, 2, 4],
            Process::GjrGarch => &[1, 2, 3, 4],
            Process::Ewma => &[],
            Process::EwmaFitted => &[4],
        };
        let mut out = if self.mean == Mean::Constant { vec![0] } else { Vec::new() };
        out.extend(process);
        out.extend((self.errors == Errors::StudentT).then_some(5));
        out
    }

    /// Free numbers to parameters: μ as it is, `ln ω`, the logit of the persistence, of the squares' share in it, the
    /// hyperbolic arc tangent of how much of that is after falls, and the logit of `1 / ν` in its range.
    pub(super) fn decode(self, free: &[f64]) -> Parameters {
        self.decode_with_jacobian(free).0
    }

    /// The same, with the derivative of each parameter by each free number, row by free number.
    pub(super) fn decode_with_jacobian(self, free: &[f64]) -> (Parameters, Vec<[f64; NATURAL]>) {
        let mut free = free.iter().map(|u| if u.is_nan() { *u } else { u.clamp(-EDGE, EDGE) });
        let mut next = || free.next().unwrap_or(0.0);
        let mut jacobian = Vec::new();
        let mut p = Parameters { mean: 0.0, omega: 0.0, alpha: 0.0, gamma: 0.0, beta: 0.0, degrees: None };
        if self.mean == Mean::Constant {
            p.mean = next();
            jacobian.push([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        }
        match self.process {
            Process::Garch | Process::GjrGarch => {
                p.omega = next().exp();
                let (persistence, dp) = logistic(next());
                let (share, ds) = logistic(next());
                let skew = if self.process == Process::GjrGarch { next().tanh() } else { 0.0 };
                let squares = persistence * share;
                p.alpha = squares * (1.0 - skew);
                p.gamma = 2.0 * squares * skew;
                p.beta = persistence * (1.0 - share);
                // of alpha, gamma and beta by the mean weight of the squares
                let by_squares = |d: f64, beta: f64| [0.0, 0.0, d * (1.0 - skew), d * 2.0 * skew, beta, 0.0];
                jacobian.push([0.0, p.omega, 0.0, 0.0, 0.0, 0.0]);
                jacobian.push(by_squares(share * dp, (1.0 - share) * dp));
                jacobian.push(by_squares(persistence * ds, -persistence * ds));
                if self.process == Process::GjrGarch {
                    let d = squares * (1.0 - skew * skew);
                    jacobian.push([0.0, 0.0, -d, 2.0 * d, 0.0, 0.0]);
                }
            }
            Process::Ewma => (p.alpha, p.beta) = (1.0 - LAMBDA, LAMBDA),
            Process::EwmaFitted => {
                let (lambda, d) = logistic(next());
                (p.alpha, p.beta) = (1.0 - lambda, lambda);
                jacobian.push([0.0, 0.0, -d, 0.0, d, 0.0]);
            }
        }
        if self.errors == Errors::StudentT {
            let (low, high) = (1.0 / DEGREES.1, 1.0 / DEGREES.0);
            let (place, d) = logistic(next());
            let inverse = low + (high - low) * place;
            let degrees = (1.0 / inverse).clamp(DEGREES.0, DEGREES.1);
            p.degrees = Some(degrees);
            jacobian.push([0.0, 0.0, 0.0, 0.0, 0.0, -(high - low) * d * degrees * degrees]);
        }
        (p, jacobian)
    }

    /// Parameters to free numbers; those on an edge are brought inside it.
    pub(super) fn encode(self, p: &Parameters) -> Vec<f64> {
        let mut free = Vec::new();
        if self.mean == Mean::Constant {
            free.push(p.mean);
        }
        match self.process {
            Process::Garch | Process::GjrGarch => {
                let squares = p.alpha + 0.5 * p.gamma;
                free.push(p.omega.max(1e-12).ln());
                free.push(logit(p.persistence()));
                free.push(logit(squares / p.persistence().max(1e-12)));
                if self.process == Process::GjrGarch {
                    let skew = if squares > 0.0 { 0.5 * p.gamma / squares } else { 0.0 };
                    free.push(skew.clamp(-0.999, 0.999).atanh());
                }
            }
            Process::Ewma => {}
            Process::EwmaFitted => free.push(logit(p.beta)),
        }
        if let (Errors::StudentT, Some(degrees)) = (self.errors, p.degrees) {
            let (low, high) = (1.0 / DEGREES.1, 1.0 / DEGREES.0);
            free.push(logit((1.0 / degrees - low) / (high - low)));
        }
        free
    }
}

/// `1 / (1 + e^−u)` and its derivative.
fn logistic(u: f64) -> (f64, f64) {
    // of the smaller side, so that neither it nor the derivative is lost next to 1
    let small = (-u.abs()).exp() / (1.0 + (-u.abs()).exp());
    let value = if u < 0.0 { small } else { 1.0 - small };
    (value, small * (1.0 - small))
}

fn logit(share: f64) -> f64 {
    let share = share.clamp(1e-6, 1.0 - 1e-6);
    (share / (1.0 - share)).ln()
}
