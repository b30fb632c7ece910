//! Our results beside another implementation's, on data too large for the tests.

mod calendar;
mod learners;
mod statistics;
mod text;
mod vader;

use anyhow::{Result, bail};

use crate::machine;

/// Names and what they compare.
pub(crate) const NAMES: &[(&str, &str)] = &[
    (
        "calendar",
        "New York sessions beside exchange_calendars, and beside the dates of the shared price files",
    ),
    ("learners", "held-out scores of boosted trees and forests beside LightGBM and scikit-learn"),
    (
        "statistics",
        "ARIMA, auto-ARIMA, ETS and Theta beside statsmodels and statsforecast, GARCH beside arch",
    ),
    ("text", "linear scorers on labelled sets, beside the goals for them"),
    ("vader", "scores beside vaderSentiment: random posts, and every post of StockNet"),
];

/// Runs one parity or all; fails when anything differs.
pub(crate) fn run(name: &str) -> Result<()> {
    machine::print();
    let differences = match name {
        "calendar" => calendar::run()?,
        "learners" => learners::run()?,
        "statistics" => statistics::run()? + learners::run()?,
        "text" => text::run()?,
        "vader" => vader::run()?,
        "all" => calendar::run()? + statistics::run()? + learners::run()? + text::run()? + vader::run()?,
        _ => bail!(
            "no parity is named `{name}`; there are calendar, learners, statistics, text, vader and all"
        ),
    };
    if differences == 0 { Ok(()) } else { bail!("{differences} results differ") }
}
