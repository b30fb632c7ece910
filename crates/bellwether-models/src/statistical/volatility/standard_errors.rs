//! Standard errors from the second derivatives of the likelihood.

use nalgebra::DMatrix;

use super::fit::{Covariance, Objective};
use super::likelihood::{gradient, scores};
use super::parameters::Parameters;

/// Of what is estimated, in its order; `None` at an edge, where the likelihood is not curved.
pub(super) fn standard_errors(
    objective: &Objective<'_>,
    p: &Parameters,
    covariance: Covariance,
) -> Option<Vec<f64>> {
    let Objective { series, shape, backcast, observed } = *objective;
    let estimated = shape.estimated();
    let k = estimated.len();
    let n = observed as f64;
    let natural = p.as_array();
    // λ moves the weight of the square too
    let lambda = shape.process == super::Process::EwmaFitted;
    let own = |all: &[f64; 6], i: usize| {
        if lambda && i == 4 { all[4] - all[2] } else { all[i] }
    };
    let moved = |place: usize, by: f64| {
        let mut values = natural;
        values[place] += by;
        if lambda && place == 4 {
            values[2] -= by;
        }
        gradient(series, &Parameters::from_array(values, shape.errors), backcast).1
    };
    let mut information = DMatrix::<f64>::zeros(k, k);
    for (a, &place) in estimated.iter().enumerate() {
        let step = 1e-5 * natural[place].abs().max(1e-2);
        let (up, down) = (moved(place, step), moved(place, -step));
        for (b, &other) in estimated.iter().enumerate() {
            let second = (own(&up, other) - own(&down, other)) / (2.0 * step);
            information[(a, b)] -= 0.5 * second / n;
            information[(b, a)] -= 0.5 * second / n;
        }
    }
    let inverse = information.cholesky()?.inverse();
    let covariance: DMatrix<f64> = match covariance {
        Covariance::Classic => inverse,
        Covariance::Robust => {
            let (mut sums, mut outer) = (vec![0.0; k], DMatrix::<f64>::zeros(k, k));
            scores(series, p, backcast, |score| {
                for (a, &i) in estimated.iter().enumerate() {
                    sums[a] += own(score, i);
                    for (b, &j) in estimated.iter().enumerate() {
                        outer[(a, b)] += own(score, i) * own(score, j);
                    }
                }
            });
            let centred = DMatrix::from_fn(k, k, |a, b| (outer[(a, b)] - sums[a] * sums[b] / n) / (n - 1.0));
            &inverse * centred * &inverse
        }
    };
    let errors: Vec<f64> = (0..k).map(|i| (covariance[(i, i)] / n).sqrt()).collect();
    errors.iter().all(|e| e.is_finite()).then_some(errors)
}
