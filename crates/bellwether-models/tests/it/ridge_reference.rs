//! Ridge regression against `sklearn.linear_model.Ridge`.

use bellwether_core::{Forecaster, RunContext, Target, TargetKind};
use bellwether_features::Scaler;
use bellwether_models::Predict;
use bellwether_models::classical::{Ridge, RidgeParams};

use crate::support::{Series, target};

const ROWS: &str = include_str!("../reference/scikit-learn/rows.csv");
const EXPECTED: &str = include_str!("../reference/scikit-learn/ridge.csv");

/// Both solve the same normal equations by Cholesky; 1e-9 of the value leaves room for their condition.
const RELATIVE: f64 = 1e-9;

struct Expected {
    params: RidgeParams,
    target: Target,
    train: usize,
    row: usize,
    forecast: f64,
}

fn expected(line: &str) -> Expected {
    let cells: Vec<&str> = line.split(',').collect();
    let [kind, lookback, alpha, scaler, horizon, train, row, forecast] = cells[..] else {
        panic!("{line}");
    };
    let (kind, predict) = match kind {
        "level" => (TargetKind::Close, Predict::Level),
        "change" => (TargetKind::Close, Predict::Change),
        "log-return" => (TargetKind::LogReturn, Predict::Level),
        "direction" => (TargetKind::Direction, Predict::Level),
        other => panic!("{other}"),
    };
    let scaler = match scaler {
        "none" => Scaler::None,
        "min-max" => Scaler::MinMax,
        "standard" => Scaler::Standard,
        other => panic!("{other}"),
    };
    Expected {
        params: RidgeParams {
            lookback: lookback.parse().unwrap(),
            alpha: alpha.parse().unwrap(),
            scaler,
            predict,
        },
        target: target(kind, horizon.parse().unwrap()),
        train: train.parse().unwrap(),
        row: row.parse().unwrap(),
        forecast: forecast.parse().unwrap(),
    }
}

#[test]
fn forecasts_are_those_of_scikit_learn() {
    let rows: Vec<Vec<f64>> = ROWS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split(',').map(|c| c.parse().unwrap()).collect())
        .collect();
    let lines = EXPECTED.lines().filter(|l| !l.starts_with('#')).skip(1);
    let mut compared = 0;
    for Expected { params, target, train, row, forecast } in lines.map(expected) {
        let series = Series::new(&rows, target);
        let first = params.lookback - 1;
        let samples = series.samples(first..first + train);
        // the validation part is learnt from too
        let (own, validation) = samples.split_at(train - 7);
        let fitted = Ridge(params).fit(&series.train_set(own, validation), &RunContext::new(1)).unwrap();
        let found = fitted.forecast(&series.origin(row)).unwrap();
        let value = found.probability.unwrap_or(found.point);
        let apart = (value - forecast).abs();
        let room = RELATIVE * forecast.abs().max(1e-3);
        assert!(apart <= room, "{params:?} {target:?} row {row}: {value} for {forecast}");
        compared += 1;
    }
    assert_eq!(compared, EXPECTED.lines().count() - 2);
}
