//! Truncated Newton: conjugate gradients for the step, backtracking for its length.
//!
//! Nocedal and Wright, *Numerical Optimization*, 2nd ed., algorithm 7.1. The objectives here are convex and
//! penalised, so that the Hessian is positive definite on what the data can move.

use super::LinearError;

/// A convex function of a vector.
pub(super) trait Objective {
    /// The value at `at`, which [`Self::gradient`] and [`Self::curvature`] then speak of.
    fn value(&mut self, at: &[f64]) -> f64;
    fn gradient(&self, at: &[f64], gradient: &mut [f64]);
    /// The Hessian times `direction`.
    fn curvature(&self, direction: &[f64], product: &mut [f64]);
}

/// The gradient's norm at the end, against that at zero.
const TOLERANCE: f64 = 1e-8;
const STEPS: usize = 200;
const INNER_STEPS: usize = 500;
const SHORTEST: f64 = 1e-10;

/// Goes from zero to the minimum.
pub(super) fn minimise(objective: &mut impl Objective, parameters: usize) -> Result<Vec<f64>, LinearError> {
    let mut at = vec![0.0; parameters];
    let mut gradient = vec![0.0; parameters];
    let mut value = objective.value(&at);
    objective.gradient(&at, &mut gradient);
    let first = norm(&gradient);
    for _ in 0..STEPS {
        let size = norm(&gradient);
        if size <= TOLERANCE * first {
            return Ok(at);
        }
        let direction = newton_direction(objective, &gradient, size, (size / first).sqrt().min(0.1));
        let slope = dot(&gradient, &direction);
        let mut length = 1.0;
        loop {
            let next: Vec<f64> = at.iter().zip(&direction).map(|(x, d)| x + length * d).collect();
            let next_value = objective.value(&next);
            // near the minimum the value no longer tells: rounding is forgiven
            if next_value <= value + 1e-4 * length * slope + 1e-13 * value.abs() {
                at = next;
                value = next_value;
                break;
            }
            length *= 0.5;
            if length < SHORTEST {
                return Err(LinearError::NotConverged { steps: STEPS, gradient: size / first });
            }
        }
        objective.gradient(&at, &mut gradient);
    }
    Err(LinearError::NotConverged { steps: STEPS, gradient: norm(&gradient) / first })
}

/// An approximate solution of `H d = -g`.
fn newton_direction(objective: &impl Objective, gradient: &[f64], size: f64, share: f64) -> Vec<f64> {
    let mut direction = vec![0.0; gradient.len()];
    let mut residual: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut search = residual.clone();
    let mut product = vec![0.0; gradient.len()];
    let mut square = dot(&residual, &residual);
    for _ in 0..INNER_STEPS {
        if square.sqrt() <= share * size {
            break;
        }
        objective.curvature(&search, &mut product);
        let curvature = dot(&search, &product);
        if curvature <= 0.0 {
            break;
        }
        let step = square / curvature;
        for k in 0..gradient.len() {
            direction[k] += step * search[k];
            residual[k] -= step * product[k];
        }
        let next = dot(&residual, &residual);
        let ratio = next / square;
        for (search, residual) in search.iter_mut().zip(&residual) {
            *search = residual + ratio * *search;
        }
        square = next;
    }
    if direction.iter().all(|d| *d == 0.0) { residual } else { direction }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
