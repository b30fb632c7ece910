//! The leaderboard's rows and columns, ready to be set in HTML or in a terminal.

use bellwether_evaluation::significance::p_value_words;
use bellwether_study::record::{Arm, MetricScore, ModelRow, PooledRow, TestResult, TogetherRecord};
use serde::Serialize;

use crate::metric::{self, Style, Writer};
use crate::number;
use crate::roster::{self, Roster};
use crate::words::{self, Against};

/// Metrics by which rows are ranked and text is judged, the first that the record has.
const PRIMARY: [&str; 6] = ["skill-score", "mcc", "accuracy", "rmse", "mae", "mase"];

/// One leaderboard.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Board {
    /// Metrics, in the record's order.
    pub(crate) columns: Vec<Column>,
    /// Persistence first, then models from best to worst with the arms of one model together.
    pub(crate) rows: Vec<Row>,
    /// Whether any row compares text with no text.
    pub(crate) has_gain: bool,
    /// Heading of the column of the set of models that may be the best; none where there is no set.
    pub(crate) set_label: Option<String>,
    /// What the gain column is measured in.
    pub(crate) gain_label: String,
}

/// A metric's column.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Column {
    /// The metric's name in the record.
    pub(crate) key: String,
    /// Heading.
    pub(crate) label: String,
    /// What it says; empty for an unknown metric.
    pub(crate) meaning: String,
    /// Arrow towards the better end; empty for an unknown metric.
    pub(crate) better: &'static str,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// Position in the roster.
    pub(crate) key: usize,
    /// Colour classes.
    pub(crate) tone: String,
    /// The colour of all arms.
    #[serde(skip)]
    pub(crate) colour: String,
    /// How often the palette has started again.
    #[serde(skip)]
    pub(crate) round: usize,
    pub(crate) model: String,
    pub(crate) arm: String,
    /// Whether it has no text columns, where others of its model have.
    #[serde(skip)]
    pub(crate) without_text: bool,
    /// Whether the row above is the same model.
    pub(crate) continues: bool,
    pub(crate) persistence: bool,
    /// One cell a column; empty when the row has no scores.
    pub(crate) cells: Vec<Cell>,
    /// `3 seeds`, `12,345 weights`.
    pub(crate) notes: Vec<String>,
    pub(crate) test: Option<Test>,
    /// What text changed against the same model without it.
    pub(crate) gain: Option<String>,
    pub(crate) gain_test: Option<Test>,
    /// Whether the row may be the best of all.
    pub(crate) set: Option<InSet>,
    /// Why there are no scores.
    pub(crate) failures: Vec<String>,
    /// Primary metric, for pictures.
    #[serde(skip)]
    pub(crate) primary: Option<(f64, Option<f64>)>,
}

/// A score.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    /// The mean, or a dash.
    pub(crate) mean: String,
    /// Standard deviation over seeds.
    pub(crate) sd: Option<String>,
    /// Whether no row is better in this column.
    pub(crate) best: bool,
    /// Why there is no number.
    pub(crate) undefined: Option<String>,
}

/// A row's place in the set of models that may be the best.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InSet {
    /// Whether it is in.
    pub(crate) inside: bool,
    /// `yes, p = .42`, `no, p = .012`.
    pub(crate) words: String,
    /// Whether it beats the baseline with the search counted.
    pub(crate) beats: bool,
}

/// A significance test.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Test {
    pub(crate) long: String,
    pub(crate) short: String,
    /// `better`, `worse`, `same` or `untested`.
    pub(crate) class: &'static str,
    /// Statistic and days, for a tooltip.
    pub(crate) detail: String,
}

impl Test {
    /// A test against persistence.
    pub(crate) fn against_persistence(test: &TestResult) -> Self {
        Self::new(test, Against::Persistence)
    }

    fn new(test: &TestResult, against: Against) -> Self {
        let days = words::count(test.n, "day");
        let detail = match test.statistic.filter(|s| s.is_finite()) {
            Some(s) => format!("Diebold-Mariano statistic {}, {days}", number::fixed(s, 2)),
            None => days,
        };
        Self {
            long: words::bound(&words::test_long(test, against)),
            short: words::test_short(test),
            class: words::verdict_class(test.verdict),
            detail,
        }
    }
}

/// What a board row is made from: a ticker's row or a pooled one.
struct Source<'a> {
    model: &'a str,
    arm: Arm,
    scorer: Option<&'a str>,
    scores: Vec<MetricScore>,
    notes: Vec<String>,
    failures: Vec<String>,
    vs_persistence: Option<&'a TestResult>,
    vs_without_text: Option<&'a TestResult>,
}

impl Source<'_> {
    fn score(&self, key: &str) -> Option<&MetricScore> {
        self.scores.iter().find(|s| s.metric == key)
    }

    fn mean(&self, key: &str) -> Option<f64> {
        self.score(key)?.mean.filter(|m| m.is_finite())
    }
}

