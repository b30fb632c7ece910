//! Measures how long gradient boosting takes on 1000 samples of 96 inputs, 100 trees of depth 3, on one core.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example boosting_speed
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_models::classical::{Boosting, BoostingLoss, BoostingParams};
use rand_chacha::rand_core::Rng;

const ROUNDS: usize = 5;
const SAMPLES: usize = 1000;
const INPUTS: usize = 96;

fn main() -> Result<(), Box<dyn Error>> {
    let run = RunContext::new(1);
    let mut rng = run.rng("data");
    let mut unit = || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let x: Vec<f64> = (0..SAMPLES * INPUTS).map(|_| unit()).collect();
    let y: Vec<f64> = x.chunks(INPUTS).map(|row| (7.0 * row[0]).sin() + row[1] * row[2] + unit()).collect();
    let labels: Vec<f64> = y.iter().map(|v| f64::from(*v > 1.0)).collect();
    for (loss, targets) in [(BoostingLoss::SquaredError, &y), (BoostingLoss::Logistic, &labels)] {
        let mut seconds = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let (rows, params) = ((&black_box(&x)[..], &targets[..]), BoostingParams::default());
            let boosting = Boosting::fit(rows, None, loss, &params, &run, "speed")?;
            seconds.push(start.elapsed().as_secs_f64());
            black_box(boosting.predict(&x[..INPUTS]));
        }
        seconds.sort_by(f64::total_cmp);
        println!("{:.4} s {loss:?}, median of {ROUNDS} rounds", seconds[ROUNDS / 2]);
    }
    Ok(())
}
