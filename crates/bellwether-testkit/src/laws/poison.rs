//! Poison the future: whatever happens after a cutoff, nothing up to it moves by one bit.

use bellwether_core::{Bar, Forecast, Forecaster, Panel, RunContext, Timestamp};

use crate::{Case, Market, Poison, Setup, Trace, Violation};

/// What `compute` records of a panel must not depend on anything that becomes available after `cutoff`.
///
/// # Errors
/// The first [`Violation`], under the poison that showed it.
pub fn future(
    market: &Market,
    cutoff: Timestamp,
    poisons: &[Poison],
    compute: &dyn Fn(&Panel) -> Result<Trace, Violation>,
) -> Result<(), Violation> {
    let clean = compute(&market.panel())?;
    for poison in poisons {
        let poisoned = compute(&poison.apply(market, cutoff))?;
        clean.unmoved(&poisoned, &format!("{poison:?} after {cutoff}"))?;
    }
    Ok(())
}

/// A column over bars, up to session `row`.
///
/// # Errors
/// As [`future`].
pub fn column(market: &Market, row: usize, compute: &dyn Fn(&[Bar]) -> Vec<f64>) -> Result<(), Violation> {
    let ticker = market.ticker();
    let record = |panel: &Panel| {
        let history = panel.as_of(panel.last_available().unwrap_or(Timestamp::MAX));
        let mut trace = Trace::default();
        trace.numbers("column", compute(history.bars(&ticker)).into_iter().take(row + 1));
        Ok(trace)
    };
    future(market, market.close_of(row), &Poison::ALL, &record)
}

/// A frame's columns and samples, up to session `row`.
///
/// # Errors
/// As [`future`].
pub fn frame(market: &Market, row: usize, setup: &Setup) -> Result<(), Violation> {
    let record = |panel: &Panel| Ok(known(&case(market, panel, setup)?, row));
    future(market, decision(market, row, setup)?, &Poison::ALL, &record)
}

/// A model fitted at the decision of session `row`: its bytes, and its forecasts from the rows up to `row`.
///
/// `recipe` makes the model from the whole case, future included, so that a model that looks there can be put to the
/// test; an honest one takes nothing from it.
///
/// # Errors
/// As [`future`]; [`Violation::Untested`] when the model cannot be fitted or cannot forecast.
pub fn model(
    market: &Market,
    row: usize,
    setup: &Setup,
    recipe: &dyn Fn(&Case) -> Box<dyn Forecaster>,
) -> Result<(), Violation> {
    let record = |panel: &Panel| {
        let case = case(market, panel, setup)?;
        let mut trace = known(&case, row);
        let fitted =
            recipe(&case).fit(&case.train_set(row), &RunContext::new(7)).map_err(Violation::untested)?;
        trace.bytes("fitted model", &fitted.to_bytes());
        let mut points = Vec::new();
        for origin in row - 5..=row {
            let forecast = fitted.forecast(&case.origin(origin)).map_err(Violation::untested)?;
            points.extend(numbers(&forecast));
        }
        trace.numbers("forecasts", points);
        Ok(trace)
    };
    future(market, decision(market, row, setup)?, &Poison::ALL, &record)
}

/// All numbers of a forecast.
pub(super) fn numbers(forecast: &Forecast) -> Vec<f64> {
    let Forecast { origin: _, target: _, point, quantiles, probability, ahead } = forecast;
    let fixed = [*point, probability.unwrap_or(f64::NAN)];
    fixed.into_iter().chain(quantiles.iter().map(|q| q.value)).chain(ahead.iter().map(|a| a.point)).collect()
}

fn case(market: &Market, panel: &Panel, setup: &Setup) -> Result<Case, Violation> {
    Case::new(panel, &market.ticker(), setup).map_err(Violation::untested)
}

/// The instant at which session `row` is the newest one and a forecast is made.
fn decision(market: &Market, row: usize, setup: &Setup) -> Result<Timestamp, Violation> {
    let case = case(market, &market.panel(), setup)?;
    Ok(case.frame.view().stamps()[row].decision)
}

/// All that a fit at the decision of `row` may be given.
fn known(case: &Case, row: usize) -> Trace {
    let mut trace = Trace::default();
    let view = case.frame.first(row + 1);
    trace.numbers("frame", view.values().iter().copied());
    trace.numbers("decisions", view.stamps().iter().map(|s| s.decision.as_second() as f64));
    let samples = &case.samples[..case.known_at(row)];
    trace.numbers("samples", samples.iter().flat_map(|s| [s.row as f64, s.target, s.last_known]));
    trace
}
