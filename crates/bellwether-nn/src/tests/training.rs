//! Losses, optimisers, schedules and games against PyTorch in double precision;
//! `tests/reference/pytorch/learning_rules.py` made the numbers.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

use super::reference::assert_close;
use super::{fixture, network, sample, uniform};
use crate::gan::{Game, GanParams};
use crate::history::Flow;
use crate::kernels::{Isa, row_stride};
use crate::loss::Loss;
use crate::network::Network;
use crate::params::TrainParams;
use crate::plateau::{Plateau, ReduceOnPlateau};
use crate::schedule::Schedule;
use crate::spec::NetworkSpec;
use crate::train::{Samples, Streams, train};
use crate::windows::Windows;

#[derive(Deserialize)]
struct LossCase {
    loss: Loss,
    samples: usize,
    outputs: usize,
    /// Targets anywhere on `[0, 1]`.
    #[serde(default)]
    soft: bool,
    value: f64,
    derivative: Vec<f64>,
}

/// Outputs in padded rows, and targets for a loss.
pub(super) fn outputs_and_targets(
    loss: &Loss,
    samples: usize,
    outputs: usize,
    soft: bool,
) -> (Vec<f32>, Vec<f32>) {
    let stride = row_stride(outputs);
    let mut rows = vec![0.0; samples * stride];
    let values = uniform(1, samples * outputs, 8.0);
    for (row, values) in rows.chunks_exact_mut(stride).zip(values.chunks_exact(outputs)) {
        row[..outputs].copy_from_slice(values);
    }
    let each = loss.targets(outputs).unwrap();
    let mut targets = uniform(2, samples * each, 1.0);
    if soft {
        for y in &mut targets {
            *y += 0.5;
        }
    } else {
        super::fit_targets(loss, outputs, &mut targets);
    }
    (rows, targets)
}

#[test]
fn losses_and_their_derivatives_follow_pytorch() {
    let cases: Vec<LossCase> = fixture(include_str!("../../tests/reference/pytorch/losses.json"));
    assert_eq!(cases.len(), 14);
    for LossCase { loss, samples, outputs, soft, value, derivative } in cases {
        let (rows, targets) = outputs_and_targets(&loss, samples, outputs, soft);
        let each = loss.check(outputs, samples, &targets).unwrap();
        let mut found = vec![f32::NAN; rows.len()];
        let mean = loss.mean(&rows, outputs, targets.chunks_exact(each), Some(&mut found));
        // levels and weights are single precision here
        assert!((mean / value - 1.0).abs() <= 1e-7, "{loss:?}: {mean} for {value}");
        let found: Vec<f32> =
            found.chunks_exact(row_stride(outputs)).flat_map(|row| row[..outputs].to_vec()).collect();
        assert_close(&format!("{loss:?}"), &found, &derivative, 2e-7);
    }
}

#[derive(Deserialize)]
struct TrainingCase {
    name: String,
    samples: usize,
    spec: NetworkSpec,
    params: TrainParams,
    losses: Vec<f64>,
    rates: Vec<f64>,
    outputs: Vec<f64>,
}

#[test]
fn every_optimiser_and_setting_follows_pytorch() {
    let cases: Vec<TrainingCase> = fixture(include_str!("../../tests/reference/pytorch/optimizers.json"));
    assert_eq!(cases.len(), 26);
    for case in &cases {
        for isa in Isa::available() {
            check_training(case, isa);
        }
    }
}

fn check_training(case: &TrainingCase, isa: Isa) {
    let mut network = network(&case.spec, 0.5);
    network.isa = isa;
    let sample = sample(&network, case.samples, case.params.loss.clone());
    let stream = ChaCha8Rng::seed_from_u64(0);
    let mut streams = Streams { shuffle: stream.clone(), dropout: stream };
    let samples = Samples {
        windows: Windows::new(&sample.rows, case.spec.input.features, case.spec.input.steps, &sample.ends)
            .unwrap(),
        targets: &sample.targets,
    };
    let history =
        train(&mut network, samples, None, &case.params, &mut streams, &mut |_| Flow::Continue).unwrap();
    let pairs = history.train.iter().zip(&case.losses).chain(history.learning_rate.iter().zip(&case.rates));
    assert_eq!(history.train.len(), case.losses.len());
    for (i, (found, expected)) in pairs.enumerate() {
        let error = (found / expected - 1.0).abs();
        assert!(error <= 1e-5, "{} {isa:?} {i}: {found} for {expected}, {error:.1e}", case.name);
    }
    let mut outputs = vec![0.0; case.outputs.len()];
    network.predict(&samples.windows, &mut outputs).unwrap();
    // rules that divide small gradients by their own size let their rounding reach the weights
    assert_close(&format!("{} {isa:?}", case.name), &outputs, &case.outputs, 1e-4);
}

