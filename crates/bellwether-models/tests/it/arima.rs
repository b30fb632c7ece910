//! ARIMA against statsmodels, closed forms, and its own limits.

use std::collections::BTreeMap;

use bellwether_models::statistical::arima::{ArimaError, Constant, FittedArima, Options, Order, Start, fit};
use proptest::prelude::*;

const SERIES: &str = include_str!("../reference/statsmodels/series.csv");
const EXPECTED: &str = include_str!("../reference/statsmodels/arima.csv");

/// Of the log-likelihood, or better.
const LIKELIHOOD: f64 = 1e-6;

/// Of a parameter, in its standard errors, where the likelihood has one top: both stop where little is to be gained.
const PARAMETER: f64 = 5e-3;

struct Case {
    name: String,
    order: Order,
    constant: Constant,
    regressors: Vec<Vec<f64>>,
    future: Vec<Vec<f64>>,
    default: f64,
    best: f64,
    parameters: Vec<f64>,
    errors: Vec<f64>,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

fn series() -> BTreeMap<String, Vec<f64>> {
    let mut lines = SERIES.lines().filter(|l| !l.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|l| l.split(',').map(|v| v.parse().unwrap()).collect()).collect();
    let column = |j: usize| rows.iter().map(|r| r[j]).collect();
    names.iter().enumerate().map(|(j, name)| ((*name).to_owned(), column(j))).collect()
}

fn cases(series: &BTreeMap<String, Vec<f64>>) -> Vec<Case> {
    let numbers = |text: &str| -> Vec<f64> { text.split(' ').map(|v| v.parse().unwrap()).collect() };
    let counts = |text: &str| -> Vec<usize> { text.split(' ').map(|v| v.parse().unwrap()).collect() };
    let case = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, order, seasonal, constant, default, best, parameters, errors, mean, variance] = cells[..]
        else {
            panic!("{line}");
        };
        let (order, seasonal) = (counts(order), counts(seasonal));
        let mut own = Order::new(order[0], order[1], order[2]);
        if seasonal[3] > 0 {
            own = own.with_seasonal(seasonal[0], seasonal[1], seasonal[2], seasonal[3]);
        }
        let regressed = name == "regressed";
        let mean = numbers(mean);
        Case {
            name: format!("{name} {own} {constant}"),
            order: own,
            constant: match constant {
                "none" => Constant::None,
                "mean" => Constant::Mean,
                "drift" => Constant::Drift,
                other => panic!("{other}"),
            },
            regressors: if regressed { vec![series["x"].clone()] } else { Vec::new() },
            future: if regressed { vec![vec![0.0; mean.len()]] } else { Vec::new() },
            default: default.parse().unwrap(),
            best: best.parse().unwrap(),
            parameters: numbers(parameters),
            errors: numbers(errors),
            mean,
            variance: numbers(variance),
        }
    };
    EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1).map(case).collect()
}

fn fitted(case: &Case, series: &BTreeMap<String, Vec<f64>>) -> FittedArima {
    let name = case.name.split(' ').next().unwrap();
    let options = Options {
        constant: case.constant,
        regressors: &case.regressors,
        standard_errors: true,
        ..Options::default()
    };
    fit(&series[name], case.order, &options).unwrap_or_else(|e| panic!("{}: {e}", case.name))
}

fn parameters(fit: &FittedArima) -> Vec<f64> {
    let parts = [fit.beta(), fit.ar(), fit.ma(), fit.seasonal_ar(), fit.seasonal_ma(), &[fit.variance()]];
    parts.concat()
}

#[test]
fn likelihoods_are_those_of_statsmodels_or_better() {
    let series = series();
    let cases = cases(&series);
    let mut faults = Vec::new();
    for case in &cases {
        let found = fitted(case, &series);
        let short = case.best - found.log_likelihood();
        if !(short <= LIKELIHOOD * case.best.abs()) || !found.converged() {
            faults.push(format!("{}: {} for {}", case.name, found.log_likelihood(), case.best));
        }
        println!(
            "{}: {:.3e} over the best of statsmodels, {:.3e} over its default, {:?}",
            case.name, -short, found.log_likelihood() - case.default, found.converged()
        );
    }
    assert!(cases.len() >= 40 && faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn parameters_errors_and_forecasts_are_those_of_statsmodels_at_the_same_top() {
    let series = series();
    let (mut compared, mut with_errors) = (0, 0);
    let mut faults = Vec::new();
    for case in &cases(&series) {
        let found = fitted(case, &series);
        // a flat or a higher top has other parameters
        let curved = case.errors.iter().all(|e| e.is_finite() && *e > 0.0);
        if !curved || (found.log_likelihood() - case.best).abs() > 1e-5 {
            println!("left out: {}", case.name);
            continue;
        }
        compared += 1;
        for ((own, theirs), error) in parameters(&found).iter().zip(&case.parameters).zip(&case.errors) {
            if (own - theirs).abs() > PARAMETER * error {
                faults.push(format!("{}: parameter {own} for {theirs} ± {error}", case.name));
            }
        }
        let ahead = found.forecast(case.mean.len(), &case.future).unwrap();
        for (own, (mean, variance)) in ahead.iter().zip(case.mean.iter().zip(&case.variance)) {
            if (own.mean - mean).abs() > 2e-3 * variance.sqrt() {
                faults.push(format!("{}: mean {} for {mean}", case.name, own.mean));
            }
            if (own.variance - variance).abs() > 2e-3 * variance {
                faults.push(format!("{}: variance {} for {variance}", case.name, own.variance));
            }
        }
        if let Some(errors) = found.standard_errors() {
            let [p, q, sp] = [case.order.p, case.order.q, found.seasonal_ar().len()];
            let arma = p + q + sp + found.seasonal_ma().len();
            // theirs begin with the regression
            let own = [&errors[arma..errors.len() - 1], &errors[..arma], &errors[errors.len() - 1..]].concat();
            with_errors += 1;
            for (own, theirs) in own.iter().zip(&case.errors) {
                if (own - theirs).abs() > 0.01 * theirs {
                    faults.push(format!("{}: standard error {own} for {theirs}", case.name));
                }
            }
        } else {
            println!("no errors: {}", case.name);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared >= 30 && with_errors >= 28, "{compared} {with_errors}");
}
