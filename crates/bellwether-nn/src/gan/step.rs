//! The steps of both players. Nothing is allocated after the buffers are made.

use rand_chacha::ChaCha8Rng;

use super::params::{GanParams, GanReport, GanStreams};
use super::{check_windows, load_with_noise};
use crate::buffer::Buffer;
use crate::error::{DataError, TrainError};
use crate::kernels::row_stride;
use crate::loss::Loss;
use crate::network::Network;
use crate::optimizer::State;
use crate::train::Samples;
use crate::trainer::{check_parameters, non_finite, overflows};
use crate::workspace::Workspace;

/// A network with the buffers that it learns in.
#[derive(Debug)]
struct Player<'a> {
    network: &'a mut Network,
    work: Workspace,
    gradients: Buffer,
    optimizer: State,
}

impl Player<'_> {
    fn step(&mut self) {
        let rate = f64::from(self.optimizer.optimizer.learning_rate());
        let Player { network, gradients, optimizer, work } = self;
        optimizer.step(network.isa, rate, &mut network.parameters, gradients, 1.0);
        network.update_statistics(work);
    }
}

/// Both players at work on the samples.
#[derive(Debug)]
pub(crate) struct Game<'a> {
    generator: Player<'a>,
    discriminator: Player<'a>,
    samples: Samples<'a>,
    params: &'a GanParams,
}

impl<'a> Game<'a> {
    pub(crate) fn new(
        generator: &'a mut Network,
        discriminator: &'a mut Network,
        samples: Samples<'a>,
        params: &'a GanParams,
    ) -> Result<Self, TrainError> {
        params.validate()?;
        check(generator, discriminator, samples)?;
        let capacity = params.batch_size.min(samples.windows.len());
        Ok(Game {
            generator: Player {
                work: Workspace::for_training(generator, capacity),
                gradients: Buffer::zeros(generator.parameters.len()),
                optimizer: State::new(params.generator_optimizer, generator.parameters.len()),
                network: generator,
            },
            discriminator: Player {
                // true and generated values go through together
                work: Workspace::with_input_derivative(discriminator, 2 * capacity),
                gradients: Buffer::zeros(discriminator.parameters.len()),
                optimizer: State::new(params.discriminator_optimizer, discriminator.parameters.len()),
                network: discriminator,
            },
            samples,
            params,
        })
    }

    /// Generator, then discriminator.
    pub(super) fn players(&self) -> [(&Network, &State); 2] {
        [&self.generator, &self.discriminator].map(|player| (&*player.network, &player.optimizer))
    }

    /// Generator, then discriminator.
    pub(super) fn players_mut(&mut self) -> [(&mut Network, &mut State); 2] {
        [&mut self.generator, &mut self.discriminator]
            .map(|player| (&mut *player.network, &mut player.optimizer))
    }

    pub(super) fn epoch(
        &mut self,
        epoch: usize,
        order: &[usize],
        streams: &mut GanStreams,
    ) -> Result<GanReport, TrainError> {
        let GanStreams { shuffle: _, dropout, noise } = streams;
        let mut sums = [0.0; 3];
        for batch in order.chunks(self.generator.work.capacity) {
            let mut discriminator_loss = 0.0;
            for _ in 0..self.params.discriminator_steps {
                self.load(batch, noise);
                discriminator_loss = self.discriminator_step(epoch, batch, dropout)?;
            }
            self.load(batch, noise);
            let (generator_loss, squared_error) = self.generator_step(epoch, batch, dropout)?;
            for (sum, loss) in sums.iter_mut().zip([generator_loss, discriminator_loss, squared_error]) {
                *sum += loss * batch.len() as f64;
            }
        }
        check_parameters(self.discriminator.network, epoch, "a weight of the discriminator")?;
        check_parameters(self.generator.network, epoch, "a weight of the generator")?;
        let [generator_loss, discriminator_loss, squared_error] = sums.map(|sum| sum / order.len() as f64);
        let epochs = self.params.epochs;
        Ok(GanReport { epoch, epochs, generator_loss, discriminator_loss, squared_error })
    }

