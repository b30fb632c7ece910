//! How long blocks should be.

use crate::input::mean;

/// Values without which no autocorrelation can be judged.
const FEWEST: usize = 20;

/// The mean length of the stationary bootstrap's blocks with which the variance of a mean is estimated best, from the
/// series' own autocovariances (Politis and White, 2004, with the correction of Patton, Politis and White, 2009). At
/// least 1 and at most `ceil(min(3 sqrt n, n / 3))`; `None` of fewer than 20 values, of one that is not finite, and of a
/// series that does not vary.
pub fn optimal_block_length(series: &[f64]) -> Option<f64> {
    let NearZero { slope, long_run } = near_zero(series)?;
    let size = series.len() as f64;
    let length = (slope * slope / (long_run * long_run)).cbrt() * size.cbrt();
    let longest = (3.0 * size.sqrt()).min(size / 3.0).ceil();
    Some(if length.is_finite() { length.clamp(1.0, longest) } else { longest })
}

/// The share of a mean's variance that draws with blocks of `block` leave out, to first order: what values more than a block apart have
/// in common is torn apart, `slope / (long_run block)` (Lahiri, 2003). 0 where nothing is left out, as without blocks, or cannot be judged; at most
/// `√(block / n)`, which is the share at the length that [`optimal_block_length`] names: there the square of the share and half of
/// the variance of the estimate are equal.
pub(super) fn left_out(series: &[f64], block: f64) -> f64 {
    if block <= 1.0 {
        return 0.0;
    }
    let Some(NearZero { slope, long_run }) = near_zero(series) else { return 0.0 };
    let most = (block / series.len() as f64).sqrt();
    let share = if long_run > 0.0 { slope / (long_run * block) } else { most };
    if share.is_finite() { share.clamp(0.0, most.min(0.75)) } else { 0.0 }
}

/// A series' spectrum at 0, and how fast it falls there.
struct NearZero {
    /// `Σ |k| γ_k`.
    slope: f64,
    /// `Σ γ_k`.
    long_run: f64,
}

/// By a flat-top window over as many lags as are correlated; `None` as for [`optimal_block_length`].
fn near_zero(series: &[f64]) -> Option<NearZero> {
    let n = series.len();
    if n < FEWEST || series.iter().any(|v| !v.is_finite()) || series.iter().all(|v| *v == series[0]) {
        return None;
    }
    let size = n as f64;
    let centre = mean(series);
    let eps: Vec<f64> = series.iter().map(|v| v - centre).collect();
    let squares = |part: &[f64]| part.iter().map(|v| v * v).sum::<f64>();
    // so many neighbours in a row without correlation end the search
    let quiet = 5.max(size.log10() as usize);
    let most = size.sqrt().ceil() as usize + quiet;
    let critical = 2.0 * (size.log10() / size).sqrt();
    let (mut covariance, mut correlation) = (Vec::new(), Vec::new());
    let mut end = None;
    for lag in 0..=most {
        let product: f64 = eps[lag..].iter().zip(&eps[..n - lag]).map(|(a, b)| a * b).sum();
        let scale = (squares(&eps[(lag + 1).min(n)..]) * squares(&eps[..n.saturating_sub(lag + 1)])).sqrt();
        covariance.push(product / size);
        correlation.push(product.abs() / scale);
        if end.is_none() && lag >= quiet && correlation[lag - quiet..lag].iter().all(|c| *c < critical) {
            end = Some(lag - quiet);
        }
    }
    let lags = end.map_or(most, |end| 2 * end.max(1)).min(most);
    // a flat top, then a slope to zero
    let window = |lag: usize| {
        let share = lag as f64 / lags as f64;
        if share <= 0.5 { 1.0 } else { 2.0 * (1.0 - share) }
    };
    let (mut slope, mut long_run) = (0.0, covariance[0]);
    for lag in 1..=lags {
        slope += 2.0 * window(lag) * lag as f64 * covariance[lag];
        long_run += 2.0 * window(lag) * covariance[lag];
    }
    Some(NearZero { slope, long_run })
}
