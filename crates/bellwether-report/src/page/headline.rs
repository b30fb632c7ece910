//! Name, verdict, warnings and the facts of the run.

use bellwether_study::record::RunRecord;
use serde::Serialize;

use super::Scene;
use crate::words;

/// The head of the page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Headline {
    name: String,
    description: String,
    /// The first sentence of the verdict, set large.
    answer: String,
    /// The other sentences.
    verdict: Vec<String>,
    warnings: Vec<String>,
    /// Why no score of the page is evidence.
    not_evidence: Option<String>,
    /// Whether that is for a decomposition of the whole series.
    whole_series: bool,
    /// What is missing, when the run is not complete.
    incomplete: Option<String>,
    /// How many trials failed, if any did.
    failed: Option<String>,
    facts: Vec<Fact>,
    version: String,
}

/// A label with its value.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    pub(crate) value: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Headline {
    let record = scene.record;
    let mut verdict = record.verdict.iter().map(|s| words::bound(s));
    Headline {
        name: record.name.clone(),
        description: record.description.clone(),
        answer: verdict.next().unwrap_or_else(|| "This run has no verdict.".into()),
        verdict: verdict.collect(),
        warnings: record.warnings.clone(),
        not_evidence: record.not_evidence.clone(),
        whole_series: record.whole_series,
        incomplete: incomplete(record),
        failed: (record.trials.failed > 0).then(|| {
            let them = if record.trials.failed == 1 { "It has" } else { "They have" };
            format!(
                "{} of {} failed. {them} no scores, and the leaderboard gives the reason.",
                words::count(record.trials.failed, "trial"),
                record.trials.total
            )
        }),
        facts: facts(record),
        version: record.bellwether.clone(),
    }
}

fn incomplete(record: &RunRecord) -> Option<String> {
    if record.complete && record.trials.missing == 0 {
        return None;
    }
    Some(format!(
        "{} of {} not run. What follows covers only the trials that were; running the study again takes up where it stopped.",
        words::count(record.trials.missing, "trial"),
        record.trials.total
    ))
}

fn facts(record: &RunRecord) -> Vec<Fact> {
    let mut facts = vec![Fact { label: "Forecast", value: words::target_of(record) }];
    if !record.further.is_empty() {
        let horizons: Vec<String> = record.further.iter().map(usize::to_string).collect();
        facts.push(Fact { label: "Further horizons", value: format!("{} sessions", horizons.join(", ")) });
    }
    let names: Vec<_> = record.tickers.iter().map(|t| t.ticker.as_str()).collect();
    facts.push(Fact {
        label: "Tickers",
        value: match names.len() {
            0 => "none".into(),
            1..=6 => names.join(", "),
            n => format!("{n}, from {} to {}", names[0], names[n - 1]),
        },
    });
    let tests = || record.tickers.iter().flat_map(|t| t.folds.iter().map(|f| f.test));
    if let (Some(first), Some(last)) = (tests().map(|t| t.first).min(), tests().map(|t| t.last).max()) {
        let samples: usize = tests().map(|t| t.samples).sum();
        facts.push(Fact {
            label: "Tested on",
            value: format!(
                "{} to {}, {}",
                words::date(first),
                words::date(last),
                words::count(samples, "sample")
            ),
        });
    }
    if record.check.is_some() {
        facts.extend(forecast_days(record));
        return facts;
    }
    let trials = record.trials;
    facts
        .push(Fact { label: "Trials", value: format!("{} of {} succeeded", trials.succeeded, trials.total) });
    facts
}

/// The days of forecasts made elsewhere, which have no folds.
fn forecast_days(record: &RunRecord) -> Option<Fact> {
    let of = |t: &'_ bellwether_study::record::TickerRecord| {
        t.rows.first().map_or_else(Vec::new, |r| r.forecasts.iter().map(|f| f.date).collect())
    };
    let days: Vec<_> = record.tickers.iter().flat_map(of).collect();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    Some(Fact {
        label: "Tested on",
        value: format!(
            "{} to {}, {}",
            words::date(*first),
            words::date(*last),
            words::count(days.len(), "row")
        ),
    })
}
