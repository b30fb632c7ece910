use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// What a fit may use besides its data: named random streams and a stop signal.
///
/// Streams are keyed by seed and name, so that adding a model, or running on more threads, moves no other's numbers.
#[derive(Debug, Clone)]
pub struct RunContext {
    seed: u64,
    stop: Arc<AtomicBool>,
}

impl RunContext {
    /// A context that is never stopped.
    pub fn new(seed: u64) -> Self {
        Self::with_stop(seed, Arc::default())
    }

    /// A context that stops when the flag is set.
    pub fn with_stop(seed: u64, stop: Arc<AtomicBool>) -> Self {
        Self { seed, stop }
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The random stream of this name: the same numbers for the same seed and name, always.
    ///
    /// ```
    /// # use bellwether_core::RunContext;
    /// use rand_chacha::rand_core::Rng;
    /// let run = RunContext::new(7);
    /// assert_eq!(run.rng("lstm/init").next_u64(), run.rng("lstm/init").next_u64());
    /// assert_ne!(run.rng("lstm/init").next_u64(), run.rng("lstm/shuffle").next_u64());
    /// ```
    pub fn rng(&self, name: &str) -> ChaCha8Rng {
        let mut hasher = blake3::Hasher::new_derive_key("bellwether random stream 1");
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(name.as_bytes());
        ChaCha8Rng::from_seed(*hasher.finalize().as_bytes())
    }

    /// The context of one part of a fit that trains several models: its streams are its own, its stop signal is this one's.
    ///
    /// ```
    /// # use bellwether_core::RunContext;
    /// use rand_chacha::rand_core::Rng;
    /// let run = RunContext::new(7);
    /// let next = |run: &RunContext| run.rng("lstm/init").next_u64();
    /// assert_eq!(next(&run.part("mode 1")), next(&run.part("mode 1")));
    /// assert_ne!(next(&run.part("mode 1")), next(&run.part("mode 2")));
    /// ```
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("bellwether part of a fit 1");
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(name.as_bytes());
        let mut seed = [0; 8];
        hasher.finalize_xof().fill(&mut seed);
        Self { seed: u64::from_le_bytes(seed), stop: Arc::clone(&self.stop) }
    }

    /// Whether the user asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
