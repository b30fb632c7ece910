//! Intervals around a model of one's own: an ensemble on blocks of the past, with errors out of bag (EnbPI).
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::evaluation::bootstrap::MovingBlockBootstrap;
use bellwether::evaluation::intervals::{EnbPi, IntervalError, Tails};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let closes: Vec<f64> = prices.bars[&Ticker::new("AAPL")?].iter().map(|bar| bar.close.ln()).collect();
    let changes: Vec<f64> = closes.windows(2).map(|two| two[1] - two[0]).collect();
    // tomorrow's change from today's: any model that fits on rows and forecasts rows would do
    let (today, tomorrow) = (&changes[..changes.len() - 1], &changes[1..]);
    let fit_and_forecast = |rows: &[usize]| {
        let products: f64 = rows.iter().map(|i| today[*i] * tomorrow[*i]).sum();
        let slope = products / rows.iter().map(|i| today[*i].powi(2)).sum::<f64>();
        Ok::<_, IntervalError>(today.iter().map(|x| slope * x).collect())
    };

    // 20 fits on moving blocks of the first 250 sessions; the intervals follow the errors from then on
    let learnt = 250;
    let mut rng = RunContext::new(1).rng("example/enbpi");
    let draws: Vec<Vec<usize>> =
        (0..20).map(|_| MovingBlockBootstrap::new(10).places(&mut rng, learnt)).collect();
    for tails in [Tails::Symmetric, Tails::Equal, Tails::Narrowest] {
        let how = EnbPi { level: 0.9, tails, batch: 1 };
        let rows = how.over(tomorrow, learnt, 1, &draws, fit_and_forecast)?;
        let held = rows
            .iter()
            .zip(&tomorrow[learnt..])
            .filter(|(row, y)| row.is_some_and(|row| (row.interval.lower..=row.interval.upper).contains(*y)));
        let share = held.count() as f64 / rows.len() as f64;
        let last = rows.last().and_then(|row| *row).ok_or("there are no rows")?;
        let ends = [last.interval.lower, last.interval.upper].map(|end| 100.0 * (end.exp() - 1.0));
        println!(
            "{tails:?}: {:.1} % of {} held; the last from {:+.2} to {:+.2} %",
            100.0 * share,
            rows.len(),
            ends[0],
            ends[1]
        );
        assert!((share - 0.9).abs() < 0.06);
    }
    Ok(())
}
