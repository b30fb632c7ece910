//! Fits a learner to a file of numbers, prints the seconds it took on one core, and its predictions for another file.
//!
//! ```sh
//! cargo run --release -p bellwether-models --example learners -- LEARNER TRAIN.csv TEST.csv ROUNDS [KEY=VALUE ...]
//! ```
//!
//! A row of a file is the inputs (empty where a value is missing) and, last, the target. The first line printed is the
//! least of the rounds' seconds of the processor, the second those of the predictions, and then a prediction a line.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::convert::Infallible;
use std::error::Error;
use std::time::Instant;

use bellwether_core::{
    Date, FeatureFrame, Origin, RowStamp, RunContext, Sample, Target, TargetKind, Ticker, Timestamp, TrainSet,
};
use bellwether_models::ModelSpec;
use bellwether_models::classical::{
    BoostedTrees, BoostedTreesParams, Cart, CartParams, Forest, ForestParams, Rows, TreesLoss,
};

struct Data {
    width: usize,
    x: Vec<f64>,
    y: Vec<f64>,
    /// The inputs as studies hold them.
    frame: FeatureFrame,
    samples: Vec<Sample>,
}

fn read(path: &str) -> Result<Data, Box<dyn Error>> {
    let (mut x, mut y, mut width) = (Vec::new(), Vec::new(), 0);
    for line in std::fs::read_to_string(path)?.lines() {
        let number = |cell: &str| if cell.is_empty() { Ok(f64::NAN) } else { cell.parse::<f64>() };
        let mut row = line.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
        y.extend(row.pop());
        width = row.len();
        x.extend(row);
    }
    let column = |j: usize| (format!("c{j}"), x[j..].iter().step_by(width).copied().collect());
    let (columns, stamps) = ((0..width).map(column).collect(), (0..y.len()).map(stamp).collect());
    let frame = FeatureFrame::from_columns(Ticker::new("A")?, stamps, columns)?;
    let sample = |(row, y): (usize, &f64)| Sample { row, target: *y, last_known: 0.0 };
    let samples = y.iter().enumerate().map(sample).collect();
    Ok(Data { width, x, y, frame, samples })
}

fn stamp(row: usize) -> RowStamp {
    RowStamp {
        date: Date::constant(1900, 1, 1).saturating_add(jiff::Span::new().days(row as i64)),
        decision: Timestamp::from_second(86_400 * row as i64).unwrap_or_default(),
    }
}

/// Seconds of the processor so far, or of the clock where the system does not say.
fn seconds(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| start.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// The system counts a thread's time in turns of some milliseconds: work is repeated until this many are spent.
const ENOUGH: f64 = 0.1;

/// Seconds of one piece of work, and what the last one gave.
fn each<T, E>(start: Instant, mut work: impl FnMut() -> Result<T, E>) -> Result<(f64, T), E> {
    let before = seconds(start);
    let mut times = 0.0;
    loop {
        let done = work()?;
        times += 1.0;
        let spent = seconds(start) - before;
        if spent >= ENOUGH {
            return Ok((spent / times, done));
        }
    }
}

type Predict = Box<dyn Fn(&Data) -> Vec<f64>>;

/// Row by row.
fn by_row(predict: impl Fn(&[f64]) -> f64 + 'static) -> Predict {
    Box::new(move |data| data.x.chunks_exact(data.width).map(&predict).collect())
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [learner, train, test, rounds, settings @ ..] = &words[..] else {
        return Err("usage: learners LEARNER TRAIN.csv TEST.csv ROUNDS [KEY=VALUE ...]".into());
    };
    let (train, test, rounds) = (read(train)?, read(test)?, rounds.parse::<usize>()?);
    let start = Instant::now();
    let (mut least, mut least_predicting) = (f64::INFINITY, f64::INFINITY);
    let mut predictions = Vec::new();
    for _ in 0..rounds.max(1) {
        let (fitting, predict) = each(start, || fit(learner, &train, settings))?;
        let all = || Ok::<_, Infallible>(predict(&test));
        let (predicting, found) = each(start, all)?;
        predictions = found;
        least = least.min(fitting);
        least_predicting = least_predicting.min(predicting);
    }
    println!("{least:.9}\n{least_predicting:.9}");
    for p in &predictions {
        println!("{p:.17e}");
    }
    Ok(())
}

fn fit(learner: &str, data: &Data, settings: &[String]) -> Result<Predict, Box<dyn Error>> {
    let run = RunContext::new(setting(settings, "seed", 1.0) as u64);
    let weights = vec![1.0; data.y.len()];
    let is_direction = data.y.iter().all(|y| *y == 0.0 || *y == 1.0);
    match learner {
        "boosted-trees" => {
            let params = BoostedTreesParams {
                trees: setting(settings, "trees", 100.0) as usize,
                learning_rate: setting(settings, "rate", 0.1),
                max_leaves: setting(settings, "leaves", 31.0) as usize,
                max_depth: setting(settings, "depth", 0.0) as usize,
                min_samples_leaf: setting(settings, "leaf", 20.0) as usize,
                bins: setting(settings, "bins", 255.0) as usize,
                ..BoostedTreesParams::default()
            };
            let level = setting(settings, "quantile", 0.0);
            let loss = match (level > 0.0, is_direction) {
                (true, _) => TreesLoss::Quantile { level },
                (false, true) => TreesLoss::Logistic,
                (false, false) => TreesLoss::SquaredError,
            };
            let rows = Rows { inputs: &data.x, targets: &data.y };
            let none = Rows { inputs: &[], targets: &[] };
            let trees = BoostedTrees::fit(rows, None, none, loss, &params, &run, "learners")?;
            Ok(by_row(move |row| trees.predict(row)))
        }
        "forest" => {
            let params = ForestParams {
                trees: setting(settings, "trees", 100.0) as usize,
                tree: CartParams {
                    min_samples_leaf: setting(settings, "leaf", 1.0) as usize,
                    ..CartParams::default()
                },
                ..ForestParams::default()
            };
            let forest = Forest::fit(&data.x, &data.y, &weights, is_direction, &params, &run, "learners")?;
            Ok(by_row(move |row| forest.predict(row)))
        }
        "tree" => {
            let tree = Cart::fit(&data.x, &data.y, &weights, &CartParams::default());
            Ok(by_row(move |row| tree.predict(row)))
        }
        _ => whole(learner, data, is_direction, &run),
    }
}

fn setting(settings: &[String], key: &str, otherwise: f64) -> f64 {
    let found = settings.iter().find_map(|s| s.strip_prefix(key)?.strip_prefix('=')?.parse().ok());
    found.unwrap_or(otherwise)
}

/// A model as a study file writes it, on windows of one row.
fn whole(kind: &str, data: &Data, is_direction: bool, run: &RunContext) -> Result<Predict, Box<dyn Error>> {
    let spec: ModelSpec = serde_json::from_str(kind)?;
    let kind = if is_direction { TargetKind::Direction } else { TargetKind::LogReturn };
    let target = Target { kind, horizon: 1 };
    let fitted = spec.build().fit(&TrainSet::new(data.frame.view(), &data.samples, &[], target), run)?;
    Ok(Box::new(move |data| {
        let forecast = |row: usize| {
            let (frame, stamp) = (data.frame.view().first(row + 1), stamp(row));
            let at = Origin { frame, last_known: 0.0, target, stamp, series: 0, further: &[] };
            let forecast = fitted.forecast(&at).expect("a forecast");
            forecast.probability.unwrap_or(forecast.point)
        };
        (0..data.y.len()).map(forecast).collect()
    }))
}
