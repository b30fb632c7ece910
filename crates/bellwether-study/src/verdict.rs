//! The plain answer: what the forecast is worth, and whether the posts helped.

use bellwether_core::TargetKind;
use bellwether_evaluation::significance::{ALPHA, holm};

use crate::StudyConfig;
use crate::record::{Arm, PooledRow, TestResult, TickerRecord, TrialCounts};
use crate::summary::format_p;

/// Sentences on where the protocol can see the future; none for an honest one.
pub(crate) fn warnings(config: &StudyConfig) -> Vec<String> {
    let mut out = Vec::new();
    if config.inputs.fill.sees_future() {
        out.push(
            "This study fills missing prices backward, from later sessions: its inputs see the future. It shows what \
             such a protocol reports, not what a forecast is worth."
                .to_owned(),
        );
    }
    if config.protocol.sees_future(config.target.horizon) {
        out.push(format!(
            "This study does not purge labels that overlap the test: with horizon {} the last training targets lie in \
             the test period, so the models have seen part of the answers.",
            config.target.horizon
        ));
    }
    let adjusted =
        config.inputs.price.iter().any(|f| f.is_restated()) || config.target.kind == TargetKind::AdjClose;
    if adjusted {
        out.push(
            "Adjusted closes are restated by dividends and splits that came later; in this form they were not known on \
             their day. Take `adj-close` out for a forecast that uses only what was known."
                .to_owned(),
        );
    }
    out
}

pub(crate) fn sentences(
    config: &StudyConfig,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    trials: &TrialCounts,
) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(against_persistence(config, pooled, tickers));
    out.extend(text_effect(config, tickers, pooled));
    out.extend(best_forecasts(config, tickers, pooled));
    if trials.missing > 0 {
        out.push(format!(
            "The run is not complete: {} of {} trials are still to be done, and rows without all of their trials have \
             no scores. Run the same command again to go on.",
            trials.missing, trials.total
        ));
    }
    let failed: Vec<String> = failed_rows(tickers);
    if !failed.is_empty() {
        out.push(format!("Failed, with the reason in its row: {}.", failed.join(", ")));
    }
    out
}

fn failed_rows(tickers: &[TickerRecord]) -> Vec<String> {
    let mut out = Vec::new();
    for ticker in tickers {
        for row in ticker.rows.iter().filter(|r| !r.failures.is_empty()) {
            out.push(format!("{} {}", ticker.ticker, label(&row.model, row.arm)));
        }
    }
    out
}

fn label(model: &str, arm: Arm) -> String {
    match arm {
        Arm::WithText => format!("{model} with text"),
        Arm::WithoutText => format!("{model} without text"),
        Arm::NoInputs => model.to_owned(),
    }
}

/// The score that orders models: skill against persistence for numbers, accuracy for classes.
fn key_metric(config: &StudyConfig) -> &'static str {
    if config.target.is_direction() { "accuracy" } else { "skill-score" }
}

