//! A backtest: on plain slices, and of a study's forecasts beside buying and holding.
//!
//! `cargo run --example 12_backtest -- FOLDER` leaves the report in FOLDER.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::path::{Path, PathBuf};

use bellwether::evaluation::backtest::{
    Costs, Execution, Moments, Rules, TradingSummary, backtest, buy_and_hold, by_sign, probabilistic_sharpe,
};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // any forecasts, as plain numbers: here that tomorrow goes on as today
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let bars = &prices.bars[&Ticker::new("MSFT")?];
    let factor = |b: &Bar| b.adj_close / b.close;
    let open: Vec<f64> = bars.iter().map(|b| b.open * factor(b)).collect();
    let close: Vec<f64> = bars.iter().map(|b| b.adj_close).collect();
    let change = |t: usize| if t == 0 { 0.0 } else { close[t] / close[t - 1] - 1.0 };
    let wanted = by_sign(&(0..close.len()).map(change).collect::<Vec<_>>(), false);
    let free = Rules { execution: Execution::NextOpen, costs: Costs::NONE };
    for (name, rules) in [("without costs", free), ("with costs", Rules::default())] {
        let traded = backtest(&open, &close, &wanted, &rules)?;
        let summary = TradingSummary::of(&traded, 252.0)?;
        let sure = probabilistic_sharpe(&Moments::of(&traded.returns[1..])?, 0.0);
        println!(
            "{name:14} {:+7.1} %, traded {:.0} times the equity a year, Sharpe above 0 with probability {sure:.2}",
            100.0 * summary.total_return,
            summary.turnover
        );
    }
    let held = buy_and_hold(&open, &close, &free)?;
    let last = held.equity.last().ok_or("no bars")?;
    assert!((last / (close[close.len() - 1] / open[1]) - 1.0).abs() < 1e-12);

    // a study with a [backtest] trades every row
    let config = StudyConfig::parse(bundled::BACKTEST_STUDY, Path::new("backtest.toml"))?;
    let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
    let own = tempfile::tempdir()?;
    let asked = std::env::args().nth(1).map(PathBuf::from);
    let folder = asked.as_deref().unwrap_or(own.path());
    let record = run_study(&config, &data, &RunOptions::new(folder), &|_| {})?.record;
    println!("{}", terminal::leaderboard(&record, 120, false));
    let report = folder.join("report.html");
    std::fs::write(&report, html::render(&record)?)?;
    if asked.is_some() {
        println!("report  {}", report.display());
    }
    let traded = record.backtest.as_ref().ok_or("the study has a backtest")?;
    let portfolio = traded.portfolio.as_ref().ok_or("four tickers are a portfolio")?;
    assert_eq!(portfolio.rows[0].model, "persistence");
    assert!(portfolio.rows.iter().all(|row| row.traded.is_some()));
    assert!(portfolio.overfitting.is_some());
    Ok(())
}
