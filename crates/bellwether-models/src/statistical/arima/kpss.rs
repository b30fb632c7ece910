//! The test of level stationarity by Kwiatkowski, Phillips, Schmidt and Shin (1992), *Journal of Econometrics* 54.
//!
//! ```text
//! e_t = y_t − ȳ,  S_t = e_1 + … + e_t
//! η = Σ S_t² / (n² s²),   s² = (Σ e_t² + 2 Σ_{k≤l} (1 − k / (l + 1)) Σ_t e_t e_{t−k}) / n,   l = ⌊3 √n / 13⌋
//! ```

/// Above it a level series is refused as stationary at 5 % (table 1 of the paper).
const CRITICAL: f64 = 0.463;

/// η of the values, gaps left out; `None` for fewer than 3 values, or where they do not vary.
pub fn kpss_level(series: &[f64]) -> Option<f64> {
    let own: Vec<f64> = series.iter().copied().filter(|v| v.is_finite()).collect();
    let n = own.len() as f64;
    if own.len() < 3 {
        return None;
    }
    let largest = own.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return None;
    }
    // of order one, so that no square overflows
    let mean = own.iter().map(|v| v / largest).sum::<f64>() / n;
    let e: Vec<f64> = own.iter().map(|v| v / largest - mean).collect();
    let lags = (3.0 * n.sqrt() / 13.0) as usize;
    let covariance = |k: usize| e[k..].iter().zip(&e).map(|(a, b)| a * b).sum::<f64>();
    let weight = |k: usize| 1.0 - k as f64 / (lags + 1) as f64;
    let variance = (covariance(0) + 2.0 * (1..=lags).map(|k| weight(k) * covariance(k)).sum::<f64>()) / n;
    if !(covariance(0) / n > 1e-24 && variance > 0.0) {
        return None;
    }
    let mut sum = 0.0;
    let mut squares = 0.0;
    for v in &e {
        sum += v;
        squares += sum * sum;
    }
    Some(squares / (n * n * variance))
}

/// Differences after which the test no longer refuses a level at 5 %, at most `most`.
pub fn differences(series: &[f64], most: usize) -> usize {
    let mut values = series.to_vec();
    for d in 0..most {
        match kpss_level(&values) {
            Some(eta) if eta > CRITICAL => {
                values = values.windows(2).map(|w| w[1] - w[0]).collect();
            }
            _ => return d,
        }
    }
    most
}
