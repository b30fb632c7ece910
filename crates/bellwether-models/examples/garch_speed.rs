//! Measures fits of GARCH and GJR-GARCH to series of 1000 values, in seconds of one core. With a folder, writes the series
//! to `garch.txt` there.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example garch_speed [FOLDER]
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_models::statistical::volatility::{Errors, Options, Process, fit};
use rand_chacha::rand_core::Rng;

const SERIES: usize = 20;
const VALUES: usize = 1000;
/// The best of so many rounds.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let all = series();
    if let Some(folder) = std::env::args().nth(1) {
        let line = |s: &Vec<f64>| s.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let text = all.iter().map(line).collect::<Vec<_>>().join("\n");
        fs::write(Path::new(&folder).join("garch.txt"), text)?;
    }
    for (name, process, errors) in [
        ("garch", Process::Garch, Errors::Normal),
        ("garch-t", Process::Garch, Errors::StudentT),
        ("gjr-garch-t", Process::GjrGarch, Errors::StudentT),
    ] {
        let options = Options { process, errors, ..Options::default() };
        let mut sum = 0.0;
        for series in &all {
            let mut best = f64::INFINITY;
            for _ in 0..ROUNDS {
                let start = Instant::now();
                black_box(fit(black_box(series), &options)?);
                best = best.min(start.elapsed().as_secs_f64());
            }
            sum += best;
        }
        println!("{name} {:.6} s, mean of {SERIES} series", sum / SERIES as f64);
    }
    Ok(())
}

/// GARCH(1, 1) with errors that are all but normal, or with tails.
fn series() -> Vec<Vec<f64>> {
    let mut rng = RunContext::new(1).rng("garch");
    let mut noise =
        || (0..12).map(|_| (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0;
    let mut one = |i: usize| {
        let (alpha, beta) = (0.04 + 0.005 * i as f64, 0.93 - 0.01 * i as f64);
        let omega = 1.0 - alpha - beta;
        let mut variance = 1.0_f64;
        let mut value = || {
            let own = noise();
            // every other series has tails: a scale that is drawn too
            let z = if i.is_multiple_of(2) { own } else { own * (0.55 + 0.42 * noise().abs()) };
            let error = variance.sqrt() * z;
            variance = omega + alpha * error * error + beta * variance;
            0.05 + error
        };
        (0..VALUES).map(|_| value()).collect()
    };
    (0..SERIES).map(&mut one).collect()
}
