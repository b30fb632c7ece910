//! Roll's effective spread.

use super::Indicator;
use super::log_return::log_returns;

/// A share of the price; 0 where neighbouring returns do not oppose each other.
pub(super) const ROLL_SPREAD20: Indicator = Indicator {
    name: "roll-spread20",
    warm_up: 21,
    block: 1,
    formula: "2 sqrt(max(0, -cov(log-return[s], log-return[s-1]))), sample covariance over s = t-19..=t",
    source: "Roll (1984), on log returns; a positive covariance counts as no spread",
    recursion: None,
    compute: |columns, out| {
        let returns = log_returns(columns);
        let warm_up = out.len().min(20);
        out[..warm_up].fill(f64::NAN);
        for (out, window) in out.iter_mut().skip(20).zip(returns.windows(21)) {
            let covariance = neighbours(window);
            // kept apart from `max`, which would turn a missing value into 0
            *out = if covariance > 0.0 { 0.0 } else { 2.0 * (-covariance).sqrt() };
        }
    },
};

/// Sample covariance of each value with the one before it.
fn neighbours(values: &[f64]) -> f64 {
    let (before, now) = (&values[..values.len() - 1], &values[1..]);
    let n = now.len() as f64;
    let mean = |v: &[f64]| v[0] + v.iter().map(|x| x - v[0]).sum::<f64>() / n;
    let (mean_before, mean_now) = (mean(before), mean(now));
    let products = before.iter().zip(now).map(|(b, a)| (b - mean_before) * (a - mean_now));
    products.sum::<f64>() / (n - 1.0)
}
