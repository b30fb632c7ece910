//! Every network of the papers at its published size, trained beside PyTorch in double precision;
//! `tests/reference/pytorch/papers.py` made the numbers.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

use super::reference::assert_close;
use super::{fit_targets, uniform};
use crate::gan::{Game, GanParams};
use crate::history::Flow;
use crate::kernels::Isa;
use crate::network::Network;
use crate::params::TrainParams;
use crate::spec::{NetworkSpec, Shape};
use crate::train::{Samples, Streams, train};
use crate::windows::Windows;

#[derive(Deserialize)]
struct File {
    cases: Vec<Paper>,
    games: Vec<PublishedGame>,
}

#[derive(Deserialize)]
struct Paper {
    name: String,
    samples: usize,
    /// Series whose number is the last column.
    series: Option<usize>,
    /// Trained weights.
    weights: usize,
    spec: NetworkSpec,
    params: TrainParams,
    losses: Vec<f64>,
    /// Empty behind a batch normalisation that Adam trains.
    outputs: Vec<f64>,
}

#[derive(Deserialize)]
struct PublishedGame {
    samples: usize,
    noise: usize,
    /// Of the discriminator and the generator, and the squared error, batch by batch.
    losses: Vec<[f64; 3]>,
    params: GanParams,
    generator: NetworkSpec,
    discriminator: NetworkSpec,
}

fn file() -> File {
    serde_json::from_str(include_str!("../../tests/reference/pytorch/papers.json")).unwrap()
}

/// A network with the first weights of the reference script, its statistics as they start.
fn network(spec: &NetworkSpec, isa: Isa) -> Network {
    let mut network = Network::new(spec, &mut ChaCha8Rng::seed_from_u64(0)).unwrap();
    network.isa = isa;
    let tensors: Vec<_> = network.tensors().filter(|(_, tensor)| tensor.trained).collect();
    for (seed, (name, tensor)) in (101..).zip(&tensors) {
        let limit = 2.0 * (6.0 / (tensor.rows + tensor.columns) as f64).sqrt();
        // positions and series are rows of a table, and matrices too
        let scale = if tensor.vector { 0.25 } else { limit.log2().floor().exp2() as f32 };
        let mut values = uniform(seed, tensor.rows * tensor.columns, scale);
        if name.ends_with("gain") {
            for v in &mut values {
                *v += 1.0;
            }
        }
        let rows = tensor.of_mut(&mut network.parameters).chunks_exact_mut(tensor.stride);
        for (row, values) in rows.zip(values.chunks_exact(tensor.columns)) {
            row[..tensor.columns].copy_from_slice(values);
        }
    }
    network
}

/// Windows one after the other: values, and the last row of each.
fn windows(shape: Shape, samples: usize, series: Option<usize>) -> (Vec<f32>, Vec<usize>) {
    let mut rows = uniform(1, samples * shape.steps * shape.features, 4.0);
    for (i, row) in rows.chunks_exact_mut(shape.features).enumerate() {
        if let (Some(series), Some(last)) = (series, row.last_mut()) {
            *last = (i / shape.steps % series) as f32;
        }
    }
    (rows, (1..=samples).map(|sample| sample * shape.steps - 1).collect())
}

/// Relative difference that a loss may have: rounding reaches 4e-6 behind five epochs.
const LOSS: f64 = 1e-5;

fn check_paper(paper: &Paper, isa: Isa) {
    let Paper { name, samples, series, weights, spec, params, losses, outputs } = paper;
    let mut network = network(spec, isa);
    assert_eq!(network.parameter_count(), *weights, "{name}");
    let (rows, ends) = windows(network.shapes[0], *samples, *series);
    let each = params.loss.targets(network.outputs()).unwrap();
    let mut targets = uniform(2, samples * each, 1.0);
    fit_targets(&params.loss, network.outputs(), &mut targets);
    let windows = Windows::new(&rows, spec.input.features, spec.input.steps, &ends).unwrap();
    let stream = ChaCha8Rng::seed_from_u64(0);
    let mut streams = Streams { shuffle: stream.clone(), dropout: stream };
    let samples = Samples { windows, targets: &targets };
    let history = train(&mut network, samples, None, params, &mut streams, &mut |_| Flow::Continue).unwrap();
    assert_eq!(history.train.len(), losses.len(), "{name}");
    for (epoch, (found, expected)) in history.train.iter().zip(losses).enumerate() {
        let error = (found / expected - 1.0).abs();
        assert!(error <= LOSS, "{name} {isa:?} epoch {epoch}: {found} for {expected}, {error:.1e}");
    }
    if !outputs.is_empty() {
        let mut found = vec![0.0; outputs.len()];
        network.predict(&samples.windows, &mut found).unwrap();
        // Adam divides small gradients by their own size, so that their rounding reaches the weights
        assert_close(&format!("{name} {isa:?} outputs"), &found, outputs, 1e-4);
    }
}

#[test]
fn five_epochs_of_every_paper_follow_pytorch() {
    let File { cases, .. } = file();
    assert_eq!(cases.len(), 24);
    for paper in &cases {
        for isa in Isa::available() {
            check_paper(paper, isa);
        }
    }
}

#[test]
fn five_epochs_of_the_papers_game_follow_pytorch() {
    let games = file().games;
    assert_eq!(games.len(), 2);
    for game in &games {
        for isa in Isa::available() {
            check_game(game, isa);
        }
    }
}

fn check_game(published: &PublishedGame, isa: Isa) {
    let PublishedGame { samples, noise, losses, params, generator, discriminator } = published;
    let (mut generator, mut discriminator) = (network(generator, isa), network(discriminator, isa));
    let shape = Shape::sequence(generator.shapes[0].steps, generator.shapes[0].features - noise);
    let (rows, ends) = windows(shape, *samples, None);
    let targets = uniform(2, samples * generator.outputs(), 1.0);
    let windows = Windows::new(&rows, shape.features, shape.steps, &ends).unwrap();
    let order: Vec<usize> = (0..*samples).collect();
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let view = Samples { windows, targets: &targets };
    let mut game = Game::new(&mut generator, &mut discriminator, view, params).unwrap();
    let batches = (0..params.epochs).flat_map(|_| order.chunks(params.batch_size));
    assert_eq!(losses.len(), batches.clone().count());
    let mut seed = 2;
    for (batch, expected) in batches.zip(losses) {
        let mut load = |game: &mut Game<'_>, rng: &mut ChaCha8Rng| {
            seed += 1;
            game.load(batch, rng);
            game.overwrite_noise(&uniform(seed, batch.len() * shape.steps * noise, 4.0));
        };
        load(&mut game, rng);
        let lost = game.discriminator_step(1, batch, rng).unwrap();
        load(&mut game, rng);
        let (fooled, squares) = game.generator_step(1, batch, rng).unwrap();
        for (found, expected) in [lost, fooled, squares].into_iter().zip(expected) {
            let error = (found / expected - 1.0).abs();
            assert!(error <= LOSS, "{isa:?}: {found} for {expected}, {error:.1e}");
        }
    }
}
