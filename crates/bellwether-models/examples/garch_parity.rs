//! Fits GARCH and GJR-GARCH to the series of a file, for a table beside another implementation.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example garch_parity FILE
//! ```
//!
//! A line of the file is `name values`; printed are lines `series model log-likelihood parameters`, the parameters μ, ω, α,
//! γ, β and ν, 0 where there is none.
#![allow(clippy::print_stdout, reason = "prints its results")]

use std::error::Error;

use bellwether_models::statistical::volatility::{Errors, Options, Process, fit};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: garch_parity FILE")?;
    for line in std::fs::read_to_string(file)?.lines() {
        let (name, values) = line.split_once(' ').ok_or_else(|| format!("not a series: {line}"))?;
        let values = values.split(',').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
        for (process, model) in [(Process::Garch, "garch"), (Process::GjrGarch, "gjr-garch")] {
            for (errors, word) in [(Errors::Normal, "normal"), (Errors::StudentT, "student-t")] {
                let found = fit(&values, &Options { process, errors, ..Options::default() })?;
                let p = found.parameters();
                let all = [p.mean, p.omega, p.alpha, p.gamma, p.beta, p.degrees.unwrap_or(0.0)];
                let all: Vec<String> = all.iter().map(f64::to_string).collect();
                println!("{name} {model}-{word} {} {}", found.log_likelihood(), all.join(","));
            }
        }
    }
    Ok(())
}
