//! The rule by which a network's weights follow its gradients.

use bellwether_nn::{Adam, AdamW, Optimizer, RmsProp, Sgd};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::training::{Check, decay, not_negative, positive};

/// A rule for the steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum OptimizerSpec {
    /// Kingma and Ba (2015).
    Adam {
        /// Whose values hold where none is given.
        #[serde(default, skip_serializing_if = "Framework::is_keras")]
        defaults: Framework,
        /// Decay of the mean, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beta1: Option<f64>,
        /// Decay of the mean square, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beta2: Option<f64>,
        /// What keeps the divisor from zero, above 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epsilon: Option<f64>,
    },
    /// Adam with decoupled weight decay, Loshchilov and Hutter (2019).
    Adamw {
        /// Whose values hold where none is given.
        #[serde(default, skip_serializing_if = "Framework::is_keras")]
        defaults: Framework,
        /// Decay of the mean, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beta1: Option<f64>,
        /// Decay of the mean square, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beta2: Option<f64>,
        /// What keeps the divisor from zero, above 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epsilon: Option<f64>,
        /// Share of a weight that a step of size 1 takes away, at least 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        weight_decay: Option<f64>,
    },
    /// Tieleman and Hinton (2012).
    Rmsprop {
        /// Whose values hold where none is given.
        #[serde(default, skip_serializing_if = "Framework::is_keras")]
        defaults: Framework,
        /// Decay of the mean square, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rho: Option<f64>,
        /// Share of the velocity that stays, from 0 to below 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        momentum: Option<f64>,
        /// What keeps the divisor from zero, above 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        epsilon: Option<f64>,
    },
    /// Stochastic gradient descent with momentum.
    Sgd {
        /// Whether the velocity adds up steps (keras) or gradients (pytorch); they differ where the step size moves.
        #[serde(default, skip_serializing_if = "Framework::is_keras")]
        defaults: Framework,
        /// Share of the velocity that stays, from 0 to below 1. Default .9.
        #[serde(default = "nine_tenths")]
        momentum: f64,
        /// Whether the step looks ahead along the velocity. Default no.
        #[serde(default)]
        nesterov: bool,
    },
}

/// Whose defaults a rule has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// Keras.
    #[default]
    Keras,
    /// PyTorch.
    Pytorch,
}

impl Framework {
    /// For serde.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    fn is_keras(&self) -> bool {
        *self == Self::Keras
    }
}

fn nine_tenths() -> f64 {
    0.9
}

impl Default for OptimizerSpec {
    fn default() -> Self {
        Self::Adam { defaults: Framework::Keras, beta1: None, beta2: None, epsilon: None }
    }
}

impl OptimizerSpec {
    /// RMSprop with the values of Keras.
    pub const RMSPROP: Self =
        Self::Rmsprop { defaults: Framework::Keras, rho: None, momentum: None, epsilon: None };

    pub(super) fn checks(&self) -> Vec<Check> {
        let (mut decays, mut small, mut rest) = (Vec::new(), None, Vec::new());
        match *self {
            Self::Adam { beta1, beta2, epsilon, .. } => {
                decays = vec![("training.optimizer.beta1", beta1), ("training.optimizer.beta2", beta2)];
                small = epsilon;
            }
            Self::Adamw { beta1, beta2, epsilon, weight_decay, .. } => {
                decays = vec![("training.optimizer.beta1", beta1), ("training.optimizer.beta2", beta2)];
                small = epsilon;
                rest.extend(weight_decay.map(|x| not_negative("training.optimizer.weight-decay", x)));
            }
            Self::Rmsprop { rho, momentum, epsilon, .. } => {
                decays = vec![("training.optimizer.rho", rho), ("training.optimizer.momentum", momentum)];
                small = epsilon;
            }
            Self::Sgd { momentum, nesterov, .. } => {
                decays.push(("training.optimizer.momentum", Some(momentum)));
                let moves = !nesterov || momentum > 0.0;
                let expected = "`nesterov` looks ahead along a velocity, so it must be above 0";
                rest.push(("training.optimizer.momentum", momentum, moves, expected));
            }
        }
        let decays = decays.into_iter().filter_map(|(name, x)| Some(decay(name, x?)));
        let small = small.map(|x| positive("training.optimizer.epsilon", x));
        decays.chain(small).chain(rest).collect()
    }

    pub(super) fn engine(&self, rate: f32) -> Optimizer {
        let or = |own: Option<f64>, default: f32| own.map_or(default, |x| x as f32);
        let keras = |defaults: Framework| defaults == Framework::Keras;
        match *self {
            Self::Adam { defaults, beta1, beta2, epsilon } => {
                let base = if keras(defaults) { Adam::keras(rate) } else { Adam::pytorch(rate) };
                Optimizer::Adam(Adam {
                    beta1: or(beta1, base.beta1),
                    beta2: or(beta2, base.beta2),
                    epsilon: or(epsilon, base.epsilon),
                    ..base
                })
            }
            Self::Adamw { defaults, beta1, beta2, epsilon, weight_decay } => {
                let base = if keras(defaults) { AdamW::keras(rate) } else { AdamW::pytorch(rate) };
                Optimizer::AdamW(AdamW {
                    beta1: or(beta1, base.beta1),
                    beta2: or(beta2, base.beta2),
                    epsilon: or(epsilon, base.epsilon),
                    weight_decay: or(weight_decay, base.weight_decay),
                    ..base
                })
            }
            Self::Rmsprop { defaults, rho, momentum, epsilon } => {
                let base = if keras(defaults) { RmsProp::keras(rate) } else { RmsProp::pytorch(rate) };
                Optimizer::RmsProp(RmsProp {
                    rho: or(rho, base.rho),
                    momentum: or(momentum, base.momentum),
                    epsilon: or(epsilon, base.epsilon),
                    ..base
                })
            }
            Self::Sgd { defaults, momentum, nesterov } => {
                let base = if keras(defaults) { Sgd::keras(rate) } else { Sgd::pytorch(rate) };
                Optimizer::Sgd(Sgd { momentum: momentum as f32, nesterov, ..base })
            }
        }
    }
}
