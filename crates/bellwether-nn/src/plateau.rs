//! A lower learning rate where the validation loss no longer falls.

use serde::{Deserialize, Serialize};

use crate::error::TrainError;

/// Lower the learning rate when the validation loss has not fallen for a while, as `ReduceLROnPlateau` of Keras.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReduceOnPlateau {
    /// What is left of the rate; in `(0, 1)`, default .5.
    pub factor: f32,
    /// Epochs without a new lowest loss after which the rate falls; at least 1, default 20.
    pub patience: usize,
    /// A loss is a new lowest where it is below the lowest by more than this; at least 0, default 0.
    pub min_delta: f64,
    /// Epochs after a fall of which all but the last do not count towards the next; default 0.
    pub cooldown: usize,
    /// The rate does not fall below this; at least 0, default 0.
    pub min_learning_rate: f32,
}

impl Default for ReduceOnPlateau {
    fn default() -> Self {
        ReduceOnPlateau { factor: 0.5, patience: 20, min_delta: 0.0, cooldown: 0, min_learning_rate: 0.0 }
    }
}

impl ReduceOnPlateau {
    pub(crate) fn validate(&self) -> Result<(), TrainError> {
        let ReduceOnPlateau { factor, patience, min_delta, cooldown: _, min_learning_rate } = *self;
        let check = |ok: bool, field, value, range| {
            if ok { Ok(()) } else { Err(TrainError::Setting { field, value, range }) }
        };
        let fits = factor > 0.0 && factor < 1.0;
        check(fits, "reduce_on_plateau.factor", f64::from(factor), "in (0, 1)")?;
        check(patience >= 1, "reduce_on_plateau.patience", patience as f64, "at least 1")?;
        let fits = min_delta.is_finite() && min_delta >= 0.0;
        check(fits, "reduce_on_plateau.min_delta", min_delta, "finite and at least 0")?;
        let (rate, field) = (f64::from(min_learning_rate), "reduce_on_plateau.min_learning_rate");
        check(rate.is_finite() && rate >= 0.0, field, rate, "finite and at least 0")
    }
}

/// What has been seen of the losses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plateau {
    /// Lowest loss; none before the first.
    best: Option<f64>,
    wait: usize,
    cooldown: usize,
    /// Product of all falls.
    scale: f64,
}

impl Plateau {
    pub(crate) fn new() -> Self {
        Plateau { best: None, wait: 0, cooldown: 0, scale: 1.0 }
    }

    /// The rate where the schedule says `scheduled`: never below the floor, nor above the schedule.
    pub(crate) fn rate(&self, params: &ReduceOnPlateau, scheduled: f64) -> f64 {
        (scheduled * self.scale).max(scheduled.min(f64::from(params.min_learning_rate)))
    }

    /// Hears the loss of an epoch for which the schedule said `scheduled`.
    pub(crate) fn hear(&mut self, params: &ReduceOnPlateau, scheduled: f64, loss: f64) {
        // nothing has been waited for while it cools down
        self.cooldown = self.cooldown.saturating_sub(1);
        if self.best.is_none_or(|best| loss < best - params.min_delta) {
            self.best = Some(loss);
            self.wait = 0;
        } else if self.cooldown == 0 {
            self.wait += 1;
            let above = self.rate(params, scheduled) > f64::from(params.min_learning_rate);
            if self.wait >= params.patience && above {
                self.scale *= f64::from(params.factor);
                self.cooldown = params.cooldown;
                self.wait = 0;
            }
        }
    }
}
