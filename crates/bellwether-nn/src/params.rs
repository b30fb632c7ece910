//! Settings, progress and result of training.

use serde::{Deserialize, Serialize};

use crate::error::TrainError;
use crate::loss::Loss;
use crate::optimizer::Optimizer;

/// Most epochs of one training.
const MAX_EPOCHS: usize = 1_000_000;

/// How to train. The defaults are those of Keras.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainParams {
    /// Most passes over the training samples; 1 to 1,000,000, default 100.
    pub epochs: usize,
    /// Samples between two steps of the weights; at least 1, default 32. The last batch of an epoch may
    /// be smaller.
    pub batch_size: usize,
    /// What to make small; default mean squared error.
    pub loss: Loss,
    /// How; default Adam as in Keras with learning rate 0.001.
    pub optimizer: Optimizer,
    /// Whether each epoch takes the samples in a new random order; default yes.
    pub shuffle: bool,
    /// Greatest Euclidean norm of all gradients together; longer ones are shortened to it. Above 0,
    /// default none.
    pub clip_norm: Option<f32>,
    /// When to stop before the last epoch; default never.
    pub early_stopping: Option<EarlyStopping>,
}

/// Stop when the validation loss has not fallen for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlyStopping {
    /// Epochs without a new best loss after which training stops; at least 1.
    pub patience: usize,
    /// A loss is a new best where it is lower than the best by more than this; at least 0, default 0.
    #[serde(default)]
    pub min_delta: f64,
    /// Whether training ends with the weights of the best epoch, however it ends; default yes.
    #[serde(default = "yes")]
    pub restore_best: bool,
}

fn yes() -> bool {
    true
}

impl Default for TrainParams {
    fn default() -> Self {
        TrainParams {
            epochs: 100,
            batch_size: 32,
            loss: Loss::default(),
            optimizer: Optimizer::default(),
            shuffle: true,
            clip_norm: None,
            early_stopping: None,
        }
    }
}

impl TrainParams {
    /// Refuses settings outside their ranges.
    ///
    /// # Errors
    /// [`TrainError::Setting`] with the field, its value and its range.
    pub fn validate(&self) -> Result<(), TrainError> {
        let TrainParams { epochs, batch_size, loss: _, optimizer, shuffle: _, clip_norm, early_stopping } =
            self;
        let check = |ok: bool, field, value, range| {
            if ok { Ok(()) } else { Err(TrainError::Setting { field, value, range }) }
        };
        check((1..=MAX_EPOCHS).contains(epochs), "epochs", *epochs as f64, "in [1, 1000000]")?;
        check(*batch_size >= 1, "batch_size", *batch_size as f64, "at least 1")?;
        if let Some(norm) = *clip_norm {
            check(norm.is_finite() && norm > 0.0, "clip_norm", f64::from(norm), "finite and above 0")?;
        }
        if let Some(EarlyStopping { patience, min_delta, restore_best: _ }) = *early_stopping {
            check(patience >= 1, "early_stopping.patience", patience as f64, "at least 1")?;
            let fits = min_delta.is_finite() && min_delta >= 0.0;
            check(fits, "early_stopping.min_delta", min_delta, "finite and at least 0")?;
        }
        optimizer.validate()
    }
}

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
    /// Whether the validation loss is the lowest so far.
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
    /// The validation loss no longer fell.
    EarlyStopped,
    /// The observer said [`Flow::Stop`].
    Cancelled,
}

/// The losses of a training, epoch by epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossHistory {
    /// Training loss as in [`EpochReport::train_loss`].
    pub train: Vec<f64>,
    /// Validation loss; empty without validation samples.
    pub validation: Vec<f64>,
    /// Epoch, from 1, whose weights the network now has.
    pub epoch: usize,
    /// Why training ended.
    pub stop: StopReason,
}
