//! `bellwether check`: predictions made elsewhere against naive forecasts.

use std::path::{Path, PathBuf};

use bellwether_core::Calendar;
use bellwether_ingest::{
    IngestError, PredictionOptions, Predictions, PriceOptions, Prices, read_predictions, read_prices,
};
use bellwether_report::terminal;
use bellwether_study::record::RunRecord;
use bellwether_study::{CheckConfig, check, write_check};

use crate::cli::End;
use crate::cli::args::CheckArgs;
use crate::cli::count::count;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};
use crate::cli::study_run::{findings, write_report};

pub(crate) fn run(args: &CheckArgs, screen: &Screen) -> anyhow::Result<End> {
    let predictions = read_predictions(&args.file, &options(args)?)?;
    let prices = args.prices.as_ref().map(|path| prices(args, path, &predictions)).transpose()?;
    let stem = stem(&args.file);
    let config = CheckConfig {
        name: args.name.clone().unwrap_or_else(|| format!("Check of {}", file_name(&args.file))),
        target: args.target.map(Into::into),
        horizon: args.horizon.map(usize::from),
        seed: args.seed,
        ..CheckConfig::default()
    };
    refuse_unused(args, &predictions)?;
    let record = check(&config, &predictions, prices.as_ref())?;
    let columns = |role: &str| {
        let used = predictions.columns.iter().filter(|c| c.role == role);
        used.map(|c| format!("`{}`", c.column)).collect::<Vec<_>>().join(", ")
    };
    let actual = if columns("actual").is_empty() { "the prices".to_owned() } else { columns("actual") };
    screen.note(format_args!(
        "read {}: days in {}, what came in {actual}, forecasts in {}",
        count(predictions.rows_read as u64, "row"),
        columns("date"),
        predictions
            .columns
            .iter()
            .filter(|c| c.role == "predicted" || c.role == "probability" || c.role.starts_with("quantile"))
            .map(|c| format!("`{}`", c.column))
            .collect::<Vec<_>>()
            .join(", ")
    ));
    let folder =
        args.out.clone().unwrap_or_else(|| PathBuf::from("bellwether-out").join(format!("check-{stem}")));
    let run = write_check(record, &folder)?;
    let report = write_report(&run)?;
    let files = format!("report  {}\nrecord  {}", report.display(), run.record_path.display());
    if screen.is_json() {
        screen::data(run.record.to_json() + "\n")?;
        screen.note(files);
    } else {
        let board = terminal::leaderboard(&run.record, screen.width, screen.color);
        screen::data(format_args!("{}\n\n{}\n{files}\n", board.trim_end(), findings(&run.record)))?;
    }
    complain(&run.record, screen);
    Ok(End::Done)
}

/// Options that the file leaves nothing to do for.
fn refuse_unused(args: &CheckArgs, predictions: &Predictions) -> Result<(), CliError> {
    let column = |is: &dyn Fn(&str) -> bool| predictions.columns.iter().find(|c| is(&c.role));
    if let (Some(_), Some(found)) = (&args.ticker, column(&|role| role == "ticker")) {
        let why = format!("the file has tickers, in column `{}`", found.column);
        return Err(CliError::Unused { flag: "--ticker", why });
    }
    if args.interval.is_some() && column(&|role| role.starts_with("quantile")).is_none() {
        let why = "the file has no ends of intervals".to_owned();
        return Err(CliError::Unused { flag: "--interval", why });
    }
    Ok(())
}

/// Prices of the predictions' tickers: of their only one, where the file does not say.
fn prices(args: &CheckArgs, path: &Path, predictions: &Predictions) -> anyhow::Result<Prices> {
    let mut tickers = predictions.rows.keys();
    let only = tickers.next().filter(|_| tickers.next().is_none() && !path.is_dir());
    let options = PriceOptions {
        dates: args.dates.map(Into::into),
        decimal: args.decimal.map(Into::into),
        ticker: only.cloned(),
        // whoever trades on a day has a price of it; the hours say nothing of a close
        calendar: Calendar::FromPrices {
            timezone: args.time_zone.clone().unwrap_or_else(|| "America/New_York".to_owned()),
            open: jiff::civil::time(9, 30, 0, 0),
            close: jiff::civil::time(16, 0, 0, 0),
        },
        ..PriceOptions::default()
    };
    read_prices(path, &options).map_err(|error| match error {
        IngestError::NoTicker { file, .. } if only.is_none() => {
            let tickers = predictions.rows.keys().map(ToString::to_string).collect();
            CliError::PricesOfWhom { file, tickers }.into()
        }
        other => other.into(),
    })
}

/// What must not be overlooked: that previous closes are rebuilt, rows left out, quantiles changed or not used.
fn complain(record: &RunRecord, screen: &Screen) {
    use bellwether_core::FindingKind::{
        AbsentColumns, CrossedQuantiles, LikelySplit, SkippedRows, UnsaidCoverage, UnsortedRows,
    };
    let kinds = [AbsentColumns, UnsaidCoverage, SkippedRows, UnsortedRows, CrossedQuantiles, LikelySplit];
    let all = record.findings.iter().chain(record.tickers.iter().flat_map(|t| &t.findings));
    let told: Vec<_> = all.filter(|f| kinds.contains(&f.kind)).collect();
    for kind in kinds {
        let mut same: Vec<_> = told.iter().filter(|f| f.kind == kind).collect();
        same.sort_by_key(|f| std::cmp::Reverse(f.count));
        let Some(first) = same.first() else { continue };
        let ticker = first.ticker.as_ref().map_or(String::new(), |t| format!("{t}: "));
        let more = match same.len() {
            1 => String::new(),
            all => format!(" (the largest of {all} such findings; see the report)"),
        };
        screen.note(format_args!("{ticker}{}{more}", first.message));
    }
}

fn options(args: &CheckArgs) -> Result<PredictionOptions, CliError> {
    let mut options = PredictionOptions {
        ticker: args.ticker.clone(),
        dates: args.dates.map(Into::into),
        decimal: args.decimal.map(Into::into),
        interval: args.interval,
        ..PredictionOptions::default()
    };
    for (role, name) in &args.columns {
        let columns = &mut options.columns;
        let slot = match role.as_str() {
            "date" => &mut columns.date,
            "ticker" => &mut columns.ticker,
            "actual" => &mut columns.actual,
            "previous" => &mut columns.previous,
            "cutoff" => &mut columns.cutoff,
            "step" => &mut columns.step,
            "probability" => &mut columns.probability,
            "predicted" => {
                columns.predicted.push(name.clone());
                continue;
            }
            _ => return Err(CliError::NoCheckRole { role: role.clone() }),
        };
        *slot = Some(name.clone());
    }
    Ok(options)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The file's name up to its first dot, of characters that a folder may have.
fn stem(path: &Path) -> String {
    let name = file_name(path);
    let stem = name.split('.').next().unwrap_or_default();
    let plain: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "predictions".to_owned() } else { plain.to_owned() }
}
