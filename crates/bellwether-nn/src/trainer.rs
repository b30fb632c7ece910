//! The training loop. It allocates nothing after the buffers are made.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use crate::adversarial::Attack;
use crate::buffer::Buffer;
use crate::checkpoint::Checkpoint;
use crate::error::TrainError;
use crate::history::{EpochReport, LossHistory, StopReason};
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::State;
use crate::params::{EarlyStopping, TrainParams, Watch};
use crate::plateau::Plateau;
use crate::train::{Samples, Streams};
use crate::workspace::Workspace;

/// A training that goes epoch by epoch, so that it can be interrupted and resumed.
///
/// ```
/// # use bellwether_nn::*;
/// # use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
/// # let series: Vec<f32> = (0..50).map(|t| (t as f32 * 0.7).sin()).collect();
/// # let ends: Vec<usize> = (2..50).collect();
/// # let samples = Samples { windows: Windows::new(&series, 1, 3, &ends)?, targets: &series[2..] };
/// # let layers = vec![LayerSpec::Flatten {}, LayerSpec::dense(1)];
/// # let spec = NetworkSpec { input: InputShape { steps: 3, features: 1 }, layers };
/// # let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1))?;
/// # let rng = ChaCha8Rng::seed_from_u64(2);
/// # let mut streams = Streams { shuffle: rng.clone(), dropout: rng };
/// let params = TrainParams { epochs: 10, ..TrainParams::default() };
/// let mut first = Trainer::new(&mut network, samples, None, &params, &mut streams)?;
/// first.epoch()?;
/// let saved = first.checkpoint().to_bytes()?;
///
/// // later, perhaps elsewhere
/// let checkpoint = Checkpoint::from_bytes(&saved)?;
/// let mut network = checkpoint.network().clone();
/// let mut second = Trainer::new(&mut network, samples, None, &params, &mut streams)?;
/// second.resume(&checkpoint)?;
/// while let Some(report) = second.epoch()? {
///     assert!(report.epoch > 1);
/// }
/// assert_eq!(second.finish().train.len(), 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Trainer<'a> {
    network: &'a mut Network,
    samples: Samples<'a>,
    validation: Option<Samples<'a>>,
    params: &'a TrainParams,
    streams: &'a mut Streams,
    /// Targets of a sample.
    targets: usize,
    work: Workspace,
    gradients: Buffer,
    /// The parts of the parameters that `l2` and `l2_last` penalise, and how much.
    penalised: Vec<(Range<usize>, f32)>,
    attack: Option<Attack>,
    progress: Progress,
}

/// What a training has come to, apart from weights and streams.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) optimizer: State,
    /// The samples in the order of the last epoch, which the next one shuffles further.
    pub(crate) order: Vec<usize>,
    pub(crate) best: Best,
    pub(crate) plateau: Plateau,
    /// `epoch` is that of the weights, `stop` not yet meant.
    pub(crate) history: LossHistory,
}

/// The lowest of what is watched so far, by default the validation loss, and its weights where they are to be restored.
#[derive(Clone, Debug)]
pub(crate) struct Best {
    /// None before the first.
    pub(crate) loss: Option<f64>,
    pub(crate) epoch: usize,
    pub(crate) parameters: Option<Buffer>,
}

impl Progress {
    fn new(network: &Network, samples: usize, params: &TrainParams) -> Self {
        let len = network.parameters.len();
        Progress {
            optimizer: State::new(params.optimizer, len),
            order: (0..samples).collect(),
            best: Best { loss: None, epoch: 0, parameters: params.keeps_best().then(|| Buffer::zeros(len)) },
            plateau: Plateau::new(),
            history: LossHistory {
                train: Vec::new(),
                validation: Vec::new(),
                learning_rate: Vec::new(),
                epoch: 0,
                stop: StopReason::Cancelled,
            },
        }
    }

    /// Room for all epochs.
    fn reserve(&mut self, epochs: usize, validated: bool) {
        let LossHistory { train, validation, learning_rate, .. } = &mut self.history;
        for (losses, kept) in [(train, true), (validation, validated), (learning_rate, true)] {
            let more = epochs.saturating_sub(losses.len());
            losses.reserve_exact(if kept { more } else { 0 });
        }
    }
}

