//! Expectation and variance of forecasts of forms that are linear in the states.
//!
//! ```text
//! y = w'x + e,  x' = F x + g e,  Var e = σ²,  or σ² E (w'x)² with multiplicative errors
//! P' = F P F' + g g' Var e,  Var y = w'P w + Var e
//! ```
//!
//! Hyndman, Koehler, Ord and Snyder (2008), *Forecasting with Exponential Smoothing*, chapter 6, gives the sums in
//! closed form; the recursion is the same and covers the sum of the steps.

use super::recursion::{Smoothing, States, advance};
use super::{ErrorKind, Form, Season, Trend};
use crate::statistical::Prediction;

/// The forecasts of the next steps.
pub(super) fn moments(
    form: Form,
    s: &Smoothing,
    state: &States,
    variance: f64,
    steps: usize,
) -> Vec<Prediction> {
    let seasonal = form.season != Season::None;
    // level, trend, seasons
    let m = 2 + if seasonal { state.season.len() } else { 0 };
    let phi = if form.trend == Trend::None { 0.0 } else { s.phi };
    let mut covariance = vec![0.0; m * m];
    let mut with_sum = vec![0.0; m];
    let (mut sum_mean, mut sum_variance) = (0.0, 0.0);
    let mut x = state.clone();
    let mut out = Vec::with_capacity(steps);
    for _ in 0..steps {
        let place = 2 + x.place;
        let expected = |column: &dyn Fn(usize) -> f64| {
            column(0) + phi * column(1) + if seasonal { column(place) } else { 0.0 }
        };
        let seen: Vec<f64> = (0..m).map(|i| expected(&|j| covariance[i * m + j])).collect();
        let known = expected(&|i| seen[i]);
        let mean = advance(form, s, &mut x, f64::NAN);
        let noise = match form.error {
            ErrorKind::Additive => variance,
            ErrorKind::Multiplicative => variance * (known + mean * mean),
        };
        let sum_seen = expected(&|i| with_sum[i]);
        sum_mean += mean;
        sum_variance += 2.0 * sum_seen + known + noise;
        out.push(Prediction { mean, variance: known + noise, sum_mean, sum_variance });
        let mut gain = vec![0.0; m];
        gain[0] = s.alpha;
        gain[1] = s.beta;
        if seasonal {
            gain[place] = s.gamma;
        }
        let forward = |v: &mut [f64]| {
            v[0] += phi * v[1];
            v[1] *= phi;
        };
        with_sum.iter_mut().zip(&seen).for_each(|(c, p)| *c += p);
        forward(&mut with_sum);
        with_sum.iter_mut().zip(&gain).for_each(|(c, g)| *c += g * noise);
        for row in covariance.chunks_exact_mut(m) {
            forward(row);
        }
        for j in 0..m {
            let (level, trend) = (covariance[j], covariance[m + j]);
            covariance[j] = level + phi * trend;
            covariance[m + j] = phi * trend;
        }
        for i in 0..m {
            for j in 0..m {
                covariance[i * m + j] += gain[i] * gain[j] * noise;
            }
        }
    }
    out
}
