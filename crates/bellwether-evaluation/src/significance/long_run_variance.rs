//! Long-run variance of a short-memory series.

use serde::{Deserialize, Serialize};

/// The weights of the autocovariances in a long-run variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kernel {
    /// Weight 1 up to the last lag: exact for the moving average of an optimal forecast's errors, but can be
    /// negative.
    Rectangular,
    /// Weight `1 - k/h`, falling linearly: always positive (Newey and West, 1987).
    Bartlett,
}

/// A long-run variance and the kernel that gave it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LongRunVariance {
    pub(super) value: f64,
    pub(super) kernel: Kernel,
}

/// `γ₀ + 2 Σ_{k=1}^{lags} w_k γ_k` of `deviations` (mean already removed), autocovariances with divisor `n`.
///
/// Rectangular if that is positive, else Bartlett with the same lags. A sum that is only rounding of its
/// terms is not positive.
pub(super) fn long_run_variance(deviations: &[f64], lags: usize) -> LongRunVariance {
    let n = deviations.len() as f64;
    let autocovariance = |k: usize| -> f64 {
        deviations.iter().zip(&deviations[k..]).map(|(past, now)| past * now).sum::<f64>() / n
    };
    let gamma0 = autocovariance(0);
    let (mut rectangular, mut bartlett) = (gamma0, gamma0);
    for k in 1..=lags {
        let gamma = autocovariance(k);
        rectangular += 2.0 * gamma;
        bartlett += 2.0 * (1.0 - k as f64 / (lags + 1) as f64) * gamma;
    }
    if lags == 0 || rectangular > n * f64::EPSILON * gamma0 {
        LongRunVariance { value: rectangular, kernel: Kernel::Rectangular }
    } else {
        LongRunVariance { value: bartlett, kernel: Kernel::Bartlett }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// +1, -1, +1, …: γ₀ = 1 and γ₁ = -(n-1)/n, so that the rectangular sum is 2/n - 1 and the Bartlett sum
    /// 1/n.
    #[test]
    fn a_negative_rectangular_variance_gives_way_to_bartlett() {
        let alternating: Vec<f64> = (0..10).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let variance = long_run_variance(&alternating, 1);
        assert_eq!(variance.kernel, Kernel::Bartlett);
        assert!((variance.value - 0.1).abs() < 1e-15);
        assert_eq!(
            long_run_variance(&alternating, 0),
            LongRunVariance { value: 1.0, kernel: Kernel::Rectangular }
        );
    }
}
