//! The state of a fitted process together with the last values that differencing needs.
//!
//! ```text
//! s_t = (α_t, u_{t−1}, …, u_{t−L}),   u_t = α₀ + Σ δ_j u_{t−j},   covariances in units of σ²
//! ```
//!
//! Slower than the filter of differences, and at home with gaps.

use serde::{Deserialize, Serialize};

use super::filter::{Arma, Pass, Rows};

/// The process.
#[derive(Debug, Clone)]
pub(super) struct Process {
    pub(super) arma: Arma,
    pub(super) delta: Vec<f64>,
}

/// The predicted state of the next value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) mean: Vec<f64>,
    /// `m x m`.
    pub(super) covariance: Vec<f64>,
}

impl Process {
    pub(super) fn dimension(&self) -> usize {
        self.arma.dimension() + self.delta.len()
    }

    /// `u_t` as a combination of the state.
    pub(super) fn observed(&self, state: impl Fn(usize) -> f64) -> f64 {
        let r = self.arma.dimension();
        state(0) + self.delta.iter().enumerate().map(|(j, d)| d * state(r + j)).sum::<f64>()
    }

    /// The next state's expectation.
    pub(super) fn advance(&self, state: &[f64], out: &mut [f64]) {
        let r = self.arma.dimension();
        for i in 0..r {
            out[i] = self.arma.phi[i] * state[0] + if i + 1 < r { state[i + 1] } else { 0.0 };
        }
        if !self.delta.is_empty() {
            out[r] = self.observed(|i| state[i]);
            out[r + 1..].copy_from_slice(&state[r..state.len() - 1]);
        }
    }

    /// The state before the value that follows `past`, the last of which are the lags of differencing.
    pub(super) fn start(&self, past: &[f64]) -> Option<State> {
        let r = self.arma.dimension();
        let own = self.arma.stationary()?;
        Some(self.joined(&vec![0.0; r], &own, past))
    }

    /// From the state of the differences and the last values.
    pub(super) fn joined(&self, mean: &[f64], covariance: &[f64], past: &[f64]) -> State {
        let (r, m) = (mean.len(), self.dimension());
        let lags = past.iter().rev().take(self.delta.len());
        let mut all = vec![0.0; m * m];
        for i in 0..r {
            all[i * m..i * m + r].copy_from_slice(&covariance[i * r..(i + 1) * r]);
        }
        State { mean: mean.iter().chain(lags).copied().collect(), covariance: all }
    }

    /// Expectation and variance (over σ²) of the next value.
    pub(super) fn next(&self, state: &State) -> (f64, f64) {
        let m = self.dimension();
        let mean = self.observed(|i| state.mean[i]);
        (mean, self.observed(|i| self.observed(|j| state.covariance[i * m + j])))
    }

    /// Takes in the next value; NaN when it is missing.
    pub(super) fn observe(&self, state: &mut State, value: f64) {
        if !value.is_nan() {
            let m = self.dimension();
            let (mean, f) = self.next(state);
            let gain: Vec<f64> = (0..m).map(|i| self.observed(|j| state.covariance[i * m + j])).collect();
            for i in 0..m {
                state.mean[i] += gain[i] / f * (value - mean);
                for j in 0..m {
                    state.covariance[i * m + j] -= gain[i] * gain[j] / f;
                }
            }
        }
        self.step(state);
        let (r, m) = (self.arma.dimension(), self.dimension());
        if !value.is_nan() && m > r {
            // the value is now known, whatever rounding left of its variance
            state.mean[r] = value;
            for i in 0..m {
                state.covariance[i * m + r] = 0.0;
                state.covariance[r * m + i] = 0.0;
            }
        }
    }

    /// One step on without a value.
    pub(super) fn step(&self, state: &mut State) {
        let (r, m) = (self.arma.dimension(), self.dimension());
        let mut mean = vec![0.0; m];
        self.advance(&state.mean, &mut mean);
        state.mean = mean;
        let mut half = vec![0.0; m * m];
        for (row, out) in state.covariance.chunks_exact(m).zip(half.chunks_exact_mut(m)) {
            self.advance(row, out);
        }
        let mut column = vec![0.0; m];
        let mut out = vec![0.0; m];
        for j in 0..m {
            for i in 0..m {
                column[i] = half[i * m + j];
            }
            self.advance(&column, &mut out);
            for i in 0..m {
                let noise = if i < r && j < r { self.arma.theta[i] * self.arma.theta[j] } else { 0.0 };
                state.covariance[i * m + j] = out[i] + noise;
            }
        }
    }

    /// Filters the columns of rows that are not differenced; the first rows, as many as lags, are given.
    pub(super) fn filter(&self, rows: &Rows) -> Option<(Pass<1>, Vec<State>)> {
        let (lags, width) = (self.delta.len(), rows.width);
        let column = |c: usize| rows.values.iter().skip(c).step_by(width).copied();
        let mut states = (0..width)
            .map(|c| self.start(&column(c).take(lags).collect::<Vec<_>>()))
            .collect::<Option<Vec<_>>>()?;
        let mut pass = Pass {
            valid: [true],
            log_f: [0.0],
            cross: vec![[0.0]; width * width],
            mean: Vec::new(),
            covariance: Vec::new(),
        };
        for row in rows.values.chunks_exact(width).skip(lags) {
            let missing = row[0].is_nan();
            if !missing {
                let f = self.next(&states[0]).1;
                pass.log_f[0] += f.ln();
                let v: Vec<f64> = states.iter().zip(row).map(|(s, y)| y - self.next(s).0).collect();
                for i in 0..width {
                    for j in 0..=i {
                        pass.cross[i * width + j][0] += v[i] * v[j] / f;
                    }
                }
            }
            for (state, y) in states.iter_mut().zip(row) {
                self.observe(state, if missing { f64::NAN } else { *y });
            }
        }
        Some((pass, states))
    }
}