#[derive(Deserialize)]
struct ScheduleCase {
    schedule: Schedule,
    plateau: Option<ReduceOnPlateau>,
    losses: Vec<f64>,
    rates: Vec<f64>,
}

#[test]
fn learning_rates_follow_pytorch() {
    let cases: Vec<ScheduleCase> = fixture(include_str!("../../tests/reference/pytorch/schedules.json"));
    assert_eq!(cases.len(), 12);
    for ScheduleCase { schedule, plateau, losses, rates } in cases {
        let mut heard = Plateau::new();
        for (i, (loss, expected)) in losses.iter().zip(&rates).enumerate() {
            let scheduled = schedule.factor(i + 1, rates.len());
            let found = plateau.map_or(scheduled, |params| heard.rate(&params, scheduled));
            let error = (found / expected - 1.0).abs();
            assert!(error <= 1e-12, "{schedule:?} {plateau:?} epoch {}: {found} for {expected}", i + 1);
            if let Some(params) = plateau {
                heard.hear(&params, scheduled, *loss);
            }
        }
    }
}

#[derive(Deserialize)]
struct GameCase {
    name: String,
    samples: usize,
    noise: usize,
    /// Of the discriminator and the generator, and the squared error, round by round.
    losses: Vec<[f64; 3]>,
    params: GanParams,
    generator: NetworkSpec,
    discriminator: NetworkSpec,
    generator_weights: Vec<Vec<f64>>,
    discriminator_weights: Vec<Vec<f64>>,
}

#[test]
fn both_players_of_a_game_follow_pytorch() {
    let cases: Vec<GameCase> = fixture(include_str!("../../tests/reference/pytorch/gan.json"));
    assert_eq!(cases.len(), 3);
    for case in &cases {
        for isa in Isa::available() {
            check_game(case, isa);
        }
    }
}

fn check_game(case: &GameCase, isa: Isa) {
    let (mut generator, mut discriminator) =
        (network(&case.generator, 0.5), network(&case.discriminator, 0.5));
    (generator.isa, discriminator.isa) = (isa, isa);
    let (steps, features) = (generator.shapes[0].steps, generator.shapes[0].features - case.noise);
    let rows = uniform(1, case.samples * steps * features, 4.0);
    let ends: Vec<usize> = (1..=case.samples).map(|s| s * steps - 1).collect();
    let targets = uniform(2, case.samples * generator.outputs(), 1.0);
    let samples =
        Samples { windows: Windows::new(&rows, features, steps, &ends).unwrap(), targets: &targets };
    let batch: Vec<usize> = (0..case.samples).collect();
    let rng = &mut ChaCha8Rng::seed_from_u64(1);
    let mut game = Game::new(&mut generator, &mut discriminator, samples, &case.params).unwrap();
    for (round, expected) in case.losses.iter().enumerate() {
        let seed = 3 + 2 * round as u32;
        game.load(&batch, rng);
        game.overwrite_noise(&uniform(seed, case.samples * steps * case.noise, 4.0));
        let lost = game.discriminator_step(1, &batch, rng).unwrap();
        game.load(&batch, rng);
        game.overwrite_noise(&uniform(seed + 1, case.samples * steps * case.noise, 4.0));
        let (fooled, squares) = game.generator_step(1, &batch, rng).unwrap();
        for (found, expected) in [lost, fooled, squares].into_iter().zip(expected) {
            assert!((found / expected - 1.0).abs() <= 1e-5, "{} {round}: {found} for {expected}", case.name);
        }
    }
    let weights = [&case.generator_weights, &case.discriminator_weights];
    for (network, weights) in [&generator, &discriminator].into_iter().zip(weights) {
        check_weights(&case.name, network, weights);
    }
}

fn check_weights(name: &str, network: &Network, expected: &[Vec<f64>]) {
    let tensors: Vec<_> = network.tensors().collect();
    assert_eq!(tensors.len(), expected.len());
    for ((tensor_name, tensor), expected) in tensors.iter().zip(expected) {
        let rows = tensor.of(&network.parameters).chunks_exact(tensor.stride);
        let found: Vec<f32> = rows.flat_map(|row| row[..tensor.columns].to_vec()).collect();
        assert_close(&format!("{name} {tensor_name}"), &found, expected, 1e-5);
    }
}
