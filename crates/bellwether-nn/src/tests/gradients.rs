//! Every layer's derivatives against differences of the loss.

use super::{Sample, loss_and_gradients, network, sample, uniform};
use crate::initializer::Initializer;
use crate::loss::Loss;
use crate::network::Network;
use crate::spec::{
    Activation, AttentionScore, CellActivation, InputShape, LayerSpec, Merge, NetworkSpec, Padding,
};

/// Step along a direction of length 1, and the error allowed in proportion to the gradient. The cubic term
/// of a smooth loss is near the step squared. A relu has no derivative at zero, nor a pool where
/// two values are equal: the shorter the step, the fewer units pass such a place.
const SMOOTH: (f32, f64) = (1e-2, 1e-3);
const WITH_KINKS: (f32, f64) = (1e-3, 5e-3);
/// The loss is a mean of `f32` values with an error near 1e-7.
const ROUNDING: f64 = 1e-7;

fn loss(network: &Network, sample: &Sample, loss: Loss) -> f64 {
    loss_and_gradients(network, sample.view(network), loss).0
}

/// For each tensor: the derivative along its own gradient, and along a fixed direction, by central
/// differences.
fn check(layers: Vec<LayerSpec>, kind: Loss) {
    check_on((6, 5), layers, kind);
}

fn check_on((steps, features): (usize, usize), layers: Vec<LayerSpec>, kind: Loss) {
    let spec = NetworkSpec { input: InputShape { steps, features }, layers };
    let kinks = ["Relu", "MaxPool2d"].iter().any(|word| format!("{spec:?}").contains(word));
    let (step, tolerance) = if kinks { WITH_KINKS } else { SMOOTH };
    let network = network(&spec, 1.0);
    let sample = sample(&network, 9, kind.clone());
    let (_, gradients) = loss_and_gradients(&network, sample.view(&network), kind.clone());
    for (name, tensor) in network.tensors().filter(|(_, tensor)| tensor.trained) {
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
    LayerSpec::Conv1d {
        filters,
        kernel,
        padding: Padding::Valid,
        activation,
        initializer: Initializer::GlorotUniform,
    }
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

#[test]
fn padded_convolutions() {
    for padding in [Padding::Same, Padding::Causal] {
        for kernel in [2, 3, 8] {
            let conv = LayerSpec::Conv1d {
                filters: 7,
                kernel,
                padding,
                activation: Activation::Tanh,
                initializer: Initializer::GlorotUniform,
            };
            let head = [LayerSpec::Flatten {}, dense(1, Activation::Linear)];
            check([vec![dense(3, Activation::Tanh), conv], head.to_vec()].concat(), Loss::MeanSquaredError);
        }
    }
}

#[test]
fn pictures() {
    let conv = |filters, kernel| LayerSpec::Conv2d {
        filters,
        kernel,
        activation: Activation::Tanh,
        initializer: Initializer::HeUniform,
    };
    let layers = vec![
        LayerSpec::Reshape { rows: 8, columns: 6, features: 2 },
        conv(4, 2),
        LayerSpec::MaxPool2d { size: 2 },
        conv(5, 2),
        LayerSpec::GlobalAveragePool {},
        dense(2, Activation::Linear),
    ];
    check_on((1, 96), layers, Loss::MeanSquaredError);
}

#[test]
fn recurrent_layers_in_both_directions() {
    for return_sequences in [true, false] {
        let memory = LayerSpec::BiLstm { units: 5, activation: CellActivation::Tanh, return_sequences };
        let unit = LayerSpec::Gru { units: 6, return_sequences };
        for layer in [memory, unit] {
            let layers =
                vec![dense(4, Activation::Tanh), layer, LayerSpec::Flatten {}, dense(1, Activation::Linear)];
            check(layers, Loss::MeanSquaredError);
        }
    }
}

#[test]
fn attention() {
    let scores = [AttentionScore::Additive { units: 5 }, AttentionScore::Dot];
    for score in scores {
        let layers = vec![
            dense(4, Activation::Tanh),
            LayerSpec::PositionalEncoding { trained: true },
            LayerSpec::Residual {
                layers: vec![LayerSpec::MultiHeadAttention { heads: 3, key_dim: 5 }, LayerSpec::layer_norm()],
            },
            LayerSpec::Attention { score },
            dense(1, Activation::Linear),
        ];
        check(layers, Loss::MeanSquaredError);
    }
}

#[test]
fn branches_and_normalisation() {
    let layers = vec![
        LayerSpec::Parallel {
            branches: vec![
                vec![],
                vec![dense(3, Activation::Tanh), LayerSpec::batch_norm()],
                vec![LayerSpec::Slice { from: 1, count: 2 }, lstm(3, CellActivation::Tanh, true)],
            ],
            merge: Merge::Concat,
        },
        LayerSpec::Activation { function: Activation::Tanh },
        LayerSpec::Parallel {
            branches: vec![
                vec![LayerSpec::LastSteps { count: 2 }, LayerSpec::Dropout { rate: 0.3 }],
                vec![LayerSpec::GlobalAveragePool {}, LayerSpec::Repeat { count: 2 }],
            ],
            merge: Merge::Add,
        },
        LayerSpec::Flatten {},
        dense(1, Activation::Linear),
    ];
    check(layers, Loss::MeanSquaredError);
}

#[test]
fn embeddings() {
    let layers =
        vec![LayerSpec::Embedding { count: 4, dim: 3 }, LayerSpec::Flatten {}, dense(1, Activation::Linear)];
    check_on((6, 1), layers, Loss::MeanSquaredError);
}
