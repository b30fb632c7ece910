//! ARIMA against statsmodels, closed forms, and its own limits.

use std::collections::BTreeMap;

use bellwether_core::{Ahead, FitError, Forecaster, Origin, RunContext, TargetKind};
use bellwether_models::restore;
use bellwether_models::statistical::arima::{
    ArimaError, Constant, FittedArima, Options, Order, Search, Seasonal, Start, differences, fit, kpss_level,
    select, select_with,
};
use bellwether_models::statistical::{Arima, ArimaParams, AutoArima, AutoArimaParams};
use proptest::prelude::*;

use crate::support::{Series, target};

const SERIES: &str = include_str!("../reference/statsmodels/series.csv");
const EXPECTED: &str = include_str!("../reference/statsmodels/arima.csv");

const CHOSEN: &str = include_str!("../reference/statsforecast/auto_arima.csv");

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
        let [name, order, seasonal, constant, best, parameters, errors, mean, variance] = cells[..] else {
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
        let near = short <= LIKELIHOOD * case.best.abs();
        if !near || !found.converged() {
            faults.push(format!("{}: {} for {}", case.name, found.log_likelihood(), case.best));
        }
        println!("{}: {:.3e} over the best of statsmodels, {:?}", case.name, -short, found.converged());
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
            let own =
                [&errors[arma..errors.len() - 1], &errors[..arma], &errors[errors.len() - 1..]].concat();
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

#[test]
fn a_random_walk_forecasts_its_last_value_with_growing_variance() {
    // ARIMA(0, 1, 0): σ² is the mean squared change, the variance h σ², that of the sum Σ_{i,j} min(i, j) σ²
    let series = [5.0, 7.0, 6.0, 9.0, 8.5];
    let fitted = fit(&series, Order::new(0, 1, 0), &Options::default()).unwrap();
    let variance = (4.0 + 1.0 + 9.0 + 0.25) / 4.0;
    assert!((fitted.variance() - variance).abs() < 1e-14);
    let log_likelihood = -2.0 * ((std::f64::consts::TAU * variance).ln() + 1.0);
    assert!((fitted.log_likelihood() - log_likelihood).abs() < 1e-12);
    assert!((fitted.aic() - 2.0 + 2.0 * log_likelihood).abs() < 1e-12);
    let ahead = fitted.forecast(3, &[]).unwrap();
    for (h, (own, sum)) in ahead.iter().zip([1.0, 5.0, 14.0]).enumerate() {
        let h = (h + 1) as f64;
        assert!((own.mean - 8.5).abs() < 1e-12 && (own.variance - h * variance).abs() < 1e-12, "{own:?}");
        assert!((own.sum_mean - 8.5 * h).abs() < 1e-12 && (own.sum_variance - sum * variance).abs() < 1e-11);
    }
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let plain = Options::default();
    let mean = Options { constant: Constant::Mean, ..plain };
    let said =
        |series: &[f64], order, options: &Options<'_>| fit(series, order, options).unwrap_err().to_string();
    let wave: Vec<f64> = (0..50).map(|t| (f64::from(t) * 0.9).sin()).collect();
    assert_eq!(
        said(&[1.0, 2.0, 4.0], Order::new(1, 1, 1), &plain),
        "order (1, 1, 1) needs at least 5 values and has 3"
    );
    assert_eq!(
        said(&[7.0; 40], Order::new(1, 0, 0), &mean),
        "nothing is left over of the 40 values to fit: they are constant, or follow the regressors"
    );
    assert_eq!(
        said(&wave, Order::new(1, 1, 0), &mean),
        "constant Mean with 1 differences: a mean needs none, a drift at most 1"
    );
    assert_eq!(
        said(&wave, Order::new(1, 0, 0).with_seasonal(1, 0, 0, 1), &plain),
        "order (1, 0, 0)(1, 0, 0)[1] reaches over 2 lags; at most 400, with at most 3 differences and a season of at \
         least 2 values"
    );
    let mut broken = wave.clone();
    broken[9] = f64::INFINITY;
    assert_eq!(said(&broken, Order::new(1, 0, 0), &plain), "value 9 (counted from 0) is inf");
    broken[9] = 0.0;
    broken[1] = f64::NAN;
    assert_eq!(
        said(&broken, Order::new(1, 2, 0), &plain),
        "value 1 (counted from 0) is missing; differences need the first 2 values observed"
    );
    let twins = [wave.clone(), wave.clone()];
    let options = Options { regressors: &twins, ..plain };
    assert_eq!(said(&broken, Order::new(1, 0, 0), &options), "the regressors are collinear");
    let short = [vec![1.0; 3]];
    let options = Options { regressors: &short, ..plain };
    assert_eq!(
        fit(&wave, Order::new(1, 0, 0), &options),
        Err(ArimaError::Regressor { column: 0, found: 3, expected: 50 })
    );
    let fitted = fit(&wave, Order::new(1, 0, 0), &plain).unwrap();
    assert_eq!(fitted.forecast(3, &short), Err(ArimaError::Regressors { expected: 0, found: 1 }));
}

#[test]
fn a_warm_start_reaches_the_same_top() {
    let series = series();
    let y = &series["arma21"];
    let options = Options { constant: Constant::Mean, ..Options::default() };
    let before = fit(&y[..200], Order::new(2, 0, 1), &options).unwrap();
    let warm = fit(y, Order::new(2, 0, 1), &Options { start: Start::Warm(&before), ..options }).unwrap();
    let cold = fit(y, Order::new(2, 0, 1), &options).unwrap();
    assert!((warm.log_likelihood() - cold.log_likelihood()).abs() < 1e-8, "{warm:?} {cold:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn filtering_on_is_filtering_all(
        p in 0_usize..3, d in 0_usize..3, q in 0_usize..3, seasonal in 0_usize..2, gap in 30_usize..90, cut in 100_usize..150,
    ) {
        // by the filter of differences or, with gaps, by that of the series, then value by value
        let mut y = series()["season"].clone();
        let mut order = Order::new(p, d, q);
        if seasonal == 1 {
            order = order.with_seasonal(0, 1, 1, 4);
        }
        for with_gap in [false, true] {
            if with_gap {
                y[gap] = f64::NAN;
            }
            let options = Options { start: Start::One, ..Options::default() };
            let fitted = fit(&y[..cut], order, &options).unwrap();
            let (mut whole, mut again, mut on) = (fitted.clone(), fitted.clone(), fitted.clone());
            again.filter(&y[..cut], &[]).unwrap();
            whole.filter(&y, &[]).unwrap();
            on.append(&y[cut..], &[]).unwrap();
            for (a, b) in [(&fitted, &again), (&whole, &on)] {
                for (a, b) in a.forecast(5, &[]).unwrap().iter().zip(b.forecast(5, &[]).unwrap()) {
                    let deviation = b.variance.sqrt();
                    prop_assert!((a.mean - b.mean).abs() < 1e-7 * deviation, "{} {:?} {:?}", order, a, b);
                    prop_assert!((a.variance - b.variance).abs() < 1e-8 * b.variance, "{} {:?} {:?}", order, a, b);
                }
            }
        }
    }

    #[test]
    fn any_series_is_an_error_or_finite_forecasts(
        values in prop::collection::vec(
            prop_oneof![
                4 => -2.0..2.0_f64,
                1 => Just(0.0),
                1 => Just(f64::NAN),
                1 => prop_oneof![Just(1e300), Just(-1e300), Just(f64::MAX), Just(5e-324), Just(1e-200)],
            ],
            0..40,
        ),
        p in 0_usize..4, d in 0_usize..3, q in 0_usize..4, constant in 0_usize..3,
    ) {
        let constant = [Constant::None, Constant::Mean, Constant::Drift][constant];
        let options = Options { constant, standard_errors: true, ..Options::default() };
        if let Ok(fitted) = fit(&values, Order::new(p, d, q), &options) {
            prop_assert!(fitted.log_likelihood().is_finite() && fitted.variance() > 0.0);
            if let Ok(ahead) = fitted.forecast(5, &[]) {
                prop_assert!(ahead.iter().all(|a| a.mean.is_finite() && a.variance.is_finite() && a.variance > 0.0));
            }
        }
    }
}

/// A price and its log return.
fn prices(kind: TargetKind, horizon: usize, first: &str) -> Series {
    let walk = &series()["arma21"];
    let row = |t: usize| match first {
        "log-return" if t == 0 => vec![f64::NAN],
        "log-return" => vec![(walk[t] / walk[t - 1]).ln()],
        _ => vec![walk[t]],
    };
    let rows: Vec<Vec<f64>> = (0..walk.len()).map(row).collect();
    let mut series = Series::named(&[first], &rows, target(kind, horizon));
    series.closes.clone_from(walk);
    series
}

#[test]
fn the_model_filters_what_is_known_at_its_origin() {
    let arima = Arima(ArimaParams { p: 2, d: 0, q: 1, constant: Constant::Mean, ..ArimaParams::default() });
    let series = prices(TargetKind::Close, 3, "close");
    let samples = series.samples(1..180);
    let train = bellwether_core::TrainSet::new(series.frame.first(184), &samples, &[], series.target);
    let model = arima.fit(&train, &RunContext::new(1)).unwrap();
    let options = Options { constant: Constant::Mean, ..Options::default() };
    let mut own = fit(&series.closes[..184], Order::new(2, 0, 1), &options).unwrap();
    own.append(&series.closes[184..211], &[]).unwrap();
    let steps = own.forecast(7, &[]).unwrap();
    let naive = [7, 1].map(|horizon| Ahead::of(horizon, 0.0));
    let origin = Origin { further: &naive, ..series.origin(210) };
    let made = model.forecast(&origin).unwrap();
    assert!((made.point - steps[2].mean).abs() < 1e-9);
    assert_eq!(made.ahead.iter().map(|a| a.horizon).collect::<Vec<_>>(), [7, 1]);
    assert!((made.ahead[0].point - steps[6].mean).abs() < 1e-9);
    // the normal distribution's 2.5 % point
    let low = steps[2].mean - 1.9599639845400545 * steps[2].variance.sqrt();
    assert!(
        (made.quantiles[0].value - low).abs() < 1e-9 && (made.quantiles[2].value - made.point).abs() < 1e-9
    );
    let low = steps[6].mean - 1.9599639845400545 * steps[6].variance.sqrt();
    assert!((made.ahead[0].quantiles[0].value - low).abs() < 1e-9);
    let restored = restore(&model.to_bytes()).unwrap();
    assert_eq!(restored.forecast(&origin).unwrap(), made);
    // before the end of the training part it knows no more than there
    let early = model.forecast(&series.origin(60)).unwrap().point;
    own.filter(&series.closes[..61], &[]).unwrap();
    assert!((early - own.forecast(3, &[]).unwrap()[2].mean).abs() < 1e-9);
}

#[test]
fn returns_are_summed_and_directions_are_signs() {
    let params = ArimaParams { p: 1, d: 0, q: 0, ..ArimaParams::default() };
    let made = |kind, first| {
        let series = prices(kind, 4, first);
        let samples = series.samples(1..180);
        let fitted =
            Arima(params.clone()).fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
        (fitted.forecast(&series.origin(200)).unwrap(), series)
    };
    let (forecast, series) = made(TargetKind::LogReturn, "log-return");
    let returns: Vec<f64> = series.frame.view().values().to_vec();
    let mut own = fit(&returns, Order::new(1, 0, 0), &Options::default()).unwrap();
    own.filter(&returns[..201], &[]).unwrap();
    // AR(1): φ + φ² + φ³ + φ⁴ times the last return
    let phi = own.ar()[0];
    let sum = (1..=4).map(|h| phi.powi(h)).sum::<f64>() * returns[200];
    assert!((forecast.point - sum).abs() < 1e-12, "{} {sum}", forecast.point);
    let (rise, _) = made(TargetKind::Direction, "log-return");
    assert_eq!(rise.probability.unwrap() >= 0.5, sum > 0.0);
    assert!(rise.quantiles.is_empty() && rise.point == f64::from(sum > 0.0));
    let (rise, series) = made(TargetKind::Direction, "close");
    let ahead = made(TargetKind::Close, "close").0.point;
    assert_eq!(rise.point, f64::from(ahead > series.closes[200]));
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let series = prices(TargetKind::Open, 1, "close");
    let samples = series.samples(1..180);
    let arima = Arima(ArimaParams::default());
    let error = arima.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert!(matches!(error, FitError::Target { .. }));
    assert_eq!(error.to_string(), "arima cannot forecast open without the input column `open`");
    let refused = |params| Arima(params).validate().unwrap_err().to_string();
    assert_eq!(
        refused(ArimaParams { constant: Constant::Mean, ..ArimaParams::default() }),
        "arima: `constant` is mean; differences take a mean away: it needs d = 0"
    );
    assert_eq!(
        refused(ArimaParams { quantiles: vec![0.5, 0.5], ..ArimaParams::default() }),
        "arima: `quantiles` is [0.5, 0.5]; levels lie between 0 and 1 and rise"
    );
    assert_eq!(
        refused(ArimaParams { p: 500, ..ArimaParams::default() }),
        "arima: `p` is 500; at most 10 terms"
    );
    let seasonal = Some(Seasonal { p: 1, d: 1, q: 1, period: 300 });
    assert_eq!(
        refused(ArimaParams { seasonal, ..ArimaParams::default() }),
        "arima: `seasonal` is (1, 1, 1)(1, 1, 1)[300]; at most 400 lags in all, 3 differences, and a season of at least \
         2 values"
    );
}

#[test]
fn selection_is_as_good_as_that_of_statsforecast_or_better() {
    let series = series();
    let mut faults = Vec::new();
    let mut compared = 0;
    for line in CHOSEN.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [name, p, d, q, _, aicc, eta] = cells[..] else { panic!("{line}") };
        let (aicc, eta): (f64, f64) = (aicc.parse().unwrap(), eta.parse().unwrap());
        let own = &series[name];
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        let deviation = (own.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / own.len() as f64).sqrt();
        let own: Vec<f64> = own.iter().map(|v| v / deviation).collect();
        let found = kpss_level(&own).unwrap();
        assert!((found - eta).abs() < 1e-9 * eta, "{name}: {found} for {eta}");
        assert_eq!(differences(&own, 2).to_string(), d, "{name}");
        for grid in [false, true] {
            let Ok(chosen) = select(&own, &Search { grid, ..Search::default() }) else { panic!("{name}") };
            let order = chosen.best.order();
            println!(
                "{name}: {order} {:?} {:.4} of {} models, theirs ({p}, {d}, {q}) {aicc:.4}",
                chosen.best.constant(),
                chosen.best.aicc(),
                chosen.tried
            );
            compared += 1;
            if chosen.best.aicc() > aicc + 1e-4 {
                faults.push(format!(
                    "{name} {grid}: {order} {} for ({p}, {d}, {q}) {aicc}",
                    chosen.best.aicc()
                ));
            }
        }
    }
    assert!(compared >= 36 && faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_chosen_model_forecasts_as_arima_of_its_order() {
    let series = prices(TargetKind::Close, 2, "close");
    let samples = series.samples(1..180);
    let auto = AutoArima(AutoArimaParams::default());
    let chosen = select(&series.closes, &Search::default()).unwrap().best;
    let order = chosen.order();
    let same = ArimaParams {
        p: order.p,
        d: order.d,
        q: order.q,
        constant: chosen.constant(),
        ..ArimaParams::default()
    };
    let of = |model: &dyn Forecaster| {
        let fitted = model.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).unwrap();
        fitted.forecast(&series.origin(220)).unwrap()
    };
    // one start and several reach the same top
    let (auto, same) = (of(&auto), of(&Arima(same)));
    assert!((auto.point - same.point).abs() < 1e-4 && auto.quantiles.len() == 5, "{auto:?} {same:?}");
    let refused = AutoArima(AutoArimaParams { max_p: 11, ..AutoArimaParams::default() });
    assert_eq!(refused.validate().unwrap_err().to_string(), "auto-arima: `max-p` is 11; at most 10 terms");
}

#[test]
fn a_start_from_the_conditional_sum_of_squares_reaches_the_same_top() {
    let series = series();
    for (name, order) in [
        ("ar1", Order::new(1, 0, 0)),
        ("arma21", Order::new(2, 0, 1)),
        ("ima", Order::new(0, 1, 1)),
        ("season", Order::new(0, 1, 1).with_seasonal(0, 1, 1, 12)),
        ("gaps", Order::new(1, 0, 1)),
    ] {
        let constant = if order.d == 0 { Constant::Mean } else { Constant::None };
        let options = Options { constant, ..Options::default() };
        let several = fit(&series[name], order, &options).unwrap();
        let one = fit(&series[name], order, &Options { start: Start::Conditional, ..options }).unwrap();
        let apart = several.log_likelihood() - one.log_likelihood();
        assert!(apart.abs() < 1e-7 && one.converged(), "{name}: {apart}");
    }
}

#[test]
fn a_season_is_found_and_regressors_are_taken_along() {
    let series = series();
    let search = Search { period: Some(12), ..Search::default() };
    let chosen = select(&series["season"], &search).unwrap();
    let found = chosen.best.order();
    let plain = select(&series["season"], &Search::default()).unwrap();
    println!("{found} of {} models", chosen.tried);
    assert!(found.seasonal.is_some_and(|s| s.period == 12), "{found}");
    assert!(chosen.best.variance() < 0.8 * plain.best.variance());
    // the airline model is among the neighbours of what is chosen
    let airline = Order::new(0, found.d, 1).with_seasonal(0, found.seasonal.unwrap().d, 1, 12);
    let airline = fit(&series["season"], airline, &Options::default()).unwrap();
    assert!(chosen.best.aicc() <= airline.aicc() + 1e-6);
    let regressors = [series["x"].clone()];
    let with = select_with(&series["regressed"], &regressors, &Search::default()).unwrap().best;
    let without = select(&series["regressed"], &Search::default()).unwrap().best;
    // the coefficient is 1.5
    let slope = with.beta().last().unwrap();
    assert!((slope - 1.5).abs() < 0.3 && with.aicc() < without.aicc() - 50.0, "{slope}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Near a unit root and where the two parts all but cancel, the top found is no lower than at the process itself.
    #[test]
    fn the_top_is_not_below_the_truth(
        phi in prop_oneof![Just(0.999), Just(-0.995), 0.97..0.999_f64, 0.2..0.9_f64],
        near in -0.05..0.05_f64,
        seed in 0_u64..1000,
    ) {
        let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut noise = || {
            (0..12).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 11) as f64 / (1_u64 << 53) as f64
            }).sum::<f64>() - 6.0
        };
        let theta = near - phi * 0.98;
        let mut y = vec![0.0; 150];
        let mut before = 0.0;
        for t in 1..150 {
            let e = noise();
            y[t] = phi * y[t - 1] + e + theta * before;
            before = e;
        }
        let whole = fit(&y, Order::new(1, 0, 1), &Options::default()).unwrap();
        prop_assert!(whole.converged());
        // each simpler model lies in the larger one
        for order in [Order::new(0, 0, 0), Order::new(1, 0, 0), Order::new(0, 0, 1)] {
            let inner = fit(&y, order, &Options::default()).unwrap();
            prop_assert!(whole.log_likelihood() >= inner.log_likelihood() - 1e-6, "{} {} {:?}", phi, theta, order);
        }
        let ahead = whole.forecast(20, &[]).unwrap();
        prop_assert!(ahead.windows(2).all(|w| w[1].variance >= w[0].variance * (1.0 - 1e-9)));
    }
}
