//! How a network is trained.

use bellwether_core::FitError;
use bellwether_nn::{EarlyStopping, Loss, ReduceOnPlateau, TrainParams, Watch};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind_or_table;
use super::optimizer::OptimizerSpec;
use super::schedule::ScheduleSpec;

/// How a network is trained: mini-batches shuffled every epoch, early stopping on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TrainingParams {
    /// Most epochs; at least 1.
    pub epochs: usize,
    /// Samples in a batch; at least 1.
    pub batch: usize,
    /// Rule for the steps: adam, adamw, rmsprop or sgd, with the defaults of Keras; or a table with `kind`, `defaults`
    /// (keras or pytorch) and values of its own: `{ kind = "adam", defaults = "pytorch", beta2 = 0.99 }`.
    #[serde(with = "kind_or_table")]
    #[schemars(with = "kind_or_table::KindOrTable<OptimizerSpec>")]
    pub optimizer: OptimizerSpec,
    /// Step size; above 0.
    pub learning_rate: f64,
    /// How the step size moves from epoch to epoch: constant, step, exponential, warmup or cosine; or a table with `kind`
    /// and values of its own: `{ kind = "step", every = 20, factor = 0.5 }`.
    #[serde(with = "kind_or_table")]
    #[schemars(with = "kind_or_table::KindOrTable<ScheduleSpec>")]
    pub schedule: ScheduleSpec,
    /// Epochs without a better validation loss after which the step size falls; 0 never. Without a validation part
    /// it never falls. The papers that do it have 20.
    pub plateau: usize,
    /// What such a fall leaves of the step size; between 0 and 1.
    pub plateau_factor: f64,
    /// Step size below which falls do not lead; at least 0.
    pub plateau_floor: f64,
    /// What is made small for a target that is a number; a direction has its cross-entropy: squared-error,
    /// absolute-error or huber.
    pub loss: LossKind,
    /// Whether the classes of a direction count the same in all, however many samples they have.
    pub balanced: bool,
    /// Penalty on the squared weights; at least 0.
    pub l2: f64,
    /// As `l2`, on the last layer alone and beside it; at least 0.
    pub l2_last: f64,
    /// Greatest size of one value of the gradient; larger ones are cut to it, before `clip-norm`. 0 for no limit.
    pub clip_value: f64,
    /// Longest gradient; longer ones are shortened to it. 0 for no limit.
    pub clip_norm: f64,
    /// What of the validation part says which epoch is better: loss, or for a direction accuracy.
    pub watch: Watched,
    /// Epochs without a better validation loss after which training stops; 0 trains all epochs. Without a validation part
    /// all epochs are trained.
    pub patience: usize,
    /// How much lower than the lowest a validation loss must be to count as better; at least 0.
    pub min_delta: f64,
    /// Whether the weights of the epoch with the lowest validation loss are kept, with early stopping and without; those of
    /// the last epoch otherwise, and without a validation part.
    pub restore_best: bool,
}

/// What of the validation part says which epoch is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Watched {
    /// The loss.
    #[default]
    Loss,
    /// The share of directions that are right; of several epochs with the same share the first.
    Accuracy,
}

impl Watched {
    fn engine(self) -> Watch {
        match self {
            Self::Loss => Watch::Loss,
            Self::Accuracy => Watch::Errors,
        }
    }
}

/// What is made small for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// Mean squared error.
    #[default]
    SquaredError,
    /// Mean absolute error.
    AbsoluteError,
    /// Squared up to one unit of the scaled target, absolute beyond (Huber, 1964).
    Huber,
}

impl LossKind {
    /// As the study file has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SquaredError => "squared-error",
            Self::AbsoluteError => "absolute-error",
            Self::Huber => "huber",
        }
    }

    pub(crate) fn engine(self) -> Loss {
        match self {
            Self::SquaredError => Loss::MeanSquaredError,
            Self::AbsoluteError => Loss::MeanAbsoluteError,
            Self::Huber => Loss::Huber { delta: 1.0 },
        }
    }
}

impl Default for TrainingParams {
    fn default() -> Self {
        Self {
            epochs: 200,
            batch: 32,
            optimizer: OptimizerSpec::default(),
            learning_rate: 0.001,
            schedule: ScheduleSpec::Constant {},
            plateau: 0,
            plateau_factor: 0.5,
            plateau_floor: 0.0,
            loss: LossKind::SquaredError,
            balanced: false,
            l2: 0.0,
            l2_last: 0.0,
            clip_value: 0.0,
            clip_norm: 0.0,
            watch: Watched::Loss,
            patience: 20,
            min_delta: 0.0,
            restore_best: true,
        }
    }
}