impl<'a> Trainer<'a> {
    /// A training before its first epoch.
    ///
    /// # Errors
    /// A setting outside its range, samples that do not fit the network or are not finite, or a setting that
    /// needs validation samples without any.
    pub fn new(
        network: &'a mut Network,
        train: Samples<'a>,
        validation: Option<Samples<'a>>,
        params: &'a TrainParams,
        streams: &'a mut Streams,
    ) -> Result<Self, TrainError> {
        params.validate()?;
        if let Some(adversarial) = params.adversarial {
            adversarial.check(network)?;
        }
        let targets = train.check(network, &params.loss).map_err(TrainError::Training)?;
        if let Some(samples) = validation {
            samples.check(network, &params.loss).map_err(TrainError::Validation)?;
        } else if let Some(setting) = params.needs_validation() {
            return Err(TrainError::WithoutValidation { setting });
        }
        let count = train.windows.len();
        let capacity = params.batch_size.min(count);
        let work = Workspace::for_training(network, capacity);
        let mut progress = Progress::new(network, count, params);
        progress.reserve(params.epochs, validation.is_some());
        Ok(Trainer {
            targets,
            gradients: Buffer::zeros(network.parameters.len()),
            penalised: penalised(network, params),
            attack: params.adversarial.map(|adversarial| Attack::new(adversarial, network, &work)),
            work,
            progress,
            network,
            samples: train,
            validation,
            params,
            streams,
        })
    }

    /// Puts everything where `checkpoint` was: weights, optimiser, streams and history. With the same samples
    /// training then goes on bit for bit as if it had never been interrupted. Only `epochs` may be another number
    /// than before.
    ///
    /// # Errors
    /// A checkpoint of another network, of other settings, of another number of samples, or one made with validation
    /// samples where there are none now, or the other way round.
    pub fn resume(&mut self, checkpoint: &Checkpoint) -> Result<(), TrainError> {
        let Checkpoint { network, params, streams, progress } = checkpoint;
        if network.spec() != self.network.spec() {
            return Err(TrainError::ResumeNetwork);
        }
        if let Some(field) = params.difference(self.params) {
            return Err(TrainError::ResumeSetting { field });
        }
        let (found, expected) = (progress.order.len(), self.samples.windows.len());
        if found != expected {
            return Err(TrainError::ResumeSamples { found, expected });
        }
        let LossHistory { train, validation, .. } = &progress.history;
        if !train.is_empty() && validation.is_empty() == self.validation.is_some() {
            return Err(TrainError::ResumeValidation { found: validation.len(), epochs: train.len() });
        }
        let isa = self.network.isa;
        *self.network = network.clone();
        self.network.isa = isa;
        *self.streams = streams.clone();
        self.progress = progress.clone();
        self.progress.reserve(self.params.epochs, self.validation.is_some());
        Ok(())
    }

    /// The network with the weights of the last epoch.
    pub fn network(&self) -> &Network {
        self.network
    }