    /// Gives the generator its windows and fresh noise.
    pub(crate) fn load(&mut self, batch: &[usize], noise: &mut ChaCha8Rng) {
        let Player { network, work, .. } = &mut self.generator;
        load_with_noise(network, work, &self.samples.windows, batch.iter().copied(), noise);
    }

    /// Replaces the noise that was drawn, sample after sample and step after step.
    #[cfg(test)]
    pub(crate) fn overwrite_noise(&mut self, noise: &[f32]) {
        let Player { network, work, .. } = &mut self.generator;
        let (shape, features) = (network.shapes[0], self.samples.windows.features());
        let width = shape.features - features;
        let batch = noise.len() / width / shape.steps;
        for (i, noise) in noise.chunks_exact(width).enumerate() {
            let row = (i % shape.steps * batch + i / shape.steps) * row_stride(shape.features);
            work.values[0][row + features..][..width].copy_from_slice(noise);
        }
    }

    /// Moves the discriminator; returns its loss before that. The generator's input is loaded.
    pub(crate) fn discriminator_step(
        &mut self,
        epoch: usize,
        batch: &[usize],
        dropout: &mut ChaCha8Rng,
    ) -> Result<f64, TrainError> {
        let count = batch.len();
        self.generator.network.forward(&mut self.generator.work, count, Some(dropout));
        self.show_true(batch);
        self.show_generated(batch, count);
        let (truth, lie) = ([1.0 - self.params.label_smoothing], [0.0]);
        let labels = (0..2 * count).map(|row| if row < count { &truth[..] } else { &lie[..] });
        let loss = self.judge(epoch, 2 * count, labels, dropout, "the discriminator's loss")?;
        self.discriminator.step();
        Ok(loss)
    }

    /// Moves the generator; returns its loss, without reconstruction, and its mean squared error before that. Its
    /// input is loaded.
    pub(crate) fn generator_step(
        &mut self,
        epoch: usize,
        batch: &[usize],
        dropout: &mut ChaCha8Rng,
    ) -> Result<(f64, f64), TrainError> {
        let count = batch.len();
        self.generator.network.forward(&mut self.generator.work, count, Some(dropout));
        self.show_generated(batch, 0);
        let labels = (0..count).map(|_| &[1.0][..]);
        let loss = self.judge(epoch, count, labels, dropout, "the generator's loss")?;

        let squared_error = self.reconstruct(batch);
        let (seen, shape) = (self.window_len(), self.discriminator.network.shapes[0]);
        let Player { network, work, gradients, .. } = &mut self.generator;
        if overflows(squared_error) {
            let quantity = "the generator's squared error";
            return Err(non_finite(network, work, epoch, quantity, squared_error, count));
        }
        let outputs = network.outputs();
        let last = work.derivatives.len() - 1;
        let judged = self.discriminator.work.derivatives[0].chunks_exact(row_stride(shape.features));
        let rows = work.derivatives[last].chunks_exact_mut(row_stride(outputs));
        for (to, from) in rows.zip(judged).take(count) {
            for (to, from) in to.iter_mut().zip(&from[seen..seen + outputs]) {
                *to = self.params.reconstruction * *to + from;
            }
        }
        network.backward(work, count, gradients);
        self.generator.step();
        Ok((loss, squared_error))
    }

    /// Mean squared error of what the generator said; leaves its derivative in the generator's workspace.
    fn reconstruct(&mut self, batch: &[usize]) -> f64 {
        let Player { network, work, .. } = &mut self.generator;
        let outputs = network.outputs();
        let targets = batch.iter().map(|&sample| &self.samples.targets[sample * outputs..][..outputs]);
        let last = work.values.len() - 1;
        let derivative = Some(&mut *work.derivatives[last]);
        Loss::MeanSquaredError.mean(&work.values[last], outputs, targets, derivative)
    }