/// A number, whether it may be so, and what it must be.
pub(super) type Check = (&'static str, f64, bool, &'static str);

pub(super) fn positive(parameter: &'static str, x: f64) -> Check {
    // in single precision, as the engine takes it
    (parameter, x, x > 0.0 && (x as f32).is_normal(), "it must be a number above 0")
}

pub(super) fn not_negative(parameter: &'static str, x: f64) -> Check {
    (parameter, x, x >= 0.0 && (x as f32).is_finite(), "it must be a number of at least 0")
}

pub(super) fn decay(parameter: &'static str, x: f64) -> Check {
    (parameter, x, (0.0..1.0).contains(&(x as f32)), "it must be at least 0 and below 1")
}

impl TrainingParams {
    /// The defaults with another rule.
    pub(crate) fn with(optimizer: OptimizerSpec) -> Self {
        Self { optimizer, ..Self::default() }
    }

    pub(crate) fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let whole = |parameter, n: usize| (parameter, n as f64, n > 0, "it must be at least 1");
        let factor = self.plateau_factor;
        let share = 0.0 < factor as f32 && (factor as f32) < 1.0;
        let mut checks = vec![
            whole("training.epochs", self.epochs),
            whole("training.batch", self.batch),
            positive("training.learning-rate", self.learning_rate),
            ("training.plateau-factor", factor, share, "it must be above 0 and below 1"),
            not_negative("training.plateau-floor", self.plateau_floor),
            not_negative("training.l2", self.l2),
            not_negative("training.l2-last", self.l2_last),
            not_negative("training.clip-value", self.clip_value),
            not_negative("training.clip-norm", self.clip_norm),
            not_negative("training.min-delta", self.min_delta),
        ];
        checks.extend(self.unused());
        checks.extend(self.optimizer.checks());
        checks.extend(self.schedule.checks(self.epochs));
        match checks.into_iter().find(|check| !check.2) {
            None => Ok(()),
            Some((parameter, value, _, expected)) => {
                Err(FitError::Parameter { model, parameter, value: value.to_string(), expected })
            }
        }
    }

    /// Settings of callbacks that are switched off.
    fn unused(&self) -> [Check; 3] {
        let (plateau, stopping) = (self.plateau > 0, self.patience > 0);
        let default = Self::default();
        let of_plateau = "it moves nothing without `plateau`";
        [
            (
                "training.plateau-factor",
                self.plateau_factor,
                plateau || self.plateau_factor == default.plateau_factor,
                of_plateau,
            ),
            (
                "training.plateau-floor",
                self.plateau_floor,
                plateau || self.plateau_floor == default.plateau_floor,
                of_plateau,
            ),
            (
                "training.min-delta",
                self.min_delta,
                stopping || self.min_delta == default.min_delta,
                "it moves nothing without `patience`",
            ),
        ]
    }

    pub(crate) fn engine(&self, loss: Loss, has_validation: bool) -> TrainParams {
        let Self { patience, min_delta, restore_best, .. } = *self;
        let limit = |limit: f64| (limit > 0.0).then_some(limit as f32);
        let stopping = EarlyStopping { patience, min_delta, restore_best };
        let plateau = ReduceOnPlateau {
            factor: self.plateau_factor as f32,
            patience: self.plateau,
            min_learning_rate: self.plateau_floor as f32,
            ..ReduceOnPlateau::default()
        };
        TrainParams {
            epochs: self.epochs,
            batch_size: self.batch,
            loss,
            optimizer: self.optimizer.engine(self.learning_rate as f32),
            shuffle: true,
            schedule: self.schedule.engine(self.epochs),
            reduce_on_plateau: (self.plateau > 0 && has_validation).then_some(plateau),
            l2: self.l2 as f32,
            l2_last: self.l2_last as f32,
            clip_value: limit(self.clip_value),
            clip_norm: limit(self.clip_norm),
            adversarial: None,
            watch: if has_validation { self.watch.engine() } else { Watch::Loss },
            early_stopping: (patience > 0 && has_validation).then_some(stopping),
            restore_best: restore_best && has_validation,
        }
    }
}
