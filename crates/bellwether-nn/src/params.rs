//! Settings of training.

use serde::{Deserialize, Serialize};

use crate::adversarial::Adversarial;
use crate::error::TrainError;
use crate::loss::Loss;
use crate::optimizer::Optimizer;
use crate::plateau::ReduceOnPlateau;
use crate::schedule::Schedule;

/// Most epochs of one training.
pub(crate) const MAX_EPOCHS: usize = 1_000_000;

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
    /// How the learning rate moves from epoch to epoch; default not at all.
    pub schedule: Schedule,
    /// When to lower the learning rate, on top of the schedule; default never.
    pub reduce_on_plateau: Option<ReduceOnPlateau>,
    /// `l2 · Σ w²` over all matrices of weights, recurrent ones too, is made small along with the loss; biases and
    /// gains are left alone. At least 0, default 0. Losses that are reported do not contain it.
    pub l2: f32,
    /// As `l2`, on the matrix of the last layer alone and beside it. At least 0, default 0.
    #[serde(default)]
    pub l2_last: f32,
    /// Greatest size of one gradient; larger ones are cut to it, before `clip_norm`. Above 0, default none.
    pub clip_value: Option<f32>,
    /// Greatest Euclidean norm of all gradients together; longer ones are shortened to it. Above 0,
    /// default none.
    pub clip_norm: Option<f32>,
    /// Training on inputs of a layer that are moved to raise the loss; default none.
    pub adversarial: Option<Adversarial>,
    /// What of the validation samples says which epoch is the best; default their loss.
    #[serde(default)]
    pub watch: Watch,
    /// When to stop before the last epoch; default never.
    pub early_stopping: Option<EarlyStopping>,
    /// Whether training ends with the weights of the best epoch on the validation samples, also without
    /// early stopping; default no.
    pub restore_best: bool,
}

/// What is made small on the validation samples, where an epoch is called better than another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Watch {
    /// The loss.
    #[default]
    Loss,
    /// The share of targets whose class is not the likeliest one; only for losses of classes.
    Errors,
}

/// Stop when what is watched of the validation samples, by default their loss, has not fallen for a while.
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
            schedule: Schedule::default(),
            reduce_on_plateau: None,
            l2: 0.0,
            l2_last: 0.0,
            clip_value: None,
            clip_norm: None,
            adversarial: None,
            watch: Watch::Loss,
            early_stopping: None,
            restore_best: false,
        }
    }
}

impl TrainParams {
    /// Refuses settings outside their ranges.
    ///
    /// # Errors
    /// [`TrainError::Setting`] with the field, its value and its range.
    pub fn validate(&self) -> Result<(), TrainError> {
        let TrainParams {
            epochs,
            batch_size,
            loss,
            optimizer,
            shuffle: _,
            schedule,
            reduce_on_plateau,
            l2,
            l2_last,
            clip_value,
            clip_norm,
            adversarial,
            watch,
            early_stopping,
            restore_best: _,
        } = self;
        let check = |ok: bool, field, value, range| {
            if ok { Ok(()) } else { Err(TrainError::Setting { field, value, range }) }
        };
        check((1..=MAX_EPOCHS).contains(epochs), "epochs", *epochs as f64, "in [1, 1000000]")?;
        check(*batch_size >= 1, "batch_size", *batch_size as f64, "at least 1")?;
        for (field, l2) in [("l2", *l2), ("l2_last", *l2_last)] {
            check(l2.is_finite() && l2 >= 0.0, field, f64::from(l2), "finite and at least 0")?;
        }
        if *watch == Watch::Errors && !loss.has_classes() {
            return Err(TrainError::NoClasses { loss: loss.kind() });
        }
        for (field, limit) in [("clip_value", *clip_value), ("clip_norm", *clip_norm)] {
            if let Some(limit) = limit {
                check(limit.is_finite() && limit > 0.0, field, f64::from(limit), "finite and above 0")?;
            }
        }
        if let Some(EarlyStopping { patience, min_delta, restore_best: _ }) = *early_stopping {
            check(patience >= 1, "early_stopping.patience", patience as f64, "at least 1")?;
            let fits = min_delta.is_finite() && min_delta >= 0.0;
            check(fits, "early_stopping.min_delta", min_delta, "finite and at least 0")?;
        }
        if let Some(adversarial) = adversarial {
            adversarial.validate()?;
        }
        if let Some(plateau) = reduce_on_plateau {
            plateau.validate()?;
        }
        schedule.validate(*epochs)?;
        loss.validate()?;
        optimizer.validate()
    }

    /// The setting, if any, that has nothing to look at without validation samples.
    pub(crate) fn needs_validation(&self) -> Option<&'static str> {
        if self.early_stopping.is_some() {
            Some("early stopping")
        } else if self.restore_best {
            Some("restoring the best weights")
        } else if self.reduce_on_plateau.is_some() {
            Some("lowering the learning rate on a plateau")
        } else {
            None
        }
    }

    /// The first field in which two settings differ, apart from the number of epochs.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        let TrainParams {
            epochs: _,
            batch_size,
            loss,
            optimizer,
            shuffle,
            schedule,
            reduce_on_plateau,
            l2,
            l2_last,
            clip_value,
            clip_norm,
            adversarial,
            watch,
            early_stopping,
            restore_best,
        } = self;
        let same = [
            ("batch_size", *batch_size == other.batch_size),
            ("loss", *loss == other.loss),
            ("optimizer", *optimizer == other.optimizer),
            ("shuffle", *shuffle == other.shuffle),
            ("schedule", *schedule == other.schedule),
            ("reduce_on_plateau", *reduce_on_plateau == other.reduce_on_plateau),
            ("l2", *l2 == other.l2),
            ("l2_last", *l2_last == other.l2_last),
            ("clip_value", *clip_value == other.clip_value),
            ("clip_norm", *clip_norm == other.clip_norm),
            ("adversarial", *adversarial == other.adversarial),
            ("watch", *watch == other.watch),
            ("early_stopping", *early_stopping == other.early_stopping),
            ("restore_best", *restore_best == other.restore_best),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(field, _)| field)
    }

    /// Whether the weights of the best epoch are kept.
    pub(crate) fn keeps_best(&self) -> bool {
        self.restore_best || self.early_stopping.is_some_and(|stopping| stopping.restore_best)
    }
}