    /// The discriminator's loss on its first `count` rows, with the derivatives by its weights and its input.
    fn judge<'l>(
        &mut self,
        epoch: usize,
        count: usize,
        labels: impl ExactSizeIterator<Item = &'l [f32]>,
        dropout: &mut ChaCha8Rng,
        quantity: &'static str,
    ) -> Result<f64, TrainError> {
        let Player { network, work, gradients, .. } = &mut self.discriminator;
        network.forward(work, count, Some(dropout));
        let last = work.values.len() - 1;
        let derivative = Some(&mut *work.derivatives[last]);
        let loss = Loss::BinaryCrossEntropy.mean(&work.values[last], 1, labels, derivative);
        if !overflows(loss) {
            network.backward(work, count, gradients);
            return Ok(loss);
        }
        // what the generator said may be what broke the discriminator
        let Player { network: generator, work: said, .. } = &self.generator;
        let rows = count.min(said.capacity);
        Err(match said.first_non_finite(generator, rows) {
            Some(_) => non_finite(generator, said, epoch, "a generated value", loss, rows),
            None => non_finite(network, work, epoch, quantity, loss, count),
        })
    }

    /// Values of a window.
    fn window_len(&self) -> usize {
        self.samples.windows.lookback() * self.samples.windows.features()
    }

    /// Puts the windows and their targets before the discriminator, from row 0.
    fn show_true(&mut self, batch: &[usize]) {
        let outputs = self.generator.network.outputs();
        let seen = self.window_len();
        let stride = row_stride(seen + outputs);
        for (&sample, row) in batch.iter().zip(self.discriminator.work.values[0].chunks_exact_mut(stride)) {
            show_window(self.samples, sample, row);
            row[seen..seen + outputs].copy_from_slice(&self.samples.targets[sample * outputs..][..outputs]);
        }
    }

    /// Puts the windows and what the generator said before the discriminator, from row `first`.
    fn show_generated(&mut self, batch: &[usize], first: usize) {
        let outputs = self.generator.network.outputs();
        let seen = self.window_len();
        let stride = row_stride(seen + outputs);
        let said = self.generator.work.output().chunks_exact(row_stride(outputs));
        let rows = self.discriminator.work.values[0].chunks_exact_mut(stride).skip(first);
        for ((&sample, row), said) in batch.iter().zip(rows).zip(said) {
            show_window(self.samples, sample, row);
            row[seen..seen + outputs].copy_from_slice(&said[..outputs]);
        }
    }
}

fn show_window(samples: Samples<'_>, sample: usize, row: &mut [f32]) {
    let steps = (0..samples.windows.lookback()).map(|step| samples.windows.step(sample, step));
    for (to, step) in row.chunks_exact_mut(samples.windows.features()).zip(steps) {
        to.copy_from_slice(step);
    }
}

/// Whether both networks fit the samples and each other.
fn check(generator: &Network, discriminator: &Network, samples: Samples<'_>) -> Result<(), TrainError> {
    let (features, found) = (samples.windows.features(), generator.shapes[0].features);
    if found <= features {
        return Err(TrainError::NoNoise { found, features });
    }
    check_windows(generator, &samples.windows).map_err(TrainError::Training)?;
    if samples.windows.is_empty() {
        return Err(TrainError::Training(DataError::Empty));
    }
    let outputs = generator.outputs();
    Loss::MeanSquaredError
        .check(outputs, samples.windows.len(), samples.targets)
        .map_err(TrainError::Training)?;
    let (input, expected) = (discriminator.shapes[0], samples.windows.lookback() * features + outputs);
    if (input.steps, input.features, discriminator.outputs()) != (1, expected, 1) {
        return Err(TrainError::Discriminator {
            found_steps: input.steps,
            found_features: input.features,
            outputs: discriminator.outputs(),
            expected_features: expected,
        });
    }
    Ok(())
}
