//! Coefficients: seasonal products, partial autocorrelations, differencing.

/// Coefficients `1..` of `(1 + Σ a_i B^i)(1 + Σ b_j B^(j·period))`.
pub(super) fn product(a: &[f64], b: &[f64], period: usize) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() * period + 1];
    for (j, bj) in std::iter::once(&1.0).chain(b).enumerate() {
        for (i, ai) in std::iter::once(&1.0).chain(a).enumerate() {
            out[i + j * period] += ai * bj;
        }
    }
    out.remove(0);
    out
}

/// The `δ` of `(1 − B)^d (1 − B^period)^seasonal = 1 − Σ δ_j B^j`.
pub(super) fn differencing(d: usize, seasonal: usize, period: usize) -> Vec<f64> {
    let mut out = Vec::new();
    for _ in 0..d {
        out = product(&out, &[-1.0], 1);
    }
    for _ in 0..seasonal {
        out = product(&out, &[-1.0], period);
    }
    out.into_iter().map(|v| -v).collect()
}

/// Differences of a series, shorter by the number of `δ`; NaN where a value is missing.
pub(super) fn difference(series: &[f64], delta: &[f64]) -> Vec<f64> {
    let lags = delta.len();
    (lags..series.len())
        .map(|t| series[t] - delta.iter().enumerate().map(|(j, c)| c * series[t - 1 - j]).sum::<f64>())
        .collect()
}

/// Partial autocorrelations within (−1, 1) to the coefficients of a stationary autoregression (Durbin-Levinson).
pub(super) fn from_partial(partial: &[f64]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(partial.len());
    for (k, r) in partial.iter().enumerate() {
        for i in 0..k / 2 {
            let (a, b) = (out[i], out[k - 1 - i]);
            (out[i], out[k - 1 - i]) = (a - r * b, b - r * a);
        }
        if k % 2 == 1 {
            out[k / 2] -= r * out[k / 2];
        }
        out.push(*r);
    }
    out
}

/// The inverse of [`from_partial`]; `None` when the autoregression is not stationary.
pub(super) fn to_partial(coefficients: &[f64]) -> Option<Vec<f64>> {
    let mut a = coefficients.to_vec();
    let mut out = vec![0.0; a.len()];
    for k in (0..a.len()).rev() {
        let r = a[k];
        let inside = r.abs() < 1.0;
        if !inside {
            return None;
        }
        out[k] = r;
        let scale = 1.0 / (1.0 - r * r);
        a = (0..k).map(|i| (a[i] + r * a[k - 1 - i]) * scale).collect();
    }
    Some(out)
}

/// The partial autocorrelations of the nearest autoregression on the same rays whose roots are well outside the circle.
pub(super) fn shrunk_partial(coefficients: &[f64]) -> Vec<f64> {
    let inside = |partial: &Vec<f64>| partial.iter().all(|r| r.abs() <= 0.98);
    let mut shrunk = coefficients.to_vec();
    for _ in 0..200 {
        if let Some(partial) = to_partial(&shrunk).filter(inside) {
            return partial;
        }
        let mut power = 1.0;
        for c in &mut shrunk {
            power *= 0.97;
            *c *= power;
        }
    }
    vec![0.0; coefficients.len()]
}

#[cfg(test)]
mod tests {
    use super::{difference, differencing, from_partial, product, to_partial};

    #[test]
    fn products_are_those_by_hand() {
        // (1 − .5B)(1 − .4B²) = 1 − .5B − .4B² + .2B³
        assert_eq!(product(&[-0.5], &[-0.4], 2), [-0.5, -0.4, 0.2]);
        assert_eq!(differencing(2, 0, 1), [2.0, -1.0]);
        assert_eq!(differencing(1, 1, 3), [1.0, 0.0, 1.0, -1.0]);
        assert_eq!(difference(&[1.0, 4.0, 9.0, 16.0], &differencing(2, 0, 1)), [2.0, 2.0]);
    }

    #[test]
    fn partial_autocorrelations_go_there_and_back() {
        // AR(2): φ₂ = r₂, φ₁ = r₁ (1 − r₂)
        assert_eq!(from_partial(&[0.5, -0.2]), [0.6, -0.2]);
        let partial = [0.9, -0.5, 0.3, 0.99, -0.2];
        let back = to_partial(&from_partial(&partial)).unwrap();
        assert!(back.iter().zip(partial).all(|(a, b)| (a - b).abs() < 1e-12), "{back:?}");
        assert_eq!(to_partial(&[1.2]), None);
        assert_eq!(to_partial(&[f64::NAN]), None);
    }
}
