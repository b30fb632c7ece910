//! The moving block bootstrap.

use rand_chacha::ChaCha8Rng;

use super::uniform;

/// Blocks of one length, from anywhere in the series, one after another; the last is cut where the draw is full (Künsch, 1989; Liu and
/// Singh, 1992). Unlike the stationary bootstrap it joins no end to a beginning, and takes places near either end less often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovingBlockBootstrap {
    block: usize,
}

impl MovingBlockBootstrap {
    /// Blocks of `block` places; 0 counts as 1, at which places are independent, and what is longer than the series as the whole
    /// series.
    pub fn new(block: usize) -> Self {
        Self { block: block.max(1) }
    }

    /// `n` places of a series of `n`, as one draw has them.
    ///
    /// ```
    /// use bellwether_evaluation::bootstrap::MovingBlockBootstrap;
    /// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    ///
    /// let places = MovingBlockBootstrap::new(5).places(&mut ChaCha8Rng::seed_from_u64(1), 5);
    /// assert_eq!(places, [0, 1, 2, 3, 4], "there is one block of all");
    /// ```
    pub fn places(&self, rng: &mut ChaCha8Rng, n: usize) -> Vec<usize> {
        let block = self.block.min(n);
        let mut places: Vec<usize> = Vec::with_capacity(n);
        while places.len() < n {
            let start = (uniform(rng) * (n - block + 1) as f64) as usize;
            let full = block.min(n - places.len());
            places.extend(start..start + full);
        }
        places
    }
}
