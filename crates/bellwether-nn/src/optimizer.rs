//! How weights follow gradients.

use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::error::TrainError;
use crate::kernels::{AdamStep, Isa, adam};

/// A rule for the next weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Optimizer {
    /// Kingma and Ba, 2015.
    Adam(Adam),
}

impl Default for Optimizer {
    fn default() -> Self {
        Optimizer::Adam(Adam::keras(1e-3))
    }
}

/// `m ← β1 m + (1-β1) g`, `v ← β2 v + (1-β2) g²`, then a step of `lr · m̂ / (√v̂ + ε)` against the bias-corrected
/// moments.
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

    fn validate(&self) -> Result<(), TrainError> {
        let Adam { learning_rate, beta1, beta2, epsilon, epsilon_placement: _ } = *self;
        let positive = |x: f32| x.is_finite() && x > 0.0;
        let decay = |x: f32| (0.0..1.0).contains(&x);
        let checks = [
            ("learning_rate", learning_rate, positive(learning_rate), "finite and above 0"),
            ("beta1", beta1, decay(beta1), "in [0, 1)"),
            ("beta2", beta2, decay(beta2), "in [0, 1)"),
            ("epsilon", epsilon, positive(epsilon), "finite and above 0"),
        ];
        match checks.into_iter().find(|check| !check.2) {
            None => Ok(()),
            Some((field, value, _, range)) => {
                Err(TrainError::Setting { field, value: f64::from(value), range })
            }
        }
    }
}

impl Optimizer {
    pub(crate) fn validate(&self) -> Result<(), TrainError> {
        match self {
            Optimizer::Adam(adam) => adam.validate(),
        }
    }
}

/// An optimiser with its moments.
#[derive(Debug)]
pub(crate) struct State {
    optimizer: Optimizer,
    mean: Buffer,
    mean_square: Buffer,
    steps: i32,
}

impl State {
    pub(crate) fn new(optimizer: Optimizer, parameters: usize) -> Self {
        State { optimizer, mean: Buffer::zeros(parameters), mean_square: Buffer::zeros(parameters), steps: 0 }
    }

    /// One step against `scale · gradients`.
    pub(crate) fn step(&mut self, isa: Isa, parameters: &mut [f32], gradients: &[f32], scale: f32) {
        self.steps = self.steps.saturating_add(1);
        let Optimizer::Adam(Adam { learning_rate, beta1, beta2, epsilon, epsilon_placement }) =
            self.optimizer;
        let correction = |beta: f32| 1.0 - f64::from(beta).powi(self.steps);
        let root = correction(beta2).sqrt();
        // m̂ / (√v̂ + ε) = (√c2 / c1) · m / (√v + ε √c2), with c the corrections
        let step = f64::from(learning_rate) * root / correction(beta1);
        let epsilon = f64::from(epsilon)
            * match epsilon_placement {
                EpsilonPlacement::RawMoment => 1.0,
                EpsilonPlacement::CorrectedMoment => root,
            };
        let step = AdamStep { beta1, beta2, step: step as f32, epsilon: epsilon as f32, scale };
        adam(isa, step, parameters, gradients, &mut self.mean, &mut self.mean_square);
    }
}
