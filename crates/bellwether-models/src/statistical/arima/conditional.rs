//! The conditional sum of squares: errors before the first full set of lags count as zero.
//!
//! ```text
//! ε_t = w_t − Σ φ_i w_{t−i} − Σ θ_j ε_{t−j},  t > p;   S = Σ ε_t²
//! ```
//!
//! Cheaper than the likelihood and near it for long series: a start, as in R's `arima`. Box and Jenkins (1970), 7.1.

use super::Order;
use super::filter::{Arma, Rows};
use super::objective::{Coefficients, regression};
use crate::statistical::optimiser::Function;

/// The sum of squares over the free parameters, the regressors' coefficients in closed form. Rows have no gaps.
pub(super) struct Conditional<'a> {
    pub(super) order: Order,
    pub(super) rows: &'a Rows,
}

impl Function for Conditional<'_> {
    /// `ln(S / n) / 2`.
    fn value(&self, free: &[f64]) -> f64 {
        let Arma { phi, theta } = Coefficients::from_free(&self.order, free).arma(&self.order);
        let width = self.rows.width;
        let rows = self.rows.values.len() / width;
        let [p, _, sp, _] = self.order.parts();
        let first = p + sp * self.order.seasonal.map_or(0, |s| s.period);
        if rows <= first + width {
            return f64::INFINITY;
        }
        let mut errors = vec![0.0; rows * width];
        let mut cross = vec![[0.0]; width * width];
        for t in first..rows {
            for c in 0..width {
                let w = |t: usize| self.rows.values[t * width + c];
                let lags = phi.iter().take(t).enumerate().map(|(i, phi)| phi * w(t - 1 - i)).sum::<f64>();
                let before = theta[1..].iter().take(t).enumerate();
                let moving = before.map(|(j, theta)| theta * errors[(t - 1 - j) * width + c]).sum::<f64>();
                errors[t * width + c] = w(t) - lags - moving;
            }
            let row = &errors[t * width..(t + 1) * width];
            for i in 0..width {
                for j in 0..=i {
                    cross[i * width + j][0] += row[i] * row[j];
                }
            }
        }
        let n = (rows - first) as f64;
        let value = regression(&cross, width, 0).map_or(f64::INFINITY, |r| (r.rest / n).ln() / 2.0);
        if value.is_nan() { f64::INFINITY } else { value }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::statistical::optimiser::minimise;

    #[test]
    fn of_an_autoregression_it_is_least_squares_on_the_lags() {
        let series: Vec<f64> = (0..120).map(|t| (t as f64 * 0.9).sin() + (t as f64 * 2.3).cos()).collect();
        let order = Order::new(2, 0, 0);
        let rows = Rows { width: 1, values: series.clone() };
        let found = minimise(&Conditional { order, rows: &rows }, &[0.1, -0.1]).unwrap();
        let own = Coefficients::from_free(&order, &found.free).ar;
        // the normal equations of two lags
        let sum = |i: usize, j: usize| (2..120).map(|t| series[t - i] * series[t - j]).sum::<f64>();
        let determinant = sum(1, 1) * sum(2, 2) - sum(1, 2) * sum(1, 2);
        let first = (sum(0, 1) * sum(2, 2) - sum(0, 2) * sum(1, 2)) / determinant;
        let second = (sum(0, 2) * sum(1, 1) - sum(0, 1) * sum(1, 2)) / determinant;
        assert!((own[0] - first).abs() < 1e-5 && (own[1] - second).abs() < 1e-5, "{own:?} {first} {second}");
    }
}
