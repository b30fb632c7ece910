//! EnbPI as a derivation in numpy has it, what it may not know, and that it holds its level.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use bellwether_evaluation::InputError;
use bellwether_evaluation::bootstrap::MovingBlockBootstrap;
use bellwether_evaluation::intervals::{EnbPi, EnbPiRow, IntervalError, Member, Tails};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    learnt: usize,
    errors: usize,
    actual: Vec<f64>,
    draws: Vec<Vec<usize>>,
    forecasts: Vec<Vec<f64>>,
    points: Vec<f64>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    tails: Tails,
    level: f64,
    batch: usize,
    horizon: usize,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

/// 1e-12: means of seven numbers in another order.
#[test]
fn as_numpy() {
    let reference: Reference = serde_json::from_str(include_str!("reference/numpy/enbpi.json")).unwrap();
    let Reference { learnt, errors, actual, draws, forecasts, points, cases } = reference;
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} {b}");
    for Case { tails, level, batch, horizon, lower, upper } in cases {
        let how = EnbPi { level, tails, batch };
        let mut next = forecasts.iter();
        let fit = |_: &[usize]| Ok::<_, IntervalError>(next.next().unwrap().clone());
        let rows = how.over(&actual, learnt, horizon, &draws, fit).unwrap();
        assert_eq!(rows.len(), actual.len() - learnt);
        for (t, row) in rows.into_iter().enumerate() {
            assert_eq!(row.is_some(), t + 1 >= horizon);
            let Some(EnbPiRow { point, interval }) = row else { continue };
            close(point, points[t]);
            close(interval.lower, lower[t]);
            close(interval.upper, upper[t]);
        }
        let members: Vec<Member<'_>> =
            draws.iter().zip(&forecasts).map(|(drawn, f)| Member { drawn, fitted: &f[..learnt] }).collect();
        let fitted = how.fit(&actual[..learnt], &members).unwrap();
        assert_eq!(fitted.errors(), errors);
        close(fitted.weights().iter().sum(), 1.0);
    }
}

/// A mean of what is learnt from.
fn mean_of(actual: &[f64]) -> impl Fn(&[usize]) -> Result<Vec<f64>, IntervalError> + '_ {
    move |rows| {
        let mean = rows.iter().map(|i| actual[*i]).sum::<f64>() / rows.len() as f64;
        Ok(vec![mean; actual.len()])
    }
}

fn draws(seed: u64, members: usize, block: usize, rows: usize) -> Vec<Vec<usize>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..members).map(|_| MovingBlockBootstrap::new(block).places(&mut rng, rows)).collect()
}

/// A slope on the value before, fitted on 300 rows of a series that carries on by .6, 2,000 rows after it: the standard error of a share of
/// 90 % is .7 %; ±2 % allows for their dependence. The narrowest, chosen after the errors, may hold 1 % less. The spread grows by half in the middle, and the errors follow.
#[test]
fn the_level_is_held() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut normal = move || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
    let mut series = vec![normal()];
    for t in 1..2301 {
        let spread = if t < 1300 { 1.0 } else { 1.5 };
        series.push(0.6 * series[t - 1] + spread * normal());
    }
    let (x, y) = (&series[..2300], &series[1..]);
    let fit = |rows: &[usize]| {
        let products: f64 = rows.iter().map(|i| x[*i] * y[*i]).sum();
        let slope = products / rows.iter().map(|i| x[*i] * x[*i]).sum::<f64>();
        Ok::<_, IntervalError>(x.iter().map(|x| slope * x).collect())
    };
    for tails in [Tails::Symmetric, Tails::Equal, Tails::Narrowest] {
        let how = EnbPi { level: 0.9, tails, batch: 1 };
        let rows = how.over(y, 300, 1, &draws(7, 20, 10, 300), fit).unwrap();
        let held = rows
            .iter()
            .zip(&y[300..])
            .filter(|(row, y)| row.is_some_and(|row| (row.interval.lower..=row.interval.upper).contains(*y)));
        let share = held.count() as f64 / 2000.0;
        let least = if tails == Tails::Narrowest { 0.87 } else { 0.88 };
        assert!(least < share && share < 0.92, "{tails:?} {share}");
    }
}

