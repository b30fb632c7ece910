//! The plain answer: what the forecast is worth, and whether the posts helped.

use bellwether_core::{Finding, FindingKind, Target, TargetKind};
use bellwether_evaluation::significance::{ALPHA, holm, p_value_words};

use crate::record::{
    Arm, ModelRow, NextForecast, PooledRow, TestResult, TickerRecord, TogetherRecord, TrialCounts, Verdict,
};
use crate::summary::has_posts;
use crate::{StudyConfig, leak, words};

/// Test sessions below which the tests are not good enough for a verdict.
const FEWEST: usize = 20;

/// Why no score of the study is evidence; none for a protocol by which one could forecast.
pub(crate) fn not_evidence(config: &StudyConfig) -> Option<String> {
    if config.protocol.chooses_by_test() {
        return Some(
            "Models were shown the test part to choose by, as some papers chose. The scores can be set beside those of \
             papers with the same protocol; they are not evidence of what a forecast is worth."
                .to_owned(),
        );
    }
    if config.protocol.is_random() {
        return Some("The samples were dealt out at random, so that models learnt from days after those that they were tested on. The \
         scores can be set beside those of papers with the same protocol; they are not evidence of what a forecast is worth."
            .to_owned());
    }
    if config.protocol.shares_dates() {
        return Some(
            "Models learnt from other tickers on the days that they were tested on, and stocks of one day move together. The \
             scores can be set beside those of papers with the same protocol; they are not evidence of what a forecast is worth."
                .to_owned(),
        );
    }
    if config.protocol.learns_from_later() {
        return Some(
            "Models learnt from days on both sides of those that they were tested on, as cross-validation does. No label leaks where              they are purged, and the scores say how models generalise; they are not evidence of what a forecast is worth."
                .to_owned(),
        );
    }
    let foreseen = config.foreseen();
    if !foreseen.is_empty() {
        return Some(format!(
            "The inputs of this study know what came later: {}. Its scores can be set beside those of papers that do so; \
             they are not evidence of what a forecast is worth.",
            foreseen.join("; ")
        ));
    }
    config.decomposes_whole_series().then(|| {
        "A model of this study was shown decompositions of the whole series, the tested days and those behind them among \
         it. Its scores can be set beside those of papers that do so; they are not evidence of what a forecast is worth."
            .to_owned()
    })
}

/// Sentences on where the protocol can see the future; none for an honest one.
pub(crate) fn warnings(config: &StudyConfig, findings: &[Finding]) -> Vec<String> {
    let mut out = Vec::new();
    if config.inputs.fill.sees_future() {
        out.push(
            "This study fills missing prices backward, from later sessions: its inputs see the future. It shows what \
             such a protocol reports, not what a forecast is worth."
                .to_owned(),
        );
    }
    if config.protocol.is_random() {
        out.push(
            "This study divides its samples at random: its models have seen days after those that they are tested on, and \
             windows and targets that overlap with theirs. Nothing is tested for significance, and no forecast is made \
             beyond the data."
                .to_owned(),
        );
    } else if config.protocol.shares_dates() {
        out.push(
            "This study tests its models on other tickers than it fits them on, but on the same dates: they have seen what the \
             others did on the tested days. Nothing is tested for significance, and no forecast is made beyond the data."
                .to_owned(),
        );
    } else if config.protocol.learns_from_later() {
        out.push(
            "This study is cross-validated: its models have seen days after those that they are tested on, and those of the raw              series the tested days themselves. Nothing is tested for significance, and no forecast is made beyond the data."
                .to_owned(),
        );
    } else if config.protocol.chooses_by_test() {
        out.push(
            "This study shows the test part to models that can choose their orders by it: those have seen the answers. \
             Nothing is tested for significance, and no forecast is made beyond the data."
                .to_owned(),
        );
    } else if config.protocol.sees_future(config.target.longest()) {
        out.push(format!(
            "This study does not purge labels that overlap the test: with horizon {} the last training targets lie in \
             the test period, so the models have seen part of the answers.",
            config.target.longest()
        ));
    }
    for words in config.foreseen() {
        out.push(format!(
            "This study shows its models the future: {words}. Nothing is tested for significance, and no forecast is made \
             beyond the data."
        ));
    }
    for entry in config.models.iter().filter(|m| m.decomposition.sees_future()) {
        out.push(format!(
            "{} decomposes the whole series at once, so that its inputs, and the targets that it learns, know what came \
             later. The same model that decomposes only what was known stands beside it. Nothing is tested for \
             significance.",
            entry.label()
        ));
    }
    let restated_input = config.inputs.price.iter().any(|f| f.is_restated());
    if restated_input || config.target.kind == TargetKind::AdjClose {
        let remedy = if restated_input {
            "Take `adj-close` out of `inputs.price` for a forecast that uses only what was known."
        } else {
            "Take `close` as the target for a forecast of what will be quoted."
        };
        out.push(format!(
            "Adjusted closes are restated by dividends and splits that came later; in this form they were not known on \
             their day. {remedy}"
        ));
    }
    if findings.iter().any(|f| f.kind == FindingKind::TimeZoneAbsent) {
        out.push(
            "Some post times have no time zone and are taken as UTC. If they are of another zone, posts count for the wrong \
             session and may be seen before they were written: set `data.time-zone`."
                .to_owned(),
        );
    }
    out
}

