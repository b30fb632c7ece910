//! Volatility models against the Python package arch, closed forms, and their own limits.

use bellwether_models::statistical::volatility::{
    Covariance, Errors, FittedVolatility, Mean, Options, Process, VolatilityError, fit,
};
use proptest::prelude::*;

const SERIES: &str = include_str!("../reference/arch/series.csv");
const EXPECTED: &str = include_str!("../reference/arch/volatility.csv");

/// Of the log-likelihood, or better.
const LIKELIHOOD: f64 = 1e-6;

/// Of a parameter, relative, or of its standard error: the best of arch stops where little is to be gained.
const PARAMETER: f64 = 1e-3;

/// Of a standard error: both take second differences, which say little where the likelihood is all but flat.
const ERROR: f64 = 0.03;

struct Case {
    name: String,
    series: Vec<f64>,
    options: Options<'static>,
    best: f64,
    parameters: Vec<f64>,
    classic: Vec<f64>,
    robust: Vec<f64>,
    variance: Vec<f64>,
}

fn series(name: &str) -> Vec<f64> {
    let mut lines = SERIES.lines().filter(|l| !l.starts_with('#'));
    let column = lines.next().unwrap().split(',').position(|n| n == name).unwrap();
    lines.filter_map(|l| l.split(',').nth(column)?.parse().ok()).collect()
}

fn cases() -> Vec<Case> {
    let numbers = |text: &str| -> Vec<f64> { text.split_whitespace().map(|v| v.parse().unwrap()).collect() };
    let case = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, process, mean, errors, best, parameters, classic, robust, variance] = cells[..] else {
            panic!("{line}");
        };
        let word = |text: &str| serde_json::Value::from(text);
        Case {
            name: format!("{name} {process} {mean} {errors}"),
            series: series(name),
            options: Options {
                process: serde_json::from_value(word(process)).unwrap(),
                errors: serde_json::from_value(word(errors)).unwrap(),
                mean: serde_json::from_value(word(mean)).unwrap(),
                ..Options::default()
            },
            best: best.parse().unwrap(),
            parameters: numbers(parameters),
            classic: numbers(classic),
            robust: numbers(robust),
            variance: numbers(variance),
        }
    };
    EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1).map(case).collect()
}

/// What was estimated, in the order of arch.
fn estimated(fit: &FittedVolatility, options: &Options<'_>) -> Vec<f64> {
    let p = fit.parameters();
    let mut out = if options.mean == Mean::Constant { vec![p.mean] } else { Vec::new() };
    match options.process {
        Process::Garch => out.extend([p.omega, p.alpha, p.beta]),
        Process::GjrGarch => out.extend([p.omega, p.alpha, p.gamma, p.beta]),
        Process::Ewma => {}
        Process::EwmaFitted => out.push(p.beta),
    }
    out.extend(p.degrees);
    out
}

#[test]
fn likelihoods_are_those_of_arch_or_better() {
    let cases = cases();
    let mut faults = Vec::new();
    for case in &cases {
        let found = fit(&case.series, &case.options).unwrap();
        let short = case.best - found.log_likelihood();
        println!("{}: {:.3e} over the best of arch", case.name, -short);
        if short > LIKELIHOOD * case.best.abs() || !found.converged() {
            faults.push(format!("{}: {} for {}", case.name, found.log_likelihood(), case.best));
        }
    }
    assert!(cases.len() >= 140 && faults.is_empty(), "{} {}", cases.len(), faults.join("\n"));
}

