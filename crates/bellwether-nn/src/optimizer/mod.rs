//! How weights follow gradients.

mod adam;
mod rmsprop;
mod sgd;

use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::error::TrainError;
use crate::kernels::{self, Isa};

pub use adam::{Adam, AdamW, EpsilonPlacement};
pub use rmsprop::{RmsProp, RootEpsilon};
pub use sgd::{Sgd, Velocity};

/// A rule for the next weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Optimizer {
    /// Stochastic gradient descent, with or without momentum.
    Sgd(Sgd),
    /// Kingma and Ba, 2015.
    Adam(Adam),
    /// Adam with decoupled weight decay; Loshchilov and Hutter, 2019.
    #[serde(rename = "adamw")]
    AdamW(AdamW),
    /// Tieleman and Hinton, 2012.
    #[serde(rename = "rmsprop")]
    RmsProp(RmsProp),
}

impl Default for Optimizer {
    fn default() -> Self {
        Optimizer::Adam(Adam::keras(1e-3))
    }
}

/// A number, whether it may be so, and its range.
type Check = (&'static str, f32, bool, &'static str);

fn positive(field: &'static str, x: f32) -> Check {
    (field, x, x.is_finite() && x > 0.0, "finite and above 0")
}

fn decay(field: &'static str, x: f32) -> Check {
    (field, x, (0.0..1.0).contains(&x), "in [0, 1)")
}

fn check_all(checks: impl IntoIterator<Item = Check>) -> Result<(), TrainError> {
    match checks.into_iter().find(|check| !check.2) {
        None => Ok(()),
        Some((field, value, _, range)) => Err(TrainError::Setting { field, value: f64::from(value), range }),
    }
}

impl Optimizer {
    /// Size of a step, before any schedule.
    pub fn learning_rate(&self) -> f32 {
        match self {
            Optimizer::Sgd(sgd) => sgd.learning_rate,
            Optimizer::Adam(adam) => adam.learning_rate,
            Optimizer::AdamW(adam) => adam.learning_rate,
            Optimizer::RmsProp(rmsprop) => rmsprop.learning_rate,
        }
    }

    pub(crate) fn validate(&self) -> Result<(), TrainError> {
        match self {
            Optimizer::Sgd(sgd) => sgd.validate(),
            Optimizer::Adam(adam) => adam.validate(),
            Optimizer::AdamW(adam) => adam.validate(),
            Optimizer::RmsProp(rmsprop) => rmsprop.validate(),
        }
    }

    /// Floats that the two moments hold for so many parameters.
    fn moments(&self, parameters: usize) -> [usize; 2] {
        match self {
            Optimizer::Sgd(_) => [parameters, 0],
            Optimizer::Adam(_) | Optimizer::AdamW(_) | Optimizer::RmsProp(_) => [parameters, parameters],
        }
    }
}

/// An optimiser with its moments.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) optimizer: Optimizer,
    /// The mean of gradients, or the velocity; and the mean square. Empty where the optimiser has none.
    pub(crate) moments: [Buffer; 2],
    /// Steps made.
    pub(crate) steps: i32,
}

impl State {
    pub(crate) fn new(optimizer: Optimizer, parameters: usize) -> Self {
        State { optimizer, moments: optimizer.moments(parameters).map(Buffer::zeros), steps: 0 }
    }

    /// One step of size `rate` against `scale · gradients`.
    pub(crate) fn step(
        &mut self,
        isa: Isa,
        rate: f64,
        parameters: &mut [f32],
        gradients: &[f32],
        scale: f32,
    ) {
        self.steps = self.steps.saturating_add(1);
        let (count, [first, second]) = (self.steps, &mut self.moments);
        match self.optimizer {
            Optimizer::Sgd(sgd) => {
                kernels::sgd(isa, sgd.step(rate, scale), parameters, gradients, first);
            }
            Optimizer::Adam(adam) => {
                let step = adam.step(rate, count, scale);
                kernels::adam(isa, step, parameters, gradients, first, second);
            }
            Optimizer::AdamW(adam) => {
                let step = adam.step(rate, count, scale);
                kernels::adam(isa, step, parameters, gradients, first, second);
            }
            Optimizer::RmsProp(rmsprop) => {
                let step = rmsprop.step(rate, scale);
                kernels::rmsprop(isa, step, parameters, gradients, first, second);
            }
        }
    }
}
