//! Simulated futures of forms whose forecasts have no simple distribution.

use bellwether_core::RunContext;
use rand_chacha::rand_core::Rng;
use statrs::function::erf::erfc_inv;

use super::recursion::{Smoothing, States, advance};
use super::{ErrorKind, Form};

/// Paths, half of them the other half's mirror.
const PATHS: usize = 2000;

/// Smallest relative size of a value on a path: further down there is no way back up.
const FLOOR: f64 = 1e-6;

/// Steps whose draws are made uncorrelated with those of all steps before.
const UNCORRELATED: usize = 60;

/// Standard normal draws, `steps x PATHS / 2`: with their mirror images of mean 0, variance 1 and, between steps,
/// covariance 0, so that variances of sums are all but those of infinitely many paths.
fn draws(steps: usize) -> Vec<Vec<f64>> {
    let mut rng = RunContext::new(0).rng("ets/paths");
    let half = PATHS / 2;
    let mut out: Vec<Vec<f64>> = Vec::with_capacity(steps);
    for step in 0..steps {
        let uniform = || ((rng.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
        let mut own: Vec<f64> = std::iter::repeat_with(uniform).take(half).collect();
        for u in &mut own {
            *u = -std::f64::consts::SQRT_2 * erfc_inv(2.0 * *u);
        }
        let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / half as f64;
        for before in out.iter().take(step.min(UNCORRELATED)) {
            let share = inner(&own, before);
            own.iter_mut().zip(before).for_each(|(v, b)| *v -= share * b);
        }
        let size = inner(&own, &own).sqrt();
        for v in &mut own {
            *v /= size;
        }
        out.push(own);
    }
    out
}

/// `steps x PATHS` values, always of the same draws, so that a forecast is a function of its origin alone.
pub(super) fn paths(form: Form, s: &Smoothing, state: &States, variance: f64, steps: usize) -> Vec<Vec<f64>> {
    let deviation = variance.sqrt();
    let floor = FLOOR * state.level;
    let draws = draws(steps);
    let mut out = vec![Vec::with_capacity(PATHS); steps];
    for path in 0..PATHS / 2 {
        for sign in [1.0, -1.0] {
            let mut x = state.clone();
            for (draw, values) in draws.iter().map(|d| d[path]).zip(&mut out) {
                let expected = advance(form, s, &mut x.clone(), f64::NAN);
                let noise = sign * deviation * draw;
                let value = match form.error {
                    ErrorKind::Additive => expected + noise,
                    ErrorKind::Multiplicative => expected * (1.0 + noise),
                };
                let value = value.max(floor);
                advance(form, s, &mut x, value);
                x.level = x.level.max(floor);
                if form.trend.is_multiplicative() {
                    x.trend = x.trend.max(FLOOR);
                }
                values.push(value);
            }
        }
    }
    out
}
