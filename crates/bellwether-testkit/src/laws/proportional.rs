//! Prices in another unit are forecast in that unit.

use bellwether_core::{Forecaster, RunContext};

use crate::{Case, Market, Setup, Violation};

/// A power of two, by which prices are divided without rounding.
const SHARES: f64 = 4.0;

/// Fits the model at the decision of `row` on the market and on the same after a split of all its history, and forecasts from all
/// later rows: by how much the forecasts differ in proportion, at most, in mean moves of the price; of a direction, of its
/// probability or class.
///
/// # Errors
/// [`Violation::Untested`] when it cannot be fitted or cannot forecast.
pub fn model(model: &dyn Forecaster, market: &Market, setup: &Setup, row: usize) -> Result<f64, Violation> {
    let case =
        |market: &Market| Case::new(&market.panel(), &market.ticker(), setup).map_err(Violation::untested);
    let (whole, split) = (case(market)?, case(&market.clone().with_split(0, SHARES))?);
    let fit = |case: &Case| model.fit(&case.train_set(row), &RunContext::new(7)).map_err(Violation::untested);
    let (was, is) = (fit(&whole)?, fit(&split)?);
    let usual = whole.samples.iter().map(|s| (s.target - s.last_known).abs()).sum::<f64>()
        / whole.samples.len() as f64;
    let mut largest: f64 = 0.0;
    for origin in row..whole.frame.len() {
        let a = was.forecast(&whole.origin(origin)).map_err(Violation::untested)?;
        let b = is.forecast(&split.origin(origin)).map_err(Violation::untested)?;
        let moved = if setup.target.is_direction() {
            (a.probability.unwrap_or(a.point) - b.probability.unwrap_or(b.point)).abs()
        } else {
            let unit = if setup.target.is_price() { SHARES } else { 1.0 };
            (unit * b.point - a.point).abs() / usual
        };
        largest = largest.max(moved);
    }
    Ok(largest)
}
