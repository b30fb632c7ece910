//! Exponentially weighted mean with weights that sum to one from the first bar on.

/// `out[t] = Σ (1 - α)^(t - s) x[s] / Σ (1 - α)^(t - s)` over the `s <= t` that are not missing: pandas'
/// `ewm(adjust=True, ignore_na=False).mean()`, except that a missing bar is itself NaN where pandas repeats the last
/// mean. `α = 2 / (span + 1)` for a span, `1 / (1 + com)` for a centre of mass.
pub(super) struct Ewm {
    alpha: f64,
    weight: f64,
    mean: f64,
}

impl Ewm {
    pub(super) const fn new(alpha: f64) -> Self {
        Self { alpha, weight: 0.0, mean: 0.0 }
    }

    #[inline]
    pub(super) fn push(&mut self, value: f64) -> f64 {
        self.weight *= 1.0 - self.alpha;
        if !value.is_finite() {
            return f64::NAN;
        }
        self.weight += 1.0;
        // The step form holds a constant series exactly.
        self.mean += (value - self.mean) / self.weight;
        self.mean
    }
}
