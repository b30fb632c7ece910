//! Tests that look inside: gradients, workspaces, instruction sets.

mod gradients;
mod laws;
mod losses;
mod papers;
mod reference;
mod resume;
mod training;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::de::DeserializeOwned;

use crate::loss::Loss;
use crate::network::Network;
use crate::spec::NetworkSpec;
use crate::train::Samples;
use crate::workspace::Workspace;

/// `count` multiples of 2^-24 on [-1/2, 1/2), times `scale`: the same numbers as in the reference script.
fn uniform(seed: u32, count: usize, scale: f32) -> Vec<f32> {
    let mixed = |i: usize| {
        let mut x = (i as u32).wrapping_mul(0x9E3779B9).wrapping_add(seed.wrapping_mul(0x85EBCA6B));
        x ^= x >> 16;
        x = x.wrapping_mul(0x7FEB352D);
        x ^= x >> 15;
        x = x.wrapping_mul(0x846CA68B);
        x ^ (x >> 16)
    };
    (0..count).map(|i| ((mixed(i) >> 8) as f32 / 16_777_216.0 - 0.5) * scale).collect()
}

/// A network with the weights of the reference script.
fn network(spec: &NetworkSpec, scale: f32) -> Network {
    let mut network = Network::zeros(spec).unwrap();
    let tensors: Vec<_> = network.tensors().collect();
    for (i, (name, tensor)) in tensors.iter().enumerate() {
        let mut values = uniform(101 + i as u32, tensor.rows * tensor.columns, scale);
        if name.ends_with("running_variance") {
            for v in &mut values {
                *v = v.abs() + 0.5;
            }
        }
        let rows = tensor.of_mut(&mut network.parameters).chunks_exact_mut(tensor.stride);
        for (row, values) in rows.zip(values.chunks_exact(tensor.columns)) {
            row[..tensor.columns].copy_from_slice(values);
        }
    }
    network
}

/// Inputs and targets of the reference script, as a table of one window after the other.
struct Sample {
    rows: Vec<f32>,
    ends: Vec<usize>,
    targets: Vec<f32>,
}

fn sample(network: &Network, samples: usize, loss: Loss) -> Sample {
    let shape = network.shapes[0];
    let outputs = network.outputs();
    let mut targets = uniform(2, samples * loss.targets(outputs).unwrap(), 1.0);
    fit_targets(&loss, outputs, &mut targets);
    let mut rows = uniform(1, samples * shape.steps * shape.features, 4.0);
    if let crate::spec::LayerSpec::Embedding { .. } = network.spec.layers[0] {
        for x in &mut rows {
            *x = (*x + 2.0).floor();
        }
    }
    Sample { rows, ends: (1..=samples).map(|s| s * shape.steps - 1).collect(), targets }
}

/// Makes numbers on [-1/2, 1/2) targets of a loss.
fn fit_targets(loss: &Loss, outputs: usize, targets: &mut [f32]) {
    for y in targets {
        match loss {
            Loss::BinaryCrossEntropy | Loss::WeightedBinaryCrossEntropy { .. } => *y = f32::from(*y > 0.0),
            Loss::SoftmaxCrossEntropy | Loss::WeightedSoftmaxCrossEntropy { .. } => {
                *y = ((*y + 0.5) * outputs as f32).floor();
            }
            Loss::GroupedSoftmaxCrossEntropy { classes } => *y = ((*y + 0.5) * *classes as f32).floor(),
            _ => {}
        }
    }
}

impl Sample {
    fn view(&self, network: &Network) -> Samples<'_> {
        let shape = network.shapes[0];
        let windows = crate::Windows::new(&self.rows, shape.features, shape.steps, &self.ends).unwrap();
        Samples { windows, targets: &self.targets }
    }
}

/// Loss of all samples as one batch with always the same dropout, and the gradient by every parameter.
fn loss_and_gradients(network: &Network, samples: Samples<'_>, loss: Loss) -> (f64, Vec<f32>) {
    let (value, gradients, _) = training_pass(network, samples, loss);
    (value, gradients)
}

/// As [`loss_and_gradients`], with the buffers after it.
fn training_pass(network: &Network, samples: Samples<'_>, loss: Loss) -> (f64, Vec<f32>, Workspace) {
    let count = samples.windows.len();
    // room for more samples than there are: a batch may be smaller than its buffers
    let mut work = Workspace::for_training(network, count + 3);
    work.load(network, &samples.windows, 0..count);
    network.forward(&mut work, count, Some(&mut ChaCha8Rng::seed_from_u64(5)));
    let last = work.values.len() - 1;
    let targets = samples.targets.chunks_exact(loss.targets(network.outputs()).unwrap());
    let value = loss.mean(&work.values[last], network.outputs(), targets, Some(&mut work.derivatives[last]));
    let mut gradients = vec![0.0; network.parameters.len()];
    for (_, tensor) in network.tensors() {
        // a gradient is overwritten, whatever the last batch left there
        for row in tensor.of_mut(&mut gradients).chunks_exact_mut(tensor.stride) {
            row[..tensor.columns].fill(f32::NAN);
        }
    }
    network.backward(&mut work, count, &mut gradients);
    (value, gradients, work)
}

fn fixture<T: DeserializeOwned>(text: &str) -> Vec<T> {
    #[derive(serde::Deserialize)]
    struct File<T> {
        cases: Vec<T>,
    }
    serde_json::from_str::<File<T>>(text).unwrap().cases
}