pub(crate) fn sentences(
    config: &StudyConfig,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    together: Option<&TogetherRecord>,
    trials: &TrialCounts,
    honest: bool,
) -> Vec<String> {
    let mut out = Vec::new();
    let days = tickers.iter().filter_map(|t| t.rows.first()).map(|r| r.forecasts.len()).max().unwrap_or(0);
    let claims_nothing = not_evidence(config);
    if let Some(reason) = &claims_nothing {
        out.push(format!("No verdict. {reason}"));
        out.extend(leak::sentences(config, tickers));
    } else if pooled.len() > 1 && days > 0 {
        let over = format!("over {} of {}", count(days, "test session"), count(tickers.len(), "ticker"));
        if days < FEWEST {
            out.push(format!(
                "No verdict: {} {} too few to tell a model from luck; {FEWEST} or more can.",
                count(days, "test session"),
                if days == 1 { "is" } else { "are" }
            ));
        } else {
            out.push(against_persistence(config, pooled, tickers, &over));
            out.extend(together.map(crate::together::sentence));
            out.extend(text_effect(config, tickers, pooled));
        }
    }
    if claims_nothing.is_none() {
        out.extend(best_forecasts(config, tickers, pooled, honest, days));
    }
    if trials.missing > 0 {
        out.push(format!(
            "The run is not complete: {} of {} trials are still to be done, and rows without all of their trials have \
             no scores. Run the same command again to go on.",
            trials.missing, trials.total
        ));
    }
    let failed = failed_rows(config, tickers);
    if !failed.is_empty() {
        out.push(format!("Failed, with the reason in its row: {}.", failed.join(", ")));
    }
    out.extend(without_next(config, tickers));
    out
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Rows whose forecast beyond the data failed.
fn without_next(config: &StudyConfig, tickers: &[TickerRecord]) -> Vec<String> {
    let sentence = |t: &TickerRecord, r: &ModelRow| {
        let reason = r.next_failure.as_ref()?;
        Some(format!(
            "{} {} has no forecast beyond the data: {reason}.",
            t.ticker,
            label(config, &r.model, r.arm)
        ))
    };
    tickers.iter().flat_map(|t| t.rows.iter().filter_map(move |r| sentence(t, r))).collect()
}

/// Tickers that the protocol does not fit.
pub(crate) fn left_out(tickers: &[TickerRecord]) -> Option<String> {
    let reason = |t: &TickerRecord| Some(format!("{} ({})", t.ticker, t.rows.first()?.failures.first()?));
    let reasons: Vec<String> = tickers.iter().filter_map(reason).collect();
    (!reasons.is_empty())
        .then(|| format!("Left out, as the protocol does not fit them: {}.", reasons.join("; ")))
}

fn failed_rows(config: &StudyConfig, tickers: &[TickerRecord]) -> Vec<String> {
    let mut out = Vec::new();
    for ticker in tickers {
        for row in ticker.rows.iter().filter(|r| !r.failures.is_empty()) {
            out.push(format!("{} {}", ticker.ticker, label(config, &row.model, row.arm)));
        }
    }
    out
}

fn label(config: &StudyConfig, model: &str, arm: Arm) -> String {
    match config.inputs.arm_words(arm) {
        Some(words) => format!("{model} {words}"),
        None => model.to_owned(),
    }
}

/// The score that orders models and by which text is judged: skill against persistence for numbers, accuracy for classes.
pub fn key_metric(target: Target) -> &'static str {
    if target.is_direction() { "accuracy" } else { "skill-score" }
}

