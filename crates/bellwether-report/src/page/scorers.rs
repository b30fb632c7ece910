//! Several scorers side by side: what each did for each model, and how far they agree.

use bellwether_evaluation::significance::p_value_words;
use bellwether_study::key_metric;
use bellwether_study::record::{Agreement, ScorerEffect, ScorersRecord};
use serde::Serialize;

use super::Scene;
use crate::metric::{self, Style};
use crate::number;
use crate::words;

/// The section; none for a study of one scorer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Scorers {
    pub(crate) names: Vec<String>,
    /// What was done with posts before they were read, where the scorers differ in it.
    cleaning: Vec<String>,
    /// What the gain is measured in.
    pub(crate) gain_label: String,
    pub(crate) rows: Vec<Row>,
    /// Comparisons for which p-values are adjusted.
    pub(crate) comparisons: usize,
    matrices: Vec<Matrix>,
}

/// A model, with a cell for each scorer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    tone: String,
    pub(crate) cells: Vec<Cell>,
}

/// What one scorer did for one model.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    pub(crate) gain: String,
    /// The verdict and its adjusted p-value.
    pub(crate) test: String,
    pub(crate) class: &'static str,
    /// The test's own p-value, for a tooltip.
    own: String,
}

/// Agreement of each scorer with each.
#[derive(Debug, Clone, Serialize)]
struct Matrix {
    title: String,
    caption: String,
    rows: Vec<MatrixRow>,
}

#[derive(Debug, Clone, Serialize)]
struct MatrixRow {
    name: String,
    cells: Vec<MatrixCell>,
}

#[derive(Debug, Clone, Serialize)]
struct MatrixCell {
    text: String,
    /// How strong the shade is, in percent; none for a scorer with itself.
    shade: Option<u8>,
}

pub(crate) fn build(scene: &Scene<'_>) -> Option<Scorers> {
    let record = scene.record.scorers.as_ref()?;
    let key = key_metric(scene.record.target);
    let mut models: Vec<&str> = Vec::new();
    for effect in &record.effects {
        if !models.contains(&effect.model.as_str()) {
            models.push(&effect.model);
        }
    }
    let rows = models.iter().map(|model| row(scene, record, model, key)).collect();
    Some(Scorers {
        names: record.names.clone(),
        cleaning: cleaning(record),
        gain_label: metric::lookup(key).map_or_else(String::new, |m| m.label.into()),
        rows,
        comparisons: record.effects.iter().filter(|e| e.adjusted.is_some()).count(),
        matrices: matrices(record),
    })
}

/// A sentence for each scorer; none where all read the same.
fn cleaning(record: &ScorersRecord) -> Vec<String> {
    let ScorersRecord { names, cleaning, .. } = record;
    if cleaning.windows(2).all(|two| two[0] == two[1]) {
        return Vec::new();
    }
    let sentence = |(name, steps): (&String, &String)| match steps.as_str() {
        "raw" => format!("{name} reads posts as published."),
        steps => format!("{name} reads posts cleaned by {steps}."),
    };
    names.iter().zip(cleaning).map(sentence).collect()
}

fn row(scene: &Scene<'_>, record: &ScorersRecord, model: &str, key: &str) -> Row {
    let entry = scene.roster.entries().iter().find(|e| e.model == model);
    let tone = entry.map_or_else(String::new, super::super::roster::Entry::colour);
    let cells = (0..record.names.len()).map(|scorer| {
        let found = record.effects.iter().find(|e| e.model == model && e.scorer == scorer);
        found.map_or_else(
            || Cell { gain: number::NONE.into(), test: String::new(), class: "untested", own: String::new() },
            |effect| cell(effect, key),
        )
    });
    Row { model: model.to_owned(), tone, cells: cells.collect() }
}

fn cell(effect: &ScorerEffect, key: &str) -> Cell {
    let points = metric::lookup(key).is_some_and(|m| matches!(m.style, Style::Share | Style::Skill));
    let gain = effect.gain.filter(|g| g.is_finite()).map_or_else(
        || number::NONE.to_owned(),
        |g| {
            if points {
                format!("{}\u{a0}points", number::signed(100.0 * g, 1))
            } else {
                number::signed(g, 3)
            }
        },
    );
    let short = words::verdict_short(effect.verdict);
    let test = match effect.adjusted {
        Some(p) => format!("{short}, {}", p_value_words(p)),
        None => short.to_owned(),
    };
    let own = effect.p_value.map_or_else(String::new, |p| format!("on its own {}", p_value_words(p)));
    Cell { gain, test: words::bound(&test), class: words::verdict_class(effect.verdict), own }
}

fn matrices(record: &ScorersRecord) -> Vec<Matrix> {
    let ScorersRecord { names, by_post, by_session, .. } = record;
    let correlation = |p: f64| number::signed(p, 2);
    let share = |p: f64| format!("{}\u{a0}%", number::fixed(100.0 * p, 0));
    let of = |what: &Agreement, noun: &str| words::count(what.n, noun);
    let matrix = |title: &str,
                  caption: String,
                  values: &[Vec<Option<f64>>],
                  write: &dyn Fn(f64) -> String| {
        Matrix { title: title.into(), caption, rows: matrix_rows(names, values, write) }
    };
    vec![
        matrix(
            "Correlation, post by post",
            format!("Pearson’s, of the polarities of {}.", of(by_post, "post")),
            &by_post.correlation,
            &correlation,
        ),
        matrix(
            "Correlation, day by day",
            format!("Pearson’s, of the means of {} with posts.", of(by_session, "session")),
            &by_session.correlation,
            &correlation,
        ),
        matrix(
            "Posts with the same sign",
            format!("Both positive, both negative or both exactly neutral, of {}.", of(by_post, "post")),
            &by_post.same_sign,
            &share,
        ),
    ]
}

fn matrix_rows(
    names: &[String],
    values: &[Vec<Option<f64>>],
    write: &dyn Fn(f64) -> String,
) -> Vec<MatrixRow> {
    let cell = |i: usize, (j, value): (usize, &Option<f64>)| MatrixCell {
        text: value.filter(|v| v.is_finite()).map_or_else(|| number::NONE.into(), write),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 40")]
        shade: (i != j).then(|| value.map_or(0, |v| (40.0 * v.clamp(0.0, 1.0)) as u8)),
    };
    let row = |(i, (name, row)): (usize, (&String, &Vec<Option<f64>>))| MatrixRow {
        name: name.clone(),
        cells: row.iter().enumerate().map(|c| cell(i, c)).collect(),
    };
    names.iter().zip(values).enumerate().map(row).collect()
}