    /// All that the rest of the training depends on, apart from the samples.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            network: self.network.clone(),
            params: self.params.clone(),
            streams: self.streams.clone(),
            progress: self.progress.clone(),
        }
    }

    /// Trains for one more epoch; `None`, and nothing done, once training has come to its end.
    ///
    /// # Errors
    /// A loss or weight that becomes NaN or infinite. The network is left with the weights that caused it.
    pub fn epoch(&mut self) -> Result<Option<EpochReport>, TrainError> {
        if self.ended().is_some() {
            return Ok(None);
        }
        let (epoch, epochs) = (self.epochs_done() + 1, self.params.epochs);
        let scheduled =
            f64::from(self.params.optimizer.learning_rate()) * self.params.schedule.factor(epoch, epochs);
        let plateau = self.params.reduce_on_plateau;
        let learning_rate =
            plateau.map_or(scheduled, |params| self.progress.plateau.rate(&params, scheduled));

        let train_loss = self.pass(epoch, learning_rate)?;
        let validation_loss = match self.validation {
            Some(samples) => Some(self.evaluate(epoch, samples)?),
            None => None,
        };
        let (validation_loss, watched) = validation_loss.unzip();
        let best = watched.is_some_and(|watched| self.remember(epoch, watched));
        if let (Some(params), Some(watched)) = (plateau, watched) {
            self.progress.plateau.hear(&params, scheduled, watched);
        }
        let history = &mut self.progress.history;
        history.train.push(train_loss);
        history.validation.extend(validation_loss);
        history.learning_rate.push(learning_rate);
        history.epoch = epoch;
        Ok(Some(EpochReport { epoch, epochs, train_loss, validation_loss, learning_rate, best }))
    }

    /// Ends the training, with the weights of the best epoch where the settings say so. The reason in the history is
    /// [`StopReason::Cancelled`] unless training had come to its end.
    pub fn finish(self) -> LossHistory {
        let stop = self.ended().unwrap_or(StopReason::Cancelled);
        self.end(stop)
    }

    pub(crate) fn end(self, stop: StopReason) -> LossHistory {
        let Progress { best, mut history, .. } = self.progress;
        history.stop = stop;
        if let (Some(parameters), Some(_)) = (&best.parameters, best.loss) {
            self.network.parameters.copy_from_slice(parameters);
            history.epoch = best.epoch;
        }
        history
    }

    fn epochs_done(&self) -> usize {
        self.progress.history.train.len()
    }

    fn ended(&self) -> Option<StopReason> {
        let (done, best) = (self.epochs_done(), self.progress.best.epoch);
        if self.params.early_stopping.is_some_and(|stop| done - best >= stop.patience) {
            Some(StopReason::EarlyStopped)
        } else {
            (done >= self.params.epochs).then_some(StopReason::Completed)
        }
    }

    /// One pass over the training samples; returns their mean loss.
    fn pass(&mut self, epoch: usize, rate: f64) -> Result<f64, TrainError> {
        if self.params.shuffle {
            shuffle(&mut self.progress.order, &mut self.streams.shuffle);
        }
        let order = std::mem::take(&mut self.progress.order);
        let sum = order.chunks(self.work.capacity).try_fold(0.0, |sum, batch| {
            let loss = self.batch(epoch, batch, rate)?;
            Ok(sum + loss * batch.len() as f64)
        });
        self.progress.order = order;
        let mean = sum? / self.progress.order.len() as f64;
        check_parameters(self.network, epoch, "a weight")?;
        Ok(mean)
    }

    /// One step of the weights; returns the loss before it.
    fn batch(&mut self, epoch: usize, batch: &[usize], rate: f64) -> Result<f64, TrainError> {
        let (count, dropout) = (batch.len(), &mut self.streams.dropout);
        let Trainer { network, samples, params, work, gradients, attack, targets, .. } = self;
        let loss_of = |network: &Network, work: &mut Workspace| {
            batch_loss(network, work, (*samples, *targets), &params.loss, batch.iter().copied(), true)
        };
        work.load(network, &samples.windows, batch.iter().copied());
        network.forward(work, count, Some(dropout));
        let loss = loss_of(network, work);
        if overflows(loss) {
            return Err(non_finite(network, work, epoch, "the loss of a training batch", loss, count));
        }
        match attack {
            None => network.backward(work, count, gradients),
            Some(attack) => {
                let network = &**network;
                let moved =
                    attack.backward(network, work, count, gradients, dropout, |work| loss_of(network, work));
                if overflows(moved) {
                    let quantity = "the adversarial loss of a training batch";
                    return Err(non_finite(network, work, epoch, quantity, moved, count));
                }
            }
        }
        self.step(rate);
        Ok(loss)
    }

    /// One step against the gradients, penalised and clipped as the settings say.
    fn step(&mut self, rate: f64) {
        let Trainer { network, params, gradients, penalised, progress, work, .. } = self;
        for (range, l2) in penalised {
            let weights = network.parameters[range.clone()].iter();
            for (g, w) in gradients[range.clone()].iter_mut().zip(weights) {
                *g += 2.0 * *l2 * w;
            }
        }
        if let Some(limit) = params.clip_value {
            gradients.iter_mut().for_each(|g| *g = g.clamp(-limit, limit));
        }
        let scale = params.clip_norm.map_or(1.0, |limit| clip(gradients, limit));
        progress.optimizer.step(network.isa, rate, &mut network.parameters, gradients, scale);
        network.update_statistics(work);
    }

    /// Mean loss of samples without dropout, and what is watched of them.
    fn evaluate(&mut self, epoch: usize, samples: Samples<'_>) -> Result<(f64, f64), TrainError> {
        let Trainer { network, params, work, targets, .. } = self;
        let count = samples.windows.len();
        let (mut sum, mut errors) = (0.0, 0.0);
        for first in (0..count).step_by(work.capacity) {
            let batch = first..(first + work.capacity).min(count);
            work.load(network, &samples.windows, batch.clone());
            network.forward(work, batch.len(), None);
            let loss = batch_loss(network, work, (samples, *targets), &params.loss, batch.clone(), false);
            if params.watch == Watch::Errors {
                let targets = batch.clone().map(|sample| &samples.targets[sample * *targets..][..*targets]);
                let output = &work.values[work.values.len() - 1];
                errors += params.loss.errors(output, network.outputs(), targets) * batch.len() as f64;
            }
            if overflows(loss) {
                return Err(non_finite(network, work, epoch, "the validation loss", loss, batch.len()));
            }
            sum += loss * batch.len() as f64;
        }
        let loss = sum / count as f64;
        Ok((loss, if params.watch == Watch::Errors { errors / count as f64 } else { loss }))
    }

    /// Notes what is watched; whether it is the best so far.
    fn remember(&mut self, epoch: usize, loss: f64) -> bool {
        let min_delta = self.params.early_stopping.map_or(0.0, |EarlyStopping { min_delta, .. }| min_delta);
        let best = &mut self.progress.best;
        if best.loss.is_some_and(|best| loss >= best - min_delta) {
            return false;
        }
        best.loss = Some(loss);
        best.epoch = epoch;
        if let Some(parameters) = &mut best.parameters {
            parameters.copy_from_slice(&self.network.parameters);
        }
        true
    }
}