fn best<'a>(config: &StudyConfig, pooled: &'a [PooledRow]) -> Option<(&'a PooledRow, f64)> {
    let key = key_metric(config);
    pooled
        .iter()
        .filter(|r| r.vs_persistence.is_some())
        .filter_map(|r| Some((r, *r.scores.get(key)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Holm-adjusted p-values of the tests that a function picks, in the rows' order; `None` where there is no test.
fn adjusted(rows: &[PooledRow], pick: impl Fn(&PooledRow) -> Option<&TestResult>) -> Vec<Option<f64>> {
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
) -> Option<String> {
    let (row, score) = best(config, pooled)?;
    let adjusted = adjusted(pooled, |r| r.vs_persistence.as_ref());
    let compared = adjusted.iter().flatten().count();
    let index = pooled.iter().position(|r| r == row)?;
    let p = adjusted.get(index).copied().flatten();
    let days = tickers.iter().filter_map(|t| t.rows.first()).map(|r| r.forecasts.len()).max()?;
    let name = label(&row.model, row.arm);
    let over = format!(
        "over {days} test sessions of {} ticker{}",
        tickers.len(),
        if tickers.len() == 1 { "" } else { "s" }
    );
    let gap = if config.target.is_direction() {
        let naive = pooled.first().and_then(|r| r.scores.get("accuracy")).copied().unwrap_or(f64::NAN);
        format!(
            "an accuracy of {:.1} % where repeating the last direction has {:.1} %",
            score * 100.0,
            naive * 100.0
        )
    } else if score >= 0.0 {
        format!("a squared error {:.1} % below that of persistence", score * 100.0)
    } else {
        format!("a squared error {:.1} % above that of persistence", -score * 100.0)
    };
    let tested = |p: f64| {
        let p = format_p(p);
        if compared > 1 {
            format!("{p}, Diebold-Mariano, Holm-adjusted for {compared} models")
        } else {
            format!("{p}, Diebold-Mariano")
        }
    };
    let naive_loses = score > 0.0 && (!config.target.is_direction() || beats_naive(config, pooled, score));
    Some(match p {
        Some(p) if p < ALPHA && naive_loses => {
            format!("{} beats persistence {over}: it has {gap} ({}).", capital(&name), tested(p))
        }
        Some(p) => {
            format!("No model beats persistence {over}. The best, {name}, has {gap} ({}).", tested(p))
        }
        None => format!("No model beats persistence {over}. The best, {name}, has {gap}."),
    })
}

fn beats_naive(config: &StudyConfig, pooled: &[PooledRow], score: f64) -> bool {
    pooled.first().and_then(|r| r.scores.get(key_metric(config))).is_none_or(|naive| score > *naive)
}

fn text_effect(config: &StudyConfig, tickers: &[TickerRecord], pooled: &[PooledRow]) -> Option<String> {
    let n = pooled.iter().filter(|r| r.vs_without_text.is_some()).count();
    if n == 0 {
        return None;
    }
    let adjusted = adjusted(pooled, |r| r.vs_without_text.as_ref());
    let (mut helped, mut harmed, mut by_seed) = (Vec::new(), Vec::new(), Vec::new());
    for (row, p) in pooled.iter().zip(&adjusted) {
        let statistic = row.vs_without_text.as_ref().and_then(|t| t.statistic);
        let (Some(p), Some(statistic)) = (p, statistic) else { continue };
        if *p >= ALPHA {
            continue;
        }
        let words = format!("{} ({})", row.model, format_p(*p));
        if within_seeds(config, tickers, &row.model) {
            by_seed.push(row.model.clone());
        } else if statistic < 0.0 {
            let beaten = row.vs_persistence.as_ref().and_then(|t| t.statistic).is_some_and(|s| s > 0.0);
            helped.push(if beaten {
                format!("{words}, which even so has a larger error than persistence")
            } else {
                words
            });
        } else {
            harmed.push(words);
        }
    }
    let family = if n == 1 { String::new() } else { format!(", Holm-adjusted for {n} models") };
    let smallest = adjusted.iter().flatten().copied().min_by(f64::total_cmp);
    let sentence = match (helped.is_empty(), harmed.is_empty()) {
        (true, true) if by_seed.is_empty() => format!(
            "The posts did not help: with text no model's error differs significantly from the same model without \
             text{}.",
            smallest.map_or(String::new(), |p| format!(" (smallest {}{family})", format_p(p)))
        ),
        (true, true) => {
            "The posts did not help: no model's error with text differs from the same model's without by \
                         more than chance and its seeds explain."
                .to_owned()
        }
        (false, true) => format!("The posts helped {}{family}.", helped.join("; and ")),
        (true, false) => {
            format!(
                "The posts did not help; they made {} significantly worse{family}.",
                harmed.join("; and ")
            )
        }
        (false, false) => format!(
            "The posts helped {} and made {} significantly worse{family}.",
            helped.join("; and "),
            harmed.join("; and ")
        ),
    };
    if by_seed.is_empty() {
        return Some(sentence);
    }
    Some(format!(
        "{sentence} For {} the days differ significantly with and without text, but by no more than between one seed \
         and the next: more seeds would tell.",
        by_seed.join(" and ")
    ))
}

/// Whether with and without text a model's mean score differs by less than two standard errors of the seeds, so that
/// another draw of seeds could turn the comparison round.
fn within_seeds(config: &StudyConfig, tickers: &[TickerRecord], model: &str) -> bool {
    let key = key_metric(config);
    let score = |ticker: &TickerRecord, arm: Arm| {
        let row = ticker.rows.iter().find(|r| r.model == model && r.arm == arm)?;
        let score = row.scores.iter().find(|s| s.metric == key)?;
        let variance = score.sd.map_or(0.0, |sd| sd * sd / row.seeds.len() as f64);
        Some((score.mean?, variance))
    };
    let (mut difference, mut variance) = (0.0, 0.0);
    for ticker in tickers {
        let (Some(with), Some(without)) = (score(ticker, Arm::WithText), score(ticker, Arm::WithoutText))
        else {
            return false;
        };
        difference += with.0 - without.0;
        variance += with.1 + without.1;
    }
    variance > 0.0 && difference.abs() < 2.0 * variance.sqrt()
}

/// The forecast to use: that of a model that beats persistence significantly, or else persistence.
fn best_forecasts(config: &StudyConfig, tickers: &[TickerRecord], pooled: &[PooledRow]) -> Option<String> {
    let persistence = pooled.first()?;
    let adjusted = adjusted(pooled, |r| r.vs_persistence.as_ref());
    let winner = best(config, pooled).filter(|(row, score)| {
        let p = pooled.iter().position(|r| r == *row).and_then(|i| adjusted[i]);
        p.is_some_and(|p| p < ALPHA)
            && if config.target.is_direction() { beats_naive(config, pooled, *score) } else { *score > 0.0 }
    });
    let row = winner.map_or(persistence, |(row, _)| row);
    let mut parts = Vec::new();
    for ticker in tickers.iter().take(6) {
        let found = ticker.rows.iter().find(|r| r.model == row.model && r.arm == row.arm)?;
        let Some(next) = &found.next else { continue };
        let value = match (config.target.kind, next.probability) {
            (TargetKind::Direction, Some(p)) => {
                format!(
                    "{} with probability {:.0} %",
                    if next.point > 0.5 { "up" } else { "down" },
                    100.0 * p.max(1.0 - p)
                )
            }
            (TargetKind::Direction, None) => (if next.point > 0.5 { "up" } else { "down" }).to_owned(),
            (TargetKind::LogReturn, _) => format!("{:+.4}", next.point),
            _ => format!("{:.2}", next.point),
        };
        let interval = next.intervals.last().map_or(String::new(), |i| {
            let digits = if config.target.is_price() { 2 } else { 4 };
            format!(" ({:.0} % interval {:.digits$} to {:.digits$})", i.level * 100.0, i.lower, i.upper)
        });
        parts.push(format!("{} {value}{interval} on {}", ticker.ticker, next.date));
    }
    if parts.is_empty() {
        return None;
    }
    let more =
        if tickers.len() > 6 { format!("; {} more tickers below", tickers.len() - 6) } else { String::new() };
    Some(format!(
        "The best honest forecast of the {}, by {}: {}{more}.",
        config.target.kind,
        label(&row.model, row.arm),
        parts.join("; ")
    ))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
