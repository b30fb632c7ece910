//! The likelihood of a series, its gradient, and the filter that both rest on.

use super::distribution::Density;
use super::parameters::{NATURAL, Parameters};

/// Values whose squares the variance before the first one is a mean of, and the weight of each beside the last.
const BACKCAST: (usize, f64) = (75, 0.94);

/// The mean of the first squares, for what comes before them; gaps are left out.
pub(super) fn backcast(series: &[f64], mean: f64) -> f64 {
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for value in series.iter().filter(|v| !v.is_nan()).take(BACKCAST.0) {
        sum += weight * (value - mean) * (value - mean);
        weights += weight;
        weight *= BACKCAST.1;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// The variance of the first value.
pub(super) fn first_variance(p: &Parameters, backcast: f64) -> f64 {
    p.omega + p.persistence() * backcast
}

/// The variance after `value`, a gap being NaN, whose own was `variance`.
pub(super) fn next_variance(p: &Parameters, variance: f64, value: f64) -> f64 {
    if value.is_nan() {
        return p.omega + p.persistence() * variance;
    }
    let error = value - p.mean;
    let weight = if error < 0.0 { p.alpha + p.gamma } else { p.alpha };
    p.omega + weight * error * error + p.beta * variance
}

/// The log-likelihood; not finite where a variance is not positive.
pub(super) fn log_likelihood(series: &[f64], p: &Parameters, backcast: f64) -> f64 {
    let density = Density::new(p.degrees);
    let mut variance = first_variance(p, backcast);
    let mut sum = 0.0;
    for value in series {
        if !value.is_nan() {
            if variance.is_nan() || variance <= 0.0 {
                return f64::NEG_INFINITY;
            }
            let error = value - p.mean;
            sum += density.log(error * error / variance) - 0.5 * variance.ln();
        }
        variance = next_variance(p, variance, *value);
    }
    if sum.is_nan() { f64::NEG_INFINITY } else { sum }
}

/// The log-likelihood, and the score of each value handed to `each`: its derivatives by μ, ω, α, γ, β, ν.
pub(super) fn scores(
    series: &[f64],
    p: &Parameters,
    backcast: f64,
    mut each: impl FnMut(&[f64; NATURAL]),
) -> f64 {
    let density = Density::new(p.degrees);
    let mut variance = first_variance(p, backcast);
    // derivatives of the variance by μ, ω, α, γ, β
    let mut d = [0.0, 1.0, backcast, 0.5 * backcast, backcast];
    let mut sum = 0.0;
    for value in series {
        if value.is_nan() {
            let carry = p.persistence();
            let added = [0.0, 1.0, variance, 0.5 * variance, variance];
            d = std::array::from_fn(|i| added[i] + carry * d[i]);
            variance = p.omega + carry * variance;
            continue;
        }
        if variance.is_nan() || variance <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let error = value - p.mean;
        let square = error * error / variance;
        let (weight, by_degrees) = density.derivatives(square);
        sum += density.log(square) - 0.5 * variance.ln();
        let by_variance = 0.5 * (weight * square - 1.0) / variance;
        let mut score: [f64; NATURAL] =
            std::array::from_fn(|i| if i < 5 { by_variance * d[i] } else { by_degrees });
        score[0] += weight * error / variance;
        each(&score);
        let fallen = error < 0.0;
        let own = if fallen { p.alpha + p.gamma } else { p.alpha };
        let squared = error * error;
        let added = [-2.0 * own * error, 1.0, squared, if fallen { squared } else { 0.0 }, variance];
        d = std::array::from_fn(|i| added[i] + p.beta * d[i]);
        variance = p.omega + own * squared + p.beta * variance;
    }
    if sum.is_nan() { f64::NEG_INFINITY } else { sum }
}

/// The log-likelihood and its gradient by μ, ω, α, γ, β, ν.
pub(super) fn gradient(series: &[f64], p: &Parameters, backcast: f64) -> (f64, [f64; NATURAL]) {
    let mut sum = [0.0; NATURAL];
    let value = scores(series, p, backcast, |score| {
        for (s, v) in sum.iter_mut().zip(score) {
            *s += v;
        }
    });
    (value, sum)
}
