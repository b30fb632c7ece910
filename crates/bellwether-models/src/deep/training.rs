//! How a network is trained.

use bellwether_core::FitError;
use bellwether_nn::{
    Adam, AdamW, EarlyStopping, Loss, Optimizer, ReduceOnPlateau, RmsProp, Schedule, Sgd, TrainParams,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a network is trained: mini-batches shuffled every epoch, early stopping on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TrainingParams {
    /// Most epochs; at least 1.
    pub epochs: usize,
    /// Samples in a batch; at least 1.
    pub batch: usize,
    /// Rule for the steps, with the defaults of Keras: adam, adamw, rmsprop or sgd.
    pub optimizer: OptimizerKind,
    /// Step size; above 0.
    pub learning_rate: f64,
    /// How the step size moves from epoch to epoch: constant or cosine.
    pub schedule: ScheduleKind,
    /// Epochs without a better validation loss after which the step size is halved; 0 never. Without a validation part
    /// it is never halved. The papers that do it have 20.
    pub plateau: usize,
    /// What is made small for a target that is a number; a direction has its cross-entropy: squared-error,
    /// absolute-error or huber.
    pub loss: LossKind,
    /// Whether the classes of a direction count the same in all, however many samples they have.
    pub balanced: bool,
    /// Penalty on the squared weights; at least 0.
    pub l2: f64,
    /// Longest gradient; longer ones are shortened to it. 0 for no limit.
    pub clip_norm: f64,
    /// Epochs without a better validation loss after which training stops and the best weights are restored; 0 trains
    /// all epochs and keeps the last weights. Without a validation part all epochs are trained.
    pub patience: usize,
}

/// A rule for the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OptimizerKind {
    /// Kingma and Ba (2015).
    #[default]
    Adam,
    /// Adam with decoupled weight decay, Loshchilov and Hutter (2019).
    Adamw,
    /// Tieleman and Hinton (2012).
    Rmsprop,
    /// Stochastic gradient descent with momentum .9.
    Sgd,
}

/// How the step size moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleKind {
    /// Not at all.
    #[default]
    Constant,
    /// Up over the first twentieth of the epochs, then along half a cosine to 0.
    Cosine,
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
            optimizer: OptimizerKind::Adam,
            learning_rate: 0.001,
            schedule: ScheduleKind::Constant,
            plateau: 0,
            loss: LossKind::SquaredError,
            balanced: false,
            l2: 0.0,
            clip_norm: 0.0,
            patience: 20,
        }
    }
}

impl TrainingParams {
    /// The defaults with another rule.
    pub(crate) fn with(optimizer: OptimizerKind) -> Self {
        Self { optimizer, ..Self::default() }
    }

    pub(crate) fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model, parameter, value, expected })
        };
        if self.epochs == 0 {
            return refuse("training.epochs", "0".to_owned(), "it must be at least 1");
        }
        if self.batch == 0 {
            return refuse("training.batch", "0".to_owned(), "it must be at least 1");
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            let rate = self.learning_rate.to_string();
            return refuse("training.learning-rate", rate, "it must be a number above 0");
        }
        for (parameter, value) in [("training.l2", self.l2), ("training.clip-norm", self.clip_norm)] {
            if !(value >= 0.0 && value.is_finite()) {
                return refuse(parameter, value.to_string(), "it must be a number of at least 0");
            }
        }
        Ok(())
    }

    pub(crate) fn engine(&self, loss: Loss, has_validation: bool) -> TrainParams {
        let rate = self.learning_rate as f32;
        let optimizer = match self.optimizer {
            OptimizerKind::Adam => Optimizer::Adam(Adam::keras(rate)),
            OptimizerKind::Adamw => Optimizer::AdamW(AdamW::keras(rate)),
            OptimizerKind::Rmsprop => Optimizer::RmsProp(RmsProp::keras(rate)),
            OptimizerKind::Sgd => Optimizer::Sgd(Sgd { momentum: 0.9, ..Sgd::keras(rate) }),
        };
        let schedule = match self.schedule {
            ScheduleKind::Constant => Schedule::Constant,
            ScheduleKind::Cosine => Schedule::Cosine { warmup: self.epochs / 20, floor: 0.0 },
        };
        let stopping = EarlyStopping { patience: self.patience, min_delta: 0.0, restore_best: true };
        let plateau = ReduceOnPlateau { factor: 0.5, patience: self.plateau, ..ReduceOnPlateau::default() };
        TrainParams {
            epochs: self.epochs,
            batch_size: self.batch,
            loss,
            optimizer,
            schedule,
            reduce_on_plateau: (self.plateau > 0 && has_validation).then_some(plateau),
            l2: self.l2 as f32,
            clip_norm: (self.clip_norm > 0.0).then_some(self.clip_norm as f32),
            early_stopping: (self.patience > 0 && has_validation).then_some(stopping),
            ..TrainParams::default()
        }
    }
}
