//! Linear support vector machine with squared hinge loss, one against the rest.
//!
//! minimise  `C Σ_i s_i max(0, 1 - y_i f(x_i))²  +  (|w|² + b²)/2`,   `f(x) = w x + b`
//!
//! The intercept is penalised, as in LIBLINEAR; as there, the weight of a class counts where the class stands against the rest, and
//! the rest has weight 1. Compared with `sklearn.svm.LinearSVC`.

use super::logistic_regression::decide;
use super::newton::{Objective, minimise};
use super::weights::Weights;
use super::{LinearError, Problem};

struct SquaredHinge<'a> {
    problem: &'a Problem<'a>,
    scales: Vec<f64>,
    /// The class against the rest.
    class: usize,
    /// `1 - y f(x)` of each row.
    slacks: Vec<f64>,
}

/// The minimum: one output for two classes (the second against the first), else one a class.
pub(super) fn fit(problem: &Problem<'_>, c: f64) -> Result<Weights, LinearError> {
    let classes: Vec<usize> = if problem.classes == 2 { vec![1] } else { (0..problem.classes).collect() };
    let width = problem.rows.width;
    let outputs = classes.len();
    let mut weights = vec![0.0; width * outputs];
    let mut intercepts = Vec::new();
    for (output, class) in classes.into_iter().enumerate() {
        let is_rest = |label: usize| problem.classes > 2 && label != class;
        let weight = |(weight, &label): (&f64, &usize)| if is_rest(label) { 1.0 } else { *weight };
        let scales =
            problem.sample_weights.iter().zip(problem.labels).map(weight).map(|weight| c * weight).collect();
        let slacks = vec![0.0; problem.rows.rows()];
        let found = minimise(&mut SquaredHinge { problem, scales, class, slacks }, width + 1)?;
        for (column, weight) in found[..width].iter().enumerate() {
            weights[column * outputs + output] = *weight;
        }
        intercepts.push(found[width]);
    }
    Ok(Weights { outputs, by_column: weights, intercepts })
}

impl SquaredHinge<'_> {
    fn sign(&self, row: usize) -> f64 {
        if self.problem.labels[row] == self.class { 1.0 } else { -1.0 }
    }

    fn add(&self, row: usize, factor: f64, out: &mut [f64]) {
        for (column, value) in self.problem.rows.row(row) {
            out[column] += factor * value;
        }
        out[self.problem.rows.width] += factor;
    }
}

impl Objective for SquaredHinge<'_> {
    fn value(&mut self, at: &[f64]) -> f64 {
        let mut loss = 0.0;
        let mut z = [0.0];
        for row in 0..self.slacks.len() {
            decide(self.problem.rows, row, 1, at, &mut z);
            let slack = 1.0 - self.sign(row) * z[0];
            self.slacks[row] = slack;
            loss += self.scales[row] * slack.max(0.0).powi(2);
        }
        loss + 0.5 * at.iter().map(|w| w * w).sum::<f64>()
    }

    fn gradient(&self, at: &[f64], gradient: &mut [f64]) {
        gradient.copy_from_slice(at);
        for (row, &slack) in self.slacks.iter().enumerate().filter(|(_, slack)| **slack > 0.0) {
            self.add(row, -2.0 * self.scales[row] * self.sign(row) * slack, gradient);
        }
    }

    fn curvature(&self, direction: &[f64], product: &mut [f64]) {
        product.copy_from_slice(direction);
        let mut z = [0.0];
        for (row, _) in self.slacks.iter().enumerate().filter(|(_, slack)| **slack > 0.0) {
            decide(self.problem.rows, row, 1, direction, &mut z);
            self.add(row, 2.0 * self.scales[row] * z[0], product);
        }
    }
}
