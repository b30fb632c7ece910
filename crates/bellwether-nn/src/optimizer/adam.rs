//! Adam and its variant with decoupled weight decay.

use serde::{Deserialize, Serialize};

use super::{check_all, decay, positive};
use crate::error::TrainError;
use crate::kernels::AdamStep;

/// `m ← β1 m + (1-β1) g`, `v ← β2 v + (1-β2) g²`, then a step of `lr · m̂ / (√v̂ + ε)` against the bias-corrected
/// moments (Kingma and Ba, 2015).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adam {
    /// Step size; above 0.
    pub learning_rate: f32,
    /// Decay of the mean; in `[0, 1)`.
    #[serde(default = "beta1")]
    pub beta1: f32,
    /// Decay of the mean square; in `[0, 1)`.
    #[serde(default = "beta2")]
    pub beta2: f32,
    /// Keeps the divisor from zero; above 0.
    #[serde(default = "epsilon")]
    pub epsilon: f32,
    /// To which root `epsilon` is added.
    #[serde(default)]
    pub epsilon_placement: EpsilonPlacement,
}

fn beta1() -> f32 {
    0.9
}
fn beta2() -> f32 {
    0.999
}
fn epsilon() -> f32 {
    1e-7
}
fn weight_decay() -> f32 {
    0.004
}

/// To which root Adam adds its epsilon. They differ in the first hundreds of steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EpsilonPlacement {
    /// `√v + ε`, before the correction: Keras ("epsilon hat" of the paper).
    #[default]
    RawMoment,
    /// `√v̂ + ε`, after the correction: PyTorch, and Algorithm 1 of the paper.
    CorrectedMoment,
}

impl Adam {
    /// The defaults of Keras: betas .9 and .999, epsilon 1e-7 beside the raw moment.
    pub fn keras(learning_rate: f32) -> Self {
        Adam {
            learning_rate,
            beta1: beta1(),
            beta2: beta2(),
            epsilon: epsilon(),
            epsilon_placement: EpsilonPlacement::RawMoment,
        }
    }

    /// The defaults of PyTorch: betas .9 and .999, epsilon 1e-8 beside the corrected moment.
    pub fn pytorch(learning_rate: f32) -> Self {
        let epsilon_placement = EpsilonPlacement::CorrectedMoment;
        Adam { epsilon: 1e-8, epsilon_placement, ..Self::keras(learning_rate) }
    }

    pub(super) fn validate(&self) -> Result<(), TrainError> {
        let Adam { learning_rate, beta1, beta2, epsilon, epsilon_placement: _ } = *self;
        check_all([
            positive("learning_rate", learning_rate),
            decay("beta1", beta1),
            decay("beta2", beta2),
            positive("epsilon", epsilon),
        ])
    }

    /// The `count`th step, from 1, of size `rate` against `scale · gradients`.
    pub(super) fn step(&self, rate: f64, count: i32, scale: f32) -> AdamStep {
        let Adam { learning_rate: _, beta1, beta2, epsilon, epsilon_placement } = *self;
        let correction = |beta: f32| 1.0 - f64::from(beta).powi(count);
        let root = correction(beta2).sqrt();
        // m̂ / (√v̂ + ε) = (√c2 / c1) · m / (√v + ε √c2), with c the corrections
        let step = rate * root / correction(beta1);
        let epsilon = f64::from(epsilon)
            * match epsilon_placement {
                EpsilonPlacement::RawMoment => 1.0,
                EpsilonPlacement::CorrectedMoment => root,
            };
        AdamStep { beta1, beta2, step: step as f32, epsilon: epsilon as f32, scale, keep: 1.0 }
    }
}

/// Adam whose step also shortens every weight by the share `lr · weight_decay`, apart from the gradient
/// (Loshchilov and Hutter, 2019). All weights decay, biases too, as in Keras and PyTorch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdamW {
    /// Step size; above 0.
    pub learning_rate: f32,
    /// Decay of the mean; in `[0, 1)`.
    #[serde(default = "beta1")]
    pub beta1: f32,
    /// Decay of the mean square; in `[0, 1)`.
    #[serde(default = "beta2")]
    pub beta2: f32,
    /// Keeps the divisor from zero; above 0.
    #[serde(default = "epsilon")]
    pub epsilon: f32,
    /// To which root `epsilon` is added.
    #[serde(default)]
    pub epsilon_placement: EpsilonPlacement,
    /// Share of a weight that a step of size 1 takes away; at least 0, default .004.
    #[serde(default = "weight_decay")]
    pub weight_decay: f32,
}

impl AdamW {
    /// The defaults of Keras: [`Adam::keras`] and a decay of .004.
    pub fn keras(learning_rate: f32) -> Self {
        Self::new(Adam::keras(learning_rate), weight_decay())
    }

    /// The defaults of PyTorch: [`Adam::pytorch`] and a decay of .01.
    pub fn pytorch(learning_rate: f32) -> Self {
        Self::new(Adam::pytorch(learning_rate), 0.01)
    }

    fn new(adam: Adam, weight_decay: f32) -> Self {
        let Adam { learning_rate, beta1, beta2, epsilon, epsilon_placement } = adam;
        AdamW { learning_rate, beta1, beta2, epsilon, epsilon_placement, weight_decay }
    }

    fn adam(&self) -> Adam {
        let AdamW { learning_rate, beta1, beta2, epsilon, epsilon_placement, weight_decay: _ } = *self;
        Adam { learning_rate, beta1, beta2, epsilon, epsilon_placement }
    }

    pub(super) fn validate(&self) -> Result<(), TrainError> {
        self.adam().validate()?;
        let decay = self.weight_decay;
        let fits = decay.is_finite() && decay >= 0.0;
        check_all([("weight_decay", decay, fits, "finite and at least 0")])
    }

    /// As [`Adam::step`].
    pub(super) fn step(&self, rate: f64, count: i32, scale: f32) -> AdamStep {
        let keep = (1.0 - rate * f64::from(self.weight_decay)) as f32;
        AdamStep { keep, ..self.adam().step(rate, count, scale) }
    }
}
