//! What trading the forecasts would have earned.

use bellwether_study::record::{Traded, TradedGroup, TradedRow};
use serde::Serialize;

use super::{Figure, Panel, Scene};
use crate::chart::{Axis, Mark, Plot, Shape, days_between, largest_triangles};
use crate::{number, words};

/// Groups up to which all are shown unfolded.
const OPEN: usize = 2;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Backtest {
    pub(crate) rules: String,
    pub(crate) not_claimed: Option<String>,
    pub(crate) words: Vec<String>,
    /// Heading and meaning of each cell.
    headings: Vec<(&'static str, &'static str)>,
    pub(crate) groups: Vec<Group>,
}

/// A ticker, or all of them in equal parts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Group {
    pub(crate) title: String,
    open: bool,
    notes: Vec<String>,
    pub(crate) rows: Vec<Row>,
    choices: Vec<Choice>,
    figure: Figure,
}

/// A row that can be shown or hidden.
#[derive(Debug, Clone, Serialize)]
struct Choice {
    key: usize,
    label: String,
    tone: String,
    checked: bool,
}

/// A row's figures as text.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    persistence: bool,
    pub(crate) hold: bool,
    /// Why it was not traded.
    pub(crate) untraded: Option<String>,
    /// In the order of [`HEADINGS`].
    pub(crate) cells: Vec<String>,
}

/// Headings of the cells, with what they mean.
pub(crate) const HEADINGS: [(&str, &str); 13] = [
    ("Return a year", "compounded, after costs, 252 sessions a year"),
    (
        "Sharpe",
        "mean daily return over its standard deviation, a year; the rate without risk is taken to be 0",
    ),
    ("Deflated", "probability that the true Sharpe ratio is above what trying all rows would bring by luck"),
    ("P(Sharpe > 0)", "probability that the true Sharpe ratio is above 0, were this the only row"),
    ("Drawdown", "largest loss since the highest equity before"),
    ("Sortino", "as Sharpe, over the losses alone"),
    ("Calmar", "return a year over the largest drawdown"),
    ("Turnover", "value traded in a year as a multiple of the equity, in and out"),
    ("Hit rate", "sessions that gained among those held"),
    ("Accuracy", "directions forecast right, before costs"),
    (
        "Level",
        "five-point band of accuracy above one half: 1 up to .55, 2 up to .60; a definition of Bellwether's own",
    ),
    ("Held", "mean size of the position"),
    ("Needed", "sessions, to be 95 % sure that the Sharpe ratio is above 0"),
];

pub(crate) fn build(scene: &Scene<'_>) -> Option<Backtest> {
    let record = scene.record.backtest.as_ref()?;
    let groups: Vec<&TradedGroup> = record.portfolio.iter().chain(&record.tickers).collect();
    let open = groups.len() <= OPEN;
    Some(Backtest {
        rules: record.rules.clone(),
        not_claimed: record.not_claimed.clone(),
        words: record.words.clone(),
        headings: HEADINGS.to_vec(),
        groups: groups.iter().enumerate().map(|(i, g)| group(scene, g, open || i == 0)).collect(),
    })
}

fn group(scene: &Scene<'_>, group: &TradedGroup, open: bool) -> Group {
    let title = group.ticker.as_ref().map_or("All tickers in equal parts".to_owned(), ToString::to_string);
    let mut placed: Vec<(usize, &TradedRow)> =
        group.rows.iter().filter_map(|r| Some((scene.roster.position(&r.model, r.arm)?, r))).collect();
    placed.sort_by_key(|(place, _)| *place);
    let mut rows: Vec<Row> = placed.iter().map(|(key, row)| of_row(scene, *key, row)).collect();
    rows.insert(rows.len().min(1), hold(&group.hold));
    let drawn: Vec<(usize, &TradedRow, &Traded)> = placed
        .iter()
        .filter_map(|(key, row)| {
            Some((*key, *row, row.traded.as_ref().filter(|t| t.summary.exposure > 0.0)?))
        })
        .collect();
    let best = drawn
        .iter()
        .map(|(_, _, t)| t.summary.sharpe.unwrap_or(f64::NEG_INFINITY))
        .fold(f64::NEG_INFINITY, f64::max);
    let few = drawn.len() <= 4;
    let choice = |(key, _, traded): &(usize, &TradedRow, &Traded)| Choice {
        key: *key,
        label: scene.roster.entries()[*key].label(),
        tone: scene.roster.entries()[*key].tone(),
        checked: few || traded.summary.sharpe == Some(best),
    };
    Group {
        open,
        notes: notes(group),
        rows,
        choices: drawn.iter().map(choice).collect(),
        figure: figure(scene, group, &title, &drawn),
        title,
    }
}

fn notes(group: &TradedGroup) -> Vec<String> {
    let prices = if group.total_return {
        "Prices are scaled by the adjusted close, so that dividends and splits are in the returns."
    } else {
        "There are no adjusted closes for every session: dividends are missing from the returns, and an unadjusted split would look like a loss."
    };
    let mut out = vec![prices.to_owned()];
    match group.left_out {
        0 => {}
        1 => out.push("One session without open or close is left out.".into()),
        n => out.push(format!("{n} sessions without open or close are left out.")),
    }
    match (&group.overfitting, &group.overfitting_unknown) {
        (Some(found), _) => out.push(format!(
            "Probability of backtest overfitting: {}, over {} splits of the time into halves; the row picked in one half lost in the other in {} of them.",
            percent(Some(found.probability), 0),
            number::fixed(found.choices as f64, 0),
            percent(Some(found.loss), 0)
        )),
        (None, Some(reason)) => out.push(format!("No probability of overfitting: {reason}.")),
        (None, None) => {}
    }
    out
}

