//! The training loop. It allocates nothing after the buffers are made.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use crate::buffer::Buffer;
use crate::error::{DataError, TrainError};
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::State;
use crate::params::{EarlyStopping, EpochReport, Flow, LossHistory, StopReason, TrainParams};
use crate::windows::Windows;
use crate::workspace::Workspace;

/// Windows and what should come out of them, `samples × outputs`, sample after sample.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// What the network sees.
    pub windows: Windows<'a>,
    /// What it should say.
    pub targets: &'a [f32],
}

/// The random streams of a training, apart so that a dropout layer does not move the order of samples.
#[derive(Clone, Debug)]
pub struct Streams {
    /// Order of the samples.
    pub shuffle: ChaCha8Rng,
    /// Dropout masks.
    pub dropout: ChaCha8Rng,
}

/// Trains `network` on `train`, calling `observer` after each epoch.
///
/// The result depends on the arguments only: same network, samples, parameters and streams, same bits.
/// On an error the network is left with the weights that caused it.
///
/// # Errors
/// A setting outside its range, samples that do not fit the network or are not finite, early stopping
/// without validation samples, or a loss or weight that becomes NaN or infinite.
pub fn train(
    network: &mut Network,
    train: Samples<'_>,
    validation: Option<Samples<'_>>,
    params: &TrainParams,
    streams: &mut Streams,
    observer: &mut dyn FnMut(&EpochReport) -> Flow,
) -> Result<LossHistory, TrainError> {
    params.validate()?;
    check(network, train, params.loss).map_err(TrainError::Training)?;
    if let Some(samples) = validation {
        check(network, samples, params.loss).map_err(TrainError::Validation)?;
    } else if params.early_stopping.is_some() {
        return Err(TrainError::EarlyStoppingWithoutValidation);
    }
    Trainer::new(network, train, params).run(validation, streams, observer)
}

/// Whether samples fit the network and the loss.
fn check(network: &Network, samples: Samples<'_>, loss: Loss) -> Result<(), DataError> {
    let Samples { windows, targets } = samples;
    let outputs = network.outputs();
    network.check_shape(&windows)?;
    if windows.is_empty() {
        return Err(DataError::Empty);
    }
    if targets.len() != windows.len() * outputs {
        return Err(DataError::Targets { found: targets.len(), samples: windows.len(), outputs });
    }
    for (i, &value) in targets.iter().enumerate() {
        let (sample, output) = (i / outputs, i % outputs);
        if !value.is_finite() {
            return Err(DataError::NonFiniteTarget { sample, output, value });
        }
        if loss == Loss::BinaryCrossEntropy && !(0.0..=1.0).contains(&value) {
            return Err(DataError::NotAProbability { sample, output, value });
        }
    }
    Ok(())
}

struct Trainer<'a> {
    network: &'a mut Network,
    samples: Samples<'a>,
    params: &'a TrainParams,
    work: Workspace,
    gradients: Buffer,
    optimizer: State,
    order: Vec<usize>,
    best: Best,
}

/// The lowest validation loss so far, and its weights where they are to be restored.
struct Best {
    loss: f64,
    epoch: usize,
    parameters: Option<Buffer>,
}

impl<'a> Trainer<'a> {
    fn new(network: &'a mut Network, samples: Samples<'a>, params: &'a TrainParams) -> Self {
        let count = samples.windows.len();
        let len = network.parameters.len();
        let keep = params.early_stopping.is_some_and(|stopping| stopping.restore_best);
        Trainer {
            work: Workspace::for_training(network, params.batch_size.min(count)),
            gradients: Buffer::zeros(len),
            optimizer: State::new(params.optimizer, len),
            order: (0..count).collect(),
            best: Best { loss: f64::INFINITY, epoch: 0, parameters: keep.then(|| Buffer::zeros(len)) },
            network,
            samples,
            params,
        }
    }

    fn run(
        mut self,
        validation: Option<Samples<'_>>,
        streams: &mut Streams,
        observer: &mut dyn FnMut(&EpochReport) -> Flow,
    ) -> Result<LossHistory, TrainError> {
        let epochs = self.params.epochs;
        let mut history = LossHistory {
            train: Vec::with_capacity(epochs),
            validation: Vec::with_capacity(if validation.is_some() { epochs } else { 0 }),
            epoch: 0,
            stop: StopReason::Completed,
        };
        for epoch in 1..=epochs {
            let train_loss = self.epoch(epoch, streams)?;
            let validation_loss = match validation {
                Some(samples) => Some(self.evaluate(epoch, samples)?),
                None => None,
            };
            let best = validation_loss.is_some_and(|loss| self.remember(epoch, loss));
            history.train.push(train_loss);
            history.validation.extend(validation_loss);
            history.epoch = epoch;
            let report = EpochReport { epoch, epochs, train_loss, validation_loss, best };
            if observer(&report) == Flow::Stop {
                history.stop = StopReason::Cancelled;
                break;
            }
            if self.params.early_stopping.is_some_and(|stop| epoch - self.best.epoch >= stop.patience) {
                history.stop = StopReason::EarlyStopped;
                break;
            }
        }
        if let Some(parameters) = &self.best.parameters {
            self.network.parameters.copy_from_slice(parameters);
            history.epoch = self.best.epoch;
        }
        Ok(history)
    }