fn penalised(network: &Network, params: &TrainParams) -> Vec<(Range<usize>, f32)> {
    let matrices = network.tensors().map(|(_, tensor)| tensor).filter(|tensor| !tensor.vector);
    let mut ranges: Vec<_> =
        matrices.map(|tensor| (tensor.offset..tensor.offset + tensor.len(), params.l2)).collect();
    if let Some((_, l2)) = ranges.last_mut() {
        *l2 += params.l2_last;
    }
    ranges.retain(|(_, l2)| *l2 > 0.0);
    ranges
}

/// Mean loss of the samples whose outputs the workspace holds; writes its derivative where asked.
fn batch_loss(
    network: &Network,
    work: &mut Workspace,
    (samples, each): (Samples<'_>, usize),
    loss: &Loss,
    batch: impl ExactSizeIterator<Item = usize>,
    derive: bool,
) -> f64 {
    let targets = batch.map(|sample| &samples.targets[sample * each..][..each]);
    let last = work.values.len() - 1;
    let derivative = derive.then(|| &mut *work.derivatives[last]);
    loss.mean(&work.values[last], network.outputs(), targets, derivative)
}

/// Whether a loss, which is summed in double precision, is NaN or infinite in that of the networks. The squared error of
/// an output of 1e20 is: such a training has diverged, though every weight may be finite.
pub(crate) fn overflows(loss: f64) -> bool {
    !(loss as f32).is_finite()
}

/// The error of a loss that is not finite, with the first layer that returned such a value, or the last where only the
/// loss of what it returned is not.
pub(crate) fn non_finite(
    network: &Network,
    work: &Workspace,
    epoch: usize,
    quantity: &'static str,
    value: f64,
    batch: usize,
) -> TrainError {
    let layer = work.first_non_finite(network, batch).or(network.layers.len().checked_sub(1));
    let kind = layer.map(|layer| network.spec.layers[layer].kind());
    TrainError::NonFinite { epoch, quantity, value: f64::from(value as f32), layer, kind }
}

/// Finds weights that the last step made NaN or infinite.
pub(crate) fn check_parameters(
    network: &Network,
    epoch: usize,
    quantity: &'static str,
) -> Result<(), TrainError> {
    let parameters = &network.parameters;
    let Some(value) = parameters.iter().find(|w| !w.is_finite()) else { return Ok(()) };
    let broken = |layer: &usize| {
        let tensors = network.layers[*layer].tensors();
        tensors.iter().any(|tensor| tensor.of(parameters).iter().any(|w| !w.is_finite()))
    };
    let layer = (0..network.layers.len()).find(broken);
    let kind = layer.map(|layer| network.spec.layers[layer].kind());
    Err(TrainError::NonFinite { epoch, quantity, value: f64::from(*value), layer, kind })
}

/// Factor that shortens the gradients to `limit`.
fn clip(gradients: &[f32], limit: f32) -> f32 {
    let square: f64 = gradients.iter().map(|&g| f64::from(g) * f64::from(g)).sum();
    let norm = square.sqrt();
    if norm > f64::from(limit) { (f64::from(limit) / norm) as f32 } else { 1.0 }
}

/// A uniformly random order (Fisher and Yates; Lemire's multiplication, whose bias is below n / 2^64).
pub(crate) fn shuffle(order: &mut [usize], rng: &mut ChaCha8Rng) {
    for i in (1..order.len()).rev() {
        let j = (u128::from(rng.next_u64()) * (i as u128 + 1)) >> 64;
        order.swap(i, j as usize);
    }
}
