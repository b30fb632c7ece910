//! The training loop allocates nothing once its buffers are made.
#![allow(unsafe_code)] // a global allocator is an unsafe trait

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use bellwether_nn::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
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

// the only test of this file: another would count into this one
#[test]
fn no_allocation_after_the_first_epoch() {
    let spec = NetworkSpec {
        input: InputShape { steps: 9, features: 3 },
        layers: vec![
            LayerSpec::conv1d(8, 2),
            LayerSpec::MaxPool1d { size: 2 },
            LayerSpec::Lstm { units: 6, activation: CellActivation::Relu, return_sequences: true },
            LayerSpec::Dropout { rate: 0.3 },
            LayerSpec::lstm(5),
            LayerSpec::Flatten {},
            LayerSpec::dense(1),
        ],
    };
    let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    let rows: Vec<f32> = (0..300).map(|i| (i as f32 * 0.37).sin()).collect();
    let ends: Vec<usize> = (8..100).collect();
    let targets: Vec<f32> = ends.iter().map(|end| rows[end * 3]).collect();
    let samples = Samples { windows: Windows::new(&rows, 3, 9, &ends).unwrap(), targets: &targets };
    let params = TrainParams {
        epochs: 6,
        clip_norm: Some(0.1),
        early_stopping: Some(EarlyStopping { patience: 10, min_delta: 0.0, restore_best: true }),
        ..TrainParams::default()
    };
    let stream = ChaCha8Rng::seed_from_u64(2);
    let mut streams = Streams { shuffle: stream.clone(), dropout: stream };
    let mut counts = [0; 6];
    train(&mut network, samples, Some(samples), &params, &mut streams, &mut |report| {
        counts[report.epoch - 1] = COUNT.load(Ordering::Relaxed);
        Flow::Continue
    })
    .unwrap();
    assert!(counts[0] > 0);
    assert_eq!(counts, [counts[0]; 6]);
}
