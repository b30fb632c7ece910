//! Exponential smoothing against statsmodels, closed forms, and its own limits.

use std::collections::BTreeMap;

use bellwether_models::statistical::ets::{
    ErrorKind, Form, Forms, Season, SmoothingError, Trend, fit, select,
};
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
    let (mut cases, mut same, mut better) = (0, 0, 0);
    for line in EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, kind, period, best, parameters, _, mean, variance, simulated] = cells[..] else {
            panic!("{line}")
        };
        // there the season is divided by the level that the same error has already moved, against its own documentation; the
        // recursion is that of the same form with multiplicative errors, which is compared
        if kind.starts_with('A') && kind.ends_with('M') {
            continue;
        }
        let best: f64 = best.parse().unwrap();
        let found = fit(&series[name], form(kind), period.parse().unwrap())
            .unwrap_or_else(|e| panic!("{name} {kind}: {e}"));
        cases += 1;
        let short = best - found.log_likelihood();
        println!("{name} {kind}: {:.2e} over the best", -short);
        if short > LIKELIHOOD * best.abs() || !found.converged() {
            faults.push(format!(
                "{name} {kind}: {} for {best}, {:?}",
                found.log_likelihood(),
                found.smoothing()
            ));
        }
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
    println!("{cases} cases, {same} at the same top, {better} higher");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases >= 100 && same >= 60, "{cases} {same}");
}

#[test]
fn variances_are_those_of_the_closed_forms() {
    // class 1 of Hyndman (2008), table 6.2: σ² (1 + Σ c_j²), c_j = α + β j for a trend
    let own = &series()["line"];
    let fitted = fit(own, form("AAN"), 1).unwrap();
    let s = fitted.smoothing();
    let ahead = fitted.forecast(6).unwrap();
    let share = |j: usize| if j == 0 { 1.0 } else { s.alpha + s.beta * j as f64 };
    for (h, step) in ahead.iter().enumerate() {
        let expected: f64 = (0..=h).map(|j| share(j).powi(2)).sum();
        assert!((step.variance / fitted.variance() - expected).abs() < 1e-10 * expected, "{h}");
        // of the sum: each error's shares summed
        let sums: f64 = (0..=h).map(|k| (0..=k).map(share).sum::<f64>().powi(2)).sum();
        assert!((step.sum_variance / fitted.variance() - sums).abs() < 1e-10 * sums, "{h}");
    }
    // class 2, without trend: Var y_h = (1 + σ²) θ_h − μ², θ_h = μ² (1 + α² σ²)^(h − 1)
    let fitted = fit(&series()["walk"], form("MNN"), 1).unwrap();
    let (v, a) = (fitted.variance(), fitted.smoothing().alpha);
    for (h, step) in fitted.forecast(5).unwrap().iter().enumerate() {
        let power = (1.0 + a * a * v).powi(i32::try_from(h).unwrap());
        let expected = step.mean * step.mean * ((1.0 + v) * power - 1.0);
        assert!((step.variance - expected).abs() < 1e-9 * expected, "{h} {} {expected}", step.variance);
    }
}

#[test]
fn a_level_that_is_known_is_found() {
    // α near 1 on a random walk: the forecast is the last value
    let own = &series()["walk"];
    let fitted = fit(own, form("ANN"), 1).unwrap();
    assert!(fitted.smoothing().alpha > 0.85 && fitted.parameters() == 3);
    let gaps: Vec<f64> =
        own.iter().enumerate().map(|(t, v)| if t % 9 == 4 { f64::NAN } else { *v }).collect();
    let with_gaps = fit(&gaps, form("ANN"), 1).unwrap();
    assert_eq!(with_gaps.observed(), own.len() - gaps.iter().filter(|v| v.is_nan()).count());
    // at its parameters the recursion over the gaps is that of the values without them
    let mut dense = with_gaps.clone();
    dense.filter(&gaps.iter().copied().filter(|v| !v.is_nan()).collect::<Vec<_>>()).unwrap();
    assert!((dense.state().level - with_gaps.state().level).abs() < 1e-9);
}

