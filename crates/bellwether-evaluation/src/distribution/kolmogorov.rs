//! Whether places in [0, 1] are uniform: the test of Kolmogorov and Smirnov.

use serde::{Deserialize, Serialize};

use super::DistributionError;
use crate::input::{Series, check};

/// Rows up to which the p-value is exact.
const EXACT_TO: usize = 1000;

/// A test of uniformity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Uniformity {
    /// The largest distance between the share of places up to `x` and `x`, in [0, 1].
    pub statistic: f64,
    /// p-value against "not uniform", two-sided.
    pub p_value: f64,
    /// Places.
    pub n: usize,
}

/// Tests places in a forecast distribution ([`pit_ensemble`](super::pit_ensemble), [`pit_quantiles`](super::pit_quantiles)) against
/// the uniform distribution. Places must be independent (one row ahead) and continuous: those of coarse samples or of few levels are
/// rejected for their steps.
///
/// The p-value is exact up to 1,000 rows (Marsaglia, Tsang and Wang, 2003), above them Kolmogorov's limit at Vrbik's (2018)
/// `x + 1/(6√n) + (x − 1)/(4n)` with `x = √n D`.
///
/// # Errors
/// [`DistributionError::Input`] without places or with NaN; [`DistributionError::Place`] outside [0, 1].
pub fn uniformity(places: &[f64]) -> Result<Uniformity, DistributionError> {
    check(Series::Values, places)?;
    if let Some(index) = places.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(DistributionError::Place { index, value: places[index] });
    }
    let mut sorted = places.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let size = n as f64;
    let distance = |(i, p): (usize, &f64)| ((i + 1) as f64 / size - p).max(p - i as f64 / size);
    let statistic = sorted.iter().enumerate().map(distance).fold(0.0, f64::max);
    let squares = size * statistic * statistic;
    let p_value = if squares > 18.0 {
        // below 5e-16, where one less the distribution has no digits left
        2.0 * (-2.0 * squares).exp()
    } else if n <= EXACT_TO {
        1.0 - exact(n, statistic)
    } else {
        let plain = size.sqrt() * statistic;
        limit(plain + 1.0 / (6.0 * size.sqrt()) + (plain - 1.0) / (4.0 * size))
    };
    Ok(Uniformity { statistic, p_value: p_value.clamp(0.0, 1.0), n })
}

/// `P(√n D > x)` in the limit: `2 Σ (−1)^{k−1} exp(−2 k² x²)`, or its theta transform where that converges faster.
fn limit(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        let power = -std::f64::consts::PI.powi(2) / (8.0 * x * x);
        let sum: f64 = (0..6).map(|k| (f64::from((2 * k + 1_i32).pow(2)) * power).exp()).sum();
        return 1.0 - std::f64::consts::TAU.sqrt() / x * sum;
    }
    let term = |k: i32| if k % 2 == 1 { 2.0 } else { -2.0 } * (-2.0 * f64::from(k * k) * x * x).exp();
    (1..12).map(term).sum()
}

/// `P(D < d)` of `n` places: `n! / nⁿ` times the middle of a matrix to the power `n`, powers of ten kept apart.
fn exact(n: usize, d: f64) -> f64 {
    let scaled = n as f64 * d;
    let k = scaled as usize + 1;
    let size = 2 * k - 1;
    let h = k as f64 - scaled;
    let mut matrix = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..size.min(i + 2) {
            matrix[i * size + j] = 1.0;
        }
    }
    for i in 0..size {
        matrix[i * size] -= h.powi(i as i32 + 1);
        matrix[(size - 1) * size + i] -= h.powi((size - i) as i32);
    }
    matrix[(size - 1) * size] += if 2.0 * h > 1.0 { (2.0 * h - 1.0).powi(size as i32) } else { 0.0 };
    for i in 0..size {
        for j in 0..size.min(i + 2) {
            for g in 1..=(i + 1).saturating_sub(j) {
                matrix[i * size + j] /= g as f64;
            }
        }
    }
    let (powered, mut exponent) = power(&matrix, size, n);
    let mut value = powered[(k - 1) * size + k - 1];
    for i in 1..=n {
        value *= i as f64 / n as f64;
        if value < 1e-140 {
            value *= 1e140;
            exponent -= 140;
        }
    }
    value * 10.0_f64.powi(exponent)
}

/// A square matrix to a power of 1 or more, as `(matrix, exponent)`: the matrix times ten to the exponent.
fn power(matrix: &[f64], size: usize, n: usize) -> (Vec<f64>, i32) {
    let (mut base, mut base_exponent) = (matrix.to_vec(), 0);
    let mut result: Option<(Vec<f64>, i32)> = None;
    let mut left = n;
    loop {
        if left % 2 == 1 {
            let times = match result {
                None => (base.clone(), base_exponent),
                Some((found, exponent)) => {
                    scaled(product(&found, &base, size), exponent + base_exponent, size)
                }
            };
            result = Some(times);
        }
        left /= 2;
        if left == 0 {
            break;
        }
        (base, base_exponent) = scaled(product(&base, &base, size), 2 * base_exponent, size);
    }
    result.unwrap_or((base, base_exponent))
}

fn scaled(mut matrix: Vec<f64>, exponent: i32, size: usize) -> (Vec<f64>, i32) {
    if matrix[(size / 2) * size + size / 2] > 1e140 {
        matrix.iter_mut().for_each(|v| *v *= 1e-140);
        return (matrix, exponent + 140);
    }
    (matrix, exponent)
}

fn product(a: &[f64], b: &[f64], size: usize) -> Vec<f64> {
    let mut c = vec![0.0; size * size];
    for (row, out) in a.chunks_exact(size).zip(c.chunks_exact_mut(size)) {
        for (factor, line) in row.iter().zip(b.chunks_exact(size)) {
            if *factor != 0.0 {
                out.iter_mut().zip(line).for_each(|(o, v)| *o += factor * v);
            }
        }
    }
    c
}
