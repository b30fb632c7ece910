//! Predictions made elsewhere, put to the same tests as a study's: baselines rebuilt beside them, scores, significance,
//! day-clustered intervals, and a verdict.

mod align;
mod baselines;
mod clustered;
mod copies;
mod error;
mod horizons;
mod left;
mod remarks;
mod rows;
mod scale;
mod target;
mod verdict;

use std::path::Path;

use bellwether_core::{Finding, FindingKind, TargetKind};
use bellwether_ingest::{Predictions, Prices};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::{
    CheckRecord, CheckRow, DailySeries, Hashes, PooledRow, RunRecord, TickerRecord, TrialCounts,
};
use crate::runner::write_record;
use crate::summary::{add_more_tests, add_tests, pooled};
use crate::together::{self, Together};
use crate::{Run, StudyConfig, StudyError};

pub use error::CheckError;

/// What of predictions is checked, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// The name of the report.
    pub name: String,
    /// What was forecast; without it a quantity is told by the actual values: 0 and 1 are directions, numbers of both signs
    /// returns, all others prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetKind>,
    /// Rows ahead: the naive forecast is the actual of so many rows before. Without it each that the rows have by their
    /// cutoffs or steps, or else 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<usize>,
    /// Seed of the bootstrap. Default 1.
    pub seed: u64,
    /// Draws of the bootstrap. Default 1000.
    pub draws: usize,
}

impl Default for CheckConfig {
    fn default() -> Self {
        Self { name: "Predictions".to_owned(), target: None, horizon: None, seed: 1, draws: 1000 }
    }
}

/// Checks predictions and makes the record of it; the same input gives the same record.
///
/// Where the file has no actual values they are the closes of `prices`, and so are previous closes; without either the
/// previous value is the actual of `horizon` rows before, and a finding says so. Rows of several horizons, by their cutoffs or
/// steps, are each scored beside the naive forecast of as many rows: the record is of the nearest, and has a table of all.
///
/// # Errors
/// [`CheckError`] where there is nothing to compare, or values do not fit what is forecast.
pub fn check(
    config: &CheckConfig,
    predictions: &Predictions,
    prices: Option<&Prices>,
) -> Result<RunRecord, CheckError> {
    if config.horizon == Some(0) {
        return Err(CheckError::Horizon);
    }
    let prepared = align::Prepared::new(config, predictions, prices)?;
    let kind = prepared.kind;
    let mut tested: Option<Tested> = None;
    let mut further = Vec::new();
    for horizon in &prepared.horizons {
        let found = Tested::new(config, *horizon, &prepared, &predictions.models, tested.is_none())?;
        if found.tickers.is_empty() {
            continue;
        }
        let left_out = found.tickers.iter().map(|t| t.skipped_samples).sum();
        further.push(horizons::record(*horizon, left_out, &found.rows, &found.tickers));
        tested.get_or_insert(found);
    }
    let Some(Tested { study, mut tickers, findings: own_findings, pooled, rows, holes }) = tested else {
        let horizon = prepared.horizons.first().copied().unwrap_or(1);
        return Err(CheckError::Nothing { horizon, rows: predictions.rows_read });
    };
    let target = study.target.main();
    let mut remarks = prepared.remarks;
    remarks.extend(remarks::remarks(target, &tickers, &predictions.models, &rows));
    let mut check = CheckRecord { rows, remarks, horizons: Vec::new() };
    let how = Together {
        horizon: target.horizon,
        direction: target.is_direction(),
        seed: config.seed,
        draws: config.draws,
        elsewhere: true,
    };
    let together = together::of(&how, &tickers);
    if further.len() > 1 {
        horizons::adjust(&mut further);
        // one family, so that no sentence says of the nearest horizon what another denies
        for (row, in_all) in check.rows.iter_mut().zip(&further[0].rows) {
            row.adjusted = in_all.adjusted;
        }
        check.horizons = further;
    }
    let doubts =
        verdict::Doubts { no_forecasts: remarks::no_forecasts(target, &tickers, &predictions.models), holes };
    let mut verdict = verdict::sentences(target, &tickers, &pooled, &check, &doubts);
    if !verdict[0].starts_with("No verdict") {
        verdict.extend(horizons::sentence(&check.horizons));
    }
    check.remarks.extend(together.as_ref().map(together::sentence));
    let horizon = config.horizon.or(check.horizons.is_empty().then_some(target.horizon));
    let settings = CheckConfig { target: Some(kind), horizon, ..config.clone() };
    let settings_toml = toml::to_string(&settings).expect("settings are numbers and strings");
    let mut findings = predictions.findings.clone();
    findings.extend(own_findings);
    findings.extend(prices.into_iter().flat_map(of_prices));
    let (general, own): (Vec<_>, Vec<_>) = findings.into_iter().partition(|f| f.ticker.is_none());
    for finding in own {
        let at = tickers.iter_mut().find(|t| Some(&t.ticker) == finding.ticker.as_ref());
        if let Some(ticker) = at {
            ticker.findings.push(finding);
        }
    }
    for ticker in &mut tickers {
        ticker.findings.sort_by_key(|f| f.kind);
    }
    let trials = tickers.len() * predictions.models.len();
    let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
    let mut data = blake3::Hasher::new();
    serde_json::to_writer(&mut data, &predictions.rows).expect("predictions are finite numbers");
    Ok(RunRecord {
        format: RunRecord::FORMAT,
        bellwether: env!("CARGO_PKG_VERSION").to_owned(),
        name: config.name.clone(),
        description: description(&predictions.models, kind, predictions.unnamed),
        complete: true,
        trials: TrialCounts { total: trials, succeeded: trials, failed: 0, missing: 0 },
        hashes: Hashes {
            prices: data.finalize().to_hex().to_string(),
            posts: String::new(),
            series: String::new(),
            settings: hash(settings_toml.as_bytes()),
        },
        settings: serde_json::to_value(&settings).expect("settings are numbers and strings"),
        settings_toml,
        warnings: Vec::new(),
        not_evidence: None,
        whole_series: false,
        target,
        further: Vec::new(),
        protocol: "predictions made elsewhere: what their models were shown is not known".to_owned(),
        intervals: None,
        verdict,
        tickers,
        findings: general,
        pooled,
        together,
        scorers: None,
        backtest: None,
        topics: None,
        pictures: Vec::new(),
        check: Some(check),
    })
}