fn score(config: &StudyConfig, row: &PooledRow) -> Option<f64> {
    row.scores.get(key_metric(config.target.main())).copied()
}

/// The rows other than persistence that have scores, with their places, from the best score down.
fn ranked<'a>(config: &StudyConfig, pooled: &'a [PooledRow]) -> Vec<(usize, &'a PooledRow, f64)> {
    // among classes the naive rows are the bar, not the competitors
    let naive = |r: &PooledRow| config.target.main().is_direction() && r.arm == Arm::NoInputs;
    let rows = pooled.iter().enumerate().skip(1).filter(|(_, r)| !naive(r));
    let mut rows: Vec<_> = rows.filter_map(|(i, r)| Some((i, r, score(config, r)?))).collect();
    rows.sort_by(|a, b| b.2.total_cmp(&a.2));
    rows
}

/// The best row that beats persistence: its losses are lower, significantly after adjustment, and its score says the
/// same; a model of classes must also name more of them right than every naive row.
fn winner<'a>(config: &StudyConfig, pooled: &'a [PooledRow]) -> Option<(usize, &'a PooledRow, f64)> {
    let adjusted = adjusted(pooled, |r| r.vs_persistence.as_ref());
    let naive = pooled.iter().filter(|r| r.arm == Arm::NoInputs).filter_map(|r| score(config, r));
    let bar = if config.target.main().is_direction() { naive.fold(f64::NEG_INFINITY, f64::max) } else { 0.0 };
    ranked(config, pooled).into_iter().find(|(i, row, score)| {
        let lower = row.vs_persistence.as_ref().and_then(|t| t.statistic).is_some_and(|s| s < 0.0);
        lower && *score > bar && adjusted[*i].is_some_and(|p| p < ALPHA)
    })
}

/// Holm-adjusted p-values of the tests that a function picks, in the rows' order; `None` where there is no test.
pub(crate) fn adjusted(
    rows: &[PooledRow],
    pick: impl Fn(&PooledRow) -> Option<&TestResult>,
) -> Vec<Option<f64>> {
    let p_values: Vec<Option<f64>> = rows.iter().map(|r| pick(r).and_then(|t| t.p_value)).collect();
    let family: Vec<f64> = p_values.iter().flatten().copied().collect();
    let Ok(adjusted) = holm(&family) else { return vec![None; rows.len()] };
    let mut adjusted = adjusted.into_iter();
    p_values.iter().map(|p| p.and_then(|_| adjusted.next())).collect()
}

fn against_persistence(
    config: &StudyConfig,
    pooled: &[PooledRow],
    tickers: &[TickerRecord],
    over: &str,
) -> String {
    let adjusted = adjusted(pooled, |r| r.vs_persistence.as_ref());
    let compared = adjusted.iter().flatten().count();
    if compared == 0 {
        return format!("Whether a model beats persistence {over} could not be tested.");
    }
    let winner = winner(config, pooled);
    let Some((i, row, score)) = winner.or_else(|| ranked(config, pooled).into_iter().next()) else {
        return format!("No model beats persistence {over}: none has scores.");
    };
    let name = label(config, &row.model, row.arm);
    let gap = gap(config, pooled, tickers, row, score);
    let test = match adjusted[i] {
        Some(p) if compared > 1 => {
            format!(" ({}, Diebold-Mariano, Holm-adjusted for {compared} comparisons)", p_value_words(p))
        }
        Some(p) => format!(" ({}, Diebold-Mariano)", p_value_words(p)),
        None => String::new(),
    };
    if winner.is_some() {
        return format!("{} beats persistence {over}: it has {gap}{test}.", capital(&name));
    }
    format!("No model beats persistence {over}. The best, {name}, has {gap}{test}.")
}

