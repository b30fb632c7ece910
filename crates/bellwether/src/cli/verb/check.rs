//! `bellwether check`: predictions made elsewhere against naive forecasts.

use std::path::{Path, PathBuf};

use bellwether_ingest::{PredictionOptions, PriceOptions, read_predictions, read_prices};
use bellwether_report::terminal;
use bellwether_study::record::RunRecord;
use bellwether_study::{CheckConfig, check, write_check};

use crate::cli::End;
use crate::cli::args::CheckArgs;
use crate::cli::error::CliError;
use crate::cli::screen::{self, Screen};
use crate::cli::study_run::{findings, write_report};

pub(crate) fn run(args: &CheckArgs, screen: &Screen) -> anyhow::Result<End> {
    let predictions = read_predictions(&args.file, &options(args)?)?;
    let prices = match &args.prices {
        Some(path) => Some(read_prices(
            path,
            &PriceOptions { dates: args.dates.map(Into::into), ..PriceOptions::default() },
        )?),
        None => None,
    };
    let stem = stem(&args.file);
    let config = CheckConfig {
        name: args.name.clone().unwrap_or_else(|| format!("Check of {}", file_name(&args.file))),
        target: args.target.map(Into::into),
        horizon: usize::from(args.horizon),
        seed: args.seed,
        ..CheckConfig::default()
    };
    let record = check(&config, &predictions, prices.as_ref())?;
    let columns = |role: &str| {
        let used = predictions.columns.iter().filter(|c| c.role == role);
        used.map(|c| format!("`{}`", c.column)).collect::<Vec<_>>().join(", ")
    };
    let actual = if columns("actual").is_empty() { "the prices".to_owned() } else { columns("actual") };
    screen.note(format_args!(
        "read {} rows: days in {}, what came in {actual}, forecasts in {}",
        predictions.rows_read,
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
        screen::json(&run.record)?;
        screen.note(files);
    } else {
        let board = terminal::leaderboard(&run.record, screen.width, screen.color);
        screen::data(format_args!("{}\n\n{}\n{files}\n", board.trim_end(), findings(&run.record)))?;
    }
    complain(&run.record, screen);
    Ok(End::Done)
}

/// What must not be overlooked: that previous closes are rebuilt, and rows left out.
fn complain(record: &RunRecord, screen: &Screen) {
    use bellwether_core::FindingKind::{AbsentColumns, SkippedRows, UnsortedRows};
    let all = record.findings.iter().chain(record.tickers.iter().flat_map(|t| &t.findings));
    let told: Vec<_> = all.filter(|f| matches!(f.kind, AbsentColumns | SkippedRows | UnsortedRows)).collect();
    for kind in [AbsentColumns, SkippedRows, UnsortedRows] {
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
