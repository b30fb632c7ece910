//! How the step size of a network's training moves.

use bellwether_nn::Schedule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::training::Check;

/// How the step size moves from epoch to epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ScheduleSpec {
    /// Not at all.
    Constant {},
    /// By `factor` every `every` epochs.
    Step {
        /// Epochs between two falls. Default 10, at least 1.
        #[serde(default = "ten")]
        every: usize,
        /// What a fall leaves. Default .5, above 0 and at most 1.
        #[serde(default = "half")]
        factor: f64,
    },
    /// By `factor` every epoch.
    Exponential {
        /// What an epoch leaves. Default .95, above 0 and at most 1.
        #[serde(default = "most")]
        factor: f64,
    },
    /// Up in equal steps over the first epochs.
    Warmup {
        /// Epochs below the full size. Default 10, at least 1.
        #[serde(default = "ten")]
        epochs: usize,
    },
    /// Up over the first epochs, then along half a cosine.
    Cosine {
        /// Epochs below the full size, fewer than all. Default a twentieth of the epochs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warmup: Option<usize>,
        /// Share of the step size that the cosine ends with. Default 0, below 1.
        #[serde(default)]
        floor: f64,
    },
}

fn ten() -> usize {
    10
}

fn half() -> f64 {
    0.5
}

fn most() -> f64 {
    0.95
}

impl ScheduleSpec {
    pub(super) fn checks(&self, epochs: usize) -> Vec<Check> {
        let whole = |name, n: usize| (name, n as f64, n > 0, "it must be at least 1");
        let share = |x: f64| {
            let single = x as f32;
            ("training.schedule.factor", x, single > 0.0 && single <= 1.0, "it must be above 0 and at most 1")
        };
        match *self {
            Self::Constant {} => Vec::new(),
            Self::Step { every, factor } => vec![whole("training.schedule.every", every), share(factor)],
            Self::Exponential { factor } => vec![share(factor)],
            Self::Warmup { epochs } => vec![whole("training.schedule.epochs", epochs)],
            Self::Cosine { warmup, floor } => {
                let rising = warmup.unwrap_or(0);
                let fewer = "it must be fewer than `training.epochs`";
                vec![
                    ("training.schedule.warmup", rising as f64, rising < epochs, fewer),
                    super::training::decay("training.schedule.floor", floor),
                ]
            }
        }
    }

    pub(super) fn engine(&self, epochs: usize) -> Schedule {
        match *self {
            Self::Constant {} => Schedule::Constant,
            Self::Step { every, factor } => Schedule::StepDecay { every, factor: factor as f32 },
            Self::Exponential { factor } => Schedule::Exponential { factor: factor as f32 },
            Self::Warmup { epochs } => Schedule::LinearWarmup { warmup: epochs },
            Self::Cosine { warmup, floor } => {
                Schedule::Cosine { warmup: warmup.unwrap_or(epochs / 20), floor: floor as f32 }
            }
        }
    }
}
