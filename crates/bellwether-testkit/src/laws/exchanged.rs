//! A forecast is that of its own day, whatever else is asked for.

use std::collections::BTreeMap;

use bellwether_core::{Forecaster, RowStamp, RunContext};
use jiff::{SignedDuration, Span};

use crate::{Case, Trace, Violation};

/// Fits the model at the decision of `row` and asks it for all later rows in order; fitted again, from the last to the first;
/// again, for each third alone; and once more under dates and decisions 52 weeks later, which keep the weekday.
///
/// # Errors
/// [`Violation::Moved`], or [`Violation::Untested`] when it cannot be fitted or cannot forecast.
pub fn model(model: &dyn Forecaster, case: &Case, row: usize) -> Result<(), Violation> {
    let rows: Vec<usize> = (row..case.frame.len()).collect();
    let backwards: Vec<usize> = rows.iter().rev().copied().collect();
    let some: Vec<usize> = rows.iter().skip(1).step_by(3).copied().collect();
    let in_order = forecasts(model, case, row, &rows)?;
    let same = |case: &Case, asked: &[usize], under: &str| {
        let after = forecasts(model, case, row, asked)?;
        trace(&in_order, asked).unmoved(&trace(&after, asked), under)
    };
    same(case, &backwards, "another order")?;
    same(case, &some, "a third of the days")?;
    same(&a_year_later(case), &rows, "dates 52 weeks later")
}

fn forecasts(
    model: &dyn Forecaster,
    case: &Case,
    row: usize,
    asked: &[usize],
) -> Result<BTreeMap<usize, Vec<f64>>, Violation> {
    let fitted = model.fit(&case.train_set(row), &RunContext::new(7)).map_err(Violation::untested)?;
    let of = |origin: &usize| {
        let forecast = fitted.forecast(&case.origin(*origin)).map_err(Violation::untested)?;
        Ok((*origin, super::poison::numbers(&forecast)))
    };
    asked.iter().map(of).collect()
}

fn trace(forecasts: &BTreeMap<usize, Vec<f64>>, rows: &[usize]) -> Trace {
    let mut trace = Trace::default();
    for row in rows {
        trace.numbers(format!("row {row}"), forecasts[row].iter().copied());
    }
    trace
}

fn a_year_later(case: &Case) -> Case {
    let frame = case.frame.restamped(|stamp| RowStamp {
        date: stamp.date.saturating_add(Span::new().weeks(52)),
        decision: stamp
            .decision
            .saturating_add(SignedDuration::from_hours(52 * 7 * 24))
            .unwrap_or(stamp.decision),
    });
    Case { frame, ..case.clone() }
}
