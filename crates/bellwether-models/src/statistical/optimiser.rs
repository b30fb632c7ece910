//! Minimisation: BFGS whose first matrix is that of second differences.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// What is minimised; infinite where it is not defined. Its unit is log-likelihood per observation, and all of its
/// variables are of order one.
pub(super) trait Function {
    /// The value at a point.
    fn value(&self, at: &[f64]) -> f64;

    /// The values at many points.
    fn values(&self, points: &[Vec<f64>]) -> Vec<f64> {
        points.iter().map(|p| self.value(p)).collect()
    }

    /// Gradient and matrix of second derivatives by differences.
    fn derivatives(&self, at: &[f64], value: f64) -> (Vec<f64>, Vec<f64>) {
        let k = at.len();
        let step = 1e-4;
        let mut points = Vec::with_capacity(k * (k + 3) / 2);
        for i in 0..k {
            points.push(shifted(at, &[(i, step)]));
            points.push(shifted(at, &[(i, -step)]));
        }
        for i in 0..k {
            for j in 0..i {
                points.push(shifted(at, &[(i, step), (j, step)]));
            }
        }
        let f = self.values(&points);
        let (mut gradient, mut hessian) = (vec![0.0; k], vec![0.0; k * k]);
        for i in 0..k {
            gradient[i] = (f[2 * i] - f[2 * i + 1]) / (2.0 * step);
            hessian[i * k + i] = (f[2 * i] - 2.0 * value + f[2 * i + 1]) / (step * step);
        }
        let mut mixed = f[2 * k..].iter();
        for i in 0..k {
            for j in 0..i {
                let both = mixed.next().copied().unwrap_or(f64::NAN);
                let second = (both - f[2 * i] - f[2 * j] + value) / (step * step);
                hessian[i * k + j] = second;
                hessian[j * k + i] = second;
            }
        }
        (gradient, hessian)
    }

    /// The gradient alone, by central differences.
    fn gradient(&self, at: &[f64]) -> Vec<f64> {
        let step = 1e-5;
        let points: Vec<Vec<f64>> =
            (0..at.len()).flat_map(|i| [shifted(at, &[(i, step)]), shifted(at, &[(i, -step)])]).collect();
        self.values(&points).chunks_exact(2).map(|f| (f[0] - f[1]) / (2.0 * step)).collect()
    }
}

fn shifted(at: &[f64], by: &[(usize, f64)]) -> Vec<f64> {
    let mut out = at.to_vec();
    for (i, step) in by {
        out[*i] += step;
    }
    out
}

/// Converged when a step would gain less than this, in units of log-likelihood per observation.
const GAIN: f64 = 1e-12;

/// Longest step in one free parameter.
const LONGEST: f64 = 2.0;

const ITERATIONS: usize = 100;

/// Converged too when this many steps gain less than `STALL` each: on the way to an edge, where only infinity is the top.
const PATIENCE: usize = 4;
const STALL: f64 = 1e-10;

/// Where the minimisation ended.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    pub(super) free: Vec<f64>,
    pub(super) value: f64,
    /// Whether the predicted gain was small, rather than the iterations used up.
    pub(super) converged: bool,
}

/// Goes downhill from `start`; `None` when the start has no finite value.
pub(super) fn minimise(objective: &impl Function, start: &[f64]) -> Option<Minimum> {
    let mut value = objective.value(start);
    if !value.is_finite() {
        return None;
    }
    let k = start.len();
    let mut x = start.to_vec();
    if k == 0 {
        return Some(Minimum { free: x, value, converged: true });
    }
    let (gradient, hessian) = objective.derivatives(&x, value);
    let mut gradient = DVector::from_vec(gradient);
    let mut inverse = inverse_of_absolute(&hessian, k);
    // a matrix of second differences at x itself, and none built up from steps
    let mut fresh = true;
    let mut converged = false;
    let mut before = [f64::INFINITY; PATIENCE];
    for iteration in 0..ITERATIONS {
        let mut step = -(&inverse * &gradient);
        let slope = step.dot(&gradient);
        let small = -slope < 2.0 * GAIN;
        let moved = if small { None } else { search(objective, &x, value, &mut step, slope) };
        let Some((next, next_value)) = moved else {
            if fresh || !slope.is_finite() {
                converged = small;
                break;
            }
            let (g, hessian) = objective.derivatives(&x, value);
            gradient = DVector::from_vec(g);
            inverse = inverse_of_absolute(&hessian, k);
            fresh = true;
            continue;
        };
        let s = DVector::from_fn(k, |i, _| next[i] - x[i]);
        x = next;
        value = next_value;
        let earlier = std::mem::replace(&mut before[iteration % PATIENCE], value);
        if earlier - value < PATIENCE as f64 * STALL {
            converged = true;
            break;
        }
        let next_gradient = DVector::from_vec(objective.gradient(&x));
        update(&mut inverse, &s, &(&next_gradient - &gradient));
        gradient = next_gradient;
        fresh = false;
    }
    Some(Minimum { free: x, value, converged })
}

/// The first of ever shorter steps that goes down enough.
fn search(
    objective: &impl Function,
    x: &[f64],
    value: f64,
    step: &mut DVector<f64>,
    slope: f64,
) -> Option<(Vec<f64>, f64)> {
    let longest = step.amax();
    let mut slope = slope;
    if longest > LONGEST {
        *step *= LONGEST / longest;
        slope *= LONGEST / longest;
    }
    let at = |t: f64| x.iter().zip(step.iter()).map(|(x, s)| x + t * s).collect::<Vec<_>>();
    let enough = |t: f64, f: f64| f <= value + 1e-4 * t * slope && f.is_finite();
    let whole = at(1.0);
    let f = objective.value(&whole);
    if enough(1.0, f) {
        return Some((whole, f));
    }
    for group in 0..2 {
        let lengths: Vec<f64> = (1..=8).map(|i| 0.5_f64.powi(8 * group + i)).collect();
        let points: Vec<Vec<f64>> = lengths.iter().map(|t| at(*t)).collect();
        let values = objective.values(&points);
        let down = (0..lengths.len()).filter(|i| enough(lengths[*i], values[*i]));
        if let Some(best) = down.min_by(|a, b| values[*a].total_cmp(&values[*b])) {
            return Some((points[best].clone(), values[best]));
        }
    }
    None
}

/// BFGS on the inverse; left as it is where the curvature along the step is not positive.
fn update(inverse: &mut DMatrix<f64>, s: &DVector<f64>, y: &DVector<f64>) {
    let sy = s.dot(y);
    let curved = sy > 1e-14 * s.norm() * y.norm();
    if !curved {
        return;
    }
    let hy = &*inverse * y;
    let scale = (1.0 + y.dot(&hy) / sy) / sy;
    *inverse += s * s.transpose() * scale - (&hy * s.transpose() + s * hy.transpose()) / sy;
}

/// The inverse with every eigenvalue taken as positive, so that the step goes down.
fn inverse_of_absolute(hessian: &[f64], k: usize) -> DMatrix<f64> {
    if hessian.iter().any(|h| !h.is_finite()) {
        return DMatrix::identity(k, k);
    }
    let eigen = SymmetricEigen::new(DMatrix::from_row_slice(k, k, hessian));
    // second differences are good to about 1e-7
    let scale = DVector::from_iterator(k, eigen.eigenvalues.iter().map(|v| 1.0 / v.abs().max(1e-6)));
    &eigen.eigenvectors * DMatrix::from_diagonal(&scale) * eigen.eigenvectors.transpose()
}
