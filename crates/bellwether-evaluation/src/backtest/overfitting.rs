//! The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu, 2017).
//!
//! The returns are cut into an even number of blocks of time. For every choice of half of them, the strategy with the best Sharpe
//! ratio there is looked up in the other half: with rank `r` of `N` (1 the worst) its relative rank is `r / (N + 1)` and its logit
//! `ln(r / (N + 1 − r))`. The probability is the share of choices whose logit is not above 0: the best is in the lower half or in
//! the very middle.

use serde::{Deserialize, Serialize};

use super::BacktestError;
use crate::input::mean;

/// Most blocks: 12,870 choices.
const MOST: usize = 16;

/// What the choices found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Overfitting {
    /// Strategies compared.
    pub strategies: usize,
    /// Blocks of time.
    pub blocks: usize,
    /// Choices of half of the blocks.
    pub choices: usize,
    /// Share of the choices in which the best strategy of one half is not above the middle of the other.
    pub probability: f64,
    /// Share of the choices in which it loses in the other half.
    pub loss: f64,
    /// Mean logit of its relative rank; positive when picking the best helps.
    pub mean_logit: f64,
}

/// Of the returns of each strategy on the same bars, in time order. Blocks are of equal length; the oldest returns that do not fill one
/// are left out. The Sharpe ratio of returns without deviation counts as 0; of equally good strategies the first is picked.
///
/// # Errors
/// [`BacktestError`] for an odd number of blocks or more than 16, fewer than two strategies, fewer than two returns a block, and
/// strategies of different lengths.
pub fn overfitting(strategies: &[&[f64]], blocks: usize) -> Result<Overfitting, BacktestError> {
    if blocks == 0 || !blocks.is_multiple_of(2) || blocks > MOST {
        return Err(BacktestError::Blocks { blocks });
    }
    let returns = strategies.first().map_or(0, |s| s.len());
    if let Some(strategy) = strategies.iter().position(|s| s.len() != returns) {
        return Err(BacktestError::Strategy {
            strategy,
            found: strategies[strategy].len(),
            expected: returns,
        });
    }
    let length = returns / blocks;
    if strategies.len() < 2 || length < 2 {
        return Err(BacktestError::TooFewToSplit { strategies: strategies.len(), returns, blocks });
    }
    let sums: Vec<Sums> =
        strategies.iter().map(|s| Sums::of(&s[returns - length * blocks..], length)).collect();
    let rows = length * blocks / 2;
    let chosen = (0_u32..1 << blocks).filter(|mask| mask.count_ones() as usize == blocks / 2);
    let (mut choices, mut below, mut lost, mut logits) = (0_usize, 0_usize, 0_usize, 0.0);
    let mut outside = vec![0.0; sums.len()];
    for mask in chosen {
        let (mut best, mut highest) = (0, f64::NEG_INFINITY);
        for (k, sum) in sums.iter().enumerate() {
            let [inside, out] = sum.sharpe(mask, rows);
            outside[k] = out;
            if inside > highest {
                (best, highest) = (k, inside);
            }
        }
        let own = outside[best];
        let lower = outside.iter().filter(|s| **s < own).count() as f64;
        let equal = outside.iter().filter(|s| **s == own).count() as f64;
        let rank = lower + f64::midpoint(equal, 1.0);
        let logit = (rank / ((sums.len() + 1) as f64 - rank)).ln();
        choices += 1;
        below += usize::from(logit <= 0.0);
        lost += usize::from(own < 0.0);
        logits += logit;
    }
    let share = |count: usize| count as f64 / choices as f64;
    Ok(Overfitting {
        strategies: sums.len(),
        blocks,
        choices,
        probability: share(below),
        loss: share(lost),
        mean_logit: logits / choices as f64,
    })
}

/// Sums of a strategy by block, about its mean, so that squares do not cancel.
struct Sums {
    centre: f64,
    /// Sum and sum of squares.
    blocks: Vec<[f64; 2]>,
}

impl Sums {
    fn of(returns: &[f64], length: usize) -> Self {
        let centre = mean(returns);
        let sum =
            |block: &[f64]| block.iter().map(|r| r - centre).fold([0.0, 0.0], |[s, q], d| [s + d, q + d * d]);
        Self { centre, blocks: returns.chunks(length).map(sum).collect() }
    }

    /// Of the blocks in the mask, and of the others.
    fn sharpe(&self, mask: u32, rows: usize) -> [f64; 2] {
        let mut halves = [[0.0, 0.0]; 2];
        for (i, [s, q]) in self.blocks.iter().enumerate() {
            let half = &mut halves[usize::from(mask >> i & 1 == 0)];
            half[0] += s;
            half[1] += q;
        }
        let n = rows as f64;
        halves.map(|[s, q]| {
            let variance = (q - s * s / n) / (n - 1.0);
            if variance > 0.0 { (self.centre + s / n) / variance.sqrt() } else { 0.0 }
        })
    }
}
