//! What a training tells while it runs and when it has ended.

use serde::{Deserialize, Serialize};

/// What the observer of a training hears after each epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochReport {
    /// Epoch, from 1.
    pub epoch: usize,
    /// Most epochs.
    pub epochs: usize,
    /// Mean over the epoch's samples of the loss, each taken before its batch moved the weights.
    pub train_loss: f64,
    /// Loss of the validation samples after the epoch.
    pub validation_loss: Option<f64>,
    /// Learning rate of the epoch.
    pub learning_rate: f64,
    /// Whether what is watched of the validation samples, by default their loss, is the lowest so far.
    pub best: bool,
}

/// What the observer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// End after this epoch.
    Stop,
}

/// Why training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// All epochs are done.
    Completed,
    /// What is watched of the validation samples no longer fell.
    EarlyStopped,
    /// The observer said [`Flow::Stop`], or a [`Trainer`](crate::Trainer) was finished before its last epoch.
    Cancelled,
}

/// The losses of a training, epoch by epoch: those of the data, without any penalty of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossHistory {
    /// Training loss as in [`EpochReport::train_loss`].
    pub train: Vec<f64>,
    /// Validation loss; empty without validation samples.
    pub validation: Vec<f64>,
    /// Learning rate.
    pub learning_rate: Vec<f64>,
    /// Epoch, from 1, whose weights the network now has.
    pub epoch: usize,
    /// Why training ended.
    pub stop: StopReason,
}
