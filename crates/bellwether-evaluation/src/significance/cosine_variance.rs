//! Long-run variance of two series together from sums of cosines, and the tail that goes with it.
//!
//! With scores `z_t` of `n` rows in time order (Lazarus, Lewis, Stock and Watson, 2018: the equal-weighted cosine estimator):
//!
//! ```text
//! Λ_j = √(2/n) Σ_{t=1}^{n} z_t cos(π j (t − ½) / n)        Ω = Σ_{j=1}^{ν} Λ_j Λ_j′ / ν        W = n z̄′ Ω⁻¹ z̄
//! (ν − 1) W / (2 ν) ~ F(2, ν − 1)        P(W > w) = (1 + w/ν)^{−(ν−1)/2}
//! ```
//!
//! The cosines are orthogonal to a constant, so that `Ω` knows nothing of the mean, and each sum counts as one normal draw: `W` is
//! Hotelling's T² with `ν` degrees of freedom, however few they are. So many cosines are taken as their authors advise, and no more than
//! the overlap of `h` rows leaves level: sums of `h` neighbours have the spectrum `1 − (hω)²/12` near 0, and up to `ω = π/(3h)` their
//! mean is 3 % low.

/// Cosines of a mean of `rows` rows whose neighbours share up to `horizon − 1` of `horizon` parts: `min(⌊.41 n^⅔⌋, ⌊n/(3h)⌋)`.
fn cosines(rows: usize, horizon: usize) -> usize {
    let advised = (0.41 * (rows as f64).powf(2.0 / 3.0)) as usize;
    advised.min(rows / (3 * horizon))
}

/// Rows without which there are no two cosines, at a horizon above 1.
pub(super) fn needed(horizon: usize) -> usize {
    horizon.saturating_mul(6)
}

/// A covariance of means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CosineVariance {
    /// `Ω`.
    pub(super) omega: [[f64; 2]; 2],
    /// `ν`.
    pub(super) cosines: usize,
}

impl CosineVariance {
    /// Of at least [`needed`] rows, and a horizon above 1.
    pub(super) fn of(scores: &[[f64; 2]], horizon: usize) -> Self {
        let rows = scores.len() as f64;
        let cosines = cosines(scores.len(), horizon).max(2);
        let mut omega = [[0.0; 2]; 2];
        for j in 1..=cosines {
            let step = std::f64::consts::PI * j as f64 / rows;
            let mut sums = [0.0; 2];
            for (t, z) in scores.iter().enumerate() {
                let wave = (step * (t as f64 + 0.5)).cos();
                sums[0] += z[0] * wave;
                sums[1] += z[1] * wave;
            }
            for (row, a) in omega.iter_mut().zip(sums) {
                for (cell, b) in row.iter_mut().zip(sums) {
                    *cell += 2.0 / rows * a * b / cosines as f64;
                }
            }
        }
        Self { omega, cosines }
    }

    /// `P(W > w)`.
    pub(super) fn p_value(&self, w: f64) -> f64 {
        let degrees = self.cosines as f64;
        (1.0 + w.max(0.0) / degrees).powf(-(degrees - 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// .41 · 1100^⅔ = 43.7; of 250 rows five ahead 16 by both rules; of 100 rows ten ahead the overlap sets the number.
    #[test]
    fn so_many_cosines_as_advised_and_as_the_overlap_allows() {
        for (rows, horizon, expected) in [(1100, 2, 43), (250, 5, 16), (100, 10, 3), (12, 2, 2)] {
            assert_eq!(cosines(rows, horizon), expected, "{rows} {horizon}");
        }
        for horizon in 2..60 {
            assert!(cosines(needed(horizon), horizon) >= 2 && cosines(needed(horizon) - 1, horizon) < 2);
        }
    }

    /// A constant has no part in any cosine, and one cosine only in its own sum: Λ_3 = √(2/n) · n/2.
    #[test]
    fn a_constant_and_a_cosine() {
        let wave = |t: usize| (std::f64::consts::PI * 3.0 * (t as f64 + 0.5) / 60.0).cos();
        let scores: Vec<[f64; 2]> = (0..60).map(|t| [5.0, wave(t)]).collect();
        let CosineVariance { omega, cosines } = CosineVariance::of(&scores, 4);
        assert_eq!(cosines, 5);
        assert!(omega[0][0] < 1e-20 && omega[0][1].abs() < 1e-10);
        assert!((omega[1][1] - 30.0 / 5.0).abs() < 1e-12);
    }
}
