//! Our results beside another implementation's, on data too large for the tests.

mod calendar;
mod statistics;
mod vader;

use anyhow::{Result, bail};

use crate::machine;

/// Names and what they compare.
pub(crate) const NAMES: &[(&str, &str)] = &[
    (
        "calendar",
        "New York sessions beside exchange_calendars, and beside the dates of the shared price files",
    ),
    (
        "statistics",
        "ARIMA, auto-ARIMA, ETS and Theta beside statsmodels and statsforecast, GARCH beside arch",
    ),
    ("vader", "scores beside vaderSentiment: random posts, and every post of StockNet"),
];

/// Runs one parity or all; fails when anything differs.
pub(crate) fn run(name: &str) -> Result<()> {
    machine::print();
    let differences = match name {
        "calendar" => calendar::run()?,
        "statistics" => statistics::run()?,
        "vader" => vader::run()?,
        "all" => calendar::run()? + statistics::run()? + vader::run()?,
        _ => bail!("no parity is named `{name}`; there are calendar, statistics, vader and all"),
    };
    if differences == 0 { Ok(()) } else { bail!("{differences} results differ") }
}
