//! The answer in two sentences.

use bellwether_core::Target;
use bellwether_evaluation::significance::{ALPHA, p_value_words};

use crate::record::{Arm, CheckRecord, CheckRow, PooledRow, TickerRecord};
use crate::words::{count, percent};

/// Days below which nothing is tested.
pub(super) const FEWEST: usize = 20;

/// Share of the days after a hole beyond which nothing is said; holidays are fewer everywhere.
const MANY: f64 = 0.08;

/// What takes a verdict its ground.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// Models whose predictions are what came on a day that was not known.
    pub(super) no_forecasts: Vec<String>,
    /// Days whose last known value is that of a row before, and how many of them follow a hole.
    pub(super) holes: [usize; 2],
}

/// Whether a model beats persistence, and what that is worth.
pub(super) fn sentences(
    target: Target,
    tickers: &[TickerRecord],
    pooled: &[PooledRow],
    check: &CheckRecord,
    doubts: &Doubts,
) -> Vec<String> {
    let days = check.rows.iter().map(|r| r.days).max().unwrap_or(0);
    if days < FEWEST {
        let verb = if days == 1 { "is" } else { "are" };
        return vec![
            format!("No verdict: {} {verb} too few to tell a model from luck.", count(days, "day")),
            format!("Predictions of {FEWEST} days or more can be told from it."),
        ];
    }
    let [all, after] = doubts.holes;
    if after as f64 > MANY * all as f64 {
        return vec![
            format!(
                "No verdict: {after} of {} follow a hole in the file, so that what persistence repeats there is older than what \
                 was known, and any model that knew more looks good beside it.",
                count(all, "day")
            ),
            "Give the prices (--prices) or a column of previous values.".to_owned(),
        ];
    }
    let ahead = match check.horizons.len() {
        0 => String::new(),
        _ => format!(", {} ahead", count(target.horizon, "row")),
    };
    let over = format!("over {} of {}{ahead}", count(days, "day"), count(tickers.len(), "ticker"));
    let Some(Answer { sentence, row }) = answer(target, pooled, check, &over) else {
        return vec![
            "No verdict: persistence makes no error on these days, and nothing can be compared with it."
                .to_owned(),
            "Look whether the values change at all.".to_owned(),
        ];
    };
    if doubts.no_forecasts.contains(&row.model) {
        return vec![
            format!(
                "No verdict: the predictions of {} are what came on a day that was not known when they were made, and are no \
                 forecasts.",
                row.model
            ),
            "Look whether a column of what came is taken for the predictions, or is an input of the model."
                .to_owned(),
        ];
    }
    vec![sentence, worth(row)]
}

/// What the sentences rest on: the model that they are about.
struct Answer<'a> {
    sentence: String,
    row: &'a CheckRow,
}

fn value(target: Target, pooled: &[PooledRow], row: &CheckRow) -> Option<f64> {
    let key = crate::key_metric(target);
    pooled.iter().find(|r| r.model == row.model)?.scores.get(key).copied()
}

fn answer<'a>(
    target: Target,
    pooled: &[PooledRow],
    check: &'a CheckRecord,
    over: &str,
) -> Option<Answer<'a>> {
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
    let further = check.horizons.iter().flat_map(|h| &h.rows).filter(|r| r.adjusted.is_some()).count();
    let test = match row.adjusted {
        Some(p) if further > models => format!(
            " ({}, Diebold-Mariano by day, Holm-adjusted for the {further} tests of all horizons)",
            p_value_words(p)
        ),
        Some(p) if models > 1 => {
            format!(" ({}, Diebold-Mariano by day, Holm-adjusted for {models} models)", p_value_words(p))
        }
        Some(p) => format!(" ({}, Diebold-Mariano by day)", p_value_words(p)),
        None => " (its errors are those of persistence, or differ by a constant: nothing can be tested)"
            .to_owned(),
    };
    let name = &row.model;
    let sentence = match (winner.is_some(), check.rows.len()) {
        (true, _) => format!("{name} beats persistence {over}: it {gap}{test}."),
        (false, 1) => format!("{name} does not beat persistence {over}: it {gap}{test}."),
        (false, _) => format!("No model beats persistence {over}. The best, {name}, {gap}{test}."),
    };
    Some(Answer { sentence, row })
}

/// How far the gain may be off, and how much the rows count.
fn worth(row: &CheckRow) -> String {
    let signed = |v: f64| format!("{}{}", if v < 0.0 { "−" } else { "+" }, percent(v.abs()));
    let (Some(skill), Some((low, high))) = (row.skill, row.interval) else {
        return format!(
            "What that is worth cannot be said: persistence makes too few errors on the {} for an interval.",
            count(row.observations, "row")
        );
    };
    let rows = match row.effective {
        Some(n) if n < 0.95 * row.observations as f64 => format!(
            "the {} tell as much as {} independent ones would",
            count(row.observations, "row"),
            n.round().max(1.0)
        ),
        Some(_) => format!("the {} tell as much as independent ones would", count(row.observations, "row")),
        None => format!("how far the {} are independent cannot be said", count(row.observations, "row")),
    };
    format!(
        "Its skill of {} has a 95 % interval from {} to {}, and {rows}.",
        signed(skill),
        signed(low),
        signed(high)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(interval: Option<(f64, f64)>, effective: Option<f64>) -> CheckRow {
        CheckRow {
            model: "m".to_owned(),
            skill: Some(0.0125),
            interval,
            block: 1.0,
            days: 60,
            observations: 120,
            effective,
            p_value: Some(0.2),
            adjusted: Some(0.2),
            directions: Vec::new(),
        }
    }

    #[test]
    fn what_a_gain_is_worth() {
        assert_eq!(
            worth(&row(Some((-0.0345, 0.061)), Some(70.6))),
            "Its skill of +1.2 % has a 95 % interval from −3.5 % to +6.1 %, and the 120 rows tell as much as 71 independent \
             ones would."
        );
        assert!(
            worth(&row(Some((0.0, 0.1)), Some(120.0)))
                .ends_with("the 120 rows tell as much as independent ones would.")
        );
        assert!(worth(&row(None, None)).starts_with("What that is worth cannot be said"));
    }

    #[test]
    fn always_two_sentences() {
        let target = Target { kind: bellwether_core::TargetKind::Close, horizon: 1 };
        let few = CheckRow { days: 5, ..row(None, None) };
        for rows in [vec![], vec![few], vec![row(None, None)]] {
            let check = CheckRecord { rows, remarks: vec!["another".to_owned()], horizons: Vec::new() };
            assert_eq!(sentences(target, &[], &[], &check, &Doubts::default()).len(), 2);
        }
    }
}
