//! Standard errors from the second derivatives of the log-likelihood in all of its parameters.

use nalgebra::DMatrix;

use super::fit::Design;
use super::objective::{Coefficients, Objective, Regression};

/// One for each coefficient, regressor and the variance, in that order and in the series' unit; `None` where the
/// likelihood is not curved downwards in every direction, as at the edge of stationarity or invertibility.
pub(super) fn standard_errors(
    objective: &Objective<'_>,
    design: &Design,
    coefficients: &Coefficients,
    found: &Regression,
    variance: f64,
) -> Option<Vec<f64>> {
    let arma = coefficients.flat();
    let at: Vec<f64> = arma.iter().chain(&found.coefficients).chain([&variance]).copied().collect();
    let (a, k) = (arma.len(), at.len());
    let centre = objective.pass(coefficients.arma(&objective.order))?;
    let width = design.rows.width;
    let step: Vec<f64> = (0..k)
        .map(|i| match i {
            i if i < a => 1e-4,
            i if i < k - 1 => {
                let c = i - a + 1;
                // a tenth of what the standard error is about
                0.1 * (variance / centre.cross[c * width + c][0]).sqrt()
            }
            _ => 1e-3 * variance,
        })
        .collect();
    let n = design.observed as f64;
    let log_likelihood = |shift: &[(usize, f64)]| -> Option<f64> {
        let mut x = at.clone();
        for (i, by) in shift {
            x[*i] += by * step[*i];
        }
        let moved = shift.iter().any(|(i, _)| *i < a);
        let other = if moved {
            let arma = Coefficients::from_flat(&objective.order, &x[..a]).arma(&objective.order);
            Some(objective.pass(arma)?)
        } else {
            None
        };
        let pass = other.as_ref().unwrap_or(&centre);
        let cross = |i: usize, j: usize| pass.cross[i.max(j) * width + i.min(j)][0];
        let beta = &x[a..k - 1];
        let mut squares = cross(0, 0);
        for (i, b) in beta.iter().enumerate() {
            squares -= 2.0 * b * cross(0, i + 1);
            squares += b * beta.iter().enumerate().map(|(j, c)| c * cross(i + 1, j + 1)).sum::<f64>();
        }
        let value = -n / 2.0 * x[k - 1].ln() - pass.log_f[0] / 2.0 - squares / (2.0 * x[k - 1]);
        value.is_finite().then_some(value)
    };
    let middle = log_likelihood(&[])?;
    let mut information = DMatrix::zeros(k, k);
    for i in 0..k {
        let (up, down) = (log_likelihood(&[(i, 1.0)])?, log_likelihood(&[(i, -1.0)])?);
        information[(i, i)] = -(up - 2.0 * middle + down) / (step[i] * step[i]);
        for j in 0..i {
            let mut second = 0.0;
            for (s, t) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                second -= s * t * log_likelihood(&[(i, s), (j, t)])?;
            }
            information[(i, j)] = second / (4.0 * step[i] * step[j]);
            information[(j, i)] = information[(i, j)];
        }
    }
    let covariance = information.cholesky()?.inverse();
    let unit = |i: usize| match i {
        i if i < a => 1.0,
        i if i < k - 1 => design.scale / design.column_scale[i - a],
        _ => design.scale * design.scale,
    };
    Some((0..k).map(|i| covariance[(i, i)].sqrt() * unit(i)).collect())
}
