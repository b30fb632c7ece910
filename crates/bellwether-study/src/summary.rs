//! From outcomes to the record: scores, tests, intervals.

mod further;
mod more_tests;
mod pooled;
pub(crate) mod quantiles;
mod row;
pub(crate) mod scored;
mod scorers;
mod significance;

use bellwether_evaluation::metrics::Metric;

use crate::dataset::Dataset;
use crate::gallery::gallery;
use crate::record::{DailySeries, Hashes, ModelRow, RunRecord, TickerRecord, TrialCounts};
use crate::runner::{Outcomes, arms};
use crate::samples::TickerStudy;
use crate::{
    ModelEntry, StudyConfig, StudyError, backtest, beyond, config, default_inputs, left_out, together,
    verdict,
};
pub(crate) use more_tests::add_more_tests;
pub(crate) use pooled::pooled;
use row::RowBuilder;
pub(crate) use significance::{add_tests, has_posts};

pub(crate) fn record(
    study: &StudyConfig,
    dataset: &Dataset,
    tickers: &[TickerStudy],
    outcomes: &Outcomes,
    trials: TrialCounts,
) -> Result<RunRecord, StudyError> {
    let pictures = gallery(study, tickers);
    let without_next = beyond::sentences(study, tickers);
    let studies = tickers;
    let tickers: Vec<TickerRecord> = studies
        .iter()
        .enumerate()
        .map(|(index, _)| ticker_record(study, dataset, studies, index, outcomes))
        .collect::<Result<_, _>>()?;
    // of a ticker that the protocol does not fit nothing is known, and nothing is said of it with the others
    let (mut tickers, unfit): (Vec<_>, Vec<_>) = tickers.into_iter().partition(|t| !t.folds.is_empty());
    add_more_tests(&mut tickers, study);
    let pooled = pooled(study, &tickers);
    let together = together::of_study(study, &tickers);
    let backtest = backtest::backtest(study, studies, &tickers);
    let scorers = scorers::compare(study, dataset, &tickers, &pooled)?;
    let settings_toml = study.to_toml();
    let warnings = verdict::warnings(study, dataset.findings());
    let mut verdict =
        verdict::sentences(study, &tickers, &pooled, together.as_ref(), &trials, warnings.is_empty());
    verdict.extend(without_next);
    verdict.extend(beyond::without_further(study, &tickers));
    verdict.extend(verdict::left_out(&unfit));
    tickers.extend(unfit);
    tickers.sort_by_key(|record| dataset.tickers().iter().position(|t| *t == record.ticker));
    Ok(RunRecord {
        format: RunRecord::FORMAT,
        bellwether: env!("CARGO_PKG_VERSION").to_owned(),
        name: study.study.name.clone(),
        description: study.study.description.clone(),
        complete: trials.missing == 0,
        trials,
        hashes: Hashes {
            prices: dataset.prices_hash().to_owned(),
            posts: dataset.posts_hash().to_owned(),
            series: dataset.series_hash().to_owned(),
            settings: blake3::hash(settings_toml.as_bytes()).to_hex().to_string(),
        },
        settings: serde_json::to_value(study).expect("settings are tables, numbers and strings"),
        settings_toml,
        warnings,
        not_evidence: verdict::not_evidence(study),
        whole_series: study.decomposes_whole_series()
            && !study.protocol.learns_from_later()
            && study.foreseen().is_empty(),
        target: study.target.main(),
        further: study.target.further.clone(),
        protocol: config::words(&study.protocol, study.inputs.decision),
        intervals: (!study.target.main().is_direction()).then(|| study.intervals.words()),
        verdict,
        tickers,
        findings: dataset
            .general_findings()
            .into_iter()
            .chain(default_inputs::finding(study, dataset))
            .collect(),
        pooled,
        together,
        scorers,
        backtest,
        topics: None,
        pictures,
        check: None,
    })
}

fn ticker_record(
    config: &StudyConfig,
    dataset: &Dataset,
    studies: &[TickerStudy],
    index: usize,
    outcomes: &Outcomes,
) -> Result<TickerRecord, StudyError> {
    let study = &studies[index];
    let row_of = |(m, model): (usize, &ModelEntry)| -> Vec<ModelRow> {
        arms(model, study.text_arms())
            .into_iter()
            .map(|arm| {
                RowBuilder { config, study, outcomes, ticker: index, model_index: m, model, arm }.row()
            })
            .collect()
    };
    let mut rows: Vec<ModelRow> = config.models.iter().enumerate().flat_map(row_of).collect();
    let series = series(config, dataset, study)?;
    add_tests(&mut rows, config, has_posts(&series));
    let leaves_out = config.protocol.leaves_ticker_out();
    let others = if leaves_out { left_out::records(config, studies, index) } else { Vec::new() };
    Ok(TickerRecord {
        ticker: study.ticker.clone(),
        series,
        findings: dataset.ticker_findings(&study.ticker),
        folds: study.fold_records(config, others),
        skipped_samples: study.skipped,
        rows,
    })
}

/// Close, mean polarity and post count by session, as the report draws them.
fn series(config: &StudyConfig, dataset: &Dataset, study: &TickerStudy) -> Result<DailySeries, StudyError> {
    let finite = |v: f64| v.is_finite().then_some(v);
    let mut out = DailySeries {
        dates: study.bars.iter().map(bellwether_core::Bar::date).collect(),
        close: study.bars.iter().map(|b| finite(b.close)).collect(),
        ..DailySeries::default()
    };
    if config.data.posts.is_some() {
        // the report draws the first scorer's
        let scorers = config.inputs.scorers();
        let (score, count) = dataset.daily_text(config, &study.ticker, &scorers[0].label())?;
        out.score = score.into_iter().map(finite).collect();
        out.posts = count.into_iter().map(|c| if c.is_finite() { c as u64 } else { 0 }).collect();
    }
    Ok(out)
}

/// A metric's name in records: kebab-case.
pub(crate) fn key(metric: Metric) -> String {
    serde_json::to_value(metric).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
