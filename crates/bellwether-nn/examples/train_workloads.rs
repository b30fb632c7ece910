//! Times the training of the papers' networks.
//!
//! ```text
//! train_workloads [--epochs N] [W1] [W1-relu] [W2] [W3] [W4] [W5]   medians of three runs; all workloads by default
//! train_workloads [--epochs N] --seeds N --threads N W2             that many models, spread over threads
//! ```
//!
//! Same shapes, epochs and batches as the peers' script. A line holds seconds, the loss of the last epoch and, where
//! the system says it, the most memory so far above that of the start, in 10^6 bytes.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::error::Error;
use std::time::Instant;

use bellwether_nn::{
    Activation, CellActivation, Flow, Initializer, InputShape, LayerSpec, Loss, Network, NetworkSpec,
    Samples, Streams, TrainParams, Windows, train,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

struct Workload {
    name: &'static str,
    samples: usize,
    input: InputShape,
    epochs: usize,
    batch: usize,
    loss: Loss,
    layers: Vec<LayerSpec>,
}

fn workloads() -> Vec<Workload> {
    let lstm = |activation| LayerSpec::Lstm { units: 50, activation, return_sequences: false };
    let both = |units, return_sequences| LayerSpec::BiLstm {
        units,
        activation: CellActivation::Tanh,
        return_sequences,
    };
    let relu =
        |units| LayerSpec::Dense { units, activation: Activation::Relu, initializer: Initializer::default() };
    let attention = LayerSpec::MultiHeadAttention { heads: 2, key_dim: 64 };
    let of = |name, samples, (steps, features), epochs, layers| Workload {
        name,
        samples,
        input: InputShape { steps, features },
        epochs,
        batch: 32,
        loss: Loss::MeanSquaredError,
        layers,
    };
    let dropout = || LayerSpec::Dropout { rate: 0.2 };
    let w2 = vec![LayerSpec::conv1d(64, 2), lstm(CellActivation::Tanh), LayerSpec::dense(1)];
    let w3 = vec![both(64, true), dropout(), both(128, false), dropout(), LayerSpec::dense(1)];
    let w4 = vec![
        LayerSpec::dense(128),
        LayerSpec::Residual { layers: vec![attention] },
        LayerSpec::layer_norm(),
        LayerSpec::Residual { layers: vec![relu(96), LayerSpec::dense(128)] },
        LayerSpec::layer_norm(),
        LayerSpec::Flatten {},
        relu(128),
        LayerSpec::dense(1),
    ];
    let mut w5 = vec![LayerSpec::Reshape { rows: 50, columns: 50, features: 3 }];
    for filters in [32, 48, 64, 96] {
        w5.extend([LayerSpec::conv2d(filters, 3), LayerSpec::MaxPool2d { size: 2 }]);
    }
    w5.extend([LayerSpec::Flatten {}, relu(32), LayerSpec::dense(2)]);
    vec![
        of("W1", 230, (5, 15), 200, vec![lstm(CellActivation::Tanh), LayerSpec::dense(1)]),
        of("W1-relu", 230, (5, 15), 200, vec![lstm(CellActivation::Relu), LayerSpec::dense(1)]),
        of("W2", 1000, (30, 8), 100, w2),
        of("W3", 4000, (5, 16), 50, w3),
        of("W4", 4000, (5, 16), 50, w4),
        Workload { batch: 16, loss: Loss::SoftmaxCrossEntropy, ..of("W5", 1000, (1, 50 * 50 * 3), 10, w5) },
    ]
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
    let target = |&end: &usize| match w.loss {
        Loss::SoftmaxCrossEntropy => (rng.next_u32() & 1) as f32,
        _ => 0.1 * rows[end * features] + 0.01 * noise(&mut rng),
    };
    let targets = ends.iter().map(target).collect();
    (rows, ends, targets)
}

fn run(w: &Workload, seed: u64) -> Result<(f64, f64), Box<dyn Error>> {
    let (rows, ends, targets) = data(w);
    let spec = NetworkSpec { input: w.input, layers: w.layers.clone() };
    let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(seed))?;
    let windows = Windows::new(&rows, w.input.features, w.input.steps, &ends)?;
    let params =
        TrainParams { epochs: w.epochs, batch_size: w.batch, loss: w.loss.clone(), ..TrainParams::default() };
    let mut streams = Streams {
        shuffle: ChaCha8Rng::seed_from_u64(seed + 1),
        dropout: ChaCha8Rng::seed_from_u64(seed + 2),
    };
    let start = Instant::now();
    let samples = Samples { windows, targets: &targets };
    let history = train(&mut network, samples, None, &params, &mut streams, &mut |_| Flow::Continue)?;
    Ok((start.elapsed().as_secs_f64(), history.train[w.epochs - 1]))
}

/// A field of `/proc/self/status` in 10^6 bytes.
fn memory(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    value.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kib| kib * 1024.0 / 1e6)
}

struct Options {
    epochs: Option<usize>,
    seeds: Option<u64>,
    threads: u64,
    names: Vec<String>,
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options { epochs: None, seeds: None, threads: 1, names: Vec::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().ok_or_else(|| format!("{word} needs a number"));
        match word.as_str() {
            "--epochs" => options.epochs = Some(number()?.parse()?),
            "--seeds" => options.seeds = Some(number()?.parse()?),
            "--threads" => options.threads = number()?.parse()?,
            _ => options.names.push(word),
        }
    }
    Ok(options)
}

/// Seconds that the models of all seeds take together, and the greatest of their losses.
fn run_all(w: &Workload, seeds: u64, threads: u64) -> Result<(f64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let mine = |thread: u64| -> Result<f64, String> {
        let mut worst = 0.0f64;
        for seed in (thread..seeds).step_by(threads as usize) {
            worst = worst.max(run(w, seed).map_err(|e| e.to_string())?.1);
        }
        Ok(worst)
    };
    let worst = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|thread| scope.spawn(move || mine(thread))).collect();
        all.into_iter().try_fold(0.0f64, |worst, one| {
            Ok::<_, String>(worst.max(one.join().map_err(|_| "a thread panicked")??))
        })
    })?;
    Ok((start.elapsed().as_secs_f64(), worst))
}

fn main() -> Result<(), Box<dyn Error>> {
    let at_start = memory("VmRSS");
    let Options { epochs, seeds, threads, names } = options()?;
    let known = |name: &String| workloads().iter().any(|w| w.name == name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        return Err(format!("no workload is named {name}").into());
    }
    for mut w in workloads() {
        if !names.is_empty() && !names.iter().any(|name| name == w.name) {
            continue;
        }
        w.epochs = epochs.unwrap_or(w.epochs);
        let (seconds, loss) = if let Some(seeds) = seeds {
            run_all(&w, seeds, threads.max(1))?
        } else {
            let mut runs = (0..3).map(|seed| run(&w, seed)).collect::<Result<Vec<_>, _>>()?;
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            runs[1]
        };
        print!("{} seconds={seconds:.3} loss={loss:.2e}", w.name);
        match (at_start, memory("VmHWM")) {
            (Some(from), Some(to)) => println!(" memory_mb={:.1}", to - from),
            _ => println!(),
        }
    }
    Ok(())
}
