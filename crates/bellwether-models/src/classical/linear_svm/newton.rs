//! The primal of a support vector machine with squared loss by Newton steps (Mangasarian 2002; Keerthi and DeCoste 2005).
//!
//! ```text
//! min over w of ½ |w|² + Σ costs m²₊,   m = b − Z w
//! ```
//!
//! The objective is piecewise quadratic: with the samples inside the margin fixed, a step goes to its minimum, and the last
//! one ends in the solution but for rounding. Between, the length of a step is the best along it.

use bellwether_core::{FitError, RunContext};
use nalgebra::{Cholesky, DMatrix, DVector};

use super::interior_point::BoxProgram;

const STEPS: usize = 100;
/// Largest entry of the gradient at which it ends, as a share of that at the start.
const ENOUGH: f64 = 1e-11;

/// The weights, or none where rounding keeps it from ending.
///
/// # Errors
/// [`FitError::Cancelled`].
pub(super) fn solve(program: &BoxProgram, run: &RunContext) -> Result<Option<DVector<f64>>, FitError> {
    let BoxProgram { rows, linear, costs, squared: _ } = program;
    let (n, p) = rows.shape();
    let mut w = DVector::zeros(p);
    let mut margins = -linear;
    let mut inside = vec![false; n];
    let mut curvature = DMatrix::identity(p, p);
    let mut start = None;
    for _ in 0..STEPS {
        if run.is_stopped() {
            return Err(FitError::Cancelled);
        }
        let pull = DVector::from_fn(n, |i, _| 2.0 * costs[i] * margins[i].max(0.0));
        let gradient = &w - rows.tr_mul(&pull);
        let size = gradient.amax();
        if !size.is_finite() {
            return Ok(None);
        }
        if size <= ENOUGH * *start.get_or_insert(size) {
            return Ok(Some(w));
        }
        cross(rows, costs, &margins, &mut inside, &mut curvature);
        let Some(factor) = Cholesky::new(curvature.clone()) else { return Ok(None) };
        let step = -factor.solve(&gradient);
        let along = rows * &step;
        let length = best_length(&w, &step, &margins, &along, costs);
        w.axpy(length, &step, 1.0);
        margins = -linear - rows * &w;
    }
    Ok(None)
}

/// Brings the curvature `I + Σ 2 costs z z'` over the samples inside the margin up to date: few of them cross it in a step.
fn cross(
    rows: &DMatrix<f64>,
    costs: &DVector<f64>,
    margins: &DVector<f64>,
    inside: &mut [bool],
    curvature: &mut DMatrix<f64>,
) {
    for sign in [1.0, -1.0] {
        let goes_in = sign > 0.0;
        let crossing: Vec<usize> =
            (0..inside.len()).filter(|&i| inside[i] != goes_in && (margins[i] > 0.0) == goes_in).collect();
        if crossing.is_empty() {
            continue;
        }
        let root = |k: usize| (2.0 * costs[crossing[k]]).sqrt();
        let scaled = DMatrix::from_fn(crossing.len(), rows.ncols(), |k, j| root(k) * rows[(crossing[k], j)]);
        curvature.gemm_tr(sign, &scaled, &scaled, 1.0);
        crossing.into_iter().for_each(|i| inside[i] = goes_in);
    }
}

/// Where the objective is least along a step: the root of its rising, piecewise linear derivative.
fn best_length(
    w: &DVector<f64>,
    step: &DVector<f64>,
    margins: &DVector<f64>,
    along: &DVector<f64>,
    costs: &DVector<f64>,
) -> f64 {
    let (forward, square) = (w.dot(step), step.norm_squared());
    let derivative = |t: f64| {
        let (mut slope, mut curvature) = (forward + t * square, square);
        for i in 0..margins.len() {
            let margin = margins[i] - t * along[i];
            if margin > 0.0 {
                slope -= 2.0 * costs[i] * margin * along[i];
                curvature += 2.0 * costs[i] * along[i] * along[i];
            }
        }
        (slope, curvature)
    };
    let (mut low, mut high, mut t) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..50 {
        let (slope, curvature) = derivative(t);
        if slope < 0.0 {
            low = t;
        } else {
            high = t;
        }
        let next = t - slope / curvature;
        let next = if next > low && next < high { next } else { f64::midpoint(low, high.min(2.0 * t + 1.0)) };
        if (next - t).abs() <= 1e-12 * t {
            return next;
        }
        t = next;
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// Two ways to one solution.
    #[test]
    fn it_ends_where_the_interior_point_method_does() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut noise = || f64::from(rng.next_u32()) / 2f64.powi(31) - 1.0;
        for (n, p, cost) in [(40, 3, 1.0), (200, 30, 0.01), (200, 30, 50.0), (60, 60, 1.0)] {
            let rows = DMatrix::from_fn(n, p, |_, _| noise());
            let linear = DVector::from_fn(n, |i, _| if i % 3 == 0 { noise() } else { -1.0 });
            let costs = DVector::from_fn(n, |i, _| cost * (1.0 + (i % 2) as f64));
            let program = BoxProgram { rows, linear, costs, squared: true };
            let run = RunContext::new(1);
            let (found, other) =
                (solve(&program, &run).unwrap().unwrap(), program.solve("svm", &run).unwrap());
            assert!((&found - &other).amax() < 1e-7 * (1.0 + other.amax()), "{n} x {p}, cost {cost}");
        }
    }
}