#[test]
fn parameters_and_forecasts_are_those_of_arch_at_the_same_top() {
    let (mut compared, mut left_out, mut largest) = (0, Vec::new(), 0.0_f64);
    let mut faults = Vec::new();
    for case in &cases() {
        let found = fit(&case.series, &case.options).unwrap();
        // a flat or a higher top has other parameters; an error of nan says that its parameter is not determined
        let curved = case.classic.iter().all(|e| e.is_nan() || *e > 0.0);
        if !curved || (found.log_likelihood() - case.best).abs() > 1e-6 {
            left_out.push(case.name.clone());
            continue;
        }
        compared += 1;
        let own = estimated(&found, &case.options);
        assert_eq!(own.len(), case.parameters.len(), "{}", case.name);
        let last = own.len().wrapping_sub(1);
        for (k, ((own, theirs), error)) in own.iter().zip(&case.parameters).zip(&case.classic).enumerate() {
            if error.is_nan() && k == last {
                continue;
            }
            // at the bound of zero both are some 1e-12
            let far = ((own - theirs) / theirs.abs().max(1e-6)).abs().min((own - theirs).abs() / error);
            largest = largest.max(far);
            if far > PARAMETER {
                faults.push(format!("{}: parameter {own} for {theirs} ± {error}", case.name));
            }
        }
        for (own, theirs) in found.forecast(case.variance.len()).iter().zip(&case.variance) {
            // λ to 1e-4 is 1 − λ to some 5e-3
            let room = if case.options.process == Process::EwmaFitted { 5.0 } else { 1.0 };
            if (own - theirs).abs() > room * PARAMETER * theirs {
                faults.push(format!("{}: variance {own} for {theirs}", case.name));
            }
        }
    }
    println!("{compared} compared, largest {largest:.1e}, left out {left_out:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared >= 100, "{compared}");
}

#[test]
fn standard_errors_are_those_of_arch_at_the_same_top() {
    let mut compared = 0;
    let mut faults = Vec::new();
    for case in &cases() {
        for (covariance, theirs) in [(Covariance::Classic, &case.classic), (Covariance::Robust, &case.robust)]
        {
            let options = Options { standard_errors: Some(covariance), ..case.options };
            let found = fit(&case.series, &options).unwrap();
            let curved = theirs.iter().all(|e| e.is_finite() && *e > 0.0);
            let same = (found.log_likelihood() - case.best).abs() < 1e-6;
            // beyond ν of 100 the likelihood is as good as flat
            let heavy = found.parameters().degrees.is_none_or(|v| v < 100.0);
            let Some(own) = found.standard_errors().filter(|_| curved && same && heavy) else {
                println!("left out: {} {covariance:?}", case.name);
                continue;
            };
            compared += 1;
            assert_eq!(own.len(), theirs.len());
            for (own, theirs) in own.iter().zip(theirs) {
                if (own - theirs).abs() > ERROR * theirs {
                    faults.push(format!("{} {covariance:?}: {own} for {theirs}", case.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(compared >= 150, "{compared}");
}

#[test]
fn updates_and_filters_are_the_same_recursion() {
    let series = series("AAPL");
    let (first, rest) = series.split_at(500);
    let mut updated = fit(first, &Options::default()).unwrap();
    let mut filtered = updated.clone();
    for v in rest {
        updated.update(*v);
    }
    let expected = filtered.filter(&series).unwrap();
    assert_eq!(expected.len(), series.len());
    assert_eq!(updated.forecast(5), filtered.forecast(5));
    // by hand, from the last expectation
    let p = *filtered.parameters();
    let error = series[series.len() - 1] - p.mean;
    let next = p.omega + p.alpha * error * error + p.beta * expected[series.len() - 1];
    assert!((filtered.forecast(1)[0] - next).abs() < 1e-12 * next);
    // and from there on to the long run
    let far = filtered.forecast(5000)[4999];
    assert!((far / p.long_run_variance().unwrap() - 1.0).abs() < 1e-6);
}

#[test]
fn riskmetrics_is_a_weighted_mean_of_squares() {
    let series = series("garch");
    let options =
        Options { process: Process::Ewma, mean: Mean::Zero, errors: Errors::Normal, ..Options::default() };
    let fitted = fit(&series, &options).unwrap();
    let mut expected =
        series.iter().take(75).enumerate().map(|(i, v)| 0.94_f64.powi(i as i32) * v * v).sum::<f64>()
            / (0..75).map(|i| 0.94_f64.powi(i)).sum::<f64>();
    for v in &series {
        expected = 0.94 * expected + 0.06 * v * v;
    }
    for variance in fitted.forecast(3) {
        assert!((variance - expected).abs() < 1e-12 * expected);
    }
    assert_eq!((fitted.estimated(), fitted.parameters().long_run_variance()), (0, None));
}

#[test]
fn the_unit_of_the_series_does_not_matter() {
    let series = series("gjr-t");
    let options = Options { process: Process::GjrGarch, ..Options::default() };
    let plain = fit(&series, &options).unwrap();
    for unit in [1e-150, 1e-9, 0.01, 1e6, 1e150] {
        let scaled: Vec<f64> = series.iter().map(|v| v * unit).collect();
        let found = fit(&scaled, &options).unwrap();
        let (p, q) = (plain.parameters(), found.parameters());
        for (own, other) in
            [(p.alpha, q.alpha), (p.gamma, q.gamma), (p.beta, q.beta), (p.mean * unit, q.mean)]
        {
            assert!((own - other).abs() < 1e-4 * own.abs(), "{unit}: {other} for {own}");
        }
        let difference = plain.log_likelihood() - found.log_likelihood();
        assert!((difference - series.len() as f64 * unit.ln()).abs() < 1e-6, "{unit}: {difference}");
    }
}

#[test]
fn a_warm_start_ends_at_the_same_top() {
    let series = series("GOOG");
    let earlier = fit(&series[..600], &Options::default()).unwrap();
    let cold = fit(&series, &Options::default()).unwrap();
    let warm = fit(&series, &Options { warm: Some(&earlier), ..Options::default() }).unwrap();
    assert!((cold.log_likelihood() - warm.log_likelihood()).abs() < 1e-6);
}

#[test]
fn gaps_are_missing_values() {
    let whole = series("garch");
    let mut torn = whole.clone();
    torn.iter_mut().skip(5).step_by(7).for_each(|v| *v = f64::NAN);
    let (of_whole, of_torn) =
        (fit(&whole, &Options::default()).unwrap(), fit(&torn, &Options::default()).unwrap());
    assert_eq!(of_torn.observed(), torn.iter().filter(|v| !v.is_nan()).count());
    let (p, q) = (of_whole.parameters(), of_torn.parameters());
    assert!((p.beta - q.beta).abs() < 0.1 && (p.alpha - q.alpha).abs() < 0.05, "{p:?} {q:?}");
    // the variance expected of a gap is what its square is taken for
    let mut model = of_whole;
    let expected = model.forecast(2)[1];
    model.update(f64::NAN);
    assert!((model.forecast(1)[0] - expected).abs() < 1e-14 * expected);
}

#[test]
fn quantiles_undo_probabilities() {
    let normal = fit(&series("garch"), &Options { errors: Errors::Normal, ..Options::default() }).unwrap();
    // the table of the normal distribution
    for (level, z) in [(0.5, 0.0), (0.975, 1.959963984540054), (0.05, -1.6448536269514729)] {
        assert!((normal.quantile(level) - z).abs() < 1e-9, "{level}");
    }
    let heavy = fit(&series("heavy"), &Options::default()).unwrap();
    for level in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999] {
        let back = heavy.probability_below(heavy.quantile(level));
        assert!((back - level).abs() < 1e-10 * level, "{level}: {back}");
    }
    assert!(heavy.quantile(0.999) > normal.quantile(0.999));
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let plain = Options::default();
    let wave: Vec<f64> = (0..50).map(|t| (f64::from(t) * 0.9).sin()).collect();
    assert_eq!(fit(&wave[..19], &plain).unwrap_err(), VolatilityError::TooShort { needed: 20, found: 19 });
    assert_eq!(fit(&[3.0; 40], &plain).unwrap_err(), VolatilityError::NoVariation { values: 40 });
    assert_eq!(fit(&[0.0; 40], &plain).unwrap_err(), VolatilityError::NoVariation { values: 40 });
    let mut broken = wave.clone();
    broken[9] = f64::INFINITY;
    assert_eq!(
        fit(&broken, &plain).unwrap_err(),
        VolatilityError::NotFinite { index: 9, value: f64::INFINITY }
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_series_has_positive_variances_or_an_error(
        values in proptest::collection::vec(prop_oneof![
            8 => -1.0..1.0_f64, 1 => Just(0.0), 1 => Just(f64::NAN), 1 => -1e200..1e200_f64
        ], 0..120),
        process in prop_oneof![
            Just(Process::Garch), Just(Process::GjrGarch), Just(Process::Ewma), Just(Process::EwmaFitted)
        ],
        errors in prop_oneof![Just(Errors::Normal), Just(Errors::StudentT)],
    ) {
        let options = Options { process, errors, standard_errors: Some(Covariance::Robust), ..Options::default() };
        if let Ok(found) = fit(&values, &options) {
            prop_assert!(found.forecast(20).iter().all(|v| *v >= 0.0), "{:?}", found);
            prop_assert!(found.log_likelihood().is_finite());
        }
    }
}
