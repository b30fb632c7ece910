//! Training in one call.

use rand_chacha::ChaCha8Rng;

use crate::error::{DataError, TrainError};
use crate::history::{EpochReport, Flow, LossHistory, StopReason};
use crate::loss::Loss;
use crate::network::Network;
use crate::params::TrainParams;
use crate::trainer::Trainer;
use crate::windows::Windows;

/// Windows and what should come out of them: [`Loss::targets`] values for each sample, one for each output under
/// most losses, sample after sample.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// What the network sees.
    pub windows: Windows<'a>,
    /// What it should say.
    pub targets: &'a [f32],
}

impl Samples<'_> {
    /// Refuses samples that do not fit the network and the loss; returns the targets of each.
    pub(crate) fn check(&self, network: &Network, loss: &Loss) -> Result<usize, DataError> {
        network.check_shape(&self.windows)?;
        if self.windows.is_empty() {
            return Err(DataError::Empty);
        }
        loss.check(network.outputs(), self.windows.len(), self.targets)
    }
}

/// The random streams of a training, apart so that a dropout layer does not move the order of samples.
#[derive(Clone, Debug)]
pub struct Streams {
    /// Order of the samples.
    pub shuffle: ChaCha8Rng,
    /// Dropout masks.
    pub dropout: ChaCha8Rng,
}

/// Trains `network` on `train`, calling `observer` after each epoch. [`Trainer`] does the same epoch by epoch, and
/// can be interrupted and resumed.
///
/// The result depends on the arguments only: same network, samples, parameters and streams, same bits.
/// On an error the network is left with the weights that caused it.
///
/// # Errors
/// A setting outside its range, samples that do not fit the network or are not finite, a setting that needs
/// validation samples without any, or a loss or weight that becomes NaN or infinite.
pub fn train(
    network: &mut Network,
    train: Samples<'_>,
    validation: Option<Samples<'_>>,
    params: &TrainParams,
    streams: &mut Streams,
    observer: &mut dyn FnMut(&EpochReport) -> Flow,
) -> Result<LossHistory, TrainError> {
    let mut trainer = Trainer::new(network, train, validation, params, streams)?;
    while let Some(report) = trainer.epoch()? {
        if observer(&report) == Flow::Stop {
            return Ok(trainer.end(StopReason::Cancelled));
        }
    }
    Ok(trainer.finish())
}
