//! What a model looks at: importances of a forest's inputs, and exact Shapley values of one forecast.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::path::Path;

use bellwether::models::classical::{Forest, ForestParams};
use bellwether::prelude::*;

const STUDY: &str = r#"
study = { name = "What counts" }
data = { prices = "bundled:stocknet", tickers = ["MSFT"], end = "2016-03-31" }
inputs = { price = ["log-return", "rsi14", "realised-vol20"], text = [] }
protocol = { kind = "hold-out", test = { rows = 60 } }
models = [{ kind = "random-forest", trees = 30, predict = "change" }, { kind = "ridge", predict = "change" }]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // a study records for each row the share of every column, over all rows of the window
    let config = StudyConfig::parse(STUDY, Path::new("counts.toml"))?;
    let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
    let folder = tempfile::tempdir()?;
    let record = run_study(&config, &data, &RunOptions::new(folder.path()), &|_| {})?.record;
    for row in &record.tickers[0].rows {
        let named = row.importances.iter().map(|c| format!("{} {:.0} %", c.column, 100.0 * c.share));
        println!("{:14}{}", row.model, named.collect::<Vec<_>>().join(", "));
        let all: f64 = row.importances.iter().map(|c| c.share).sum();
        assert!(row.importances.is_empty() || (all - 1.0).abs() < 1e-9);
    }
    assert_eq!(record.tickers[0].rows.iter().filter(|r| !r.importances.is_empty()).count(), 2);

    // of one forecast: Shapley values of the inputs, and the mean forecast, which add up to it exactly
    let closes: Vec<f64> = record.tickers[0].series.close.iter().flatten().copied().collect();
    let change = |t: usize| closes[t] / closes[t - 1] - 1.0;
    let rows: Vec<[f64; 2]> = (2..closes.len()).map(|t| [change(t - 1), closes[t - 1]]).collect();
    let next: Vec<f64> = (2..closes.len()).map(change).collect();
    let params = ForestParams { trees: 30, ..ForestParams::default() };
    let (inputs, weights, run) = (rows.concat(), vec![1.0; rows.len()], RunContext::new(1));
    let forest = Forest::fit(&inputs, &next, &weights, false, &params, &run, "forest")?;
    let newest = rows.last().ok_or("no rows")?;
    let shares = forest.shap(newest);
    println!(
        "yesterday's change {:+.6}, yesterday's close {:+.6}, mean {:+.6}",
        shares[0], shares[1], shares[2]
    );
    assert!((shares.iter().sum::<f64>() - forest.predict(newest)).abs() < 1e-12);
    Ok(())
}
