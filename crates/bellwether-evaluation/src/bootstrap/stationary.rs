//! The stationary bootstrap.

use rand_chacha::ChaCha8Rng;

use super::uniform;

/// Blocks of random length: each place follows the one before it, or, with a probability of 1 in `block`, is drawn anew; the
/// series is taken as a circle (Politis and Romano, 1994).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationaryBootstrap {
    block: f64,
}

impl StationaryBootstrap {
    /// Blocks of `block` places on average; what is below 1, or no number, counts as 1, at which places are independent.
    pub fn new(block: f64) -> Self {
        Self { block: block.max(1.0) }
    }

    /// `n` places of a series of `n`, as one draw has them.
    ///
    /// ```
    /// use bellwether_evaluation::bootstrap::StationaryBootstrap;
    /// use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    ///
    /// let places = StationaryBootstrap::new(1e12).places(&mut ChaCha8Rng::seed_from_u64(1), 5);
    /// assert!(places.windows(2).all(|two| two[1] == (two[0] + 1) % 5), "one block that goes round");
    /// ```
    pub fn places(&self, rng: &mut ChaCha8Rng, n: usize) -> Vec<usize> {
        let anew = 1.0 / self.block;
        let mut places: Vec<usize> = Vec::with_capacity(n);
        for _ in 0..n {
            let place = match places.last() {
                Some(last) if uniform(rng) >= anew => (last + 1) % n,
                _ => (uniform(rng) * n as f64) as usize,
            };
            places.push(place);
        }
        places
    }
}
