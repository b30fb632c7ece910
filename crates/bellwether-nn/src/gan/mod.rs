//! Conditional generative adversarial networks (Goodfellow et al., 2014; Mirza and Osindero, 2014).
//!
//! The generator sees a window and noise and says what comes next; the discriminator sees a window and what came
//! next, and says whether it is true. Drawing the noise again and again gives samples of the conditional distribution.

mod checkpoint;
mod params;
mod step;
mod trainer;

use rand_chacha::ChaCha8Rng;

use crate::error::{DataError, TrainError};
use crate::history::{Flow, StopReason};
use crate::initializer::normal;
use crate::kernels::row_stride;
use crate::network::{Network, PREDICT_BATCH};
use crate::train::Samples;
use crate::windows::Windows;
use crate::workspace::Workspace;

pub use checkpoint::GanCheckpoint;
pub use params::{GanHistory, GanParams, GanReport, GanStreams};
#[cfg(test)]
pub(crate) use step::Game;
pub use trainer::GanTrainer;

/// Trains `generator` against `discriminator` on `samples`, calling `observer` after each epoch. [`GanTrainer`] does the same
/// epoch by epoch, and can be interrupted and resumed.
///
/// The generator's input is a window whose every step has, behind its `F` features, further columns of independent
/// standard normal noise: as many as its specification has features above `F`, at least one. The
/// discriminator's input is one step: the `T·F` values of the window, the oldest step first, and behind them the
/// `O` values that the generator returns or the targets. It returns one value, the log-odds that they are true.
///
/// Each batch moves the discriminator [`GanParams::discriminator_steps`] times, with fresh noise every time, down its
/// mean binary cross-entropy over true (1) and generated (0) values together, then the generator once down
/// `-ln D(generated)`, the loss that does not saturate. At a draw both losses are ln 2.
///
/// The result depends on the arguments only: same networks, samples, parameters and streams, same bits.
/// On an error the networks are left with the weights that caused it.
///
/// # Errors
/// A setting outside its range, networks that fit neither the samples nor each other, samples that are not finite, or
/// a loss or weight that becomes NaN or infinite.
pub fn train_gan(
    generator: &mut Network,
    discriminator: &mut Network,
    samples: Samples<'_>,
    params: &GanParams,
    streams: &mut GanStreams,
    observer: &mut dyn FnMut(&GanReport) -> Flow,
) -> Result<GanHistory, TrainError> {
    let mut trainer = GanTrainer::new(generator, discriminator, samples, params, streams)?;
    while let Some(report) = trainer.epoch()? {
        if observer(&report) == Flow::Stop {
            return Ok(trainer.end(StopReason::Cancelled));
        }
    }
    Ok(trainer.finish())
}

/// Draws `draws` values from a generator for every window into `to`, `samples × draws × outputs`, sample after sample. A
/// draw does not depend on the samples behind it.
///
/// # Errors
/// Windows of another length than the generator's input or without room for noise behind their features, or `to` of
/// another length.
pub fn sample_gan(
    generator: &Network,
    windows: &Windows<'_>,
    draws: usize,
    noise: &mut ChaCha8Rng,
    to: &mut [f32],
) -> Result<(), DataError> {
    check_windows(generator, windows)?;
    let outputs = generator.outputs();
    let (samples, each) = (windows.len(), draws.saturating_mul(outputs));
    if Some(to.len()) != samples.checked_mul(each) {
        return Err(DataError::Room { found: to.len(), samples, outputs: each });
    }
    let capacity = PREDICT_BATCH.min(samples.saturating_mul(draws));
    let mut work = Workspace::for_prediction(generator, capacity);
    for (chunk, to) in to.chunks_mut((capacity * outputs).max(1)).enumerate() {
        let (first, batch) = (chunk * capacity, to.len() / outputs);
        load_with_noise(generator, &mut work, windows, (first..first + batch).map(|i| i / draws), noise);
        generator.forward(&mut work, batch, None);
        for (to, row) in to.chunks_exact_mut(outputs).zip(work.output().chunks_exact(row_stride(outputs))) {
            to.copy_from_slice(&row[..outputs]);
        }
    }
    Ok(())
}

/// Whether windows and noise make up the generator's input.
fn check_windows(generator: &Network, windows: &Windows<'_>) -> Result<(), DataError> {
    let expected = generator.shapes[0];
    if windows.lookback() == expected.steps && windows.features() < expected.features {
        return Ok(());
    }
    Err(DataError::Shape {
        found_steps: windows.lookback(),
        found_features: windows.features(),
        expected_steps: expected.steps,
        expected_features: expected.features,
    })
}

/// Copies samples into the generator's input and draws the noise behind them, sample after sample.
fn load_with_noise(
    generator: &Network,
    work: &mut Workspace,
    windows: &Windows<'_>,
    samples: impl Iterator<Item = usize> + Clone,
    noise: &mut ChaCha8Rng,
) {
    let batch = samples.clone().count();
    work.load(generator, windows, samples);
    let shape = generator.shapes[0];
    let stride = row_stride(shape.features);
    for sample in 0..batch {
        for step in 0..shape.steps {
            let row = &mut work.values[0][(step * batch + sample) * stride..][..shape.features];
            row[windows.features()..].fill_with(|| normal(noise) as f32);
        }
    }
}
