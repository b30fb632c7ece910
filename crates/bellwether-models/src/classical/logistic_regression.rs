//! Logistic regression on the window.
//!
//! ```text
//! x: the window's lookback x columns values, scaled;  y: 1 for a rise, else 0;  s: weights of the classes
//! w, b = argmin ½ |w|² + c Σ s (ln(1 + e^z) − y z),  z = b + x·w;   forecast: P(rise) = 1 / (1 + e⁻ᶻ)
//! ```
//!
//! For direction targets only. The intercept is not penalised. Newton's method with halved steps.
//!
//! Compared with: `sklearn.linear_model.LogisticRegression`. Cox (1958), *Journal of the Royal Statistical Society B* 20(2).

use bellwether_core::{FitError, RunContext};
use nalgebra::{Cholesky, DVector};

use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};
use super::linear::{LinearModel, Link, weighted_gram, with_ones};

learner! {
    /// Parameters of logistic regression.
    LogisticRegression, LogisticRegressionParams {
        /// Weight of the samples against the penalty on the coefficients. Default 1, above 0.
        c: f64 = 1.0,
        /// Whether both classes count the same. Default no.
        balanced: bool = false,
    }
    scaler Standard
}

impl Learner for LogisticRegressionParams {
    const NAME: &'static str = "logistic-regression";
    const LEARNS: Learns = Learns::Direction;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        if self.c > 0.0 && self.c.is_finite() {
            return Ok(());
        }
        Self::refuse("c", self.c, "it must be a number above 0")
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        table.check_classes(Self::NAME)?;
        let weights = balanced(table, self.balanced).unwrap_or_else(|| vec![1.0; table.y.len()]);
        let weights = DVector::from_vec(weights) * self.c;
        Ok(Learnt::Linear(newton(table, &weights, run)?.checked(Self::NAME)?))
    }
}

const ROUNDS: usize = 100;

/// Minimises the penalised loss until a step no longer lowers it by more than rounding.
fn newton(table: &Table, weights: &DVector<f64>, run: &RunContext) -> Result<LinearModel, FitError> {
    let model = LogisticRegressionParams::NAME;
    let x = with_ones(table);
    let p = table.width;
    let y = DVector::from_column_slice(&table.y);
    let loss = |w: &DVector<f64>, z: &DVector<f64>| {
        let each = z.iter().zip(&y).zip(weights);
        let sum: f64 = each.map(|((z, y), s)| s * (z.max(0.0) + (-z.abs()).exp().ln_1p() - y * z)).sum();
        sum + 0.5 * w.rows(0, p).norm_squared()
    };
    let mut w = DVector::zeros(p + 1);
    let mut z: DVector<f64> = DVector::zeros(y.len());
    let mut now = loss(&w, &z);
    for _ in 0..ROUNDS {
        if run.is_stopped() {
            return Err(FitError::Cancelled);
        }
        let rise = z.map(|z| 1.0 / (1.0 + (-z).exp()));
        let mut gradient = x.tr_mul(&(&rise - &y).component_mul(weights));
        let curvature = rise.map(|p| p * (1.0 - p)).component_mul(weights);
        let mut hessian = weighted_gram(&x, &curvature);
        for j in 0..p {
            gradient[j] += w[j];
            hessian[(j, j)] += 1.0;
        }
        let reason = || format!("the second derivatives of {} samples are not positive definite", y.len());
        let hessian =
            Cholesky::new(hessian).ok_or_else(|| FitError::Numerical { model, reason: reason() })?;
        let step = hessian.solve(&gradient);
        let decrement = gradient.dot(&step);
        let mut length = 1.0;
        let (next, next_z, after) = loop {
            let next = &w - length * &step;
            let next_z = &x * &next;
            let after = loss(&next, &next_z);
            if after <= now - 0.25 * length * decrement || length < 1e-10 {
                break (next, next_z, after);
            }
            length /= 2.0;
        };
        let is_done = decrement <= 1e-20 * now.abs().max(1.0) || length < 1e-10;
        if after <= now || !is_done {
            (w, z, now) = (next, next_z, after);
        }
        if is_done {
            break;
        }
    }
    let intercept = w[p];
    Ok(LinearModel { weights: w.rows(0, p).iter().copied().collect(), intercept, link: Link::Logistic })
}
