//! What an ARIMA has estimated, and how surely: coefficients with their standard errors.
#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use bellwether::models::statistical::arima::{Constant, Options, Order, fit};
use bellwether::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stocknet = bundled::STOCKNET;
    let prices = read_prices_bytes(stocknet.prices_name, stocknet.prices, &PriceOptions::default())?;
    let closes: Vec<f64> = prices.bars[&Ticker::new("AAPL")?].iter().map(|bar| bar.close).collect();
    let returns: Vec<f64> =
        closes.windows(2).map(|w| 100.0 * (w[1] / w[0]).ln()).filter(|r| r.is_finite()).collect();

    let options = Options { constant: Constant::Mean, standard_errors: true, ..Options::default() };
    for order in [Order::new(1, 0, 0), Order::new(1, 0, 1), Order::new(2, 0, 1)] {
        let fitted = fit(&returns, order, &options)?;
        let errors = fitted.standard_errors().ok_or("at the edge of stationarity")?;
        println!("ARIMA({}, {}, {}), AICc {:.1}", order.p, order.d, order.q, fitted.aicc());
        let ar = fitted.ar().iter().enumerate().map(|(i, v)| (format!("ar{}", i + 1), *v));
        let ma = fitted.ma().iter().enumerate().map(|(i, v)| (format!("ma{}", i + 1), *v));
        let rest = [("mean".to_owned(), fitted.beta()[0]), ("variance".to_owned(), fitted.variance())];
        for ((name, value), error) in ar.chain(ma).chain(rest).zip(errors) {
            println!("  {name:9}{value:9.4}  ± {error:.4}  z {:6.2}", value / error);
            assert!(*error > 0.0 && error.is_finite());
        }
        if (order.p, order.q) == (1, 0) {
            // of a first-order autoregression the error is known for long series: sqrt((1 − φ²) / n)
            let known = ((1.0 - fitted.ar()[0].powi(2)) / returns.len() as f64).sqrt();
            assert!((errors[0] / known - 1.0).abs() < 0.05, "{} for {known}", errors[0]);
        }
    }
    Ok(())
}
