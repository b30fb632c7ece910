//! Whether the best of many models beats a benchmark by more than the search explains: White's (2000) reality check and Hansen's
//! (2005) test of superior predictive ability.
//!
//! With `d_k` the mean loss of the benchmark less that of model `k` over `n` rows, the statistic is `max_k d_k`, and its distribution
//! under "none is better" that of `max_k (d*_k − g_k)` over draws `d*` of a block bootstrap:
//!
//! ```text
//! upper (reality check)   g = d
//! consistent              g = d where d ≥ −√(ω²/n · 2 ln ln n), else 0
//! lower                   g = max(d, 0)
//! ```
//!
//! `ω²` is the long-run variance that the stationary bootstrap implies. Draws are places of rows, so that anybody's can be used.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::gains::{Gains, check_draws};
use crate::input::Series;

/// p-values of the best model against the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SuperiorAbility {
    /// The model with the least mean loss, by its place.
    pub best: usize,
    /// Mean loss of the benchmark less that of the best.
    pub gain: f64,
    /// The most liberal: models that are worse than the benchmark do not count.
    pub lower: f64,
    /// Hansen's.
    pub consistent: f64,
    /// The most conservative, White's reality check.
    pub upper: f64,
}

/// Tests losses of models against those of a benchmark on the same rows. `draws` are places of rows, as
/// [`StationaryBootstrap::places`](crate::bootstrap::StationaryBootstrap::places) gives them with blocks of `block` rows on average.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series, without models or draws, and for draws of
/// other lengths; [`SignificanceError::Draw`] for a place beyond the rows.
pub fn superior_ability(
    benchmark: &[f64],
    models: &[&[f64]],
    draws: &[Vec<usize>],
    block: f64,
) -> Result<SuperiorAbility, SignificanceError> {
    let gains = Gains::of(benchmark, models, block)?;
    check_draws((Series::Baseline, benchmark), draws)?;
    let means = &gains.means;
    let best = (0..means.len()).reduce(|a, b| if means[b] > means[a] { b } else { a }).unwrap_or(0);
    let mut beyond = [0_usize; 3];
    for draw in draws {
        let drawn = gains.drawn(draw);
        for (j, beyond) in beyond.iter_mut().enumerate() {
            let largest = drawn.iter().zip(&gains.centres).map(|(d, centre)| d - centre[j]);
            // ties are no evidence: a copy of the benchmark gains nothing in any draw
            *beyond += usize::from(largest.fold(f64::NEG_INFINITY, f64::max) >= means[best]);
        }
    }
    let share = |beyond: usize| beyond as f64 / draws.len() as f64;
    let [lower, consistent, upper] = beyond.map(share);
    Ok(SuperiorAbility { best, gain: means[best], lower, consistent, upper })
}
