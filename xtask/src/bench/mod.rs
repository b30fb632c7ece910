//! Speed and memory, beside a peer where there is one.

mod backtest;
mod boosting;
mod decompositions;
mod foundation;
mod indicators;
mod learners;
mod pictures;
mod scorers;
mod statistics;
mod text;
mod topics;
mod train;

use anyhow::{Result, bail};

use crate::machine;
use crate::task::{Task, called};

/// A bench; what it is told is whether the cold build is wanted.
type Bench = Task<fn(bool) -> Result<()>>;

const fn bench(name: &'static str, what: &'static str, run: fn(bool) -> Result<()>) -> Bench {
    Task { name, what, part_of: None, run }
}

const fn part(
    whole: &'static str,
    name: &'static str,
    what: &'static str,
    run: fn(bool) -> Result<()>,
) -> Bench {
    Task { name, what, part_of: Some(whole), run }
}

/// All benches, in the order in which `all` runs them.
pub(crate) const TASKS: &[Bench] = &[
    part("text", "vader", "posts scored a second on one core, beside vaderSentiment", |_| scorers::vader()),
    bench(
        "text",
        "cleaning and scorers, and the command line on ten million posts, with the memory of it",
        |_| text::run(),
    ),
    part(
        "statistics",
        "indicators",
        "million rows a second of each indicator on one core, beside TA-Lib's C functions",
        |_| indicators::run(),
    ),
    bench(
        "decompositions",
        "wavelets, empirical modes and principal components, beside PyWavelets, PyEMD and scikit-learn",
        |_| decompositions::run(),
    ),
    bench("backtest", "million bars a second of a backtest with costs and its figures, one core", |_| {
        backtest::run()
    }),
    bench("pictures", "candlestick pictures drawn a second on one core, beside Pillow", |_| pictures::run()),
    bench("boosting", "gradient boosting, beside scikit-learn, one core", |_| boosting::run()),
    bench(
        "statistics",
        "models of statistics beside statsmodels, statsforecast and arch, the learners and the indicators; one core",
        |_| statistics::run(),
    ),
    part("statistics", "learners", "classical learners beside LightGBM and scikit-learn, one thread", |_| {
        learners::run()
    }),
    bench(
        "topics",
        "UMAP, HDBSCAN and c-TF-IDF of sixteen thousand vectors, beside Python's BERTopic, and of a hundred thousand; two cores",
        |_| topics::run(),
    ),
    bench("train", "networks of bellwether-nn beside PyTorch and Keras, one thread", |_| train::run()),
    bench(
        "foundation",
        "the demo, reading and scoring StockNet, persistence on AMZN; with --build the cold release build",
        foundation::run,
    ),
];

/// Runs one bench or all.
pub(crate) fn run(name: &str, with_build: bool) -> Result<()> {
    let tasks = called("bench", TASKS, name)?;
    if with_build && !matches!(name, "foundation" | "all") {
        bail!("--build belongs to `bench foundation`");
    }
    machine::print();
    tasks.iter().try_for_each(|task| (task.run)(with_build))
}
