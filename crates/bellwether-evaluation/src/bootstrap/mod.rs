//! Resampling of series whose neighbours hang together: whole blocks of them are drawn.
//!
//! [`StationaryBootstrap`] and [`MovingBlockBootstrap`] draw the places, [`optimal_block_length`] says how long blocks should be on
//! average. A statistic is then computed of each draw, and its quantiles, widened by what is known to be left out, are the ends of an interval
//! ([`widened_interval`]). [`day_clustered_mean`] does so
//! for rows of which many are of one day, [`DailySkill`] for the share of a baseline's loss that a model saves.

mod block_length;
mod daily_skill;
mod days;
mod error;
mod moving_block;
mod stationary;
mod widening;

pub use block_length::optimal_block_length;
pub use daily_skill::DailySkill;
pub use days::{ClusteredMean, DayBootstrap, DayClusters, day_clustered_mean};
pub use error::BootstrapError;
pub use moving_block::MovingBlockBootstrap;
pub use stationary::StationaryBootstrap;
pub use widening::widened_interval;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// In [0, 1), of 53 bits.
fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// The quantile at `level` of sorted values, linear between neighbours (the seventh definition of Hyndman and Fan, which
/// numpy has by default).
pub(crate) fn quantile(sorted: &[f64], level: f64) -> f64 {
    let at = level * (sorted.len() - 1) as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::quantile;

    /// 1e-15: one product more or less.
    #[test]
    fn quantiles_as_numpy() {
        let reference: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/reference/arch/bootstrap.json")).unwrap();
        let numbers = |key: &str| -> Vec<f64> {
            reference["quantiles"][key].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
        };
        let (mut values, levels) = (numbers("values"), numbers("levels"));
        values.sort_by(f64::total_cmp);
        for (level, expected) in levels.into_iter().zip(numbers("expected")) {
            assert!((quantile(&values, level) - expected).abs() < 1e-15);
        }
    }
}
