//! The likelihood with the variance and the regressors' coefficients in closed form.
//!
//! ```text
//! −2/n ln L(u) = ln(S / n) + Σ ln f / n + ln 2π + 1,   S = Σ v² / f at the best coefficients
//! ```
//!
//! `u` are free parameters: `tanh u` are partial autocorrelations, of the autoregression, the moving average and their
//! seasonal parts (Monahan 1984; Jones 1980).

use serde::{Deserialize, Serialize};

use super::filter::{Arma, Pass, Rows, filter};
use super::polynomial::{from_partial, product};
use super::state::Process;
use super::{Order, Seasonal};
use crate::statistical::optimiser::Function;

/// Parameter vectors that one pass filters.
pub(super) const LANES: usize = 8;

/// Beyond this, `tanh u` is 1 to ten digits.
const EDGE: f64 = 12.0;

/// Coefficients of the four polynomials.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Coefficients {
    pub(super) ar: Vec<f64>,
    pub(super) ma: Vec<f64>,
    pub(super) seasonal_ar: Vec<f64>,
    pub(super) seasonal_ma: Vec<f64>,
}

impl Coefficients {
    /// From the four parts one after another.
    pub(super) fn from_flat(order: &Order, flat: &[f64]) -> Self {
        let [p, q, sp, _] = order.parts();
        let (ar, rest) = flat.split_at(p);
        let (ma, rest) = rest.split_at(q);
        let (seasonal_ar, seasonal_ma) = rest.split_at(sp);
        let own = <[f64]>::to_vec;
        Self { ar: own(ar), ma: own(ma), seasonal_ar: own(seasonal_ar), seasonal_ma: own(seasonal_ma) }
    }

    /// The stationary, invertible process of free parameters.
    pub(super) fn from_free(order: &Order, free: &[f64]) -> Self {
        let partial: Vec<f64> = free.iter().map(|u| u.clamp(-EDGE, EDGE).tanh()).collect();
        let Self { ar, ma, seasonal_ar, seasonal_ma } = Self::from_flat(order, &partial);
        let minus = |partial: &[f64]| from_partial(partial).into_iter().map(|c| -c).collect();
        Self {
            ar: from_partial(&ar),
            ma: minus(&ma),
            seasonal_ar: from_partial(&seasonal_ar),
            seasonal_ma: minus(&seasonal_ma),
        }
    }

    pub(super) fn flat(&self) -> Vec<f64> {
        [&self.ar[..], &self.ma, &self.seasonal_ar, &self.seasonal_ma].concat()
    }

    /// The process with the seasonal parts multiplied out.
    pub(super) fn arma(&self, order: &Order) -> Arma {
        let period = order.seasonal.map_or(1, |s: Seasonal| s.period);
        let minus = |c: &[f64]| c.iter().map(|v| -v).collect::<Vec<_>>();
        let ar = product(&minus(&self.ar), &minus(&self.seasonal_ar), period);
        Arma::new(&minus(&ar), &product(&self.ma, &self.seasonal_ma, period))
    }
}

/// What is minimised.
#[derive(Debug, Clone)]
pub(super) struct Objective<'a> {
    pub(super) order: Order,
    pub(super) rows: &'a Rows,
    /// Observed values.
    pub(super) observed: usize,
    /// `δ` when the rows are not differenced, because of gaps.
    pub(super) delta: Option<Vec<f64>>,
}

/// The regression on the filtered columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Regression {
    pub(super) coefficients: Vec<f64>,
    /// Sum of squares left over.
    pub(super) rest: f64,
}

impl Objective<'_> {
    pub(super) fn parameters(&self) -> usize {
        self.order.parts().iter().sum()
    }

    /// Sums of products and Σ ln f of one process.
    pub(super) fn pass(&self, arma: Arma) -> Option<Pass<1>> {
        match &self.delta {
            None => Some(filter(self.rows, &[arma])).filter(|p| p.valid[0]),
            Some(delta) => Some(Process { arma, delta: delta.clone() }.filter(self.rows)?.0),
        }
    }

    fn of_pass<const L: usize>(&self, pass: &Pass<L>, lane: usize) -> f64 {
        if !pass.valid[lane] {
            return f64::INFINITY;
        }
        let n = self.observed as f64;
        let value = regression(&pass.cross, self.rows.width, lane)
            .map_or(f64::INFINITY, |r| f64::midpoint((r.rest / n).ln(), pass.log_f[lane] / n));
        if value.is_nan() { f64::INFINITY } else { value }
    }
}

impl Function for Objective<'_> {
    /// `(ln(S / n) + Σ ln f / n) / 2`; infinite where there is no stationary process.
    fn value(&self, free: &[f64]) -> f64 {
        let arma = Coefficients::from_free(&self.order, free).arma(&self.order);
        self.pass(arma).map_or(f64::INFINITY, |pass| self.of_pass(&pass, 0))
    }

    /// The values at many points.
    fn values(&self, points: &[Vec<f64>]) -> Vec<f64> {
        if self.delta.is_some() {
            return points.iter().map(|p| self.value(p)).collect();
        }
        let mut out = Vec::with_capacity(points.len());
        let arma = |free: &Vec<f64>| Coefficients::from_free(&self.order, free).arma(&self.order);
        for chunk in points.chunks(LANES) {
            if let [one] = chunk {
                out.push(self.value(one));
                continue;
            }
            let processes: [Arma; LANES] = std::array::from_fn(|l| arma(&chunk[l.min(chunk.len() - 1)]));
            let pass = filter(self.rows, &processes);
            out.extend((0..chunk.len()).map(|l| self.of_pass(&pass, l)));
        }
        out
    }
}

/// The series' regression on the regressors, from the sums of products; `None` when the regressors are collinear.
pub(super) fn regression<const L: usize>(
    cross: &[[f64; L]],
    width: usize,
    lane: usize,
) -> Option<Regression> {
    let at = |i: usize, j: usize| cross[i.max(j) * width + i.min(j)][lane];
    let k = width - 1;
    if k == 0 {
        return Some(Regression { coefficients: Vec::new(), rest: at(0, 0) });
    }
    let mut root = vec![0.0; k * k];
    let mut forward = vec![0.0; k];
    let mut rest = at(0, 0);
    for i in 0..k {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|m| root[i * k + m] * root[j * k + m]).sum();
            let value = at(i + 1, j + 1) - inner;
            if i == j {
                let apart = value > 1e-13 * at(i + 1, i + 1);
                if !apart {
                    return None;
                }
                root[i * k + i] = value.sqrt();
            } else {
                root[i * k + j] = value / root[j * k + j];
            }
        }
        let inner: f64 = (0..i).map(|m| root[i * k + m] * forward[m]).sum();
        forward[i] = (at(0, i + 1) - inner) / root[i * k + i];
        rest -= forward[i] * forward[i];
    }
    let mut coefficients = vec![0.0; k];
    for i in (0..k).rev() {
        let inner: f64 = (i + 1..k).map(|m| root[m * k + i] * coefficients[m]).sum();
        coefficients[i] = (forward[i] - inner) / root[i * k + i];
    }
    Some(Regression { coefficients, rest })
}
