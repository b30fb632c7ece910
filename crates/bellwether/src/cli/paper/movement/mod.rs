//! `bellwether paper movement`: the ACL18 and KDD17 benchmark on the published features, then StockNet walked forward.

mod benchmark;
mod models;
mod report;
mod score;
mod trial;
mod trials;
mod walk;

use std::path::Path;

use self::benchmark::SETS;
pub(crate) use self::report::{HEADS, Report};
use super::page::Page;
use crate::cli::args::PaperArgs;
use crate::cli::error::CliError;
use crate::cli::interrupt::Interrupt;
use crate::cli::meter::Meter;
use crate::cli::screen::Screen;
use crate::cli::threads;

/// The name of the paper on the command line.
pub(crate) const NAME: &str = "movement";
const DATA: &str = "advalstm/, the features of Feng et al. for ACL18 and KDD17 with their trading dates, and \
    stocknet/prices.parquet and tweets.parquet";

/// That the files are there, before anything runs.
pub(crate) fn check_data(folder: &Path) -> Result<(), CliError> {
    let tables = SETS.iter().flat_map(|set| {
        ["features.parquet", "trading_dates.csv"].map(|end| format!("advalstm/{}_{end}", set.file))
    });
    let stocknet = [walk::PRICES, walk::POSTS].map(str::to_owned);
    match tables.chain(stocknet).map(|file| folder.join(file)).find(|path| !path.exists()) {
        Some(path) => Err(CliError::NoPaperData { path, data: DATA }),
        None => Ok(()),
    }
}

/// Runs both parts, what is kept in `folder` left out; none when it was stopped.
pub(crate) fn run(
    args: &PaperArgs,
    data: &Path,
    folder: &Path,
    screen: &Screen,
    meter: &Meter,
    interrupt: &Interrupt,
) -> anyhow::Result<Option<Report>> {
    let stop = interrupt.run_begins();
    let sets = threads::pool(args.run.threads.map(Into::into))?
        .install(|| trials::run(args, data, &folder.join("trials"), meter, &stop));
    meter.finish();
    let Some(sets) = sets? else { return Ok(None) };
    let Some(walk_forward) = walk::run(args, data, folder, screen, meter, interrupt)? else {
        return Ok(None);
    };
    Ok(Some(Report::new(args.quick, sets, walk_forward)))
}

impl Report {
    /// As a page beside the report of the walk-forward.
    pub(crate) fn linked_page(&self) -> Page {
        self.page(vec![("report walk-forward".to_owned(), "walk-forward/report.html".to_owned())])
    }
}
