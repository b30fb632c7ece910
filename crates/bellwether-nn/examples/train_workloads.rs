//! Times the training of small recurrent networks: `train_workloads [W1] [W1-relu] [W2]`, all by default.
//!
//! Same shapes, epochs and batches as the peers' script; prints the median of three runs in seconds.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::time::Instant;

use bellwether_nn::{
    CellActivation, Flow, InputShape, LayerSpec, Network, NetworkSpec, Samples, Streams, TrainParams,
    Windows, train,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

struct Workload {
    name: &'static str,
    samples: usize,
    input: InputShape,
    epochs: usize,
    layers: Vec<LayerSpec>,
}

fn workloads() -> Vec<Workload> {
    let relu = LayerSpec::Lstm { units: 50, activation: CellActivation::Relu, return_sequences: false };
    let w1 = |name, lstm| Workload {
        name,
        samples: 230,
        input: InputShape { steps: 5, features: 15 },
        epochs: 200,
        layers: vec![lstm, LayerSpec::dense(1)],
    };
    let w2 = Workload {
        name: "W2",
        samples: 1000,
        input: InputShape { steps: 30, features: 8 },
        epochs: 100,
        layers: vec![LayerSpec::conv1d(64, 2), LayerSpec::lstm(50), LayerSpec::dense(1)],
    };
    vec![w1("W1", LayerSpec::lstm(50)), w1("W1-relu", relu), w2]
}

/// Uniform on `[-1, 1)`.
fn noise(rng: &mut ChaCha8Rng) -> f32 {
    rng.next_u32() as f32 / 2f32.powi(31) - 1.0
}

/// Random walks of one window's length each, and a target near the last value of the first.
fn data(w: &Workload) -> (Vec<f32>, Vec<usize>, Vec<f32>) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let InputShape { steps, features } = w.input;
    let mut rows = Vec::new();
    for _ in 0..w.samples {
        let mut level = vec![0.0f32; features];
        for _ in 0..steps {
            for x in &mut level {
                *x += 1.7 * noise(&mut rng);
            }
            rows.extend_from_slice(&level);
        }
    }
    let ends: Vec<usize> = (1..=w.samples).map(|s| s * steps - 1).collect();
    let targets = ends.iter().map(|&end| 0.1 * rows[end * features] + 0.01 * noise(&mut rng)).collect();
    (rows, ends, targets)
}

fn run(w: &Workload, seed: u64) -> Result<(f64, f64), Box<dyn Error>> {
    let (rows, ends, targets) = data(w);
    let spec = NetworkSpec { input: w.input, layers: w.layers.clone() };
    let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(seed))?;
    let windows = Windows::new(&rows, w.input.features, w.input.steps, &ends)?;
    let params = TrainParams { epochs: w.epochs, ..TrainParams::default() };
    let mut streams = Streams {
        shuffle: ChaCha8Rng::seed_from_u64(seed + 1),
        dropout: ChaCha8Rng::seed_from_u64(seed + 2),
    };
    let start = Instant::now();
    let samples = Samples { windows, targets: &targets };
    let history = train(&mut network, samples, None, &params, &mut streams, &mut |_| Flow::Continue)?;
    Ok((start.elapsed().as_secs_f64(), history.train[w.epochs - 1]))
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for w in workloads() {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == w.name) {
            continue;
        }
        let mut runs = (0..3).map(|seed| run(&w, seed)).collect::<Result<Vec<_>, _>>()?;
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("{} seconds={:.3} loss={:.2e}", w.name, runs[1].0, runs[1].1);
    }
    Ok(())
}
