//! The answer in two sentences, and what it rests on.

use bellwether_core::Target;
use bellwether_evaluation::significance::{ALPHA, p_value_words};

use crate::record::{Arm, CheckRecord, CheckRow, PooledRow, TickerRecord};
use crate::words::{count, listed, percent};

/// Days below which nothing is tested.
pub(super) const FEWEST: usize = 20;

pub(super) fn sentences(
    target: Target,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    check: &CheckRecord,
) -> Vec<String> {
    let days = check.rows.iter().map(|r| r.days).max().unwrap_or(0);
    let over = format!("over {} of {}", count(days, "day"), count(tickers.len(), "ticker"));
    let mut out = Vec::new();
    if days < FEWEST {
        let verb = if days == 1 { "is" } else { "are" };
        out.push(format!(
            "No verdict: {} {verb} too few to tell a model from luck; {FEWEST} or more can.",
            count(days, "day")
        ));
    } else {
        out.extend(answer(target, pooled, check, &over));
        out.push(directions(check));
    }
    out.extend(rest(check));
    out.extend(coverage(tickers));
    out.extend(check.remarks.iter().cloned());
    out
}

fn value(target: Target, pooled: &[PooledRow], row: &CheckRow) -> Option<f64> {
    let key = crate::key_metric(target);
    pooled.iter().find(|r| r.model == row.model)?.scores.get(key).copied()
}

fn answer(target: Target, pooled: &[PooledRow], check: &CheckRecord, over: &str) -> Option<String> {
    let bar = if target.is_direction() {
        let naive = pooled.iter().filter(|r| r.arm == Arm::NoInputs);
        naive.filter_map(|r| r.scores.get("accuracy").copied()).fold(f64::NEG_INFINITY, f64::max)
    } else {
        0.0
    };
    let mut ranked: Vec<(&CheckRow, f64)> =
        check.rows.iter().filter_map(|r| Some((r, value(target, pooled, r)?))).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let lower = |r: &CheckRow| r.skill.is_some_and(|s| s > 0.0);
    let winner = ranked.iter().find(|(r, v)| lower(r) && *v > bar && r.adjusted.is_some_and(|p| p < ALPHA));
    let &(row, score) = winner.or_else(|| ranked.first())?;
    let gap = if target.is_direction() {
        format!(
            "names {} of the directions right, where the better of the naive forecasts names {}",
            percent(score),
            percent(bar)
        )
    } else if score.abs() < 0.0005 {
        "has a squared error within 0.1 % of that of persistence".to_owned()
    } else {
        let side = if score >= 0.0 { "below" } else { "above" };
        format!("has a squared error {} {side} that of persistence", percent(score.abs()))
    };
    let models = check.rows.iter().filter(|r| r.adjusted.is_some()).count();
    let test = match row.adjusted {
        Some(p) if models > 1 => {
            format!(" ({}, Diebold-Mariano by day, Holm-adjusted for {models} models)", p_value_words(p))
        }
        Some(p) => format!(" ({}, Diebold-Mariano by day)", p_value_words(p)),
        None => " (its errors are those of persistence, or differ by a constant: nothing can be tested)"
            .to_owned(),
    };
    let name = &row.model;
    Some(match (winner.is_some(), check.rows.len()) {
        (true, _) => format!("{name} beats persistence {over}: it {gap}{test}."),
        (false, 1) => format!("{name} does not beat persistence {over}: it {gap}{test}."),
        (false, _) => format!("No model beats persistence {over}. The best, {name}, {gap}{test}."),
    })
}

/// Whether directions are named better than by chance.
fn directions(check: &CheckRecord) -> String {
    let all: Vec<(&CheckRow, &crate::record::DirectionRow)> =
        check.rows.iter().flat_map(|r| r.directions.iter().map(move |d| (r, d))).collect();
    let tested = all.iter().filter(|(_, d)| d.p_value.is_some()).count();
    if tested == 0 {
        return "Whether directions are named better than by chance could not be tested: forecasts or changes all go one way."
            .to_owned();
    }
    let better: Vec<String> = all
        .iter()
        .filter(|(_, d)| d.adjusted.is_some_and(|p| p < ALPHA))
        .map(|(r, d)| format!("{} on {}", r.model, d.ticker))
        .collect();
    let least = all.iter().filter_map(|(_, d)| d.adjusted).fold(f64::INFINITY, f64::min);
    let tests = if tested == 1 { String::new() } else { format!(", Holm-adjusted for {tested} tests") };
    if better.is_empty() {
        format!(
            "Directions are not named better than by chance (Pesaran-Timmermann, {}{tests}).",
            p_value_words(least)
        )
    } else {
        let shown = better.iter().take(6).cloned().collect::<Vec<_>>();
        let more = better.len().saturating_sub(6);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(
            "Directions are named better than by chance by {}{more} (Pesaran-Timmermann, {}{tests}).",
            listed(&shown),
            p_value_words(least)
        )
    }
}

/// How far the gain may be off, and how much the rows count.
fn rest(check: &CheckRecord) -> Option<String> {
    let row = check.rows.iter().filter(|r| r.skill.is_some()).max_by(|a, b| {
        a.skill.unwrap_or(f64::NEG_INFINITY).total_cmp(&b.skill.unwrap_or(f64::NEG_INFINITY))
    })?;
    let (low, high) = row.interval?;
    let signed = |v: f64| format!("{}{}", if v < 0.0 { "−" } else { "+" }, percent(v.abs()));
    let effective = match row.effective {
        Some(n) if n < 0.95 * row.observations as f64 => format!(
            "; the {} count as {n:.0} independent ones, for stocks of one day move together",
            count(row.observations, "row")
        ),
        _ => String::new(),
    };
    Some(format!(
        "The skill of {} against persistence is {}, with a 95 % interval from {} to {} (stationary bootstrap of days, blocks of \
         {:.1}){effective}.",
        row.model,
        signed(row.skill?),
        signed(low),
        signed(high),
        row.block
    ))
}

/// How intervals held, over all tickers, where models give the same.
fn coverage(tickers: &[TickerRecord]) -> Vec<String> {
    let Some(first) = tickers.first() else { return Vec::new() };
    let sentence = |i: usize| {
        let widest =
            |t: &TickerRecord| Some((t.rows.get(i)?.quantiles.as_ref()?.widest?, t.rows[i].forecasts.len()));
        let all: Option<Vec<_>> = tickers.iter().map(widest).collect();
        let all = all?;
        let level = all.first()?.0.level;
        let rows: usize = all.iter().map(|(_, n)| n).sum();
        let inside: f64 = all.iter().map(|(w, n)| w.coverage * *n as f64).sum::<f64>() / rows as f64;
        Some(format!(
            "The {:.0} % interval of {} held on {} of {}.",
            100.0 * level,
            first.rows[i].model,
            percent(inside),
            count(rows, "row")
        ))
    };
    (0..first.rows.len()).filter_map(sentence).collect()
}
