//! Differences by the KPSS test around a level, with ⌊3 √n / 13⌋ lags; see [`kpss`](crate::statistical::diagnostics::kpss).

use crate::statistical::diagnostics::eta;

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
    eta(&e, (3.0 * n.sqrt() / 13.0) as usize)
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
