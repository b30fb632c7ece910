//! Every layer's derivatives against differences of the loss.

use super::{Sample, loss_and_gradients, network, sample, uniform};
use crate::initializer::Initializer;
use crate::loss::Loss;
use crate::network::Network;
use crate::spec::{Activation, CellActivation, InputShape, LayerSpec, NetworkSpec};

/// Step along a direction of length 1, and the error allowed in proportion to the gradient. The cubic term
/// of a smooth loss is near the step squared. A relu has no derivative at zero: the shorter the step, the
/// fewer units pass it.
const SMOOTH: (f32, f64) = (1e-2, 1e-3);
const WITH_RELU: (f32, f64) = (1e-3, 5e-3);
/// The loss is a mean of `f32` values with an error near 1e-7.
const ROUNDING: f64 = 1e-7;

fn loss(network: &Network, sample: &Sample, loss: Loss) -> f64 {
    loss_and_gradients(network, sample.view(network), loss).0
}

/// For each tensor: the derivative along its own gradient, and along a fixed direction, by central
/// differences.
fn check(layers: Vec<LayerSpec>, kind: Loss) {
    let spec = NetworkSpec { input: InputShape { steps: 6, features: 5 }, layers };
    let relu = format!("{spec:?}").contains("Relu");
    let (step, tolerance) = if relu { WITH_RELU } else { SMOOTH };
    let network = network(&spec, 1.0);
    let sample = sample(&network, 9, kind.clone());
    let (_, gradients) = loss_and_gradients(&network, sample.view(&network), kind.clone());
    for (name, tensor) in network.tensors() {
        let gradient = tensor.of(&gradients);
        for seed in 0..3 {
            let mut direction = if seed == 0 { gradient.to_vec() } else { uniform(seed, tensor.len(), 1.0) };
            for row in direction.chunks_exact_mut(tensor.stride) {
                row[tensor.columns..].fill(0.0);
            }
            let norm = direction.iter().map(|x| x * x).sum::<f32>().sqrt();
            assert!(norm > 0.0, "{spec:?} {name}: no gradient");
            let at = |length: f32| {
                let mut moved = network.clone();
                let weights = tensor.of_mut(&mut moved.parameters);
                weights.iter_mut().zip(&direction).for_each(|(w, d)| *w += length * d / norm);
                loss(&moved, &sample, kind.clone())
            };
            let difference = (at(step) - at(-step)) / f64::from(2.0 * step);
            let product: f64 =
                gradient.iter().zip(&direction).map(|(g, d)| f64::from(*g) * f64::from(*d / norm)).sum();
            let scale = gradient.iter().map(|g| f64::from(g * g)).sum::<f64>().sqrt();
            let error = (difference - product).abs();
            assert!(
                error <= tolerance * scale + ROUNDING / f64::from(step),
                "{spec:?} {name}: {product} for {difference}"
            );
        }
    }
}

fn dense(units: usize, activation: Activation) -> LayerSpec {
    LayerSpec::Dense { units, activation, initializer: Initializer::GlorotUniform }
}

fn conv(filters: usize, kernel: usize, activation: Activation) -> LayerSpec {
    LayerSpec::Conv1d { filters, kernel, activation, initializer: Initializer::GlorotUniform }
}

fn lstm(units: usize, activation: CellActivation, return_sequences: bool) -> LayerSpec {
    LayerSpec::Lstm { units, activation, return_sequences }
}

#[test]
fn dense_layers() {
    for activation in [Activation::Linear, Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
        let head = [LayerSpec::Flatten {}, dense(2, Activation::Linear)];
        let layers = [vec![dense(7, activation), dense(17, activation)], head.to_vec()].concat();
        check(layers, Loss::MeanSquaredError);
    }
}

#[test]
fn convolutions() {
    for activation in [Activation::Linear, Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
        for kernel in 1..=3 {
            let head = [LayerSpec::Flatten {}, dense(1, Activation::Linear)];
            let layers = [vec![conv(17, kernel, activation), conv(3, 2, activation)], head.to_vec()].concat();
            check(layers, Loss::MeanSquaredError);
        }
    }
}

#[test]
fn lstms() {
    for activation in [CellActivation::Tanh, CellActivation::Relu] {
        for units in [1, 4, 16, 19] {
            let layers = vec![
                lstm(units, activation, true),
                lstm(units + 2, activation, false),
                dense(1, Activation::Linear),
            ];
            check(layers, Loss::MeanSquaredError);
        }
    }
}

#[test]
fn pooling_and_cross_entropy() {
    let layers = vec![
        conv(6, 2, Activation::Tanh),
        LayerSpec::MaxPool1d { size: 2 },
        LayerSpec::Dropout { rate: 0.5 },
        lstm(5, CellActivation::Tanh, true),
        LayerSpec::Flatten {},
        dense(3, Activation::Linear),
    ];
    check(layers, Loss::BinaryCrossEntropy);
}