fn percent(share: Option<f64>, decimals: usize) -> String {
    share.map_or_else(|| number::NONE.into(), |s| format!("{}\u{a0}%", number::fixed(100.0 * s, decimals)))
}

fn plain(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| number::NONE.into(), |v| number::fixed(v, decimals))
}

/// A probability as readers of tests write it: `.43`.
fn probability(value: Option<f64>) -> String {
    let short = |p: f64| {
        let text = format!("{p:.2}");
        text.strip_prefix('0').map_or(text.clone(), str::to_owned)
    };
    value.filter(|p| p.is_finite()).map_or_else(|| number::NONE.into(), short)
}

/// In the order of [`HEADINGS`].
fn cells(traded: &Traded, row: Option<&TradedRow>) -> Vec<String> {
    let s = &traded.summary;
    let accuracy = row.and_then(|r| r.hits).and_then(|h| h.accuracy());
    let level = row.and_then(|r| r.accuracy_level);
    vec![
        percent(s.annual_return, 1),
        plain(s.sharpe, 2),
        probability(row.and_then(|r| r.deflated_sharpe)),
        probability(row.and_then(|r| r.probabilistic_sharpe)),
        percent(Some(s.max_drawdown), 1),
        plain(s.sortino, 2),
        plain(s.calmar, 2),
        plain(Some(s.turnover), 1),
        percent(s.hit_rate, 1),
        percent(accuracy, 1),
        level.map_or_else(|| number::NONE.into(), |l| l.to_string()),
        percent(Some(s.exposure), 0),
        plain(row.and_then(|r| r.minimum_track_record), 0),
    ]
}

fn of_row(scene: &Scene<'_>, key: usize, row: &TradedRow) -> Row {
    let entry = &scene.roster.entries()[key];
    Row {
        model: row.model.clone(),
        arm: words::arm(row.arm, row.scorer.as_deref()),
        tone: entry.tone(),
        persistence: entry.persistence,
        hold: false,
        untraded: row.untraded.clone(),
        cells: row.traded.as_ref().map_or_else(Vec::new, |t| cells(t, Some(row))),
    }
}

fn hold(traded: &Traded) -> Row {
    Row {
        model: "buy and hold".into(),
        arm: String::new(),
        tone: "actual".into(),
        persistence: false,
        hold: true,
        untraded: None,
        cells: cells(traded, None),
    }
}

/// Equity above drawdown, on one axis of dates.
fn figure(
    scene: &Scene<'_>,
    group: &TradedGroup,
    title: &str,
    drawn: &[(usize, &TradedRow, &Traded)],
) -> Figure {
    let kept = largest_triangles(&group.hold.equity, scene.keep);
    let (Some(&first), Some(&last)) = (group.dates.first(), group.dates.last()) else {
        return Figure {
            title: "Equity".into(),
            caption: String::new(),
            plots: Vec::new(),
            multiples: false,
        };
    };
    let mark = |class: String, name: String, values: &[f64], factor: f64| Mark {
        shape: Shape::Line,
        class,
        name,
        points: kept
            .iter()
            .filter_map(|i| {
                Some((
                    f64::from(days_between(first, *group.dates.get(*i)?)),
                    values.get(*i).map(|v| factor * v),
                ))
            })
            .collect(),
    };
    let panel = |label: &str,
                 class: &'static str,
                 values: &dyn Fn(&Traded) -> Vec<f64>,
                 factor: f64,
                 unit,
                 decimals| {
        let mut marks: Vec<Mark> = drawn
            .iter()
            .map(|(key, _, traded)| {
                let entry = &scene.roster.entries()[*key];
                mark(format!("r s{key} {}", entry.tone()), entry.label(), &values(traded), factor)
            })
            .collect();
        marks.push(mark("actual".into(), "buy and hold".into(), &values(&group.hold), factor));
        let all: Vec<f64> = marks.iter().flat_map(|m| m.points.iter().filter_map(|p| p.1)).collect();
        let plot = Plot {
            title: format!("{title}: {label} over the test span"),
            class,
            x: Axis::days(first, last),
            y: Axis::linear(all, 5).with_unit(unit).with_decimals(decimals),
            bands: Vec::new(),
            references: Vec::new(),
            marks,
            x_labels: true,
        };
        Panel { label: label.into(), tone: String::new(), svg: plot.draw() }
    };
    let thinned = if kept.len() < group.dates.len() {
        format!(" The lines are thinned to {} of {} sessions.", kept.len(), group.dates.len())
    } else {
        String::new()
    };
    Figure {
        title: "Equity and drawdown".into(),
        caption: format!(
            "What 1 became at each close, after costs, and the loss since the highest equity before; beside buying and holding, in the colour of the actual price. Rows that never held anything are not drawn.{thinned}"
        ),
        plots: vec![
            panel("equity", "tall", &|t| t.equity.clone(), 1.0, "", 2),
            panel("drawdown", "mid", &|t| t.drawdown.clone(), -100.0, "\u{a0}%", 1),
        ],
        multiples: false,
    }
}
