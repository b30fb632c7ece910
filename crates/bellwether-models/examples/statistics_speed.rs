//! Measures a walk-forward of ARIMA(2, 0, 1) with a mean, fitted again on each of 1000 days, and auto-ARIMA, ETS by AICc
//! and Theta on series of 1000 values, in seconds of one core. With a folder, writes the series there.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example statistics_speed [FOLDER]
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_models::statistical::arima::{Constant, Options, Order, Search, Start, fit, select};
use bellwether_models::statistical::{ets, theta};
use rand_chacha::rand_core::Rng;

const SERIES: usize = 20;

/// Rounds of what takes no time.
const TIMES: usize = 20;

/// Time on the processor where the system tells it, else on the wall.
struct Watch {
    wall: Instant,
    processor: Option<f64>,
}

fn processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

impl Watch {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor() }
    }

    fn seconds(&self) -> f64 {
        match (self.processor, processor()) {
            (Some(before), Some(now)) if now > before => now - before,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (walk, all) = series();
    if let Some(folder) = std::env::args().nth(1) {
        write(Path::new(&folder), &walk, &all)?;
    }
    let order = Order::new(2, 0, 1);
    let options = Options { constant: Constant::Mean, start: Start::One, ..Options::default() };
    let watch = Watch::start();
    let mut fitted = fit(&walk[..1000], order, &options)?;
    for day in 1001..=2000 {
        black_box(fitted.forecast(1, &[])?);
        fitted = fit(&walk[..day], order, &Options { start: Start::Warm(&fitted), ..options })?;
    }
    println!("arima-walk-forward {:.5} s for 1000 days", watch.seconds());

    let mut tried = 0;
    let watch = Watch::start();
    for series in &all {
        tried += select(black_box(series), &Search::default())?.tried;
    }
    println!("auto-arima {:.5} s, mean of {SERIES} series, {tried} models", watch.seconds() / SERIES as f64);
    let watch = Watch::start();
    for series in &all {
        black_box(ets::select(black_box(series), &ets::Forms::all(None))?);
    }
    println!("ets {:.5} s, mean of {SERIES} series", watch.seconds() / SERIES as f64);
    let watch = Watch::start();
    for series in (0..TIMES).flat_map(|_| &all) {
        black_box(theta::fit(black_box(series), 2.0, None)?.forecast(1)?);
    }
    println!("theta {:.7} s, mean of {SERIES} series", watch.seconds() / (TIMES * SERIES) as f64);
    Ok(())
}

/// 2000 values of an ARMA(2, 1), and series of 1000, every other one a price.
fn series() -> (Vec<f64>, Vec<Vec<f64>>) {
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
    let walk = arma([1.2, -0.5], 0.4, 2000);
    let mut all = Vec::new();
    for i in 0..SERIES {
        let phi = 1.8 * i as f64 / SERIES as f64 - 0.9;
        let own = arma([phi, 0.0], 0.4, 1000);
        let mut level = 1000.0;
        let prices = own.iter().map(|v| {
            level += v;
            level
        });
        all.push(if i % 2 == 0 { own.clone() } else { prices.collect() });
    }
    (walk, all)
}

fn write(folder: &Path, walk: &[f64], all: &[Vec<f64>]) -> std::io::Result<()> {
    let line = |values: &[f64], by: &str| values.iter().map(f64::to_string).collect::<Vec<_>>().join(by);
    fs::write(folder.join("walk.csv"), line(walk, "\n"))?;
    let lines: Vec<String> = all.iter().map(|series| line(series, ",")).collect();
    fs::write(folder.join("series.csv"), lines.join("\n"))
}
