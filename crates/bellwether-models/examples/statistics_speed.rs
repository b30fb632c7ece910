//! Measures a walk-forward of ARIMA(2, 0, 1) with a mean, fitted again on each of 1000 days, and auto-ARIMA on series of
//! 1000 values, on one core.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example statistics_speed
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_models::statistical::arima::{Constant, Options, Order, Search, Start, fit, select};
use rand_chacha::rand_core::Rng;

const SERIES: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let run = RunContext::new(1);
    let mut rng = run.rng("data");
    // the sum of twelve uniforms less 6 is all but normal
    let mut noise =
        || (0..12).map(|_| (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0;
    let mut arma = |phi: [f64; 2], theta: f64, n: usize| -> Vec<f64> {
        let e: Vec<f64> = (0..n).map(|_| noise()).collect();
        let mut u = vec![0.0; n];
        for t in 2..n {
            u[t] = phi[0] * u[t - 1] + phi[1] * u[t - 2] + e[t] + theta * e[t - 1];
        }
        u
    };
    let series = arma([1.2, -0.5], 0.4, 2000);
    let order = Order::new(2, 0, 1);
    let options = Options { constant: Constant::Mean, start: Start::One, ..Options::default() };
    let start = Instant::now();
    let mut fitted = fit(&series[..1000], order, &options)?;
    for day in 1001..=2000 {
        black_box(fitted.forecast(1, &[])?);
        fitted = fit(&series[..day], order, &Options { start: Start::Warm(&fitted), ..options })?;
    }
    println!("{:.4} s walk-forward of 1000 days", start.elapsed().as_secs_f64());

    let mut all = Vec::new();
    for i in 0..SERIES {
        let phi = 1.8 * i as f64 / SERIES as f64 - 0.9;
        let own = arma([phi, 0.0], 0.4, 1000);
        // every other one is a price
        let mut level = 0.0;
        let prices = own.iter().map(|v| {
            level += v;
            level
        });
        all.push(if i % 2 == 0 { own.clone() } else { prices.collect() });
    }
    let (mut seconds, mut tried) = (Vec::new(), 0);
    for series in &all {
        let start = Instant::now();
        let chosen = select(black_box(series), &Search::default())?;
        seconds.push(start.elapsed().as_secs_f64());
        tried += chosen.tried;
    }
    seconds.sort_by(f64::total_cmp);
    let mean = seconds.iter().sum::<f64>() / SERIES as f64;
    println!(
        "{mean:.4} s auto-arima, mean of {SERIES} series; median {:.4}, longest {:.4}, {tried} models",
        seconds[SERIES / 2],
        seconds[SERIES - 1]
    );
    Ok(())
}
