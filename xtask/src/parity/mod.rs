//! Our results beside another implementation's, on data too large for the tests.

mod calendar;
mod learners;
mod movement;
mod statistics;
mod text;
mod topics;
mod vader;

use anyhow::{Result, bail};

use crate::machine;
use crate::task::{Task, called};

/// A comparison; it gives the number of results that differ, and of goals missed.
type Parity = Task<fn() -> Result<usize>>;

/// All comparisons, in the order in which `all` runs them.
pub(crate) const TASKS: &[Parity] = &[
    Task {
        name: "calendar",
        what: "New York sessions beside exchange_calendars, and beside the dates of the shared price files",
        part_of: None,
        run: calendar::run,
    },
    Task {
        name: "statistics",
        what: "ARIMA, auto-ARIMA, ETS and Theta beside statsmodels and statsforecast, GARCH beside arch",
        part_of: None,
        run: statistics::run,
    },
    Task {
        name: "learners",
        what: "held-out scores of boosted trees and forests beside LightGBM and scikit-learn",
        part_of: Some("statistics"),
        run: learners::run,
    },
    Task {
        name: "vader",
        what: "scores beside vaderSentiment: random posts, and every post of StockNet",
        part_of: Some("text"),
        run: vader::run,
    },
    Task {
        name: "text",
        what: "scorers on labelled sets beside their goals; MiniLM beside transformers, pooled as sentence-transformers does; an \
               ONNX export on ONNX Runtime",
        part_of: None,
        run: text::run,
    },
    Task {
        name: "topics",
        what: "coherence and diversity of every topic model on BBC and DBLP, UMAP beside umap-learn, HDBSCAN beside scikit-learn",
        part_of: None,
        run: topics::run,
    },
    Task {
        name: "movement",
        what: "samples and naive forecasts of ACL18 and KDD17 beside pandas, LSTM and ALSTM beside their published accuracy",
        part_of: None,
        run: movement::run,
    },
];

/// Runs one parity or all; fails when anything differs.
pub(crate) fn run(name: &str) -> Result<()> {
    let tasks = called("parity", TASKS, name)?;
    machine::print();
    let mut differences = 0;
    for task in tasks {
        differences += (task.run)()?;
    }
    if differences == 0 { Ok(()) } else { bail!("{differences} results differ") }
}
