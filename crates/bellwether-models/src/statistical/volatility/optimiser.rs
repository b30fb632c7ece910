//! Minimisation of a smooth function of a few numbers: BFGS from a given first matrix.

use nalgebra::{DMatrix, DVector};

/// Converged when a step would gain less than this.
const GAIN: f64 = 1e-14;

/// Converged too when no step along the way down gains, and one would by less than this: what rounding hides.
const HIDDEN: f64 = 1e-10;

/// Longest step in one number.
const LONGEST: f64 = 3.0;

const ITERATIONS: usize = 200;

/// Converged too when this many steps gain less than `STALL` each: on the way to an edge, where only infinity is the top.
const PATIENCE: usize = 5;
const STALL: f64 = 1e-13;

/// What is minimised.
pub(super) trait Smooth {
    fn value(&self, x: &[f64]) -> f64;
    fn gradient(&self, x: &[f64]) -> Vec<f64>;
    /// A positive definite guess of the second derivatives.
    fn curvature(&self, x: &[f64]) -> DMatrix<f64>;
}

/// Where the minimisation ended.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    pub(super) x: Vec<f64>,
    pub(super) value: f64,
    pub(super) converged: bool,
}

/// Goes downhill from `start`; `None` when the start has no finite value.
pub(super) fn minimise(of: &impl Smooth, start: &[f64]) -> Option<Minimum> {
    let k = start.len();
    let mut x = start.to_vec();
    let mut value = of.value(&x);
    if !value.is_finite() {
        return None;
    }
    if k == 0 {
        return Some(Minimum { x, value, converged: true });
    }
    let mut gradient = DVector::from_vec(of.gradient(&x));
    let mut inverse = inverted(&of.curvature(&x));
    let mut fresh = true;
    let mut converged = false;
    let mut stalled = 0;
    for _ in 0..ITERATIONS {
        let step = -(&inverse * &gradient);
        let slope = step.dot(&gradient);
        let small = -slope < 2.0 * GAIN;
        let moved = if small || slope.is_nan() { None } else { search(of, &x, value, step, slope) };
        let Some((next, next_value)) = moved else {
            if fresh {
                converged = -slope < 2.0 * HIDDEN;
                break;
            }
            inverse = inverted(&of.curvature(&x));
            fresh = true;
            continue;
        };
        let s = DVector::from_fn(k, |i, _| next[i] - x[i]);
        stalled = if value - next_value < STALL { stalled + 1 } else { 0 };
        (x, value) = (next, next_value);
        if stalled == PATIENCE {
            converged = true;
            break;
        }
        let next_gradient = DVector::from_vec(of.gradient(&x));
        update(&mut inverse, &s, &(&next_gradient - &gradient));
        gradient = next_gradient;
        fresh = false;
    }
    Some(Minimum { x, value, converged })
}

/// The first of ever shorter steps that goes down enough.
fn search(
    of: &impl Smooth,
    x: &[f64],
    value: f64,
    mut step: DVector<f64>,
    mut slope: f64,
) -> Option<(Vec<f64>, f64)> {
    let longest = step.amax();
    if longest > LONGEST {
        step *= LONGEST / longest;
        slope *= LONGEST / longest;
    }
    let mut t = 1.0;
    for _ in 0..40 {
        let next: Vec<f64> = x.iter().zip(step.iter()).map(|(x, s)| x + t * s).collect();
        let found = of.value(&next);
        if found.is_finite() && found <= value + 1e-4 * t * slope && found < value {
            return Some((next, found));
        }
        // the lowest point of the parabola through what is known
        let bend = found - value - t * slope;
        let lowest = if bend.is_finite() && bend > 0.0 { -0.5 * slope * t * t / bend } else { 0.5 * t };
        t = lowest.clamp(0.1 * t, 0.5 * t);
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

/// The inverse; of a matrix that is as good as flat, with so much added to its diagonal that it is not.
fn inverted(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let k = matrix.nrows();
    let largest = (0..k).map(|i| matrix[(i, i)]).fold(0.0, f64::max);
    if !(largest > 0.0 && largest.is_finite()) {
        return DMatrix::identity(k, k);
    }
    let mut added = 1e-9 * largest;
    for _ in 0..12 {
        let raised = matrix + DMatrix::identity(k, k) * added;
        if let Some(factor) = raised.cholesky() {
            return factor.inverse();
        }
        added *= 10.0;
    }
    DMatrix::identity(k, k)
}
