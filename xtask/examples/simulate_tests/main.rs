//! How often every test of `bellwether-evaluation` rejects what is true and what is not, and how often intervals hold:
//! `simulate_tests NULLS PRICES` writes Markdown to standard output. The same numbers on any number of threads.

mod coverage;
mod fitted;
mod random;
mod scenarios;

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;

use random::Random;
use scenarios::{SCENARIOS, Scenario};

/// The size that tests are held against, in %, and how far from it they may be.
const SIZE: f64 = 5.0;
const TOLERANCE: f64 = 1.0;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [nulls, prices] = words.as_slice() else {
        return Err("usage: simulate_tests NULLS PRICES".into());
    };
    let nulls: u64 = nulls.parse().map_err(|_| format!("`{nulls}` is no number of nulls"))?;
    if nulls == 0 {
        return Err("0 nulls say nothing: 2000 are usual".into());
    }
    let mut page = String::new();
    introduce(&mut page, nulls);
    for scenario in SCENARIOS {
        let row = row(scenario, nulls);
        writeln!(io::stderr(), "{row}")?;
        page.push_str(&row);
        page.push('\n');
    }
    page.push_str(scenarios::REMARKS);
    page.push('\n');
    coverage::table(Path::new(prices), &mut page)?;
    fitted::table(Path::new(prices), &mut page)?;
    io::stdout().lock().write_all(page.as_bytes())?;
    Ok(())
}

fn introduce(page: &mut String, nulls: u64) {
    let error = (0.05_f64 * 0.95 / nulls as f64).sqrt() * 100.0;
    page.push_str(&format!(
        "# Significance tests and intervals, tried out\n\n\
         Written by `cargo xtask simulate tests --nulls {nulls}`; seeded, so that the same command writes the same page.\n\n\
         ## Size and power\n\n\
         Size: how often a test at 5 % rejects in {nulls} simulated worlds in which its null hypothesis is true. It should\n\
         be 5 ± 1 %; chance alone moves it by a standard error of {error:.2} points. Power: how often it rejects in {nulls} worlds\n\
         with the planted effect.\n\n\
         | test | setting | size | 5 ± 1 % | planted effect | power |\n|---|---|---:|---|---|---:|\n"
    ));
}

fn row(scenario: &Scenario, nulls: u64) -> String {
    let [size, power] = [false, true].map(|planted| {
        let rejects = |k: u64| {
            let mut random = Random::named(scenario.test, scenario.setting, planted, k);
            usize::from((scenario.rejects)(&mut random, planted))
        };
        let rejected: usize = (0..nulls).into_par_iter().map(rejects).sum();
        rejected as f64 / nulls as f64 * 100.0
    });
    let verdict = if (size - SIZE).abs() <= TOLERANCE {
        "yes"
    } else if size < SIZE {
        "below: cautious"
    } else {
        "**above**"
    };
    let Scenario { test, setting, effect, .. } = scenario;
    format!("| {test} | {setting} | {size:.1} % | {verdict} | {effect} | {power:.0} % |")
}
