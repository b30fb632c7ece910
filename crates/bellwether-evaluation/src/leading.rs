//! Whether one series moved before another.
//!
//! ```
//! use bellwether_evaluation::leading::{Leading, lagged_pairs};
//! use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
//!
//! // today's talk is tomorrow's price
//! let talk: Vec<f64> = (0..60).map(|day| f64::from(day * 37 % 60)).collect();
//! let price: Vec<f64> = (0..60).map(|day| if day == 0 { 0.0 } else { talk[day - 1] }).collect();
//! assert_eq!(lagged_pairs(&talk, &price, 1).0.len(), 59);
//! let mut rng = ChaCha8Rng::seed_from_u64(1);
//! let found = Leading { coverage: 0.95, draws: 500 }.of(&talk, &price, 1, &mut rng).unwrap();
//! assert!(found.correlation > 0.99 && found.low > 0.9);
//! ```

use rand_chacha::ChaCha8Rng;

use crate::agreement::{pearson, ranks};
use crate::bootstrap::{StationaryBootstrap, optimal_block_length, quantile};

/// Pairs without which no interval is given.
pub const FEWEST_PAIRS: usize = 30;

/// A rank correlation at a lag, with an interval from a block bootstrap.
///
/// The pairs' ranks are drawn in blocks (the stationary bootstrap), whose mean length is the best one for the products of the
/// ranks; the interval's ends are quantiles of the draws' correlations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leading {
    /// The share of such intervals that hold the true value, between 0 and 1; with `m` of them at a time and a family-wise
    /// error of 5 %, `1 − 0.05 / m` (Bonferroni).
    pub coverage: f64,
    /// Draws.
    pub draws: usize,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lead {
    /// Pairs.
    pub pairs: usize,
    /// Spearman's correlation.
    pub correlation: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Lead {
    /// Whether zero lies outside the interval.
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

impl Leading {
    /// The correlation of `first` at a time with `second` at `lag` steps later (earlier for a negative one). Steps at which either
    /// is not finite are left out. `None` with fewer than [`FEWEST_PAIRS`], or where one side does not vary.
    pub fn of(&self, first: &[f64], second: &[f64], lag: isize, rng: &mut ChaCha8Rng) -> Option<Lead> {
        let (x, y) = lagged_pairs(first, second, lag);
        if x.len() < FEWEST_PAIRS {
            return None;
        }
        let (x, y) = (ranks(&x)?, ranks(&y)?);
        let correlation = pearson(&x, &y)?;
        let middle = (x.len() + 1) as f64 / 2.0;
        let products: Vec<f64> = x.iter().zip(&y).map(|(a, b)| (a - middle) * (b - middle)).collect();
        let bootstrap = StationaryBootstrap::new(optimal_block_length(&products).unwrap_or(1.0));
        let mut drawn: Vec<f64> =
            (0..self.draws).filter_map(|_| of_places(&x, &y, &bootstrap.places(rng, x.len()))).collect();
        if drawn.is_empty() {
            return None;
        }
        drawn.sort_unstable_by(f64::total_cmp);
        let tail = ((1.0 - self.coverage) / 2.0).clamp(0.0, 0.5);
        let (low, high) = (quantile(&drawn, tail), quantile(&drawn, 1.0 - tail));
        Some(Lead { pairs: x.len(), correlation, low, high })
    }
}

/// Values of `first` beside those of `second` at `lag` steps later, where both are finite.
pub fn lagged_pairs(first: &[f64], second: &[f64], lag: isize) -> (Vec<f64>, Vec<f64>) {
    let pairs = first.iter().enumerate().filter_map(|(at, a)| {
        let b = second.get(at.checked_add_signed(lag)?)?;
        (a.is_finite() && b.is_finite()).then_some((*a, *b))
    });
    pairs.unzip()
}

/// The correlation of a draw; none of one that does not vary.
fn of_places(x: &[f64], y: &[f64], places: &[usize]) -> Option<f64> {
    let drawn = |values: &[f64]| -> Vec<f64> { places.iter().map(|&at| values[at]).collect() };
    pearson(&drawn(x), &drawn(y))
}
