//! Linear support vector machine on the window.
//!
//! ```text
//! x: the window's lookback x columns values, scaled, and a last 1;   f = w·x;   s: weights of the classes
//! direction, y = −1 or 1:  w = argmin ½ |w|² + c Σ s max(0, 1 − y f)  or its square;   rise when f > 0
//! numbers:                 w = argmin ½ |w|² + c Σ max(0, |y − f| − epsilon)  or its square;   forecast = f
//! ```
//!
//! The intercept is penalised with the weights, as LIBLINEAR does. A direction has no probability, unless it is calibrated:
//! `P(rise) = 1 / (1 + e^(a f + b))` with a and b fitted to the values f of samples that stood in none of the fits that made
//! them, five parts of the training part in turn (Platt 1999).
//!
//! Published (candlestick paper): balanced classes, seed 42; the solution does not depend on a seed.
//!
//! Compared with: `sklearn.svm.LinearSVC` and `LinearSVR`, `CalibratedClassifierCV`. Cortes and Vapnik (1995), *Machine
//! Learning* 20(3); Fan et al. (2008), *Journal of Machine Learning Research* 9.

mod calibration;
mod interior_point;
mod newton;

use bellwether_core::{FitError, RunContext};
use nalgebra::{DMatrix, DVector};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::learner::{Common, Learner, Learns, Learnt, Table, balanced, learner};
use super::linear::{LinearModel, Link};
use interior_point::BoxProgram;

/// What a support vector machine makes small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SvmLoss {
    /// The distance beyond the margin.
    Hinge,
    /// Its square.
    #[default]
    SquaredHinge,
}

learner! {
    /// Parameters of a linear support vector machine.
    LinearSvm, LinearSvmParams {
        /// Weight of the samples against the penalty on the coefficients. Default 1, above 0.
        c: f64 = 1.0,
        /// What is made small. Default squared-hinge.
        loss: SvmLoss = SvmLoss::SquaredHinge,
        /// For numbers: how far from the target costs nothing, in the scaled target's unit. Default 0, at least 0.
        epsilon: f64 = 0.0,
        /// Whether both classes of a direction count the same. Default no.
        balanced: bool = false,
        /// Whether a direction has a probability. Default no.
        calibrate: bool = false,
    }
    scaler Standard
}

impl Learner for LinearSvmParams {
    const NAME: &'static str = "linear-svm";
    const LEARNS: Learns = Learns::Both;

    fn common(&self) -> Common {
        self.shared()
    }

    fn check(&self) -> Result<(), FitError> {
        if !(self.c > 0.0 && self.c.is_finite()) {
            return Self::refuse("c", self.c, "it must be a number above 0");
        }
        if !(self.epsilon >= 0.0 && self.epsilon.is_finite()) {
            return Self::refuse("epsilon", self.epsilon, "it must be a number of at least 0");
        }
        Ok(())
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError> {
        if !table.is_direction {
            return Ok(Learnt::Linear(self.regression(table, run)?));
        }
        table.check_classes(Self::NAME)?;
        let weights = balanced(table, self.balanced).unwrap_or_else(|| vec![1.0; table.y.len()]);
        let all: Vec<usize> = (0..table.y.len()).collect();
        let mut model = self.classification(table, &all, &weights, run)?;
        if self.calibrate {
            model.link = calibration::of(self, table, &weights, run)?;
        }
        Ok(Learnt::Linear(model))
    }
}

/// By Newton steps where they are the shorter way.
fn solve(program: &BoxProgram, run: &RunContext) -> Result<DVector<f64>, FitError> {
    let (n, p) = program.rows.shape();
    if program.squared
        && p <= n
        && let Some(weights) = newton::solve(program, run)?
    {
        return Ok(weights);
    }
    program.solve(LinearSvmParams::NAME, run)
}

impl LinearSvmParams {
    /// Learns from the samples of these rows of the table.
    fn classification(
        &self,
        table: &Table,
        rows: &[usize],
        weights: &[f64],
        run: &RunContext,
    ) -> Result<LinearModel, FitError> {
        let p = table.width;
        let sign = |i: usize| if table.y[i] > 0.5 { 1.0 } else { -1.0 };
        let value = |i: usize, j: usize| if j < p { table.x[i * p + j] } else { 1.0 };
        let program = BoxProgram {
            rows: DMatrix::from_fn(rows.len(), p + 1, |k, j| sign(rows[k]) * value(rows[k], j)),
            linear: DVector::from_element(rows.len(), -1.0),
            costs: DVector::from_fn(rows.len(), |k, _| self.c * weights[rows[k]]),
            squared: self.loss == SvmLoss::SquaredHinge,
        };
        Self::model(solve(&program, run)?, Link::Sign)
    }

    /// Each sample may lie above or below: two variables each.
    fn regression(&self, table: &Table, run: &RunContext) -> Result<LinearModel, FitError> {
        let (n, p) = (table.y.len(), table.width);
        let value = |i: usize, j: usize| if j < p { table.x[i * p + j] } else { 1.0 };
        let side = |k: usize| if k < n { 1.0 } else { -1.0 };
        let program = BoxProgram {
            rows: DMatrix::from_fn(2 * n, p + 1, |k, j| side(k) * value(k % n, j)),
            linear: DVector::from_fn(2 * n, |k, _| self.epsilon - side(k) * table.y[k % n]),
            costs: DVector::from_element(2 * n, self.c),
            squared: self.loss == SvmLoss::SquaredHinge,
        };
        Self::model(solve(&program, run)?, Link::Identity)
    }

    fn model(solution: DVector<f64>, link: Link) -> Result<LinearModel, FitError> {
        let p = solution.len() - 1;
        let weights = solution.rows(0, p).iter().copied().collect();
        LinearModel { weights, intercept: solution[p], link }.checked(Self::NAME)
    }
}