impl Board {
    /// A ticker's leaderboard.
    pub(crate) fn of_ticker(roster: &Roster, rows: &[ModelRow]) -> Self {
        Self::build(roster, rows.iter().map(source_of_row).collect())
    }

    /// The leaderboard over all tickers.
    pub(crate) fn pooled(roster: &Roster, rows: &[PooledRow]) -> Self {
        Self::build(roster, rows.iter().map(source_of_pooled).collect())
    }

    /// With the set of models that may be the best, where the record has one.
    pub(crate) fn with_set(mut self, roster: &Roster, together: Option<&TogetherRecord>) -> Self {
        let Some(together) = together else { return self };
        self.set_label = Some(format!("In the {}\u{a0}% set", number::fixed(100.0 * together.confidence, 0)));
        for row in &mut self.rows {
            let found = together.models.iter().find(|m| roster.position(&m.model, m.arm) == Some(row.key));
            row.set = found.map(|m| InSet {
                inside: m.in_set,
                words: format!("{}, {}", if m.in_set { "yes" } else { "no" }, p_value_words(m.p_value)),
                beats: m.beats,
            });
        }
        self
    }

    /// The metric by which rows are ranked.
    pub(crate) fn primary(&self) -> Option<&Column> {
        PRIMARY.iter().find_map(|key| self.columns.iter().find(|c| c.key == *key))
    }

    /// The best row besides persistence by the primary metric, with its score as it is written.
    pub(crate) fn best(&self) -> Option<(&Row, &str)> {
        let column = self.primary()?;
        let higher = metric::lookup(&column.key)?.higher;
        let at = self.columns.iter().position(|c| c.key == column.key)?;
        let score = |r: &Row| r.primary.map_or(f64::NEG_INFINITY, |(m, _)| if higher { m } else { -m });
        let scored = self.rows.iter().filter(|r| !r.persistence && r.primary.is_some());
        // the first of equals
        let best = scored.reduce(|best, r| if score(r) > score(best) { r } else { best })?;
        Some((best, &best.cells.get(at)?.mean))
    }

    fn build(roster: &Roster, mut sources: Vec<Source<'_>>) -> Self {
        let keys = column_keys(&sources);
        let primary = PRIMARY.iter().find(|p| keys.iter().any(|k| k == *p)).copied();
        rank(roster, &mut sources, primary);
        let columns: Vec<_> = keys.iter().map(|key| column(key)).collect();
        let writers: Vec<_> = keys.iter().map(|key| writer(key, &sources)).collect();
        let best: Vec<_> = keys.iter().map(|key| best(key, &sources)).collect();
        let mut rows: Vec<Row> = Vec::new();
        for source in &sources {
            let cells = |(i, key): (usize, &String)| cell(source, key, writers[i], best[i]);
            let position = roster.position(source.model, source.arm).unwrap_or(0);
            let entry = roster.entries().get(position);
            rows.push(Row {
                key: position,
                tone: entry.map_or_else(String::new, roster::Entry::tone),
                colour: entry.map_or_else(String::new, roster::Entry::colour),
                round: entry.map_or(0, roster::Entry::round),
                model: source.model.into(),
                arm: words::arm(source.arm, source.scorer),
                without_text: source.arm == Arm::WithoutText,
                continues: rows.last().is_some_and(|above| above.model == source.model),
                persistence: roster.is_persistence(source.model, source.arm),
                cells: if source.scores.is_empty() {
                    Vec::new()
                } else {
                    keys.iter().enumerate().map(cells).collect()
                },
                notes: source.notes.clone(),
                test: source.vs_persistence.map(|t| Test::new(t, Against::Persistence)),
                gain: gain(source, &sources, primary),
                gain_test: source.vs_without_text.map(|t| Test::new(t, Against::WithoutText)),
                set: None,
                failures: source.failures.clone(),
                primary: primary
                    .and_then(|p| source.mean(p).map(|m| (m, source.score(p).and_then(|s| s.sd)))),
            });
        }
        let has_gain = rows.iter().any(|r| r.gain.is_some() || r.gain_test.is_some());
        let label = primary.and_then(metric::lookup).map_or("", |m| m.label);
        Self { columns, rows, has_gain, set_label: None, gain_label: label.into() }
    }
}

fn source_of_row(row: &ModelRow) -> Source<'_> {
    let mut notes = Vec::new();
    if row.seeds.len() > 1 {
        notes.push(words::count(row.seeds.len(), "seed"));
    }
    if let Some(parameters) = row.parameters.filter(|n| *n > 0) {
        notes.push(words::count(parameters, "weight"));
    }
    Source {
        model: &row.model,
        arm: row.arm,
        scorer: row.scorer.as_deref(),
        scores: row
            .scores
            .iter()
            .map(|s| MetricScore { metric: metric::key(&s.metric), ..s.clone() })
            .collect(),
        notes,
        failures: row.failures.clone(),
        vs_persistence: row.vs_persistence.as_ref(),
        vs_without_text: row.vs_without_text.as_ref(),
    }
}