/// How a row compares with persistence, in words. The figure is the table's, a mean over tickers and seeds; the test
/// beside it is of the forecasts averaged over seeds.
fn gap(
    config: &StudyConfig,
    pooled: &[PooledRow],
    tickers: &[TickerRecord],
    row: &PooledRow,
    score_of_row: f64,
) -> String {
    if config.target.main().is_direction() {
        let of = |name: &str| pooled.iter().find(|r| r.model == name).and_then(|r| score(config, r));
        let naive = pooled.first().and_then(|r| score(config, r));
        let share = |s: Option<f64>| s.map_or("none".to_owned(), |s| format!("{:.1} %", 100.0 * s));
        let majority = of("always-majority").map_or(String::new(), |s| {
            format!(" and always naming the more frequent one {}", share(Some(s)))
        });
        return format!(
            "an accuracy of {} where repeating the last direction has {}{majority}",
            share(Some(score_of_row)),
            share(naive)
        );
    }
    if row.vs_persistence.as_ref().is_some_and(|t| t.verdict == Verdict::Identical) {
        return "the same squared error as persistence".to_owned();
    }
    let own = tickers.iter().flat_map(|t| &t.rows).find(|r| r.model == row.model && r.arm == row.arm);
    let seeds = own.map_or(1, |r| r.seeds.len());
    let mean = if seeds > 1 { format!(" in the mean of {seeds} seeds") } else { String::new() };
    let written = words::percent(score_of_row.abs());
    if written == words::percent(0.0) {
        return format!("a squared error within 0.1 % of that of persistence{mean}");
    }
    let side = if score_of_row >= 0.0 { "below" } else { "above" };
    format!("a squared error {written} {side} that of persistence{mean}")
}

/// Models whose error with text differs significantly from their error without, by what the difference is.
#[derive(Default)]
struct TextEffect {
    helped: Vec<String>,
    harmed: Vec<String>,
    /// Better with text, and still worse than persistence.
    beaten: Vec<String>,
    /// No more apart than one seed and the next.
    by_seed: Vec<String>,
    /// Significantly apart by day, with too few seeds to tell whether another draw would turn it round.
    too_few_seeds: Vec<String>,
    /// How many those are.
    seeds: usize,
}

fn text_effect(config: &StudyConfig, tickers: &[TickerRecord], pooled: &[PooledRow]) -> Option<String> {
    let adjusted = adjusted(pooled, |r| r.vs_without_text.as_ref());
    let n = pooled.iter().filter(|r| r.vs_without_text.is_some()).count();
    if n == 0 {
        return None;
    }
    let Some(smallest) = adjusted.iter().flatten().copied().min_by(f64::total_cmp) else {
        return Some("Whether the posts helped could not be tested.".to_owned());
    };
    let mut effect = TextEffect { seeds: config.study.seeds.len(), ..TextEffect::default() };
    for (row, p) in pooled.iter().zip(&adjusted) {
        let statistic = row.vs_without_text.as_ref().and_then(|t| t.statistic);
        let (Some(p), Some(statistic)) = (p, statistic) else { continue };
        if *p >= ALPHA {
            continue;
        }
        let name = match &row.scorer {
            Some(scorer) => format!("{} with {scorer}", row.model),
            None => row.model.clone(),
        };
        let words = format!("{name} ({})", p_value_words(*p));
        let beaten = row.vs_persistence.as_ref().and_then(|t| t.statistic).is_some_and(|s| s > 0.0);
        if lacks_seeds(config, &row.model) {
            effect.too_few_seeds.push(name);
        } else if within_seeds(config, tickers, &row.model, row.arm) {
            effect.by_seed.push(name);
        } else if statistic > 0.0 {
            effect.harmed.push(words);
        } else if beaten {
            effect.beaten.push(words);
        } else {
            effect.helped.push(words);
        }
    }
    let family = if n == 1 { String::new() } else { format!(", Holm-adjusted for {n} comparisons") };
    let sets = (config.inputs.scorers().len(), config.inputs.text_arms().len());
    Some(effect.sentence(&family, smallest, sets))
}

