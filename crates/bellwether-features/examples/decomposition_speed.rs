//! Measures the seconds of each decomposition on one core: wavelets forth and back and denoising on 10,000 values, empirical
//! modes of 1,000, ensembles of 100 trials on a year of 250, principal components of 1,000 rows of 30 columns.
//!
//! ```sh
//! cargo run --release -p bellwether-features --example decomposition_speed
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_features::{
    Boundary, Ceemdan, Components, Denoising, FeatureError, Pca, Sifting, Wavelet, ceemdan, denoise, eemd,
    emd, wavedec, waverec,
};

fn main() -> Result<(), Box<dyn Error>> {
    let (long, middle, year) = (walk(10_000), walk(1_000), walk(250));
    let forth_and_back = || waverec(&wavedec(&long, Wavelet::Db4, Boundary::Symmetric, 5)?);
    report("wavedec", 450, 1, forth_and_back)?;
    let how = Denoising { levels: 5, ..Denoising::default() };
    report("denoise", 450, 1, || denoise(&long, &how))?;
    let sifting = Sifting::default();
    report("emd", 45, 1, || emd(&middle, &sifting))?;
    let run = RunContext::new(1);
    report("eemd", 9, 1, || eemd(&year, &sifting, 100, 0.05, &mut run.rng("eemd")))?;
    report("ceemdan", 9, 1, || ceemdan(&year, &Ceemdan::default(), &mut run.rng("ceemdan")))?;
    let rows: Vec<f64> = uniforms().take(30_000).collect();
    let names: Vec<String> = (0..30).map(|j| format!("c{j}")).collect();
    let pca = Pca { components: Components::Count(10), ..Pca::default() };
    report("pca", 45, 1, || Ok(pca.fit(&rows, &names)?.transform(&rows)))?;
    Ok(())
}

/// Prints the name and the seconds of one run, the best of several rounds.
fn report<T>(
    name: &str,
    rounds: usize,
    repeats: usize,
    what: impl Fn() -> Result<T, FeatureError>,
) -> Result<(), FeatureError> {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let start = Instant::now();
        for _ in 0..repeats {
            black_box(what()?);
        }
        best = best.min(start.elapsed().as_secs_f64() / repeats as f64);
    }
    println!("{name} {best:.7}");
    Ok(())
}

/// The same as in `xtask/python/decompositions_speed.py`.
fn uniforms() -> impl Iterator<Item = f64> {
    let mut state = 1_u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    })
}

fn walk(n: usize) -> Vec<f64> {
    let step = |price: &mut f64, u: f64| {
        *price *= 1.0 + 0.04 * (u - 0.5);
        Some(*price)
    };
    uniforms().take(n).scan(100.0, step).collect()
}
