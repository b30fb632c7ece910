//! Exponentially weighted mean with weights that sum to one from the first bar on.

/// `out[t] = Σ (1 - α)^(t - s) x[s] / Σ (1 - α)^(t - s)` over the `s <= t` that are not missing: pandas'
/// `ewm(adjust=True, ignore_na=False).mean()`, except that a missing bar is itself NaN where pandas repeats the last
/// mean. `α = 2 / (span + 1)` for a span, `1 / (1 + com)` for a centre of mass.
pub(super) fn ewm_mean(values: &[f64], alpha: f64) -> Vec<f64> {
    let mut weight = 0.0;
    let mut mean = 0.0;
    values
        .iter()
        .map(|&v| {
            weight *= 1.0 - alpha;
            if v.is_nan() {
                return f64::NAN;
            }
            weight += 1.0;
            // The step form holds a constant series exactly.
            mean += (v - mean) / weight;
            mean
        })
        .collect()
}
