//! Predictions of any tool, put to the tests: read, checked, and written as a report.
//!
//! `cargo run --example 14_check -- FOLDER` leaves the report in FOLDER.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::fmt::Write;
use std::path::PathBuf;

use bellwether::ingest::{PredictionOptions, read_predictions_bytes};
use bellwether::prelude::*;
use bellwether::study::{CheckConfig, check, write_check};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // what another tool's cross-validation would have written: two models, one of them the last close with a little noise, each of
    // them a day and a week ahead of every cutoff
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let mut csv = "date,cutoff,ticker,moving average,lstm\n".to_owned();
    for (ticker, bars) in &prices.bars {
        for (i, ten) in bars.windows(10).enumerate() {
            let (known, last) = (&ten[..5], &ten[4]);
            let mean = known.iter().map(|b| b.close).sum::<f64>() / 5.0;
            let noise = ((i * 7) % 13) as f64 / 13.0 - 0.5;
            for ahead in [1, 5] {
                let (day, cutoff, said) =
                    (ten[4 + ahead].date(), last.date(), last.close * (1.0 + 0.006 * noise));
                writeln!(csv, "{day},{cutoff},{ticker},{mean:.3},{said:.3}")?;
            }
        }
    }
    let predictions =
        read_predictions_bytes("predictions.csv", csv.as_bytes(), &PredictionOptions::default())?;
    // the file says neither what came nor the close before: both are in the prices
    let record = check(&CheckConfig::default(), &predictions, Some(&prices))?;
    println!("{}", terminal::leaderboard(&record, 120, false));

    let own = tempfile::tempdir()?;
    let asked = std::env::args().nth(1).map(PathBuf::from);
    let folder = asked.as_deref().unwrap_or(own.path());
    let run = write_check(record, folder)?;
    let report = folder.join("report.html");
    std::fs::write(&report, html::render(&run.record)?)?;
    if asked.is_some() {
        println!("report  {}", report.display());
    }
    assert_eq!(run.record.verdict.len(), 3, "two sentences on a day ahead, one on both horizons");
    let checked = run.record.check.as_ref().ok_or("a check has its own part")?;
    assert_eq!((checked.rows.len(), checked.horizons.len()), (2, 2));
    assert!(checked.remarks.iter().any(|r| r.contains("lstm look like the last known value moved by a day")));
    Ok(())
}
