//! Intervals around the forecasts of any model: closed forms, coverage on simulated markets, and what does not go together.

use bellwether_core::{FitError, Forecast, Forecaster, Further, RunContext, Target, TargetKind, TrainSet};
use bellwether_models::statistical::volatility::{Errors, Mean, Options, Process, fit};
use bellwether_models::statistical::{Garch, GarchParams, Intervals, VolatilityOf, WithIntervals};
use bellwether_models::{ModelSpec, restore};
use rand_chacha::rand_core::Rng;
use serde_json::json;

use crate::support::{Series, target};

/// Normal numbers, by Box and Muller.
fn normal(rng: &mut impl Rng) -> f64 {
    let mut uniform = || ((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos()
}

/// Closes whose log returns follow GARCH(1, 1) with normal errors, and the standard deviation of each return.
fn market(seed: u64, rows: usize) -> (Vec<f64>, Vec<f64>) {
    let mut rng = RunContext::new(seed).rng("market");
    let (omega, alpha, beta) = (4e-6, 0.12, 0.85);
    let mut variance = omega / (1.0 - alpha - beta);
    let (mut price, mut closes, mut deviations) = (100.0_f64, Vec::new(), Vec::new());
    for t in 0..rows + 300 {
        let change = f64::sqrt(variance) * normal(&mut rng);
        if t >= 300 {
            price *= change.exp();
            closes.push(price);
            deviations.push(variance.sqrt());
        }
        variance = omega + alpha * change * change + beta * variance;
    }
    (closes, deviations)
}

fn of(closes: &[f64], target: Target) -> Series {
    Series::named(&["close"], &closes.iter().map(|c| vec![*c]).collect::<Vec<_>>(), target)
}

fn spec(kind: &str) -> ModelSpec {
    serde_json::from_value(json!({ "kind": kind })).unwrap()
}

fn around(kind: &str, intervals: Intervals) -> WithIntervals {
    WithIntervals::new(spec(kind).build(), intervals)
}

/// Fits on what is known at `rows`, and forecasts from each row from there to `end`.
fn forecasts(model: &dyn Forecaster, series: &Series, rows: usize, end: usize) -> Vec<Forecast> {
    let h = series.target.horizon;
    let samples = series.samples(30..rows - h);
    let train = TrainSet::new(series.frame.first(rows), &samples, &[], series.target);
    let fitted = model.fit(&train, &RunContext::new(1)).unwrap();
    (rows - 1..end - h).map(|row| fitted.forecast(&series.origin(row)).unwrap()).collect()
}

/// Forecasts inside the intervals of 80 and 95 %, of how many, over several markets; restless origins apart.
fn coverage(model: &dyn Forecaster, target: Target) -> [[f64; 3]; 2] {
    let mut found = [[0.0; 3]; 2];
    for seed in 0..10 {
        let (closes, deviations) = market(seed, 1300);
        let series = of(&closes, target);
        let mut sorted = deviations.clone();
        sorted.sort_by(f64::total_cmp);
        let median = sorted[sorted.len() / 2];
        for (i, forecast) in forecasts(model, &series, 900, 1300).iter().enumerate() {
            let row = 899 + i;
            let actual = series.samples(row..row + 1)[0].target;
            let value = |k: usize| forecast.quantiles[k].value;
            let own = &mut found[usize::from(deviations[row + 1] > median)];
            own[0] += f64::from(value(1) <= actual && actual <= value(3));
            own[1] += f64::from(value(0) <= actual && actual <= value(4));
            own[2] += 1.0;
        }
    }
    found
}

/// The share of some 4000 forecasts has a standard error of .006 at 80 % and .003 at 95 %, that of the parameters of ten
/// fits comes on top.
fn assert_covers(model: &dyn Forecaster, target: Target, room: f64) {
    let [calm, restless] = coverage(model, target);
    for (found, word) in [(calm, "calm"), (restless, "restless")] {
        let (eighty, ninety_five) = (found[0] / found[2], found[1] / found[2]);
        assert!((eighty - 0.8).abs() < 2.0 * room, "{word}: {eighty} for .8");
        assert!((ninety_five - 0.95).abs() < room, "{word}: {ninety_five} for .95");
    }
}

#[test]
fn intervals_hold_what_they_say_on_calm_and_restless_days() {
    for of in [VolatilityOf::Changes, VolatilityOf::Errors] {
        for errors in [Errors::Normal, Errors::StudentT] {
            let intervals = Intervals { of, errors, ..Intervals::default() };
            assert_covers(&around("persistence", intervals), target(TargetKind::Close, 1), 0.015);
        }
    }
    assert_covers(&Garch(GarchParams::default()), target(TargetKind::LogReturn, 1), 0.015);
}

#[test]
fn intervals_over_a_week_do_too() {
    // overlapping weeks are a fifth of the independent ones
    let normal = Intervals { errors: Errors::Normal, ..Intervals::default() };
    assert_covers(&around("drift", normal), target(TargetKind::Close, 5), 0.03);
}

#[test]
fn the_interval_of_persistence_is_that_of_its_returns() {
    let (closes, _) = market(3, 600);
    let series = of(&closes, target(TargetKind::Close, 1));
    let returns: Vec<f64> = closes.windows(2).map(|w| (w[1] / w[0]).ln()).collect();
    let intervals = Intervals {
        of: VolatilityOf::Errors,
        errors: Errors::Normal,
        quantiles: vec![0.05, 0.95],
        ..Intervals::default()
    };
    let found = forecasts(&around("persistence", intervals), &series, 500, 600);
    // errors of the samples, whose first row is 30, are the returns from there
    let options = Options { errors: Errors::Normal, mean: Mean::Zero, ..Options::default() };
    let mut model = fit(&returns[30..499], &options).unwrap();
    for (i, forecast) in found.iter().enumerate() {
        let row = 499 + i;
        let deviation = model.forecast(1)[0].sqrt();
        for (q, z) in forecast.quantiles.iter().zip([-1.6448536269514722, 1.6448536269514722]) {
            let expected = closes[row] * (z * deviation).exp();
            assert!((q.value - expected).abs() < 1e-6 * expected, "row {row}: {} for {expected}", q.value);
        }
        model.update(returns[row]);
    }
}

#[test]
fn a_model_that_knows_its_training_part_by_heart_has_the_intervals_of_what_it_does_not_know() {
    let spec = json!({
        "kind": "gradient-boosting", "predict": "change", "lookback": 5, "trees": 200, "learning-rate": 0.3
    });
    let spec: ModelSpec = serde_json::from_value(spec).unwrap();
    let intervals = Intervals { errors: Errors::Normal, ..Intervals::default() };
    let model = WithIntervals::new(spec.build(), intervals.clone());
    // its errors in the training part are a fifth of those after it, which do not follow the market's volatility either
    let target = target(TargetKind::Close, 1);
    let (mut inside, mut count) = (0.0, 0.0);
    for seed in 0..4 {
        let series = of(&market(seed, 900).0, target);
        for (i, forecast) in forecasts(&model, &series, 600, 900).iter().enumerate() {
            let actual = series.samples(599 + i..600 + i)[0].target;
            inside +=
                f64::from(forecast.quantiles[1].value <= actual && actual <= forecast.quantiles[3].value);
            count += 1.0;
        }
    }
    println!("{} of {count}", inside / count);
    assert!((inside / count - 0.8).abs() < 0.1, "{} for .8", inside / count);
}

#[test]
fn everything_of_the_model_but_the_quantiles_is_as_without() {
    let (closes, _) = market(2, 300);
    let series = of(&closes, Target { kind: TargetKind::Close, horizon: 1 });
    let samples = series.samples(30..250);
    let further = [Further { horizon: 5, train: &series.at_horizon(&samples, 5), validation: &[] }];
    let train = TrainSet::new(series.frame.first(256), &samples, &[], series.target).with_further(&further);
    let naive = [bellwether_core::Ahead::of(5, closes[255])];
    let at = bellwether_core::Origin { further: &naive, ..series.origin(255) };
    for kind in ["persistence", "drift", "arima", "ridge"] {
        let plain = spec(kind).build().fit(&train, &RunContext::new(1)).unwrap().forecast(&at).unwrap();
        let model = around(kind, Intervals::default());
        assert_eq!(model.name(), kind);
        let fitted = model.fit(&train, &RunContext::new(1)).unwrap();
        let found = fitted.forecast(&at).unwrap();
        assert_eq!(found.quantiles.len(), 5);
        assert_eq!(found.quantiles[2].value, found.point);
        // further horizons have intervals as well, and wider ones
        let own = found.quantiles[4].value - found.quantiles[0].value;
        for ahead in &found.ahead {
            assert!(ahead.quantiles[4].value - ahead.quantiles[0].value > 1.5 * own, "{kind}");
        }
        let mut without = Forecast { quantiles: plain.quantiles.clone(), ..found.clone() };
        without.ahead.iter_mut().zip(&plain.ahead).for_each(|(a, p)| a.quantiles.clone_from(&p.quantiles));
        assert_eq!(without, plain);
        assert_eq!(restore(&fitted.to_bytes()).unwrap().forecast(&at).unwrap(), found);
    }
}

#[test]
fn garch_forecasts_the_sum_of_its_steps() {
    let (closes, _) = market(8, 700);
    let params =
        GarchParams { variance: Process::GjrGarch, quantiles: vec![0.1, 0.5, 0.9], ..GarchParams::default() };
    let returns: Vec<f64> = closes.windows(2).map(|w| (w[1] / w[0]).ln()).collect();
    let known = fit(&returns, &Options { process: Process::GjrGarch, ..Options::default() }).unwrap();
    let mean = known.parameters().mean;
    let deviation = known.forecast(5).iter().sum::<f64>().sqrt();
    let found = |kind| {
        let series = of(&closes, target(kind, 5));
        let samples = series.samples(30..695);
        let train = TrainSet::new(series.frame.view(), &samples, &[], series.target);
        let fitted = Garch(params.clone()).fit(&train, &RunContext::new(1)).unwrap();
        fitted.forecast(&series.origin(699)).unwrap()
    };
    // the logarithm of a ratio is not bit for bit the difference of logarithms, which moves where the search stops
    let of_return = found(TargetKind::LogReturn);
    assert!((of_return.point - 5.0 * mean).abs() < 1e-6 * deviation);
    let low = 5.0 * mean + deviation * known.quantile(0.1);
    assert!((of_return.quantiles[0].value - low).abs() < 1e-5 * deviation);
    let price = found(TargetKind::Close);
    assert!((price.quantiles[0].value / closes[699] - low.exp()).abs() < 1e-5 * deviation);
    let direction = found(TargetKind::Direction);
    let rise = 1.0 - known.probability_below(-5.0 * mean / deviation);
    assert!((direction.probability.unwrap() - rise).abs() < 1e-6 && direction.quantiles.is_empty());
}

#[test]
fn what_does_not_go_together_is_refused() {
    let said = |model: &WithIntervals, target: Target| model.suits(target, &[]).unwrap_err().to_string();
    let plain = around("drift", Intervals::default());
    assert_eq!(
        said(&plain, target(TargetKind::Direction, 1)),
        "drift: `intervals` is garch; an interval needs a target that is a number"
    );
    let errors = Intervals { of: VolatilityOf::Errors, ..Intervals::default() };
    assert_eq!(
        said(&around("drift", errors), target(TargetKind::Close, 5)),
        "drift: `intervals` is errors, at horizon 5; errors are those of one session; take `of = \"changes\"` for a longer \
         horizon"
    );
    assert!(
        around("drift", Intervals { quantiles: vec![0.9, 0.1], ..Intervals::default() }).validate().is_err()
    );
    assert!(around("drift", Intervals { quantiles: vec![], ..Intervals::default() }).validate().is_err());
    // the column of the target is not among the inputs
    let (closes, _) = market(1, 100);
    let series = Series::named(
        &["volume"],
        &closes.iter().map(|c| vec![*c]).collect::<Vec<_>>(),
        target(TargetKind::Close, 1),
    );
    let samples = series.samples(0..90);
    let found = plain.fit(&series.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert_eq!(found.to_string(), "drift cannot forecast close without the input column `close`");
    let few = of(&closes[..12], target(TargetKind::Close, 1));
    let samples = few.samples(0..10);
    let found = plain.fit(&few.train_set(&samples, &[]), &RunContext::new(1)).err().unwrap();
    assert!(matches!(found, FitError::TooFewSamples { needed: 20, .. }), "{found}");
}