impl TextEffect {
    fn sentence(&self, family: &str, smallest: f64, (scorers, arms): (usize, usize)) -> String {
        let Self { helped, harmed, beaten, by_seed, too_few_seeds, seeds } = self;
        let list = words::listed;
        let mut parts = vec![match (helped.is_empty(), harmed.is_empty()) {
            (false, true) => format!("The posts helped {}{family}.", list(helped)),
            (false, false) => format!(
                "The posts helped {} and made {} significantly worse{family}.",
                list(helped),
                list(harmed)
            ),
            (true, false) => {
                format!("The posts did not help; they made {} significantly worse{family}.", list(harmed))
            }
            (true, true) if beaten.is_empty() && by_seed.is_empty() && too_few_seeds.is_empty() => format!(
                "There is no evidence that the posts helped: with text no model's error differs significantly from the \
                 same model's without{} (smallest {}{family}).",
                match (scorers, arms) {
                    (_, 1) => String::new(),
                    _ if scorers == arms => format!(", by whichever of the {scorers} scorers"),
                    _ => format!(", by whichever of the {arms} sets of columns"),
                },
                p_value_words(smallest)
            ),
            (true, true) => "There is no evidence that the posts helped.".to_owned(),
        }];
        if !beaten.is_empty() {
            parts.push(format!(
                "With text {} has a lower error than without, yet a higher one than persistence: a model that is worse than \
                 the last known value can gain from any further column.",
                list(beaten)
            ));
        }
        if !by_seed.is_empty() {
            parts.push(format!(
                "For {} the days differ significantly with and without text, but by no more than the draw of seeds \
                 explains: more seeds would tell.",
                list(by_seed)
            ));
        }
        if !too_few_seeds.is_empty() {
            let number = if *seeds == 1 { "one seed" } else { "two seeds" };
            parts.push(format!(
                "For {} the days differ significantly with and without text, but with {number} nobody can tell whether the \
                 draw of seeds explains it: three or more can.",
                list(too_few_seeds)
            ));
        }
        parts.join(" ")
    }
}

/// Whether a model depends on its seed and was run with fewer than three, so that nobody can say whether another draw
/// of seeds would turn a comparison round.
fn lacks_seeds(config: &StudyConfig, model: &str) -> bool {
    let entry = config.models.iter().find(|m| m.label() == model);
    config.study.seeds.len() < 3 && entry.is_some_and(|m| m.build().needs().seeded)
}

/// Whether with and without text a model's mean score differs by less than two standard errors of the seeds, so that
/// another draw of seeds could turn the comparison round.
fn within_seeds(config: &StudyConfig, tickers: &[TickerRecord], model: &str, with_text: Arm) -> bool {
    let key = key_metric(config.target.main());
    let score = |ticker: &TickerRecord, arm: Arm| {
        let row = ticker.rows.iter().find(|r| r.model == model && r.arm == arm)?;
        let score = row.scores.iter().find(|s| s.metric == key)?;
        let variance = score.sd.map_or(0.0, |sd| sd * sd / row.seeds.len() as f64);
        Some((score.mean?, variance))
    };
    let (mut difference, mut variance) = (0.0, 0.0);
    for ticker in tickers.iter().filter(|t| has_posts(&t.series)) {
        let (Some(with), Some(without)) = (score(ticker, with_text), score(ticker, Arm::WithoutText)) else {
            return false;
        };
        difference += with.0 - without.0;
        variance += with.1 + without.1;
    }
    variance > 0.0 && difference.abs() < 2.0 * variance.sqrt()
}

/// The forecast to use: that of a model that beats persistence significantly, or else the better naive one.
fn best_forecasts(
    config: &StudyConfig,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    honest: bool,
    days: usize,
) -> Option<String> {
    let winner = winner(config, pooled).filter(|_| days >= FEWEST);
    let majority = pooled.iter().find(|r| r.model == "always-majority");
    let naive = majority.filter(|m| pooled.first().is_some_and(|p| score(config, m) > score(config, p)));
    let row = winner.map_or(naive.or(pooled.first())?, |(_, row, _)| row);
    let one = |ticker: &TickerRecord| {
        let found = ticker.rows.iter().find(|r| r.model == row.model && r.arm == row.arm)?;
        let next = found.next.as_ref()?;
        Some(format!("{} {} on {}", ticker.ticker, value(config, next), next.date))
    };
    let parts: Vec<String> = tickers.iter().take(6).filter_map(one).collect();
    if parts.is_empty() {
        return None;
    }
    let more = tickers.len().saturating_sub(6);
    let more = if more > 0 { format!("; {} below", count(more, "more ticker")) } else { String::new() };
    Some(format!(
        "The best{} forecast of the {}, by {}: {}{more}.",
        if honest { " honest" } else { "" },
        config.target.kind,
        label(config, &row.model, row.arm),
        parts.join("; ")
    ))
}

