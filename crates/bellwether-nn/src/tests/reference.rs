//! Against PyTorch in double precision; `tests/reference/pytorch/networks.py` made the numbers.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

use super::{fixture, loss_and_gradients, network, sample, training_pass};
use crate::history::Flow;
use crate::kernels::Isa;
use crate::loss::Loss;
use crate::optimizer::{Adam, Optimizer};
use crate::params::TrainParams;
use crate::spec::{LayerSpec, NetworkSpec};
use crate::train::{Streams, train};

/// Difference at most `tolerance` of the greatest value: the scale on which `f32` sums round. Where all are zero in
/// exact arithmetic (the bias before a batch normalisation), of 1e-3.
pub(super) fn assert_close(what: &str, found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(1e-3f64, |m, x| m.max(x.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*f) - e).abs();
        assert!(error <= tolerance * scale, "{what}[{i}]: {f} for {e}, error {:.1e}", error / scale);
    }
}

#[derive(Deserialize)]
struct NetworkCase {
    name: String,
    samples: usize,
    loss: Loss,
    spec: NetworkSpec,
    outputs: Vec<f64>,
    value: f64,
    gradients: BTreeMap<String, Vec<f64>>,
}

#[test]
fn outputs_losses_and_gradients_follow_pytorch() {
    let cases: Vec<NetworkCase> = fixture(include_str!("../../tests/reference/pytorch/networks.json"));
    assert_eq!(cases.len(), 8);
    for case in &cases {
        for isa in Isa::available() {
            check_network(case, isa);
        }
    }
}

fn check_network(case: &NetworkCase, isa: Isa) {
    let mut network = network(&case.spec, 1.0);
    network.isa = isa;
    let sample = sample(&network, case.samples, case.loss.clone());
    let samples = sample.view(&network);
    let mut outputs = vec![0.0; case.outputs.len()];
    network.predict(&samples.windows, &mut outputs).unwrap();
    assert_close(&format!("{} {isa:?} outputs", case.name), &outputs, &case.outputs, 1e-5);

    let (value, gradients) = loss_and_gradients(&network, samples, case.loss.clone());
    assert!((value - case.value).abs() <= 1e-5 * case.value, "{}: {value} for {}", case.name, case.value);
    let tensors: Vec<_> = network.tensors().filter(|(_, t)| t.trained).collect();
    assert_eq!(tensors.len(), case.gradients.len());
    for (name, tensor) in tensors {
        let rows = tensor.of(&gradients).chunks_exact(tensor.stride);
        let found: Vec<f32> = rows.flat_map(|row| row[..tensor.columns].to_vec()).collect();
        assert_close(&format!("{} {isa:?} {name}", case.name), &found, &case.gradients[&name], 1e-5);
    }
}

#[derive(Deserialize)]
struct LayerCase {
    #[serde(flatten)]
    case: NetworkCase,
    statistics: BTreeMap<String, Vec<f64>>,
}

#[test]
fn every_layer_follows_pytorch() {
    let cases: Vec<LayerCase> = fixture(include_str!("../../tests/reference/pytorch/layers.json"));
    let plain: Vec<NetworkCase> = fixture(include_str!("../../tests/reference/pytorch/networks.json"));
    let mut kinds = BTreeSet::new();
    let specs = cases.iter().map(|c| &c.case.spec).chain(plain.iter().map(|c| &c.spec));
    specs.for_each(|spec| collect_kinds(&spec.layers, &mut kinds));
    // every word of `LayerSpec` but dropout, whose masks no one else can draw and which its own law tests
    assert_eq!(kinds.len(), 23, "{kinds:?}");
    for LayerCase { case, statistics } in &cases {
        for isa in Isa::available() {
            check_network(case, isa);
            check_statistics(case, statistics, isa);
        }
    }
}

/// The kinds of layers, those inside others too.
fn collect_kinds(layers: &[LayerSpec], kinds: &mut BTreeSet<&'static str>) {
    for layer in layers {
        kinds.insert(layer.kind());
        match layer {
            LayerSpec::Residual { layers } => collect_kinds(layers, kinds),
            LayerSpec::Parallel { branches, .. } => branches.iter().for_each(|b| collect_kinds(b, kinds)),
            _ => {}
        }
    }
}

fn check_statistics(case: &NetworkCase, expected: &BTreeMap<String, Vec<f64>>, isa: Isa) {
    let mut network = network(&case.spec, 1.0);
    network.isa = isa;
    let sample = sample(&network, case.samples, case.loss.clone());
    let (_, _, work) = training_pass(&network, sample.view(&network), case.loss.clone());
    network.update_statistics(&work);
    let statistics: Vec<_> = network.tensors().filter(|(_, t)| !t.trained).collect();
    assert_eq!(statistics.len(), expected.len());
    for (name, tensor) in statistics {
        let found = &tensor.of(&network.parameters)[..tensor.columns];
        assert_close(&format!("{} {isa:?} {name}", case.name), found, &expected[&name], 1e-5);
    }
}

#[derive(Deserialize)]
struct TrainingCase {
    name: String,
    samples: usize,
    loss: Loss,
    optimizer: String,
    clip_norm: Option<f32>,
    spec: NetworkSpec,
    batch: usize,
    losses: Vec<f64>,
    final_outputs: Vec<f64>,
}

#[test]
fn five_epochs_follow_pytorch() {
    let cases: Vec<TrainingCase> = fixture(include_str!("../../tests/reference/pytorch/training.json"));
    assert_eq!(cases.len(), 6);
    for case in &cases {
        for isa in Isa::available() {
            check_training(case, isa);
        }
    }
}

fn check_training(case: &TrainingCase, isa: Isa) {
    let mut network = network(&case.spec, 0.25);
    network.isa = isa;
    let sample = sample(&network, case.samples, case.loss.clone());
    let samples = super::Sample { rows: sample.rows, ends: sample.ends, targets: sample.targets };
    let adam = if case.optimizer == "keras" { Adam::keras(1e-3) } else { Adam::pytorch(1e-3) };
    let params = TrainParams {
        epochs: case.losses.len(),
        batch_size: case.batch,
        loss: case.loss.clone(),
        optimizer: Optimizer::Adam(adam),
        shuffle: false,
        clip_norm: case.clip_norm,
        ..TrainParams::default()
    };
    let stream = ChaCha8Rng::seed_from_u64(0);
    let mut streams = Streams { shuffle: stream.clone(), dropout: stream };
    let view = samples.view(&network);
    let history = train(&mut network, view, None, &params, &mut streams, &mut |_| Flow::Continue).unwrap();
    for (epoch, (found, expected)) in history.train.iter().zip(&case.losses).enumerate() {
        let error = (found / expected - 1.0).abs();
        assert!(error <= 1e-5, "{} {isa:?} epoch {epoch}: {found} for {expected}", case.name);
    }
    let mut outputs = vec![0.0; case.final_outputs.len()];
    network.predict(&samples.view(&network).windows, &mut outputs).unwrap();
    // Adam divides small gradients by their own size, so that their rounding reaches the weights
    assert_close(&format!("{} {isa:?} outputs", case.name), &outputs, &case.final_outputs, 1e-3);
}