#[test]
fn what_cannot_be_is_typed() {
    let how = EnbPi { level: 0.8, tails: Tails::Symmetric, batch: 1 };
    let actual = [1.0, 2.0, 3.0, 4.0, 5.0];
    let fitted = [3.0; 5];
    let member = Member { drawn: &[0], fitted: &fitted };
    assert!(how.fit(&actual, &[member]).is_ok());
    assert_eq!(how.fit(&actual, &[member]).unwrap().errors(), 4);
    let none = how.fit(&actual, &[]).map(|_| ());
    assert!(matches!(none, Err(IntervalError::Input(InputError::Empty { .. }))));
    let all = Member { drawn: &[0, 1, 2, 3], fitted: &fitted };
    let few = IntervalError::TooFewResiduals { level: 0.8, residuals: 1, needed: 4 };
    assert_eq!(how.fit(&actual, &[all]).map(|_| ()), Err(few));
    let beyond = Member { drawn: &[5], fitted: &fitted };
    assert_eq!(how.fit(&actual, &[beyond]).map(|_| ()), Err(IntervalError::Draw { place: 5, rows: 5 }));
    assert_eq!(EnbPi { batch: 0, ..how }.fit(&actual, &[member]).map(|_| ()), Err(IntervalError::Batch));
    let level = EnbPi { level: 1.0, ..how }.fit(&actual, &[member]).map(|_| ());
    assert_eq!(level, Err(IntervalError::Level { level: 1.0 }));
    let over = |learnt, horizon| how.over(&actual, learnt, horizon, &[vec![0]], mean_of(&actual)).map(|_| ());
    assert_eq!(over(5, 0), Err(IntervalError::Horizon));
    assert!(matches!(over(6, 1), Err(IntervalError::Input(InputError::LengthMismatch { .. }))));
    assert!(how.fit(&actual, &[member]).unwrap().point(&[1.0, 2.0]).is_err());
    let failed: Result<_, IntervalError> =
        how.over(&actual, 5, 1, &[vec![0]], |_| Err(IntervalError::Overflow));
    assert_eq!(failed.map(|_| ()), Err(IntervalError::Overflow));
    assert_eq!(EnbPi { level: 0.95, tails: Tails::Equal, batch: 1 }.needed(), 39);
}

proptest! {
    /// No interval at or before a row changes with what happens at that row or later, nor at the `horizon − 1` rows before it; and the narrowest
    /// is no wider than that of equal tails.
    #[test]
    fn intervals_ignore_what_is_not_known(
        actual in prop::collection::vec(-9.0..9.0_f64, 70..100), at in 0.0..1.0_f64, horizon in 1_usize..4,
        batch in 1_usize..4, other in -1e6..1e6_f64, seed in any::<u64>(),
    ) {
        let draws = draws(seed, 6, 3, 50);
        let at = 50 + (at * (actual.len() - 50) as f64) as usize;
        let mut poisoned = actual.clone();
        let from = (at + 1 - horizon).max(50);
        poisoned[from..].iter_mut().for_each(|y| *y = other);
        let over = |tails, actual: &[f64]| EnbPi { level: 0.8, tails, batch }.over(actual, 50, horizon, &draws, mean_of(actual));
        for tails in [Tails::Symmetric, Tails::Equal, Tails::Narrowest] {
            let (a, b) = (over(tails, &actual)?, over(tails, &poisoned)?);
            prop_assert_eq!(&a[..=at - 50], &b[..=at - 50]);
        }
        let width = |row: &EnbPiRow| row.interval.upper - row.interval.lower;
        for (equal, narrow) in over(Tails::Equal, &actual)?.iter().zip(&over(Tails::Narrowest, &actual)?) {
            let (Some(equal), Some(narrow)) = (equal, narrow) else { continue };
            prop_assert!(width(narrow) <= width(equal) + 1e-9);
        }
    }
}