/// A forecast with its widest interval, as text.
fn value(config: &StudyConfig, next: &NextForecast) -> String {
    let direction = if next.point > 0.5 { "up" } else { "down" };
    let value = match (config.target.kind, next.probability) {
        (TargetKind::Direction, Some(p)) => {
            format!("{direction} with probability {:.1} %", 100.0 * p.max(1.0 - p))
        }
        (TargetKind::Direction, None) => direction.to_owned(),
        (TargetKind::LogReturn, _) => format!("{:+.4}", next.point).replace('-', "−"),
        _ => words::value(next.point, 2),
    };
    let digits = if config.target.main().is_price() { 2 } else { 4 };
    let interval = next.intervals.last().map_or(String::new(), |i| {
        let (lower, upper) = (words::value(i.lower, digits), words::value(i.upper, digits));
        format!(" ({:.0} % interval {lower} to {upper})", i.level * 100.0)
    });
    format!("{value}{interval}")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::record::{DailySeries, ForecastPoint, MetricScore};

    fn config(target: &str) -> StudyConfig {
        let text = format!(
            "study.name = \"a\"\ndata.prices = \"p.csv\"\ntarget.kind = \"{target}\"\nmodels = [{{ kind = \"ridge\" }}]"
        );
        StudyConfig::parse(&text, Path::new("study.toml")).unwrap()
    }

    fn test(statistic: f64, p: f64) -> TestResult {
        TestResult {
            statistic: Some(statistic),
            p_value: Some(p),
            n: 100,
            verdict: Verdict::Untested,
            words: String::new(),
        }
    }

    fn row(
        model: &str,
        arm: Arm,
        score: f64,
        naive: Option<TestResult>,
        bare: Option<TestResult>,
    ) -> PooledRow {
        let scores = BTreeMap::from([("skill-score".to_owned(), score), ("accuracy".to_owned(), score)]);
        PooledRow {
            model: model.to_owned(),
            arm,
            scorer: None,
            scores,
            vs_persistence: naive,
            vs_without_text: bare,
            intervals: Vec::new(),
            further: Vec::new(),
        }
    }

    /// One ticker with `days` forecasts; the error of each row's forecasts is given, the same on every day.
    fn ticker(days: usize, rows: &[(&str, Arm, f64, f64)]) -> Vec<TickerRecord> {
        let date = "2014-01-02".parse().unwrap();
        let model = |(name, arm, error, sd): &(&str, Arm, f64, f64)| ModelRow {
            model: (*name).to_owned(),
            arm: *arm,
            scorer: None,
            seeds: vec![1, 2],
            parameters: None,
            failures: Vec::new(),
            scores: vec![MetricScore {
                metric: "skill-score".to_owned(),
                mean: Some(1.0 - error * error),
                sd: Some(*sd),
                undefined: None,
            }],
            vs_persistence: None,
            vs_without_text: None,
            forecasts: vec![
                ForecastPoint {
                    origin: date,
                    date,
                    actual: 0.0,
                    predicted: *error,
                    probability: None,
                    last_known: 1.0,
                    quantiles: Vec::new(),
                };
                days
            ],
            losses: Vec::new(),
            further: Vec::new(),
            quantiles: None,
            intervals: Vec::new(),
            tests: crate::record::MoreTests::default(),
            next: None,
            next_failure: None,
            importances: Vec::new(),
        };
        vec![TickerRecord {
            ticker: bellwether_core::Ticker::new("A").unwrap(),
            series: DailySeries { posts: vec![1], ..DailySeries::default() },
            findings: Vec::new(),
            folds: Vec::new(),
            skipped_samples: 0,
            rows: rows.iter().map(model).collect(),
        }]
    }

    const NAIVE: (&str, Arm, f64, f64) = ("persistence", Arm::NoInputs, 1.0, 0.0);

    fn persistence() -> PooledRow {
        row("persistence", Arm::NoInputs, 0.0, None, None)
    }

    #[test]
    fn a_significant_second_beats_an_insignificant_best() {
        let lucky = row("lucky", Arm::NoInputs, 0.5, Some(test(-1.0, 0.3)), None);
        let steady = row("steady", Arm::NoInputs, 0.19, Some(test(-4.0, 0.001)), None);
        let pooled = [persistence(), lucky, steady];
        let tickers = ticker(100, &[NAIVE, ("steady", Arm::NoInputs, 0.9, 0.0)]);
        assert_eq!(
            against_persistence(&config("close"), &pooled, &tickers, "over 100 test sessions of 1 ticker"),
            "Steady beats persistence over 100 test sessions of 1 ticker: it has a squared error 19.0 % below that of \
             persistence in the mean of 2 seeds (p = .002, Diebold-Mariano, Holm-adjusted for 2 comparisons)."
        );
    }

    #[test]
    fn the_gap_is_the_figure_of_the_table() {
        let tickers = ticker(100, &[NAIVE, ("a", Arm::NoInputs, 0.9, 0.0)]);
        let told = |score: f64| {
            let rows = [persistence(), row("a", Arm::NoInputs, score, Some(test(2.2, 0.03)), None)];
            gap(&config("close"), &rows, &tickers, &rows[1], score)
        };
        assert_eq!(
            told(-81.234),
            "a squared error 8,123.4 % above that of persistence in the mean of 2 seeds"
        );
        assert_eq!(
            told(-0.0001),
            "a squared error within 0.1 % of that of persistence in the mean of 2 seeds"
        );
        let same = TestResult { verdict: Verdict::Identical, ..test(0.0, 1.0) };
        let rows = [persistence(), row("a", Arm::NoInputs, 0.0, Some(same), None)];
        assert_eq!(
            gap(&config("close"), &rows, &tickers, &rows[1], 0.0),
            "the same squared error as persistence"
        );
    }

    #[test]
    fn adjustment_and_sign_decide() {
        let over = "over 100 test sessions of 1 ticker";
        let tickers = ticker(100, &[NAIVE, ("a", Arm::NoInputs, 0.9, 0.0)]);
        let told = |rows: &[PooledRow]| against_persistence(&config("close"), rows, &tickers, over);
        // .03 twice is .06 after Holm
        let twice = |m| row(m, Arm::NoInputs, 0.1, Some(test(-2.2, 0.03)), None);
        assert!(told(&[persistence(), twice("a"), twice("b")]).starts_with("No model beats"));
        assert!(told(&[persistence(), twice("a")]).starts_with("A beats"));
        // lower by score, higher by day: nothing is claimed
        let torn = row("a", Arm::NoInputs, 0.1, Some(test(2.2, 0.03)), None);
        assert!(told(&[persistence(), torn]).starts_with("No model beats"));
        let untested = row("a", Arm::NoInputs, 0.1, None, None);
        assert!(told(&[persistence(), untested]).ends_with("could not be tested."));
    }

    #[test]
    fn classes_must_beat_the_majority_too() {
        let always = row("always-majority", Arm::NoInputs, 0.58, Some(test(-3.0, 0.001)), None);
        let below = row("lstm", Arm::WithText(0), 0.57, Some(test(-3.0, 0.001)), None);
        let mut naive = persistence();
        naive.scores.insert("accuracy".to_owned(), 0.5);
        let pooled = [naive, below, always];
        assert_eq!(winner(&config("direction"), &pooled), None);
        let above = row("lstm", Arm::WithText(0), 0.59, Some(test(-3.0, 0.001)), None);
        let pooled = [pooled[0].clone(), above, pooled[2].clone()];
        assert_eq!(winner(&config("direction"), &pooled).unwrap().1.model, "lstm");
    }

    #[test]
    fn the_posts_help_only_beyond_chance_and_seeds() {
        let told = |p: f64, statistic: f64, sd: f64| {
            let without = row("lstm", Arm::WithoutText, -0.5, Some(test(2.0, 0.04)), None);
            let with = row("lstm", Arm::WithText(0), -0.2, Some(test(1.0, 0.4)), Some(test(statistic, p)));
            let rows = [NAIVE, ("lstm", Arm::WithoutText, 1.3, sd), ("lstm", Arm::WithText(0), 1.1, sd)];
            text_effect(&config("close"), &ticker(100, &rows), &[persistence(), without, with]).unwrap()
        };
        assert_eq!(
            told(0.2, -1.3, 0.0),
            "There is no evidence that the posts helped: with text no model's error differs significantly from the same \
             model's without (smallest p = .20)."
        );
        assert_eq!(
            told(0.01, -2.6, 0.0),
            "There is no evidence that the posts helped. With text lstm (p = .010) has a lower error than without, yet a \
             higher one than persistence: a model that is worse than the last known value can gain from any further column."
        );
        assert_eq!(
            told(0.01, 2.6, 0.0),
            "The posts did not help; they made lstm (p = .010) significantly worse."
        );
        assert!(told(0.01, -2.6, 1.0).contains("more seeds would tell"));
    }

    #[test]
    fn of_several_scorers_the_one_that_helped_is_named() {
        let text = config("close").to_toml().replace("[inputs.scorer]\nkind = \"vader\"\n", "");
        let text = text.replace("[data]\n", "[data]\nposts = \"posts.csv\"\n");
        let two =
            "[[inputs.scorers]]\nkind = \"vader\"\n[[inputs.scorers]]\nkind = \"vader\"\nname = \"b\"\n";
        let study = StudyConfig::parse(&format!("{text}\n{two}"), Path::new("study.toml")).unwrap();
        let scored = |place: usize, name: &str, p: f64| {
            let mut row = row("gru", Arm::WithText(place), 0.2, Some(test(-3.0, 0.001)), Some(test(-2.6, p)));
            row.scorer = Some(name.to_owned());
            row
        };
        let without = row("gru", Arm::WithoutText, 0.1, Some(test(-2.0, 0.04)), None);
        let rows = [
            NAIVE,
            ("gru", Arm::WithoutText, 0.95, 0.0),
            ("gru", Arm::WithText(0), 0.9, 0.0),
            ("gru", Arm::WithText(1), 0.9, 0.0),
        ];
        let told = |first: f64, second: f64| {
            let pooled = [persistence(), without.clone(), scored(0, "vader", first), scored(1, "b", second)];
            text_effect(&study, &ticker(100, &rows), &pooled).unwrap()
        };
        assert_eq!(
            told(0.5, 0.004),
            "The posts helped gru with b (p = .008), Holm-adjusted for 2 comparisons."
        );
        assert_eq!(
            told(0.5, 0.04),
            "There is no evidence that the posts helped: with text no model's error differs significantly from the same \
             model's without, by whichever of the 2 scorers (smallest p = .080, Holm-adjusted for 2 comparisons)."
        );
    }

    #[test]
    fn one_seed_tells_nothing_of_the_draw() {
        let models = ["mlp", "lstm", "cnn"];
        let kinds = models.map(|m| format!("{{ kind = \"{m}\" }}")).join(", ");
        let text =
            format!("study = {{ name = \"a\", seeds = [1] }}\ndata.prices = \"p.csv\"\nmodels = [{kinds}]");
        let config = StudyConfig::parse(&text, Path::new("study.toml")).unwrap();
        let mut pooled = vec![persistence()];
        for model in models {
            pooled.push(row(model, Arm::WithoutText, -0.5, Some(test(2.0, 0.04)), None));
            pooled.push(row(model, Arm::WithText(0), -0.2, Some(test(1.0, 0.4)), Some(test(-4.0, 0.001))));
        }
        assert_eq!(
            text_effect(&config, &ticker(100, &[NAIVE]), &pooled).unwrap(),
            "There is no evidence that the posts helped. For mlp, lstm and cnn the days differ significantly with and \
             without text, but with one seed nobody can tell whether the draw of seeds explains it: three or more can."
        );
    }

    #[test]
    fn a_few_days_give_no_verdict() {
        let pooled = [persistence(), row("drift", Arm::NoInputs, 0.9, Some(test(-9.0, 0.001)), None)];
        let tickers = ticker(19, &[NAIVE, ("drift", Arm::NoInputs, 0.1, 0.0)]);
        let trials = TrialCounts { total: 2, succeeded: 2, failed: 0, missing: 0 };
        let told = sentences(&config("close"), &tickers, &pooled, None, &trials, true);
        assert_eq!(
            told,
            ["No verdict: 19 test sessions are too few to tell a model from luck; 20 or more can."]
        );
    }

    #[test]
    fn protocols_that_see_the_future_say_so() {
        let clean = config("close");
        assert!(warnings(&clean, &[]).is_empty());
        let backward = clean.to_toml().replace("fill = \"none\"", "fill = \"backward\"");
        let backward = StudyConfig::parse(&backward, Path::new("study.toml")).unwrap();
        assert!(warnings(&backward, &[])[0].contains("see the future"));
        let overlapping =
            clean.to_toml().replace("horizon = 1", "horizon = 5").replace("purge = true", "purge = false");
        let overlapping = StudyConfig::parse(&overlapping, Path::new("study.toml")).unwrap();
        assert!(warnings(&overlapping, &[])[0].contains("does not purge"));
        assert!(warnings(&config("adj-close"), &[])[0].contains("restated"));
    }
}
