//! Measures how many candlestick pictures a second are drawn on one core, one for each day of a long series.
//!
//! ```sh
//! cargo run --release -p bellwether-features --example picture_speed
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bellwether_features::{Candle, CandleSpec, Channel, FeatureError};

const ROUNDS: usize = 7;
const DAYS: usize = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let candles: Vec<Candle> = (0..DAYS).map(|i| candle(i as f64)).collect();
    let plain = CandleSpec::default();
    let volume = CandleSpec { volume: true, ..plain };
    println!("{:.0} pictures/s of bytes", rate::<u8>(&plain, &candles)?);
    println!("{:.0} pictures/s of bytes with volume", rate::<u8>(&volume, &candles)?);
    println!("{:.0} pictures/s of numbers", rate::<f32>(&plain, &candles)?);
    Ok(())
}

/// A price that wanders by rule.
fn candle(day: f64) -> Candle {
    let (open, close) = (100.0 + 9.0 * (day * 0.37).sin(), 100.0 + 9.0 * (day * 0.37 + 0.2).sin());
    let volume = 1e6 * (2.0 + (day * 1.7).sin());
    Candle { open, high: open.max(close) + 1.0, low: open.min(close) - 0.7, close, volume }
}

/// The median of a few rounds.
fn rate<T: Channel>(spec: &CandleSpec, candles: &[Candle]) -> Result<f64, FeatureError> {
    let mut picture = vec![T::NONE; spec.values()];
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for window in candles.windows(spec.days) {
            spec.draw(black_box(window), &mut picture)?;
            black_box(&picture);
        }
        rates.push((candles.len() + 1 - spec.days) as f64 / start.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates[ROUNDS / 2])
}
