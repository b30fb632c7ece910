//! The grid's choice against each of its orders.

use bellwether_core::{FitError, Forecaster, RunContext, Sample, TargetKind, TrainSet};
use bellwether_models::statistical::arima::{Options, Order, Start, differences, fit};
use bellwether_models::statistical::{ArimaGrid, ArimaGridParams, ChosenBy};

use crate::ets::series;
use crate::support::{Series, target};

fn grid(by: ChosenBy) -> ArimaGrid {
    ArimaGrid(ArimaGridParams {
        p: vec![1, 2],
        d: vec![0, 1],
        q: vec![0, 1, 2],
        by,
        ..ArimaGridParams::default()
    })
}

fn closes() -> Series {
    let own = &series()["line"];
    let rows: Vec<Vec<f64>> = own.iter().map(|v| vec![*v]).collect();
    let mut made = Series::named(&["close"], &rows, target(TargetKind::Close, 2));
    made.closes.clone_from(own);
    made
}

/// Mean squared error of an order over samples, two ahead, the parameters those of the first rows.
fn error(closes: &[f64], known: usize, order: Order, samples: &[Sample]) -> f64 {
    let fitted = fit(&closes[..known], order, &Options { start: Start::One, ..Options::default() }).unwrap();
    let total: f64 = samples
        .iter()
        .map(|s| {
            let mut model = fitted.clone();
            model.filter(&closes[..=s.row], &[]).unwrap();
            (model.forecast(2, &[]).unwrap()[1].mean - closes[s.row + 2]).powi(2)
        })
        .sum();
    total / samples.len() as f64
}

fn orders() -> impl Iterator<Item = Order> {
    let pairs = [1, 2].into_iter().flat_map(|p| [0, 1, 2].map(|q| (p, q)));
    pairs.flat_map(|(p, q)| [0, 1].map(|d| Order::new(p, d, q)))
}

#[test]
fn each_rule_chooses_the_order_that_is_best_by_it() {
    let own = closes();
    let (train, watched, test) = (own.samples(1..100), own.samples(101..130), own.samples(132..170));
    let set = TrainSet::new(own.frame.first(133), &train, &watched, own.target);
    let point = |by, set: &TrainSet<'_>| {
        let fitted = grid(by).fit(set, &RunContext::new(1)).unwrap();
        fitted.forecast(&own.origin(160)).unwrap().point
    };
    let expected = |order: Order, start| {
        let mut model = fit(&own.closes[..133], order, &Options { start, ..Options::default() }).unwrap();
        model.filter(&own.closes[..161], &[]).unwrap();
        model.forecast(2, &[]).unwrap()[1].mean
    };
    let least = |known, samples: &[Sample]| {
        let error = |o: &Order| error(&own.closes, known, *o, samples);
        orders().min_by(|a, b| error(a).total_cmp(&error(b))).unwrap()
    };
    let by_validation = least(102, &watched);
    assert!((point(ChosenBy::Validation, &set) - expected(by_validation, Start::Several)).abs() < 1e-9);
    let shown = set.showing_test(own.frame.first(172), &test);
    let by_test = least(133, &test);
    assert!((point(ChosenBy::Test, &shown) - expected(by_test, Start::One)).abs() < 1e-9);
    let d = differences(&own.closes[..133], 3).min(1);
    let aicc = |o: &Order| fit(&own.closes[..133], *o, &Options::default()).unwrap().aicc();
    let by_aicc = orders().filter(|o| o.d == d).min_by(|a, b| aicc(a).total_cmp(&aicc(b))).unwrap();
    assert!((point(ChosenBy::Aicc, &set) - expected(by_aicc, Start::Several)).abs() < 1e-9);
}

#[test]
fn what_a_rule_needs_is_named() {
    let own = closes();
    let samples = own.samples(1..100);
    let set = own.train_set(&samples, &[]);
    let said = |by| grid(by).fit(&set, &RunContext::new(1)).err().unwrap().to_string();
    assert_eq!(
        said(ChosenBy::Validation),
        "arima-grid: `by` is validation; it needs a validation part in the protocol"
    );
    assert_eq!(
        said(ChosenBy::Test),
        "arima-grid: `by` is test; choosing by the test error needs a hold-out with `choose-by-test`, which says so"
    );
    let empty = ArimaGrid(ArimaGridParams { d: Vec::new(), ..ArimaGridParams::default() });
    assert!(matches!(empty.validate(), Err(FitError::Parameter { parameter: "d", .. })));
    let paper = ArimaGridParams::default();
    assert_eq!([paper.p, paper.d, paper.q], [[1, 2, 3], [1, 2, 3], [1, 2, 3]]);
}
