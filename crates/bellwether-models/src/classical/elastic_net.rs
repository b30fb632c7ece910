//! Linear regression on the window with an absolute penalty, alone (lasso) or beside a squared one (elastic net).
//!
//! ```text
//! x: the window's lookback x columns values, scaled;  y: the target, scaled
//! w = argmin 1/(2n) |y − ȳ − (X − x̄) w|² + alpha (r |w|₁ + (1 − r)/2 |w|²),   forecast = ȳ + (x − x̄)·w
//! ```
//!
//! r is 1 for the lasso. The absolute penalty sets coefficients to 0. The intercept is not penalised. For direction, labels
//! 0 and 1 are regressed and the forecast, cut to 0..1, is read as the probability of a rise (linear probability model).
//! Coordinate descent until the duality gap is small; a fit that does not get there is a failed model.
//!
//! Compared with: `sklearn.linear_model.Lasso` and `ElasticNet`. Tibshirani (1996), *Journal of the Royal Statistical
//! Society B* 58(1); Zou and Hastie (2005), *ibid.* 67(2); Friedman, Hastie and Tibshirani (2010), *Journal of Statistical
//! Software* 33(1).

use bellwether_core::{FitError, RunContext};
use nalgebra::{DMatrix, DVector};

use super::learner::{Common, Learner, Learns, Learnt, Table, learner};
use super::linear::{LinearModel, Link};

learner! {
    /// Parameters of the lasso.
    Lasso, LassoParams {
        /// Penalty on the absolute coefficients of the scaled inputs. Default 0.01, above 0.
        alpha: f64 = 0.01,
        /// Duality gap at which it ends, as a share of the target's squares. Default 1e-4, above 0.
        tolerance: f64 = 1e-4,
    }
    scaler Standard
}

learner! {
    /// Parameters of the elastic net.
    ElasticNet, ElasticNetParams {
        /// Penalty on the coefficients of the scaled inputs. Default 0.01, above 0.
        alpha: f64 = 0.01,
        /// Share of the absolute penalty. Default 0.5, above 0 and at most 1.
        l1_ratio: f64 = 0.5,
        /// Duality gap at which it ends, as a share of the target's squares. Default 1e-4, above 0.
        tolerance: f64 = 1e-4,
    }
    scaler Standard
}

fn check<L: Learner>(alpha: f64, l1_ratio: f64, tolerance: f64) -> Result<(), FitError> {
    for (parameter, value) in [("alpha", alpha), ("tolerance", tolerance)] {
        if !(value > 0.0 && value.is_finite()) {
            return L::refuse(parameter, value, "it must be a number above 0");
        }
    }
    if !(l1_ratio > 0.0 && l1_ratio <= 1.0) {
        return L::refuse(
            "l1-ratio",
            l1_ratio,
            "it must be above 0 and at most 1; ridge has the squared penalty alone",
        );
    }
    Ok(())
}

impl Learner for LassoParams {
    const NAME: &'static str = "lasso";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        check::<Self>(self.alpha, 1.0, self.tolerance)
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        descend(Self::NAME, table, (self.alpha, 1.0, self.tolerance), run)
    }
}

impl Learner for ElasticNetParams {
    const NAME: &'static str = "elastic-net";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        check::<Self>(self.alpha, self.l1_ratio, self.tolerance)
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        descend(Self::NAME, table, (self.alpha, self.l1_ratio, self.tolerance), run)
    }
}

const SWEEPS: usize = 100_000;
/// Sweeps between two looks at the duality gap.
const BETWEEN: usize = 10;

/// Coordinate descent on the products of the centred inputs: a coefficient that moves costs one row of them.
fn descend(
    model: &'static str,
    table: &Table,
    (alpha, l1_ratio, tolerance): (f64, f64, f64),
    run: &RunContext,
) -> Result<Learnt, FitError> {
    let (n, p) = (table.y.len(), table.width);
    let mut x = DMatrix::from_row_slice(n, p, &table.x);
    let means: Vec<f64> = x.column_iter().map(|c| c.mean()).collect();
    for (mut column, mean) in x.column_iter_mut().zip(&means) {
        column.add_scalar_mut(-mean);
    }
    let mut y = DVector::from_column_slice(&table.y);
    let target_mean = y.mean();
    y.add_scalar_mut(-target_mean);
    let gram = x.tr_mul(&x);
    let mut problem = Problem {
        absolute: alpha * l1_ratio * n as f64,
        squared: alpha * (1.0 - l1_ratio) * n as f64,
        // X'(y − X w) at w = 0
        products: x.tr_mul(&y),
        from_target: x.tr_mul(&y),
        gram,
        weights: DVector::zeros(p),
        squares: y.norm_squared(),
    };
    let mut gap = f64::INFINITY;
    for sweep in 1..=SWEEPS {
        problem.sweep();
        if sweep % BETWEEN == 0 {
            if run.is_stopped() {
                return Err(FitError::Cancelled);
            }
            gap = problem.gap();
            if gap <= tolerance * problem.squares {
                let weights: Vec<f64> = problem.weights.iter().copied().collect();
                let intercept = target_mean - weights.iter().zip(&means).map(|(w, m)| w * m).sum::<f64>();
                let linear = LinearModel { weights, intercept, link: Link::Identity };
                return Ok(Learnt::Linear(linear.checked(model)?));
            }
        }
    }
    let reason = format!(
        "after {SWEEPS} sweeps the duality gap is {:.1e} of the target's squares and not {tolerance:.1e}",
        gap / problem.squares
    );
    Err(FitError::Numerical { model, reason })
}

/// All of the objective times n.
struct Problem {
    absolute: f64,
    squared: f64,
    gram: DMatrix<f64>,
    /// X'(y − X w).
    products: DVector<f64>,
    from_target: DVector<f64>,
    weights: DVector<f64>,
    squares: f64,
}

impl Problem {
    /// Sets each coefficient to its best value, the others held.
    fn sweep(&mut self) {
        for j in 0..self.weights.len() {
            let curvature = self.gram[(j, j)];
            if curvature <= 0.0 {
                continue;
            }
            let old = self.weights[j];
            let product = self.products[j] + curvature * old;
            let shrunk = (product.abs() - self.absolute).max(0.0).copysign(product);
            let new = shrunk / (curvature + self.squared);
            if new != old {
                self.weights[j] = new;
                self.products.axpy(old - new, &self.gram.column(j), 1.0);
            }
        }
    }

    /// How far the objective is above its smallest value at most.
    fn gap(&self) -> f64 {
        let w = &self.weights;
        // |y − X w|² = |y|² − w'(X'y + X'(y − X w))
        let residual = (self.squares - w.dot(&self.from_target) - w.dot(&self.products)).max(0.0);
        let ridge = w.norm_squared();
        let steepest = (&self.products - self.squared * w).amax();
        let share = if steepest > self.absolute { self.absolute / steepest } else { 1.0 };
        // y'(y − X w)
        let with_target = self.squares - w.dot(&self.from_target);
        let primal = 0.5 * (residual + self.squared * ridge) + self.absolute * w.lp_norm(1);
        let dual = share * with_target - 0.5 * share * share * (residual + self.squared * ridge);
        (primal - dual).max(0.0)
    }
}
