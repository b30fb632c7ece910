//! Reduction against other implementations, and its laws.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod embeddings;
mod graph;
mod laws;
mod neighbours;
mod pca;

use bellwether_topics::Points;
use rand_chacha::rand_core::Rng;

/// Whole numbers as points.
fn points(values: &[i32], width: usize) -> Points {
    Points::new(values.iter().map(|&v| v as f32).collect(), width).unwrap()
}

/// Made-up points around some centres.
fn groups(n: usize, width: usize, centres: usize, noise: f32, seed: u64) -> Points {
    let mut rng = bellwether_core::RunContext::new(seed).rng("points");
    let mut unit = || (f64::from(rng.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0) as f32;
    let places: Vec<f32> = (0..centres * width).map(|_| unit()).collect();
    let values = (0..n * width)
        .map(|at| places[(at / width % centres) * width + at % width] + noise * (unit() + unit() + unit()))
        .collect();
    Points::new(values, width).unwrap()
}
