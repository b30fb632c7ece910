//! Fits the models of statistics on the series of a file, for a table beside other implementations.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example statistics_parity FILE
//! ```
//!
//! A line of the file is `name order constant forms values`; printed are lines `table series model value`.
#![allow(clippy::print_stdout, reason = "prints its results")]

use std::error::Error;

use bellwether_models::statistical::arima::{self, Constant, Options, Order, Search};
use bellwether_models::statistical::ets::{self, ErrorKind, Form, Forms, Season, Trend};
use bellwether_models::statistical::theta;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: statistics_parity FILE")?;
    for line in std::fs::read_to_string(file)?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, order, constant, forms, values] = words[..] else {
            return Err(format!("not a series: {line}").into());
        };
        let values = values.split(',').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
        let numbers = order.split(',').map(str::parse).collect::<Result<Vec<usize>, _>>()?;
        let [p, d, q] = numbers[..] else { return Err(format!("not an order: {order}").into()) };
        let mean = if constant == "mean" { Constant::Mean } else { Constant::None };
        let options = Options { constant: mean, ..Options::default() };
        let fitted = arima::fit(&values, Order::new(p, d, q), &options)?;
        println!("arima {name} {order}-{constant} {}", fitted.log_likelihood());
        // in the unit that the peer is given, which criteria depend on
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
        let unit: Vec<f64> = values.iter().map(|v| v / deviation).collect();
        let best = arima::select(&unit, &Search::default())?.best;
        println!("auto-arima {name} d={} {}", best.order().d, best.aicc());
        for form in forms.split('/') {
            println!("ets {name} {form} {}", ets::fit(&values, parsed(form)?, 1)?.log_likelihood());
        }
        println!("auto-ets {name} ZZN {}", ets::select(&values, &Forms::all(None))?.best.aicc());
        println!("theta {name} ln-mse {}", theta::fit(&values, 2.0, None)?.variance().ln());
    }
    Ok(())
}

/// A form without a season, as `MAdN`.
fn parsed(text: &str) -> Result<Form, String> {
    let error = if text.starts_with('A') { ErrorKind::Additive } else { ErrorKind::Multiplicative };
    let trend = match &text[1..] {
        "NN" => Trend::None,
        "AN" => Trend::Additive,
        "AdN" => Trend::AdditiveDamped,
        _ => return Err(format!("not a form: {text}")),
    };
    Ok(Form { error, trend, season: Season::None })
}
