//! Ctrl-C: the first stops the run and keeps what is done, the second quits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::INTERRUPTED;
use super::error::CliError;
use super::meter::Meter;

/// The stop signal of one run.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt {
    stop: Arc<AtomicBool>,
    /// Whether there is something to keep.
    graceful: Arc<AtomicBool>,
}

impl Interrupt {
    /// Catches Ctrl-C, and on Unix the signals to terminate and hang up, from now on.
    pub(crate) fn catch(meter: &Meter) -> Result<Self, CliError> {
        Self::catch_saying(meter, "stopping: what is done is kept; Ctrl-C again quits at once")
    }

    /// The same for a run that keeps nothing.
    pub(crate) fn catch_all_or_nothing(meter: &Meter) -> Result<Self, CliError> {
        Self::catch_saying(meter, "stopping; Ctrl-C again quits at once")
    }

    fn catch_saying(meter: &Meter, words: &'static str) -> Result<Self, CliError> {
        let own = Self { stop: Arc::default(), graceful: Arc::default() };
        let (signal, meter) = (own.clone(), meter.clone());
        ctrlc::set_handler(move || {
            let again = signal.stop.swap(true, Ordering::Relaxed);
            if again || !signal.graceful.load(Ordering::Relaxed) {
                meter.finish();
                std::process::exit(i32::from(INTERRUPTED));
            }
            meter.say(words);
        })
        .map_err(CliError::Interrupt)?;
        Ok(own)
    }

    /// From here on the first signal stops gracefully.
    pub(crate) fn run_begins(&self) -> Arc<AtomicBool> {
        self.graceful.store(true, Ordering::Relaxed);
        Arc::clone(&self.stop)
    }

    /// The signal itself, which may be set before anything is to be kept.
    pub(crate) fn signal(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
