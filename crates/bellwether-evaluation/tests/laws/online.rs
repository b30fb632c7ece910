//! Intervals over rows in time order.

use bellwether_evaluation::intervals::{
    AdaptiveConformal, Interval, IntervalError, RollingIntervals, SplitConformal,
};
use proptest::prelude::*;

use crate::random::Normal;

#[test]
fn what_cannot_be_is_typed() {
    let rolling = RollingIntervals { level: 0.95, window: 39, horizon: 1 };
    assert_eq!(rolling.needed(), 39);
    let short = RollingIntervals { window: 38, ..rolling };
    assert_eq!(
        short.over(&[1.0], &[1.0]),
        Err(IntervalError::TooFewResiduals { level: 0.95, residuals: 38, needed: 39 })
    );
    assert_eq!(RollingIntervals { horizon: 0, ..rolling }.over(&[1.0], &[1.0]), Err(IntervalError::Horizon));
    let adaptive = AdaptiveConformal { level: 0.95, step: 0.0, window: 39, horizon: 1 };
    assert_eq!(adaptive.over(&[1.0], &[1.0]), Err(IntervalError::Step { step: 0.0 }));
    assert!(AdaptiveConformal { step: 0.1, window: 18, ..adaptive }.over(&[1.0], &[1.0]).is_err());
}

/// Errors that are three times as large from the middle on: a fixed width would cover half of them; both forms come back to their
/// level within a window. 2,000 rows at 90 % have a standard error of .7 %; ±2.5 % allows for their dependence.
#[test]
fn a_change_of_spread_is_followed() {
    let mut normal = Normal::seeded(40);
    let actual: Vec<f64> = (0..4200).map(|t| normal.draw() * if t < 2000 { 1.0 } else { 3.0 }).collect();
    let predicted = vec![0.0; 4200];
    let held = |inside: &dyn Fn(usize) -> bool| (2200..4200).filter(|t| inside(*t)).count() as f64 / 2000.0;
    let rolling = RollingIntervals { level: 0.9, window: 200, horizon: 1 };
    let intervals = rolling.over(&actual, &predicted).unwrap();
    let share = held(&|t| intervals[t].is_some_and(|i| (i.lower..=i.upper).contains(&actual[t])));
    assert!((share - 0.9).abs() < 0.025, "rolling {share}");
    let adaptive = AdaptiveConformal { level: 0.9, step: 0.02, window: 2000, horizon: 1 };
    let rows = adaptive.over(&actual, &predicted).unwrap();
    let share = held(&|t| rows[t].is_some_and(|row| row.covered));
    assert!((share - 0.9).abs() < 0.025, "adaptive {share}");
}

/// Errors to one side: the interval leans that way, by the order statistics that the definition names.
#[test]
fn ends_are_the_order_statistics() {
    let actual: Vec<f64> = (0..40).map(|t| 10.0 + f64::from(t * 7 % 40)).collect();
    let rolling = RollingIntervals { level: 0.9, window: 39, horizon: 1 };
    let last = rolling.over(&actual, &[0.0; 40]).unwrap()[39].unwrap();
    // the 39 errors before the last, sorted; ranks ⌊40 · .05⌋ = 2 and ⌈40 · .95⌉ = 38
    let mut errors = actual[..39].to_vec();
    errors.sort_by(f64::total_cmp);
    assert_eq!(last, Interval { lower: errors[1], upper: errors[37] });
}

fn rows() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((-9.0..9.0_f64, prop_oneof![Just(0.0), -9.0..9.0_f64]), 30..120)
}

proptest! {
    /// No interval at or before a row changes with what happens at that row or later, nor with later forecasts; and at a horizon of h
    /// not with the h - 1 rows before it either.
    #[test]
    fn intervals_ignore_what_is_not_known(
        rows in rows(), at in 0.0..1.0_f64, horizon in 1_usize..4, other in -1e6..1e6_f64,
    ) {
        let (actual, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let at = (at * actual.len() as f64) as usize;
        let (mut poisoned, mut forecasts) = (actual.clone(), predicted.clone());
        poisoned[(at + 1).saturating_sub(horizon)..].iter_mut().for_each(|y| *y = other);
        forecasts[at + 1..].iter_mut().for_each(|y| *y = other);
        let rolling = RollingIntervals { level: 0.8, window: 20, horizon };
        let (a, b) = (rolling.over(&actual, &predicted)?, rolling.over(&poisoned, &forecasts)?);
        prop_assert_eq!(&a[..=at], &b[..=at]);
        let of = |y: &[f64], f: &[f64]| SplitConformal::over(0.8, horizon, y, f);
        prop_assert_eq!(&of(&actual, &predicted)?[..=at], &of(&poisoned, &forecasts)?[..=at]);
        let adaptive = AdaptiveConformal { level: 0.8, step: 0.05, window: 20, horizon };
        let of = |y: &[f64], f: &[f64]| -> Result<Vec<_>, IntervalError> {
            Ok(adaptive.over(y, f)?.iter().map(|r| r.map(|r| (r.interval, r.misses_allowed))).collect::<Vec<_>>())
        };
        let (a, b) = (of(&actual, &predicted)?, of(&poisoned, &forecasts)?);
        prop_assert_eq!(&a[..=at], &b[..=at]);
    }

    /// Row by row a split-conformal interval is that of a fit on what was known.
    #[test]
    fn over_rows_is_a_fit_on_what_was_known(rows in rows(), level in 0.5..0.96_f64, horizon in 1_usize..4) {
        let (actual, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let residuals: Vec<f64> = actual.iter().zip(&predicted).map(|(y, f)| y - f).collect();
        for (t, interval) in SplitConformal::over(level, horizon, &actual, &predicted)?.into_iter().enumerate() {
            let known = &residuals[..(t + 1).saturating_sub(horizon)];
            let fitted = SplitConformal::fit(known, level).ok();
            prop_assert_eq!(interval, fitted.map(|c| c.interval(predicted[t]).unwrap()));
            prop_assert_eq!(interval.is_some(), known.len() >= SplitConformal::needed(level));
        }
    }

    /// The paper's bound, for any series at all, also one that knows the intervals: it follows from α_t staying within a step of [0, 1].
    #[test]
    fn misses_are_as_many_as_promised(rows in rows(), level in 0.5..0.95_f64, step in 0.005..0.2_f64) {
        let (actual, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let adaptive = AdaptiveConformal { level, step, window: 40, horizon: 1 };
        let rows: Vec<_> = adaptive.over(&actual, &predicted)?.into_iter().flatten().collect();
        prop_assert_eq!(rows.len(), actual.len() - 1);
        let count = rows.len() as f64;
        let missed = rows.iter().filter(|row| !row.covered).count() as f64 / count;
        let bound = ((1.0 - level).max(level) + step) / (step * count);
        prop_assert!((missed - (1.0 - level)).abs() <= bound + 1e-12);
        prop_assert!(rows.iter().all(|row| row.misses_allowed > -step && row.misses_allowed < 1.0 + step));
    }
}
