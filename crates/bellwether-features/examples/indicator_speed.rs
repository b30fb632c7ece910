//! Measures how many million rows a second each indicator computes on one core: the best of ninety rounds of ten series of
//! ten thousand sessions. Columns are there already, and so is the memory for the output.
//!
//! ```sh
//! cargo run --release -p bellwether-features --example indicator_speed
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use bellwether_core::{Bar, Session};
use bellwether_features::{PriceColumns, PriceFeature};

const ROUNDS: usize = 90;
const REPEATS: usize = 10;
const SESSIONS: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let columns = PriceColumns::new(&bars()?);
    let mut out = Vec::new();
    // decompositions are measured by `decomposition_speed`
    for feature in PriceFeature::ALL.into_iter().filter(|f| !f.is_decomposition()) {
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            for _ in 0..REPEATS {
                feature.write_column(black_box(&columns), black_box(&mut out));
            }
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{feature} {:.1}", (REPEATS * SESSIONS) as f64 / best / 1e6);
    }
    Ok(())
}

/// A random walk, the same as in `xtask/python/indicators_speed.py`.
fn bars() -> Result<Vec<Bar>, jiff::Error> {
    let session = Session {
        date: "2015-01-02".parse()?,
        open: "2015-01-02T14:30:00Z".parse()?,
        close: "2015-01-02T21:00:00Z".parse()?,
    };
    let mut state = 1_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut close = 100.0;
    let mut bar = || {
        let open = close;
        close = open * (1.0 + 0.04 * (uniform() - 0.5));
        let (high, low) =
            (open.max(close) * (1.0 + 0.01 * uniform()), open.min(close) * (1.0 - 0.01 * uniform()));
        Bar { session, open, high, low, close, adj_close: close, volume: (1e6 * uniform()).floor() }
    };
    Ok(std::iter::repeat_with(&mut bar).take(SESSIONS).collect())
}