#[test]
fn what_cannot_be_smoothed_is_refused_with_its_values() {
    let said = |series: &[f64], kind: &str, period| fit(series, form(kind), period).unwrap_err().to_string();
    let wave: Vec<f64> = (0..40).map(|t| (f64::from(t) * 0.7).sin()).collect();
    assert_eq!(said(&wave[..4], "AAN", 1), "ETS(A,A,N) needs at least 7 values and has 4");
    assert_eq!(said(&wave, "MNN", 1), "ETS(M,N,N) needs values above 0; value 0 (counted from 0) is 0");
    assert_eq!(said(&wave, "ANA", 1), "a season of 1 values; it must have 2 to 260");
    let flat = "nothing is left over of the 40 values to fit: they are constant, or follow a line";
    assert_eq!(said(&[7.0; 40], "ANN", 1), flat);
    let line: Vec<f64> = (0..40).map(f64::from).collect();
    assert_eq!(said(&line, "AAN", 1), flat);
    let mut broken = wave;
    broken[9] = f64::NEG_INFINITY;
    assert_eq!(said(&broken, "ANN", 1), "value 9 (counted from 0) is -inf");
    assert!(matches!(select(&[], &Forms::all(None)), Err(SmoothingError::TooShort { .. })));
}

#[test]
fn the_selection_has_the_lowest_aicc() {
    for (name, period) in [("line", None), ("week", Some(5)), ("returns", None), ("year-ratio", Some(12))] {
        let own = &series()[name];
        let chosen = select(own, &Forms::all(period)).unwrap();
        for kind in ["ANN", "AAN", "AAdN", "MNN", "MAN", "MAdN", "ANA", "AAA", "MNA", "MAM", "MNM"] {
            let Ok(other) = fit(own, form(kind), period.unwrap_or(1)) else { continue };
            assert!(chosen.best.aicc() <= other.aicc() + 1e-9, "{name}: {} {kind}", chosen.best.form());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn smoothing_on_is_smoothing_all(kind in 0_usize..8, gap in 20_usize..60, cut in 100_usize..150) {
        let kind = ["ANN", "AAN", "MAdN", "ANA", "MNA", "AAdM", "MAM", "MMN"][kind];
        let mut own = series()["week-ratio"].clone();
        own[gap] = f64::NAN;
        let fitted = fit(&own[..cut], form(kind), 5).unwrap();
        let (mut again, mut whole, mut on) = (fitted.clone(), fitted.clone(), fitted.clone());
        again.filter(&own[..cut]).unwrap();
        whole.filter(&own).unwrap();
        on.append(&own[cut..]).unwrap();
        for (a, b) in [(&fitted, &again), (&whole, &on)] {
            for (a, b) in a.forecast(7).unwrap().iter().zip(b.forecast(7).unwrap()) {
                prop_assert!((a.mean - b.mean).abs() < 1e-8 * b.variance.sqrt(), "{} {:?} {:?}", kind, a, b);
                prop_assert!((a.variance - b.variance).abs() < 1e-8 * b.variance, "{} {:?} {:?}", kind, a, b);
            }
        }
    }

    #[test]
    fn any_series_is_an_error_or_finite_forecasts(
        values in prop::collection::vec(
            prop_oneof![
                4 => -2.0..2.0_f64,
                2 => 50.0..60.0_f64,
                1 => Just(0.0),
                1 => Just(f64::NAN),
                1 => prop_oneof![Just(1e300), Just(f64::MAX), Just(5e-324), Just(1e-200)],
            ],
            0..40,
        ),
        kind in 0_usize..12,
        positive in any::<bool>(),
    ) {
        let kind = ["ANN", "AAN", "AAdN", "MNN", "MAdN", "AMN", "MMdN", "ANA", "MNA", "AAM", "MAM", "MMM"][kind];
        let values: Vec<f64> = if positive { values.iter().map(|v| v.abs() + 1e-3).collect() } else { values };
        if let Ok(fitted) = fit(&values, form(kind), 4) {
            prop_assert!(fitted.log_likelihood().is_finite() && fitted.variance() > 0.0);
            if let Ok(ahead) = fitted.forecast(5) {
                prop_assert!(ahead.iter().all(|a| a.mean.is_finite() && a.variance.is_finite()), "{:?}", ahead);
            }
        }
    }
}