/// What is odd about prices that matters for what came and what was known before.
fn of_prices(prices: &Prices) -> Vec<Finding> {
    use FindingKind::{
        BrokenText, DuplicateRows, LikelySplit, NonPositivePrice, SkippedRows, UnexpectedSession,
        UnsortedRows,
    };
    let kinds = [
        BrokenText,
        DuplicateRows,
        LikelySplit,
        NonPositivePrice,
        SkippedRows,
        UnexpectedSession,
        UnsortedRows,
    ];
    let told = prices.findings.iter().filter(|f| kinds.contains(&f.kind));
    told.map(|f| Finding { message: format!("in the prices, {}", f.message), ..f.clone() }).collect()
}

/// What is found at one horizon.
struct Tested {
    study: StudyConfig,
    tickers: Vec<TickerRecord>,
    findings: Vec<Finding>,
    pooled: Vec<PooledRow>,
    rows: Vec<CheckRow>,
    /// Of all tickers: days whose last known value is that of a row before, and how many of them follow a hole.
    holes: [usize; 2],
}

impl Tested {
    /// Of a further horizon the tests by ticker, of which nothing is shown, are left out.
    fn new(
        config: &CheckConfig,
        horizon: usize,
        prepared: &align::Prepared<'_>,
        models: &[String],
        first: bool,
    ) -> Result<Self, CheckError> {
        let mut study = StudyConfig::parse(
            "study = { name = \"check\" }\ndata = { prices = \"-\" }\nmodels = [{ kind = \"persistence\" }]\n",
            Path::new("check"),
        )
        .expect("the settings are valid");
        study.target.kind = prepared.kind;
        study.target.horizon = horizon;
        let target = study.target.main();
        let (aligned, findings) = prepared.at(horizon)?;
        let mut tickers = Vec::new();
        for ticker in &aligned {
            let mut rows = rows::rows(target, ticker, models);
            if first {
                add_tests(&mut rows, &study, false);
            }
            tickers.push(TickerRecord {
                ticker: ticker.ticker.clone(),
                series: DailySeries::default(),
                findings: ticker.findings.clone(),
                folds: Vec::new(),
                skipped_samples: ticker.skipped,
                rows,
            });
        }
        if first {
            add_more_tests(&mut tickers, &study);
        }
        let pooled = pooled(&study, &tickers);
        let rows = clustered::rows(config, target, &tickers, &pooled, models, first);
        let sum = |i: usize| aligned.iter().map(|ticker| ticker.holes[i]).sum();
        Ok(Self { study, tickers, findings, pooled, rows, holes: [sum(0), sum(1)] })
    }
}

/// Writes a record to `record.json` in a folder, which is made where it is not there.
///
/// # Errors
/// [`StudyError::Write`].
pub fn write_check(record: RunRecord, directory: &Path) -> Result<Run, StudyError> {
    std::fs::create_dir_all(directory)
        .map_err(|source| StudyError::Write { path: directory.to_owned(), source })?;
    let record_path = write_record(&record, directory)?;
    Ok(Run { record, record_path })
}

fn description(models: &[String], kind: TargetKind, unnamed: bool) -> String {
    let what = match kind {
        TargetKind::LogReturn => "returns, simple or logarithmic as the file has them",
        TargetKind::Direction => "directions, 1 for a rise and 0 for none",
        TargetKind::Close | TargetKind::Open | TargetKind::AdjClose => "values, taken for prices",
    };
    let series = if unnamed { " The file names no ticker, and is taken for one series." } else { "" };
    let forecasts = crate::words::listed(models);
    format!(
        "Predictions of {what}, from {forecasts}, beside naive forecasts rebuilt for the same days.{series}"
    )
}