    /// One pass over the training samples; returns their mean loss.
    fn epoch(&mut self, epoch: usize, streams: &mut Streams) -> Result<f64, TrainError> {
        if self.params.shuffle {
            shuffle(&mut self.order, &mut streams.shuffle);
        }
        let order = std::mem::take(&mut self.order);
        let mut sum = 0.0;
        for batch in order.chunks(self.work.capacity) {
            let loss = self.batch(batch, &mut streams.dropout);
            if !loss.is_finite() {
                return Err(self.non_finite(epoch, "the loss of a training batch", loss, batch.len()));
            }
            sum += loss * batch.len() as f64;
        }
        self.order = order;
        self.check_parameters(epoch)?;
        Ok(sum / self.order.len() as f64)
    }

    /// One step of the weights; returns the loss before it.
    fn batch(&mut self, batch: &[usize], dropout: &mut ChaCha8Rng) -> f64 {
        let Trainer { network, samples, params, work, gradients, optimizer, .. } = self;
        work.load(network, &samples.windows, batch.iter().copied());
        network.forward(work, batch.len(), Some(dropout));
        let loss = batch_loss(network, work, *samples, params.loss, batch.iter().copied(), true);
        if loss.is_finite() {
            network.backward(work, batch.len(), gradients);
            let scale = params.clip_norm.map_or(1.0, |limit| clip(gradients, limit));
            optimizer.step(network.isa, &mut network.parameters, gradients, scale);
            network.update_statistics(work);
        }
        loss
    }

    /// Mean loss of samples without dropout.
    fn evaluate(&mut self, epoch: usize, samples: Samples<'_>) -> Result<f64, TrainError> {
        let count = samples.windows.len();
        let mut sum = 0.0;
        for first in (0..count).step_by(self.work.capacity) {
            let batch = first..(first + self.work.capacity).min(count);
            self.work.load(self.network, &samples.windows, batch.clone());
            self.network.forward(&mut self.work, batch.len(), None);
            let loss =
                batch_loss(self.network, &mut self.work, samples, self.params.loss, batch.clone(), false);
            if !loss.is_finite() {
                return Err(self.non_finite(epoch, "the validation loss", loss, batch.len()));
            }
            sum += loss * batch.len() as f64;
        }
        Ok(sum / count as f64)
    }

    /// Notes a validation loss; whether it is the best so far.
    fn remember(&mut self, epoch: usize, loss: f64) -> bool {
        let min_delta = self.params.early_stopping.map_or(0.0, |EarlyStopping { min_delta, .. }| min_delta);
        if loss >= self.best.loss - min_delta {
            return false;
        }
        self.best.loss = loss;
        self.best.epoch = epoch;
        if let Some(parameters) = &mut self.best.parameters {
            parameters.copy_from_slice(&self.network.parameters);
        }
        true
    }

    fn non_finite(&self, epoch: usize, quantity: &'static str, value: f64, batch: usize) -> TrainError {
        let layer = self.work.first_non_finite(self.network, batch);
        let kind = layer.map(|layer| self.network.spec.layers[layer].kind());
        TrainError::NonFinite { epoch, quantity, value, layer, kind }
    }

    /// Finds weights that the last step made NaN or infinite.
    fn check_parameters(&self, epoch: usize) -> Result<(), TrainError> {
        let parameters = &self.network.parameters;
        let Some(value) = parameters.iter().find(|w| !w.is_finite()) else { return Ok(()) };
        let broken = |layer: &usize| {
            let tensors = self.network.layers[*layer].tensors();
            tensors.iter().any(|tensor| tensor.of(parameters).iter().any(|w| !w.is_finite()))
        };
        let layer = (0..self.network.layers.len()).find(broken);
        let kind = layer.map(|layer| self.network.spec.layers[layer].kind());
        Err(TrainError::NonFinite { epoch, quantity: "a weight", value: f64::from(*value), layer, kind })
    }
}

/// Mean loss of the samples whose outputs the workspace holds; writes its derivative where asked.
fn batch_loss(
    network: &Network,
    work: &mut Workspace,
    samples: Samples<'_>,
    loss: Loss,
    batch: impl ExactSizeIterator<Item = usize>,
    derive: bool,
) -> f64 {
    let outputs = network.outputs();
    let targets = batch.map(|sample| &samples.targets[sample * outputs..][..outputs]);
    let last = work.values.len() - 1;
    let derivative = derive.then(|| &mut *work.derivatives[last]);
    loss.mean(&work.values[last], outputs, targets, derivative)
}

/// Factor that shortens the gradients to `limit`.
fn clip(gradients: &[f32], limit: f32) -> f32 {
    let square: f64 = gradients.iter().map(|&g| f64::from(g) * f64::from(g)).sum();
    let norm = square.sqrt();
    if norm > f64::from(limit) { (f64::from(limit) / norm) as f32 } else { 1.0 }
}

/// A uniformly random order (Fisher and Yates; Lemire's multiplication, whose bias is below n / 2^64).
fn shuffle(order: &mut [usize], rng: &mut ChaCha8Rng) {
    for i in (1..order.len()).rev() {
        let j = (u128::from(rng.next_u64()) * (i as u128 + 1)) >> 64;
        order.swap(i, j as usize);
    }
}
