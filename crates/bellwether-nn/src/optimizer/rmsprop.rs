//! RMSprop.

use serde::{Deserialize, Serialize};

use super::{Velocity, check_all, decay, positive};
use crate::error::TrainError;
use crate::kernels::RmsPropStep;

/// `v ← ρ v + (1-ρ) g²`, `u ← μ u + g / (√v + ε)`, `w ← w - lr · u` (Tieleman and Hinton, 2012).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RmsProp {
    /// Step size; above 0.
    pub learning_rate: f32,
    /// Decay of the mean square; in `[0, 1)`.
    #[serde(default = "rho")]
    pub rho: f32,
    /// Share `μ` of the velocity that stays; in `[0, 1)`, default 0.
    #[serde(default)]
    pub momentum: f32,
    /// Keeps the divisor from zero; above 0.
    #[serde(default = "epsilon")]
    pub epsilon: f32,
    /// Where `epsilon` is added.
    #[serde(default)]
    pub epsilon_placement: RootEpsilon,
    /// What the velocity adds up.
    #[serde(default)]
    pub velocity: Velocity,
}

fn rho() -> f32 {
    0.9
}
fn epsilon() -> f32 {
    1e-7
}

/// Where RMSprop adds its epsilon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootEpsilon {
    /// `√(v + ε)`: Keras.
    #[default]
    Inside,
    /// `√v + ε`: PyTorch.
    Outside,
}

impl RmsProp {
    /// The defaults of Keras: rho .9, no momentum, epsilon 1e-7 inside the root.
    pub fn keras(learning_rate: f32) -> Self {
        RmsProp {
            learning_rate,
            rho: rho(),
            momentum: 0.0,
            epsilon: epsilon(),
            epsilon_placement: RootEpsilon::Inside,
            velocity: Velocity::Steps,
        }
    }

    /// The defaults of PyTorch: rho (its `alpha`) .99, no momentum, epsilon 1e-8 outside the root.
    pub fn pytorch(learning_rate: f32) -> Self {
        RmsProp {
            rho: 0.99,
            epsilon: 1e-8,
            epsilon_placement: RootEpsilon::Outside,
            velocity: Velocity::Gradients,
            ..Self::keras(learning_rate)
        }
    }

    pub(super) fn validate(&self) -> Result<(), TrainError> {
        let RmsProp { learning_rate, rho, momentum, epsilon, epsilon_placement: _, velocity: _ } = *self;
        check_all([
            positive("learning_rate", learning_rate),
            decay("rho", rho),
            decay("momentum", momentum),
            positive("epsilon", epsilon),
        ])
    }

    /// A step of size `rate` against `scale · gradients`.
    pub(super) fn step(&self, rate: f64, scale: f32) -> RmsPropStep {
        let RmsProp { learning_rate: _, rho, momentum, epsilon, epsilon_placement, velocity } = *self;
        let (take, step) = velocity.factors(rate);
        let (inside, outside) = match epsilon_placement {
            RootEpsilon::Inside => (epsilon, 0.0),
            RootEpsilon::Outside => (0.0, epsilon),
        };
        RmsPropStep { rho, momentum, inside, outside, take, step, scale }
    }
}
