//! Speed and memory, beside a peer where there is one.

mod boosting;
mod decompositions;
mod foundation;
mod indicators;
mod learners;
mod pictures;
mod statistics;
mod text;
mod train;
mod vader;

use anyhow::{Result, bail};

use crate::machine;

/// Names and what they measure.
pub(crate) const NAMES: &[(&str, &str)] = &[
    (
        "foundation",
        "the demo, reading and scoring StockNet, persistence on AMZN; with --build the cold release build",
    ),
    ("boosting", "gradient boosting, beside scikit-learn, one core"),
    (
        "decompositions",
        "wavelets, empirical modes and principal components, beside PyWavelets, PyEMD and scikit-learn",
    ),
    ("indicators", "million rows a second of each indicator on one core, beside TA-Lib's C functions"),
    ("learners", "classical learners beside LightGBM and scikit-learn, one thread"),
    ("pictures", "candlestick pictures drawn a second on one core, beside Pillow"),
    (
        "statistics",
        "models of statistics beside statsmodels, statsforecast and arch, the learners and the indicators; one core",
    ),
    ("text", "cleaning and scorers, and the command line on ten million posts, with the memory of it"),
    ("train", "networks of bellwether-nn beside PyTorch and Keras, one thread"),
    ("vader", "posts scored a second on one core, beside vaderSentiment"),
];

/// Runs one bench or all.
pub(crate) fn run(name: &str, with_build: bool) -> Result<()> {
    if name != "all" && !NAMES.iter().any(|(known, _)| *known == name) {
        let known: Vec<_> = NAMES.iter().map(|(known, _)| *known).collect();
        bail!("no bench is named `{name}`; there are {} and all", known.join(", "));
    }
    if with_build && !matches!(name, "foundation" | "all") {
        bail!("--build belongs to `bench foundation`");
    }
    machine::print();
    let wanted = |one| name == "all" || name == one;
    if wanted("vader") && name != "all" {
        vader::run("vader.speed")?;
    }
    if wanted("text") {
        text::run()?;
    }
    if wanted("statistics") || wanted("indicators") {
        indicators::run()?;
    }
    if wanted("decompositions") {
        decompositions::run()?;
    }
    if wanted("pictures") {
        pictures::run()?;
    }
    if wanted("boosting") {
        boosting::run()?;
    }
    if wanted("statistics") {
        statistics::run()?;
    }
    if wanted("statistics") || wanted("learners") {
        learners::run()?;
    }
    if wanted("train") {
        train::run()?;
    }
    if wanted("foundation") {
        foundation::run(with_build)?;
    }
    Ok(())
}
