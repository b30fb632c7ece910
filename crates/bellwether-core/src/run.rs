use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Where a fit that takes long leaves what it has come to, so that it goes on from there when it is run again with the
/// same data and settings.
pub trait Checkpoints: Debug + Send + Sync {
    /// What was left last; none when nothing was.
    fn load(&self) -> Option<Vec<u8>>;

    /// Leaves `bytes` in the place of what was left before.
    fn save(&self, bytes: &[u8]);
}

/// What a fit may use besides its data: named random streams, a stop signal, and a place for checkpoints.
///
/// Streams are keyed by seed and name, so that adding a model, or running on more threads, moves no other's numbers.
#[derive(Debug, Clone)]
pub struct RunContext {
    seed: u64,
    stop: Arc<AtomicBool>,
    checkpoints: Option<Arc<dyn Checkpoints>>,
}

impl RunContext {
    /// A context that is never stopped.
    pub fn new(seed: u64) -> Self {
        Self::with_stop(seed, Arc::default())
    }

    /// A context that stops when the flag is set.
    pub fn with_stop(seed: u64, stop: Arc<AtomicBool>) -> Self {
        Self { seed, stop, checkpoints: None }
    }

    /// The same with a place for checkpoints: of one fit, whose result must not depend on what is there.
    #[must_use]
    pub fn with_checkpoints(self, checkpoints: Arc<dyn Checkpoints>) -> Self {
        Self { checkpoints: Some(checkpoints), ..self }
    }

    /// The same without a place for checkpoints: for a second fit, which must not go on from the first.
    #[must_use]
    pub fn without_checkpoints(&self) -> Self {
        Self { checkpoints: None, ..self.clone() }
    }

    /// The place for checkpoints, if there is one.
    pub fn checkpoints(&self) -> Option<&dyn Checkpoints> {
        self.checkpoints.as_deref()
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

    /// The context of one part of a fit that trains several models: its streams are its own, its stop signal is this one's,
    /// and it has no place for checkpoints, of which there is one a fit.
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
        Self { seed: u64::from_le_bytes(seed), stop: Arc::clone(&self.stop), checkpoints: None }
    }

    /// Whether the user asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