fn source_of_pooled(row: &PooledRow) -> Source<'_> {
    let scores = row
        .scores
        .iter()
        .map(|(metric, mean)| MetricScore {
            metric: metric::key(metric),
            mean: Some(*mean),
            sd: None,
            undefined: None,
        })
        .collect();
    Source {
        model: &row.model,
        arm: row.arm,
        scorer: row.scorer.as_deref(),
        scores,
        notes: Vec::new(),
        failures: Vec::new(),
        vs_persistence: row.vs_persistence.as_ref(),
        vs_without_text: row.vs_without_text.as_ref(),
    }
}

/// Metrics in the order of first appearance; MSE only where RMSE, which says the same, is not there.
fn column_keys(sources: &[Source<'_>]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for score in sources.iter().flat_map(|s| &s.scores) {
        if !keys.contains(&score.metric) {
            keys.push(score.metric.clone());
        }
    }
    if keys.iter().any(|k| k == "rmse") {
        keys.retain(|k| k != "mse");
    }
    keys
}

fn column(key: &str) -> Column {
    let known = metric::lookup(key);
    Column {
        key: key.into(),
        label: known.map_or_else(|| key.to_owned(), |m| m.label.into()),
        meaning: known.map_or_else(String::new, |m| m.meaning.into()),
        better: known.map_or("", |m| if m.higher { "↑" } else { "↓" }),
    }
}

fn writer(key: &str, sources: &[Source<'_>]) -> Writer {
    let style = metric::lookup(key).map_or(Style::Target, |m| m.style);
    Writer::new(style, sources.iter().filter_map(|s| s.mean(key)))
}

fn best(key: &str, sources: &[Source<'_>]) -> Option<f64> {
    let higher = metric::lookup(key)?.higher;
    let values = sources.iter().filter_map(|s| s.mean(key));
    if higher { values.reduce(f64::max) } else { values.reduce(f64::min) }
}

/// Naive rows first, persistence before all; then models by their better arm; rows without a score last.
fn rank(roster: &Roster, sources: &mut [Source<'_>], primary: Option<&str>) {
    let sign = match primary.and_then(metric::lookup) {
        Some(m) if m.higher => -1.0,
        _ => 1.0,
    };
    let score = |s: &Source<'_>| primary.and_then(|p| s.mean(p)).map_or(f64::INFINITY, |m| sign * m);
    let of_model: Vec<(String, f64)> = sources.iter().map(|s| (s.model.to_owned(), score(s))).collect();
    let model_score = |model: &str| {
        of_model.iter().filter(|(m, _)| m == model).map(|(_, s)| *s).fold(f64::INFINITY, f64::min)
    };
    sources.sort_by(|a, b| {
        let group = |s: &Source<'_>| (!roster.is_persistence(s.model, s.arm), s.arm != Arm::NoInputs);
        group(a)
            .cmp(&group(b))
            .then(model_score(a.model).total_cmp(&model_score(b.model)))
            .then(roster.position(a.model, a.arm).cmp(&roster.position(b.model, b.arm)))
    });
}

/// Bold is what reads like the best: values that differ beyond the printed digits tie.
fn cell(source: &Source<'_>, key: &str, writer: Writer, best: Option<f64>) -> Cell {
    let score = source.score(key);
    let mean = source.mean(key);
    let written = |m: f64| writer.value(m);
    Cell {
        mean: mean.map_or_else(|| number::NONE.into(), written),
        sd: mean.and(score.and_then(|s| s.sd)).filter(|sd| sd.is_finite()).map(|sd| writer.spread(sd)),
        best: mean.zip(best).is_some_and(|(m, best)| written(m) == written(best)),
        undefined: match (score, mean) {
            (_, Some(_)) => None,
            (Some(s), None) => Some(s.undefined.clone().unwrap_or_else(|| "not defined here".into())),
            (None, None) => Some("not in the record".into()),
        },
    }
}

/// With text minus without, positive when text helped: percentage points for shares and skill, percent of the error saved
/// for errors.
fn gain(source: &Source<'_>, all: &[Source<'_>], primary: Option<&str>) -> Option<String> {
    if !source.arm.has_text() {
        return None;
    }
    let key = primary?;
    let without = all.iter().find(|s| s.model == source.model && s.arm == Arm::WithoutText)?;
    let (with, without) = (source.mean(key)?, without.mean(key)?);
    let known = metric::lookup(key)?;
    Some(match known.style {
        Style::Share | Style::Skill => {
            format!("{}\u{a0}points", number::signed(100.0 * (with - without), 1))
        }
        _ if known.higher => number::signed(with - without, 3),
        _ => format!("{}\u{a0}%", number::signed(100.0 * (1.0 - with / without), 1)),
    })
}
