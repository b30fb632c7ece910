//! The dual of a support vector machine by a primal-dual interior point method (Mehrotra 1992; Ferris and Munson 2002).
//!
//! ```text
//! min over α of ½ α'(Z Z' + Δ) α + q'α,   0 ≤ α ≤ u;   w = Z'α
//! hinge: Δ = 0, u = costs;   squared hinge: Δ = 1 / (2 costs), u = ∞
//! ```
//!
//! Each step solves `(Z Z' + D) δ = r` with a diagonal D: by the smaller of Z Z' + D and I + Z' D⁻¹ Z.

use bellwether_core::{FitError, RunContext};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::classical::linear::weighted_gram;

pub(super) struct BoxProgram {
    /// Z.
    pub(super) rows: DMatrix<f64>,
    /// q.
    pub(super) linear: DVector<f64>,
    pub(super) costs: DVector<f64>,
    pub(super) squared: bool,
}

const STEPS: usize = 200;
/// Duality gap at which it ends, as a share of the objective.
const GAP: f64 = 1e-12;
/// Duality gap and residual that are good enough where rounding allows no smaller ones.
const ENOUGH: f64 = 1e-8;
/// Share of the way to the nearest bound that a step goes.
const SHARE: f64 = 0.995;

/// Variables α, their distance from the upper bound, multipliers of the two bounds, and w.
#[derive(Clone)]
struct Point {
    alpha: DVector<f64>,
    room: DVector<f64>,
    lower: DVector<f64>,
    upper: DVector<f64>,
    w: DVector<f64>,
}

struct Step {
    alpha: DVector<f64>,
    lower: DVector<f64>,
    upper: DVector<f64>,
}

/// A factorised `Z Z' + D`.
enum Factor {
    Small { inverse: DVector<f64>, cholesky: Cholesky<f64, Dyn> },
    Whole(Cholesky<f64, Dyn>),
}

impl BoxProgram {
    /// The primal weights.
    pub(super) fn solve(&self, model: &'static str, run: &RunContext) -> Result<DVector<f64>, FitError> {
        let n = self.linear.len();
        let alpha = if self.squared { DVector::from_element(n, 0.5) } else { &self.costs * 0.5 };
        let mut point = Point {
            w: self.rows.tr_mul(&alpha),
            // the distance is kept apart from the variable, in which it would drown
            room: if self.squared { DVector::from_element(n, f64::INFINITY) } else { alpha.clone() },
            alpha,
            lower: DVector::from_element(n, 1.0),
            upper: DVector::from_element(n, if self.squared { 0.0 } else { 1.0 }),
        };
        let scale = 1.0 + self.linear.amax();
        let mut best = (f64::INFINITY, point.w.clone());
        for _ in 0..STEPS {
            if run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            let slope = self.slope(&point);
            let mu = self.mu(&point);
            let residual = (&slope - &point.lower + &point.upper).amax() / scale;
            let objective = 0.5 * point.w.norm_squared() + self.linear.dot(&point.alpha).abs();
            let left = (mu * n as f64 / (1.0 + objective)).max(residual);
            if left < best.0 {
                best = (left, point.w.clone());
            }
            if left <= GAP || !left.is_finite() {
                break;
            }
            let Some(factor) = self.factor(&point) else { break };
            self.advance(&mut point, &factor, &slope, mu);
        }
        if best.0 <= ENOUGH {
            return Ok(best.1);
        }
        let reason = format!(
            "the interior point method of {n} variables ended {:.1e} from a solution and not {ENOUGH:.1e}",
            best.0
        );
        Err(FitError::Numerical { model, reason })
    }

    fn diagonal(&self, i: usize) -> f64 {
        if self.squared { 0.5 / self.costs[i] } else { 0.0 }
    }

    /// The objective's derivative.
    fn slope(&self, point: &Point) -> DVector<f64> {
        let mut slope = &self.rows * &point.w + &self.linear;
        for i in 0..slope.len() {
            slope[i] += self.diagonal(i) * point.alpha[i];
        }
        slope
    }

    /// The mean product of a variable's distance from a bound and its multiplier.
    fn mu(&self, point: &Point) -> f64 {
        let lower = point.alpha.dot(&point.lower);
        if self.squared {
            return lower / point.alpha.len() as f64;
        }
        let upper = point.room.dot(&point.upper);
        (lower + upper) / (2 * point.alpha.len()) as f64
    }

