//! The training loop allocates nothing once its buffers are made.
#![allow(unsafe_code)] // a global allocator is an unsafe trait
#![allow(clippy::unwrap_used)] // helpers of tests

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use bellwether_nn::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

struct Counting;

thread_local! {
    // of this thread only: the test runner allocates in its own
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, p: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(p, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn network(layers: Vec<LayerSpec>, steps: usize, features: usize) -> Network {
    let spec = NetworkSpec { input: InputShape { steps, features }, layers };
    Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap()
}

fn deep(outputs: usize) -> Network {
    let layers = vec![
        LayerSpec::conv1d(8, 2),
        LayerSpec::MaxPool1d { size: 2 },
        LayerSpec::Lstm { units: 6, activation: CellActivation::Relu, return_sequences: true },
        LayerSpec::Dropout { rate: 0.3 },
        LayerSpec::lstm(5),
        LayerSpec::Flatten {},
        LayerSpec::dense(outputs),
    ];
    network(layers, 9, 4)
}

/// Every callback at once.
fn busy(loss: Loss, optimizer: Optimizer) -> TrainParams {
    TrainParams {
        epochs: 6,
        loss,
        optimizer,
        schedule: Schedule::Cosine { warmup: 2, floor: 0.1 },
        reduce_on_plateau: Some(ReduceOnPlateau { patience: 1, ..ReduceOnPlateau::default() }),
        l2: 0.01,
        clip_value: Some(0.5),
        clip_norm: Some(0.1),
        adversarial: Some(Adversarial { epsilon: 0.1, beta: 0.5, layer: 2 }),
        early_stopping: Some(EarlyStopping { patience: 10, min_delta: 0.0, restore_best: true }),
        ..TrainParams::default()
    }
}

fn cases() -> Vec<(usize, TrainParams)> {
    let adam = Optimizer::default();
    let levels = vec![0.1, 0.9];
    let losses = [
        (1, Loss::MeanSquaredError),
        (1, Loss::MeanAbsoluteError),
        (1, Loss::Huber { delta: 1.0 }),
        (2, Loss::Quantile { levels: levels.clone() }),
        (3, Loss::PointAndQuantiles { levels }),
        (1, Loss::BinaryCrossEntropy),
        (1, Loss::WeightedBinaryCrossEntropy { weights: [1.0, 2.0] }),
        (3, Loss::SoftmaxCrossEntropy),
        (2, Loss::WeightedSoftmaxCrossEntropy { weights: vec![1.0, 2.0] }),
        (2, Loss::GroupedSoftmaxCrossEntropy { classes: 2 }),
    ];
    let optimizers = [
        Optimizer::Sgd(Sgd { momentum: 0.5, nesterov: true, ..Sgd::keras(0.01) }),
        Optimizer::AdamW(AdamW::keras(0.01)),
        Optimizer::RmsProp(RmsProp { momentum: 0.5, ..RmsProp::pytorch(0.01) }),
    ];
    let squared = Loss::MeanSquaredError;
    let plain = TrainParams { epochs: 6, ..TrainParams::default() };
    let losses = losses.into_iter().map(|(outputs, loss)| (outputs, busy(loss, adam)));
    let optimizers = optimizers.into_iter().map(|optimizer| (1, busy(squared.clone(), optimizer)));
    losses.chain(optimizers).chain([(1, plain)]).collect()
}

/// The layers that `deep` has not.
fn layers() -> Vec<Vec<LayerSpec>> {
    let both = LayerSpec::BiLstm { units: 5, activation: CellActivation::Tanh, return_sequences: true };
    let heads = LayerSpec::MultiHeadAttention { heads: 2, key_dim: 3 };
    let relu = LayerSpec::Activation { function: Activation::Relu };
    let branches = vec![
        vec![],
        vec![LayerSpec::Slice { from: 1, count: 2 }, both, LayerSpec::batch_norm(), relu],
        vec![LayerSpec::Gru { units: 4, return_sequences: true }, LayerSpec::layer_norm()],
    ];
    let merged = LayerSpec::Parallel { branches, merge: Merge::Concat };
    let again = vec![
        vec![LayerSpec::GlobalAveragePool {}, LayerSpec::Repeat { count: 2 }],
        vec![LayerSpec::LastSteps { count: 2 }],
    ];
    let picture = LayerSpec::Reshape { rows: 4, columns: 9, features: 1 };
    let padded = LayerSpec::Conv1d {
        filters: 3,
        kernel: 3,
        padding: Padding::Same,
        activation: Activation::Tanh,
        initializer: Initializer::default(),
    };
    let attention = |score| vec![LayerSpec::Attention { score }, LayerSpec::dense(1)];
    vec![
        vec![
            LayerSpec::PositionalEncoding { trained: false },
            LayerSpec::PositionalEncoding { trained: true },
            merged,
            LayerSpec::Residual { layers: vec![heads] },
            LayerSpec::Parallel { branches: again, merge: Merge::Add },
            LayerSpec::Flatten {},
            LayerSpec::dense(1),
        ],
        vec![
            LayerSpec::Flatten {},
            picture,
            LayerSpec::conv2d(4, 2),
            LayerSpec::MaxPool2d { size: 2 },
            LayerSpec::Flatten {},
            LayerSpec::dense(1),
        ],
        // a vector for the sign of the first column, beside the others
        vec![
            LayerSpec::Parallel {
                branches: vec![
                    vec![LayerSpec::Slice { from: 0, count: 3 }],
                    vec![LayerSpec::Slice { from: 3, count: 1 }, LayerSpec::Embedding { count: 2, dim: 3 }],
                ],
                merge: Merge::Concat,
            },
            LayerSpec::Flatten {},
            LayerSpec::dense(1),
        ],
        [vec![padded], attention(AttentionScore::Additive { units: 4 })].concat(),
        attention(AttentionScore::Dot),
    ]
}

fn count() -> usize {
    COUNT.with(Cell::get)
}

#[test]
fn no_allocation_after_the_first_epoch() {
    let value = |i: usize| (i as f32 * 0.37).sin();
    let row = |t: usize| [value(3 * t), value(3 * t + 1), value(3 * t + 2), f32::from(value(3 * t) > 0.0)];
    let rows: Vec<f32> = (0..100).flat_map(row).collect();
    let ends: Vec<usize> = (8..100).collect();
    // fit to be values, probabilities and classes
    let targets: Vec<f32> = ends.iter().map(|end| f32::from(rows[end * 4] > 0.0)).collect();
    let samples = Samples { windows: Windows::new(&rows, 4, 9, &ends).unwrap(), targets: &targets };
    let stream = ChaCha8Rng::seed_from_u64(2);
    let plain = TrainParams { epochs: 6, ..TrainParams::default() };
    let deep = cases().into_iter().map(|(outputs, params)| (deep(outputs), params));
    let others = layers().into_iter().map(|layers| (network(layers, 9, 4), plain.clone()));
    for (mut network, params) in deep.chain(others) {
        let mut streams = Streams { shuffle: stream.clone(), dropout: stream.clone() };
        let mut counts = [0; 6];
        train(&mut network, samples, Some(samples), &params, &mut streams, &mut |report| {
            counts[report.epoch - 1] = count();
            Flow::Continue
        })
        .unwrap();
        assert!(counts[0] > 0);
        assert_eq!(counts, [counts[0]; 6], "{params:?}");
    }

    let mut generator = network(vec![LayerSpec::lstm(5), LayerSpec::dense(1)], 9, 6);
    let mut discriminator = network(vec![LayerSpec::dense(7), LayerSpec::dense(1)], 1, 37);
    let params = GanParams { epochs: 6, discriminator_steps: 2, ..GanParams::default() };
    let mut streams = GanStreams { shuffle: stream.clone(), dropout: stream.clone(), noise: stream };
    let mut counts = [0; 6];
    train_gan(&mut generator, &mut discriminator, samples, &params, &mut streams, &mut |report| {
        counts[report.epoch - 1] = count();
        Flow::Continue
    })
    .unwrap();
    assert_eq!(counts, [counts[0]; 6]);
}
