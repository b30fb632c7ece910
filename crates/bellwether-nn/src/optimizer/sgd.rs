//! Stochastic gradient descent with momentum.

use serde::{Deserialize, Serialize};

use super::{check_all, decay, positive};
use crate::error::TrainError;
use crate::kernels::SgdStep;

/// `u ← μ u + g`, `w ← w - lr · u` (Polyak, 1964); with Nesterov's look ahead `w ← w - lr (g + μ u)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sgd {
    /// Step size; above 0.
    pub learning_rate: f32,
    /// Share `μ` of the velocity that stays; in `[0, 1)`, default 0.
    #[serde(default)]
    pub momentum: f32,
    /// Whether the step looks ahead along the velocity; default no. Needs a momentum.
    #[serde(default)]
    pub nesterov: bool,
    /// What the velocity adds up.
    #[serde(default)]
    pub velocity: Velocity,
}

/// What a velocity adds up. The two agree as long as the learning rate does not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Velocity {
    /// Steps, each of the size that the learning rate had: `u ← μ u + lr · g`, `w ← w - u`. Keras.
    #[default]
    Steps,
    /// Gradients, to which the present learning rate is applied: `u ← μ u + g`, `w ← w - lr · u`. PyTorch.
    Gradients,
}

impl Velocity {
    /// Factors of what the velocity takes up and of what the weights take from it.
    pub(super) fn factors(self, rate: f64) -> (f32, f32) {
        match self {
            Velocity::Steps => (rate as f32, 1.0),
            Velocity::Gradients => (1.0, rate as f32),
        }
    }
}

impl Sgd {
    /// The defaults of Keras: no momentum; where one is set, its velocity adds up steps.
    pub fn keras(learning_rate: f32) -> Self {
        Sgd { learning_rate, momentum: 0.0, nesterov: false, velocity: Velocity::Steps }
    }

    /// The defaults of PyTorch: no momentum; where one is set, its velocity adds up gradients.
    pub fn pytorch(learning_rate: f32) -> Self {
        Sgd { velocity: Velocity::Gradients, ..Self::keras(learning_rate) }
    }

    pub(super) fn validate(&self) -> Result<(), TrainError> {
        let Sgd { learning_rate, momentum, nesterov, velocity: _ } = *self;
        check_all([
            positive("learning_rate", learning_rate),
            decay("momentum", momentum),
            ("momentum", momentum, !nesterov || momentum > 0.0, "above 0 where nesterov is set"),
        ])
    }

    /// A step of size `rate` against `scale · gradients`.
    pub(super) fn step(&self, rate: f64, scale: f32) -> SgdStep {
        let (take, step) = self.velocity.factors(rate);
        SgdStep { momentum: self.momentum, nesterov: self.nesterov, take, step, scale }
    }
}
