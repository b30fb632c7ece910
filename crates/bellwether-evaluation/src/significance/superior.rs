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
use crate::input::{Series, check_aligned, check_pair, mean};

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
/// [`SignificanceError::Input`] for empty, unequal or non-finite series, without models, and for draws of other lengths or places
/// beyond the rows.
pub fn superior_ability(
    benchmark: &[f64],
    models: &[&[f64]],
    draws: &[Vec<usize>],
    block: f64,
) -> Result<SuperiorAbility, SignificanceError> {
    let n = benchmark.len();
    check_pair((Series::Baseline, benchmark), (Series::First, models.first().copied().unwrap_or_default()))?;
    let mut gains = Vec::with_capacity(models.len());
    for model in models {
        check_pair((Series::Baseline, benchmark), (Series::First, model))?;
        gains.push(benchmark.iter().zip(*model).map(|(b, m)| b - m).collect::<Vec<f64>>());
    }
    for draw in draws {
        check_aligned((Series::Baseline, benchmark), (Series::Draw, draw))?;
        if let Some(&place) = draw.iter().find(|place| **place >= n) {
            return Err(SignificanceError::Draw { place, rows: n });
        }
    }
    let means: Vec<f64> = gains.iter().map(|gain| mean(gain)).collect();
    let best = (0..means.len()).reduce(|a, b| if means[b] > means[a] { b } else { a }).unwrap_or(0);
    let bound = 2.0 * (n as f64).ln().ln() / n as f64;
    let centre = |k: usize| {
        let least = -(implied_variance(&gains[k], block) * bound).sqrt();
        // with hardly a row the bound is no number, and nobody is left out
        let counts = !least.is_finite() || means[k] >= least;
        [means[k].max(0.0), if counts { means[k] } else { 0.0 }, means[k]]
    };
    let centres: Vec<[f64; 3]> = (0..gains.len()).map(centre).collect();
    let mut beyond = [0_usize; 3];
    for draw in draws {
        let drawn: Vec<f64> =
            gains.iter().map(|gain| draw.iter().map(|&place| gain[place]).sum::<f64>() / n as f64).collect();
        for (j, beyond) in beyond.iter_mut().enumerate() {
            let largest = drawn.iter().zip(&centres).map(|(d, centre)| d - centre[j]);
            *beyond += usize::from(largest.fold(f64::NEG_INFINITY, f64::max) > means[best]);
        }
    }
    let share = |beyond: usize| beyond as f64 / draws.len().max(1) as f64;
    let [lower, consistent, upper] = beyond.map(share);
    Ok(SuperiorAbility { best, gain: means[best], lower, consistent, upper })
}

/// The variance of `√n` times the mean that the stationary bootstrap implies (Politis and Romano, 1994, lemma 1).
fn implied_variance(series: &[f64], block: f64) -> f64 {
    let n = series.len();
    let size = n as f64;
    let centre = mean(series);
    let goes_on = 1.0 - 1.0 / block.max(1.0);
    let product = |lag: usize| -> f64 {
        series.iter().zip(&series[lag..]).map(|(a, b)| (a - centre) * (b - centre)).sum::<f64>() / size
    };
    let weight = |lag: usize| {
        let share = lag as f64 / size;
        (1.0 - share) * goes_on.powi(lag as i32) + share * goes_on.powi((n - lag) as i32)
    };
    product(0) + (1..n).map(|lag| 2.0 * weight(lag) * product(lag)).sum::<f64>()
}
