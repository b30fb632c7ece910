//! Settings, streams and history of the game.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::error::TrainError;
use crate::history::StopReason;
use crate::optimizer::{Adam, Optimizer};
use crate::params::MAX_EPOCHS;

/// How to train a generator and a discriminator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GanParams {
    /// Passes over the samples; 1 to 1,000,000, default 100.
    pub epochs: usize,
    /// Samples between two steps of the generator; at least 1, default 32.
    pub batch_size: usize,
    /// Whether each epoch takes the samples in a new random order; default yes.
    pub shuffle: bool,
    /// Steps of the discriminator on each batch; at least 1, default 1.
    pub discriminator_steps: usize,
    /// How the generator learns; default Adam with learning rate 0.0002 and `beta1` .5 (Radford et al., 2016).
    pub generator_optimizer: Optimizer,
    /// How the discriminator learns; default as the generator.
    pub discriminator_optimizer: Optimizer,
    /// What the discriminator is told of true values is 1 minus this (Salimans et al., 2016); in `[0, 0.5)`,
    /// default 0.
    pub label_smoothing: f32,
    /// Weight of the mean squared error of generated values against the true ones in the generator's loss; at
    /// least 0, default 0. It pulls all draws towards the conditional mean.
    pub reconstruction: f32,
}

impl Default for GanParams {
    fn default() -> Self {
        let optimizer = Optimizer::Adam(Adam { beta1: 0.5, ..Adam::keras(2e-4) });
        GanParams {
            epochs: 100,
            batch_size: 32,
            shuffle: true,
            discriminator_steps: 1,
            generator_optimizer: optimizer,
            discriminator_optimizer: optimizer,
            label_smoothing: 0.0,
            reconstruction: 0.0,
        }
    }
}

impl GanParams {
    /// Refuses settings outside their ranges.
    ///
    /// # Errors
    /// [`TrainError::Setting`] with the field, its value and its range.
    pub fn validate(&self) -> Result<(), TrainError> {
        let GanParams {
            epochs,
            batch_size,
            shuffle: _,
            discriminator_steps,
            generator_optimizer,
            discriminator_optimizer,
            label_smoothing,
            reconstruction,
        } = self;
        let check = |ok: bool, field, value, range| {
            if ok { Ok(()) } else { Err(TrainError::Setting { field, value, range }) }
        };
        check((1..=MAX_EPOCHS).contains(epochs), "epochs", *epochs as f64, "in [1, 1000000]")?;
        check(*batch_size >= 1, "batch_size", *batch_size as f64, "at least 1")?;
        check(*discriminator_steps >= 1, "discriminator_steps", *discriminator_steps as f64, "at least 1")?;
        let smoothing = f64::from(*label_smoothing);
        check((0.0..0.5).contains(&smoothing), "label_smoothing", smoothing, "in [0, 0.5)")?;
        let weight = f64::from(*reconstruction);
        check(weight.is_finite() && weight >= 0.0, "reconstruction", weight, "finite and at least 0")?;
        generator_optimizer.validate()?;
        discriminator_optimizer.validate()
    }

    /// The first setting, other than `epochs`, that is not as in `other`.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let GanParams {
            epochs: _,
            batch_size,
            shuffle,
            discriminator_steps,
            generator_optimizer,
            discriminator_optimizer,
            label_smoothing,
            reconstruction,
        } = self;
        let same = [
            ("batch_size", *batch_size == other.batch_size),
            ("shuffle", *shuffle == other.shuffle),
            ("discriminator_steps", *discriminator_steps == other.discriminator_steps),
            ("generator_optimizer", *generator_optimizer == other.generator_optimizer),
            ("discriminator_optimizer", *discriminator_optimizer == other.discriminator_optimizer),
            ("label_smoothing", *label_smoothing == other.label_smoothing),
            ("reconstruction", *reconstruction == other.reconstruction),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(field, _)| field)
    }
}

/// The random streams of the game, apart so that none moves another.
#[derive(Clone, Debug)]
pub struct GanStreams {
    /// Order of the samples.
    pub shuffle: ChaCha8Rng,
    /// Dropout masks of both networks.
    pub dropout: ChaCha8Rng,
    /// Noise that the generator is given.
    pub noise: ChaCha8Rng,
}

/// What the observer hears after each epoch: means over its samples, each taken before its batch moved the weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GanReport {
    /// Epoch, from 1.
    pub epoch: usize,
    /// Most epochs.
    pub epochs: usize,
    /// `-ln D(generated)`, without the reconstruction.
    pub generator_loss: f64,
    /// Binary cross-entropy over true and generated values together, in the discriminator's last step on a batch.
    pub discriminator_loss: f64,
    /// Mean squared error of one generated value for each sample.
    pub squared_error: f64,
}

/// The losses of a game, epoch by epoch, as in [`GanReport`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GanHistory {
    /// [`GanReport::generator_loss`].
    pub generator: Vec<f64>,
    /// [`GanReport::discriminator_loss`].
    pub discriminator: Vec<f64>,
    /// [`GanReport::squared_error`].
    pub squared_error: Vec<f64>,
    /// Why training ended.
    pub stop: StopReason,
}

impl GanHistory {
    pub(super) fn with_capacity(epochs: usize) -> Self {
        let losses = || Vec::with_capacity(epochs);
        GanHistory {
            generator: losses(),
            discriminator: losses(),
            squared_error: losses(),
            stop: StopReason::Completed,
        }
    }

    pub(super) fn push(&mut self, report: &GanReport) {
        self.generator.push(report.generator_loss);
        self.discriminator.push(report.discriminator_loss);
        self.squared_error.push(report.squared_error);
    }
}
