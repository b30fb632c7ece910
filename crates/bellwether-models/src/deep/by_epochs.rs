//! A training that can be stopped after every epoch and taken up again.

use bellwether_core::{Checkpoints, FitError, RunContext};
use bellwether_nn::{Checkpoint, GanCheckpoint, GanTrainer, TrainError, Trainer};

/// What the engine trains epoch by epoch.
pub(super) trait ByEpochs {
    /// One more epoch; whether there was one left.
    fn step(&mut self) -> Result<bool, TrainError>;

    /// All that the rest depends on; none where it cannot be written.
    fn leave(&self) -> Option<Vec<u8>>;

    /// Goes on from there. What is damaged, or of another training, is of no use: this one then starts at its beginning.
    fn take_up(&mut self, saved: &[u8]);
}

impl ByEpochs for Trainer<'_> {
    fn step(&mut self) -> Result<bool, TrainError> {
        Ok(self.epoch()?.is_some())
    }

    fn leave(&self) -> Option<Vec<u8>> {
        self.checkpoint().to_bytes().ok()
    }

    fn take_up(&mut self, saved: &[u8]) {
        if let Ok(checkpoint) = Checkpoint::from_bytes(saved) {
            let _ = self.resume(&checkpoint);
        }
    }
}

impl ByEpochs for GanTrainer<'_> {
    fn step(&mut self) -> Result<bool, TrainError> {
        Ok(self.epoch()?.is_some())
    }

    fn leave(&self) -> Option<Vec<u8>> {
        self.checkpoint().to_bytes().ok()
    }

    fn take_up(&mut self, saved: &[u8]) {
        if let Ok(checkpoint) = GanCheckpoint::from_bytes(saved) {
            let _ = self.resume(&checkpoint);
        }
    }
}

/// Multiplications by weights between two checkpoints: a second or a few of one core.
const BETWEEN_CHECKPOINTS: f64 = 2e9;

/// All epochs that are left, from the checkpoint where there is one; the same bits as without. `work` is the number of
/// multiplications by weights in an epoch. When the user stops the run, a checkpoint is left.
pub(super) fn run_epochs(
    model: &'static str,
    training: &mut impl ByEpochs,
    work: f64,
    run: &RunContext,
) -> Result<(), FitError> {
    if let Some(saved) = run.checkpoints().and_then(Checkpoints::load) {
        training.take_up(&saved);
    }
    let mut since = 0.0;
    while training.step().map_err(|e| FitError::Numerical { model, reason: e.to_string() })? {
        since += work;
        let stopped = run.is_stopped();
        if let Some(place) = run.checkpoints().filter(|_| stopped || since >= BETWEEN_CHECKPOINTS) {
            if let Some(bytes) = training.leave() {
                place.save(&bytes);
            }
            since = 0.0;
        }
        if stopped {
            return Err(FitError::Cancelled);
        }
    }
    Ok(())
}
