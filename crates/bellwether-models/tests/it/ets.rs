//! Exponential smoothing against statsmodels, closed forms, and its own limits.

use std::collections::BTreeMap;

use bellwether_models::statistical::ets::{ErrorKind, Form, Forms, Season, SmoothingError, Trend, fit, select};
#[allow(unused_imports)]
use proptest::prelude::*;

const SERIES: &str = include_str!("../reference/statsmodels/smoothing_series.csv");
const EXPECTED: &str = include_str!("../reference/statsmodels/ets.csv");

/// Of the log-likelihood, or better.
const LIKELIHOOD: f64 = 1e-6;

pub(crate) fn series() -> BTreeMap<String, Vec<f64>> {
    let mut lines = SERIES.lines().filter(|l| !l.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|v| v.parse().unwrap()).collect()).collect();
    let column = |j: usize| rows.iter().map(|r| r[j]).collect();
    names.iter().enumerate().map(|(j, name)| ((*name).to_owned(), column(j))).collect()
}

pub(crate) fn form(text: &str) -> Form {
    let error = if text.starts_with('A') { ErrorKind::Additive } else { ErrorKind::Multiplicative };
    let trend = match &text[1..text.len() - 1] {
        "N" => Trend::None,
        "A" => Trend::Additive,
        "Ad" => Trend::AdditiveDamped,
        "M" => Trend::Multiplicative,
        "Md" => Trend::MultiplicativeDamped,
        other => panic!("{other}"),
    };
    let season = match &text[text.len() - 1..] {
        "N" => Season::None,
        "A" => Season::Additive,
        _ => Season::Multiplicative,
    };
    Form { error, trend, season }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|v| v.parse().unwrap()).collect()
}

#[test]
fn likelihoods_and_forecasts_are_those_of_statsmodels_or_better() {
    let series = series();
    let mut faults = Vec::new();
    let (mut cases, mut same, mut better, mut over_default) = (0, 0, 0, 0);
    for line in EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, kind, period, default, best, parameters, mean, variance, simulated] = cells[..] else {
            panic!("{line}")
        };
        let [default, best]: [f64; 2] = [default, best].map(|v| v.parse().unwrap());
        let found = fit(&series[name], form(kind), period.parse().unwrap())
            .unwrap_or_else(|e| panic!("{name} {kind}: {e}"));
        cases += 1;
        let short = best - found.log_likelihood();
        println!("{name} {kind}: {:.2e} over the best, {:.2e} over the default", -short, found.log_likelihood() - default);
        if short > LIKELIHOOD * best.abs() || !found.converged() {
            faults.push(format!("{name} {kind}: {} for {best}, {:?}", found.log_likelihood(), found.smoothing()));
        }
        over_default += usize::from(found.log_likelihood() > default + 1e-3);
        // a higher or a flat top has other parameters
        if short.abs() > 1e-5 {
            better += 1;
            continue;
        }
        same += 1;
        let (mean, variance) = (numbers(mean), numbers(variance));
        let ahead = found.forecast(mean.len()).unwrap();
        let tolerance = if simulated == "1" { 0.05 } else { 2e-3 };
        for (h, own) in ahead.iter().enumerate() {
            if (own.mean - mean[h]).abs() > 5e-3 * variance[h].sqrt() {
                faults.push(format!("{name} {kind} {h}: mean {} for {}", own.mean, mean[h]));
            }
            if (own.variance - variance[h]).abs() > tolerance * variance[h] {
                faults.push(format!("{name} {kind} {h}: variance {} for {}", own.variance, variance[h]));
            }
        }
        let own = found.smoothing();
        if (own.alpha - numbers(parameters)[0]).abs() > 1e-2 {
            faults.push(format!("{name} {kind}: α {} for {}", own.alpha, numbers(parameters)[0]));
        }
    }
    println!("{cases} cases, {same} at the same top, {better} higher, {over_default} over the default by .001");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases >= 100 && same >= 60, "{cases} {same}");
}
