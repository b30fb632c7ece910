//! Evaluation: is the drift a better forecast than yesterday's close, or is it luck?
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::evaluation::significance::{Loss, Verdict};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let closes: Vec<f64> = prices.bars[&Ticker::new("AAPL")?].iter().map(|bar| bar.close).collect();
    let horizon = 1;
    let rows = closes.len() - horizon;

    // the last 250 sessions, each forecast by what was known then; refitted every 25
    let split = WalkForward {
        initial: Size::Rows(200),
        validation: Size::Rows(0),
        refit_every: 25,
        test: Size::Rows(250),
        ..WalkForward::default()
    };
    let (mut actual, mut persistence, mut drift) = (Vec::new(), Vec::new(), Vec::new());
    for fold in split.folds(rows, horizon)? {
        let train = &closes[fold.train.start..=fold.train.end];
        let step = (train[train.len() - 1] - train[0]) / (train.len() - 1) as f64;
        for row in fold.test {
            actual.push(closes[row + horizon]);
            persistence.push(closes[row]);
            drift.push(closes[row] + step);
        }
    }
    assert_eq!(actual.len(), 250);
    println!("persistence  MAE {:.3}  RMSE {:.3}", mae(&actual, &persistence)?, rmse(&actual, &persistence)?);
    println!("drift        MAE {:.3}  RMSE {:.3}", mae(&actual, &drift)?, rmse(&actual, &drift)?);
    println!("skill of drift {:+.4}", skill_score(&actual, &drift, &persistence)?);

    let errors = |forecast: &[f64]| actual.iter().zip(forecast).map(|(a, f)| a - f).collect::<Vec<_>>();
    let outcome = diebold_mariano(&errors(&drift), &errors(&persistence), Loss::Squared, horizon)?;
    let test = outcome.test().ok_or("the forecasts are identical")?;
    println!("Diebold-Mariano p = {:.3}: {}", test.p_two_sided, outcome.verdict().words());
    assert_eq!(outcome.verdict(), Verdict::NoSignificantDifference);
    Ok(())
}