    fn factor(&self, point: &Point) -> Option<Factor> {
        let (n, p) = self.rows.shape();
        let d = DVector::from_fn(n, |i, _| {
            self.diagonal(i) + point.lower[i] / point.alpha[i] + point.upper[i] / point.room[i]
        });
        if p <= n {
            let inverse = d.map(|d| 1.0 / d);
            let mut small = weighted_gram(&self.rows, &inverse);
            (0..p).for_each(|j| small[(j, j)] += 1.0);
            return Some(Factor::Small { inverse, cholesky: Cholesky::new(small)? });
        }
        let mut whole = &self.rows * self.rows.transpose();
        (0..n).for_each(|i| whole[(i, i)] += d[i]);
        Some(Factor::Whole(Cholesky::new(whole)?))
    }

    fn solve_with(&self, factor: &Factor, right: &DVector<f64>) -> DVector<f64> {
        match factor {
            Factor::Whole(cholesky) => cholesky.solve(right),
            Factor::Small { inverse, cholesky } => {
                let first = right.component_mul(inverse);
                let inner = cholesky.solve(&self.rows.tr_mul(&first));
                first - (&self.rows * inner).component_mul(inverse)
            }
        }
    }

    /// Predicts with a step towards the solution, corrects it for its curvature, and goes.
    fn advance(&self, point: &mut Point, factor: &Factor, slope: &DVector<f64>, mu: f64) {
        let ahead = self.step(point, factor, slope, |_| (0.0, 0.0));
        let length = self.length(point, &ahead, 1.0);
        let moved = Point {
            alpha: &point.alpha + length * &ahead.alpha,
            room: &point.room - length * &ahead.alpha,
            lower: &point.lower + length * &ahead.lower,
            upper: &point.upper + length * &ahead.upper,
            w: DVector::zeros(0),
        };
        let centre = (self.mu(&moved) / mu).powi(3) * mu;
        let correction = |i: usize| {
            let a = ahead.alpha[i];
            (centre - a * ahead.lower[i], centre + a * ahead.upper[i])
        };
        let step = self.step(point, factor, slope, correction);
        let length = self.length(point, &step, SHARE);
        point.alpha.axpy(length, &step.alpha, 1.0);
        point.room.axpy(-length, &step.alpha, 1.0);
        point.lower.axpy(length, &step.lower, 1.0);
        point.upper.axpy(length, &step.upper, 1.0);
        point.w = self.rows.tr_mul(&point.alpha);
    }

    /// The Newton step to where the products of distance and multiplier are as given.
    fn step(
        &self,
        point: &Point,
        factor: &Factor,
        slope: &DVector<f64>,
        products: impl Fn(usize) -> (f64, f64),
    ) -> Step {
        let n = point.alpha.len();
        let right = DVector::from_fn(n, |i, _| {
            let (lower, upper) = products(i);
            lower / point.alpha[i] - upper / point.room[i] - slope[i]
        });
        let alpha = self.solve_with(factor, &right);
        let lower = DVector::from_fn(n, |i, _| {
            (products(i).0 - point.lower[i] * alpha[i]) / point.alpha[i] - point.lower[i]
        });
        let upper = DVector::from_fn(n, |i, _| {
            if self.squared {
                return 0.0;
            }
            (products(i).1 + point.upper[i] * alpha[i]) / point.room[i] - point.upper[i]
        });
        Step { alpha, lower, upper }
    }

    /// How much of the step can be gone before something reaches a bound, at most all.
    fn length(&self, point: &Point, step: &Step, share: f64) -> f64 {
        let mut longest: f64 = 1.0 / share;
        let mut bound = |at: f64, by: f64| {
            if by < 0.0 {
                longest = longest.min(-at / by);
            }
        };
        for i in 0..point.alpha.len() {
            bound(point.alpha[i], step.alpha[i]);
            bound(point.lower[i], step.lower[i]);
            if !self.squared {
                bound(point.room[i], -step.alpha[i]);
                bound(point.upper[i], step.upper[i]);
            }
        }
        longest * share
    }
}
