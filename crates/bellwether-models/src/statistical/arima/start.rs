//! Where the minimisation starts: Hannan and Rissanen's two regressions, and fixed points.

use nalgebra::{DMatrix, DVector};

use super::Order;
use super::polynomial::shrunk_partial;

/// Free parameters of partial autocorrelations.
fn free(partial: &[f64]) -> Vec<f64> {
    partial.iter().map(|r| r.clamp(-0.98, 0.98).atanh()).collect()
}

/// Free parameters of a process with these coefficients, drawn inside when it is not stationary or invertible.
pub(super) fn free_of(ar: &[f64], ma: &[f64]) -> Vec<f64> {
    let minus: Vec<f64> = ma.iter().map(|v| -v).collect();
    [free(&shrunk_partial(ar)), free(&shrunk_partial(&minus))].concat()
}

/// Starting points: that of the data first.
pub(super) fn starts(order: &Order, series: &[f64]) -> Vec<Vec<f64>> {
    let [p, q, sp, sq] = order.parts();
    let seasonal = |a: f64, b: f64| {
        let mut out = vec![0.0; sp + sq];
        if sp > 0 {
            out[0] = a;
        }
        if sq > 0 {
            out[sp] = b;
        }
        out
    };
    let own = hannan_rissanen(series, p, q).map_or_else(|| vec![0.0; p + q], |(ar, ma)| free_of(&ar, &ma));
    let mut out = vec![[own.clone(), seasonal(0.1, -0.3)].concat(), vec![0.0; p + q + sp + sq]];
    if sp + sq > 0 {
        out.push([own, seasonal(0.7, -0.7)].concat());
    }
    for (a, b) in [(0.9, 0.3), (-0.6, -0.8), (0.97, 0.8), (0.4, -0.4), (-0.4, 0.6)] {
        let mut point = vec![0.0; p + q];
        if p > 0 {
            point[0] = f64::atanh(a);
        }
        if q > 0 {
            point[p] = f64::atanh(b);
        }
        out.push([point, seasonal(a / 2.0, b / 2.0)].concat());
    }
    if p >= 2 && q >= 2 {
        // cycles that the moving average all but cancels: a ridge that no other start leads to
        for r in [0.9, 0.5, 0.0, -0.5, -0.9_f64] {
            for (a, b) in [(-0.85, -0.95), (-0.95, -0.85)] {
                let mut point = vec![0.0; p + q];
                let pair = [r.atanh(), f64::atanh(a), r.atanh(), f64::atanh(b)];
                (point[0], point[1], point[p], point[p + 1]) = (pair[0], pair[1], pair[2], pair[3]);
                out.push([point, seasonal(0.1, -0.3)].concat());
            }
        }
    }
    out
}

/// Coefficients by regression on lags of the series and of the residuals of a long autoregression.
fn hannan_rissanen(series: &[f64], p: usize, q: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let n = series.len();
    let long = if q == 0 { 0 } else { (2 * (p + q)).max((n as f64).ln().powf(1.5) as usize + 2).min(n / 4) };
    let first = (long + q).max(p);
    if n < first + 2 * (p + q) + 2 || p + q == 0 {
        return None;
    }
    let residuals = if q == 0 { Vec::new() } else { long_residuals(series, long)? };
    let k = p + q;
    let mut gram = DMatrix::zeros(k, k);
    let mut right = DVector::zeros(k);
    let mut x = vec![0.0; k];
    for t in first..n {
        for i in 0..p {
            x[i] = series[t - 1 - i];
        }
        for j in 0..q {
            x[p + j] = residuals[t - 1 - j];
        }
        for i in 0..k {
            right[i] += x[i] * series[t];
            for j in 0..=i {
                gram[(i, j)] += x[i] * x[j];
            }
        }
    }
    for i in 0..k {
        for j in i + 1..k {
            gram[(i, j)] = gram[(j, i)];
        }
        gram[(i, i)] *= 1.0 + 1e-10;
    }
    let all: Vec<f64> = gram.cholesky()?.solve(&right).iter().copied().collect();
    all.iter().all(|v| v.is_finite()).then(|| (all[..p].to_vec(), all[p..].to_vec()))
}

/// Residuals of an autoregression by Yule and Walker; zero before it is full.
fn long_residuals(series: &[f64], order: usize) -> Option<Vec<f64>> {
    let n = series.len();
    let gamma: Vec<f64> =
        (0..=order).map(|k| series[k..].iter().zip(series).map(|(a, b)| a * b).sum::<f64>()).collect();
    let mut error = gamma[0];
    let mut phi: Vec<f64> = Vec::with_capacity(order);
    for k in 0..order {
        let positive = error > 0.0;
        if !positive {
            return None;
        }
        let r = (gamma[k + 1] - (0..k).map(|i| phi[i] * gamma[k - i]).sum::<f64>()) / error;
        let old = phi.clone();
        for i in 0..k {
            phi[i] -= r * old[k - 1 - i];
        }
        phi.push(r);
        error *= 1.0 - r * r;
    }
    let mut out = vec![0.0; n];
    for t in order..n {
        let window = series[t - order..t].iter().rev();
        out[t] = series[t] - phi.iter().zip(window).map(|(c, v)| c * v).sum::<f64>();
    }
    Some(out)
}
