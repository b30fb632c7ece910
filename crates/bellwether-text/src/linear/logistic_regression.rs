//! Logistic regression: binary, or softmax over all classes.
//!
//! minimise  `C Σ_i s_i log(1 + exp(-y_i f(x_i)))  +  |W|²/2`,   `f(x) = W x + b`
//!
//! with the softmax's cross-entropy in place of the first term for three classes and more. The intercept is not
//! penalised. Compared with `sklearn.linear_model.LogisticRegression`.

use super::newton::{Objective, minimise};
use super::sparse::Sparse;
use super::weights::Weights;
use super::{LinearError, Problem};

/// The objective, and the state of the point that it was last evaluated at.
struct CrossEntropy<'a> {
    problem: &'a Problem<'a>,
    /// `C s_i`.
    scales: Vec<f64>,
    /// One for two classes, else as many as classes.
    outputs: usize,
    /// Rows times outputs.
    probabilities: Vec<f64>,
}

/// The minimum.
pub(super) fn fit(problem: &Problem<'_>, c: f64) -> Result<Weights, LinearError> {
    let outputs = if problem.classes == 2 { 1 } else { problem.classes };
    let width = problem.rows.width;
    let mut objective = CrossEntropy {
        problem,
        scales: problem.sample_weights.iter().map(|weight| c * weight).collect(),
        outputs,
        probabilities: vec![0.0; problem.rows.rows() * outputs],
    };
    let mut found = minimise(&mut objective, (width + 1) * outputs)?;
    let intercepts = found.split_off(width * outputs);
    Ok(Weights { outputs, by_column: found, intercepts })
}

/// `z = W x + b` of one row.
pub(super) fn decide(rows: &Sparse, row: usize, outputs: usize, at: &[f64], z: &mut [f64]) {
    z.copy_from_slice(&at[rows.width * outputs..]);
    for (column, value) in rows.row(row) {
        for (z, weight) in z.iter_mut().zip(&at[column * outputs..]) {
            *z += value * weight;
        }
    }
}

/// Adds `x rᵀ` of one row.
fn spread(rows: &Sparse, row: usize, outputs: usize, r: &[f64], out: &mut [f64]) {
    for (column, value) in rows.row(row) {
        for (out, r) in out[column * outputs..].iter_mut().zip(r) {
            *out += value * r;
        }
    }
    for (out, r) in out[rows.width * outputs..].iter_mut().zip(r) {
        *out += r;
    }
}

impl Objective for CrossEntropy<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let rows = self.problem.rows;
        let k = self.outputs;
        let mut loss = 0.0;
        for row in 0..rows.rows() {
            let p = &mut self.probabilities[row * k..(row + 1) * k];
            decide(rows, row, k, at, p);
            let class = self.problem.labels[row];
            let row_loss = if k == 1 {
                let z = p[0];
                p[0] = 1.0 / (1.0 + (-z).exp());
                let margin = if class == 1 { z } else { -z };
                if margin > 0.0 { (-margin).exp().ln_1p() } else { margin.exp().ln_1p() - margin }
            } else {
                let largest = p.iter().copied().fold(f64::MIN, f64::max);
                let own = p[class];
                let mut sum = 0.0;
                for p in p.iter_mut() {
                    *p = (*p - largest).exp();
                    sum += *p;
                }
                for p in p.iter_mut() {
                    *p /= sum;
                }
                sum.ln() + largest - own
            };
            loss += self.scales[row] * row_loss;
        }
        let penalised = &at[..rows.width * k];
        loss + 0.5 * penalised.iter().map(|w| w * w).sum::<f64>()
    }

    fn gradient(&self, at: &[f64], gradient: &mut [f64]) {
        let rows = self.problem.rows;
        let k = self.outputs;
        let penalised = rows.width * k;
        gradient[..penalised].copy_from_slice(&at[..penalised]);
        gradient[penalised..].fill(0.0);
        let mut r = vec![0.0; k];
        for row in 0..rows.rows() {
            let class = self.problem.labels[row];
            for (output, r) in r.iter_mut().enumerate() {
                let is_own = if k == 1 { class == 1 } else { class == output };
                *r = self.scales[row] * (self.probabilities[row * k + output] - f64::from(u8::from(is_own)));
            }
            spread(rows, row, k, &r, gradient);
        }
    }

    fn curvature(&self, direction: &[f64], product: &mut [f64]) {
        let rows = self.problem.rows;
        let k = self.outputs;
        let penalised = rows.width * k;
        product[..penalised].copy_from_slice(&direction[..penalised]);
        product[penalised..].fill(0.0);
        let mut u = vec![0.0; k];
        for row in 0..rows.rows() {
            decide(rows, row, k, direction, &mut u);
            let p = &self.probabilities[row * k..(row + 1) * k];
            let scale = self.scales[row];
            if k == 1 {
                u[0] *= scale * p[0] * (1.0 - p[0]);
            } else {
                let mean: f64 = p.iter().zip(&u).map(|(p, u)| p * u).sum();
                for (u, p) in u.iter_mut().zip(p) {
                    *u = scale * p * (*u - mean);
                }
            }
            spread(rows, row, k, &u, product);
        }
    }
}
