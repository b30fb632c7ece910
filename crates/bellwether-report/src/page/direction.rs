//! Charts of forecasts that are classes: rise or fall.

use super::ticker::{Drawn, Stage};
use super::{Figure, Panel};
use crate::chart::{Axis, Histogram, Mark, Plot, Shape};

/// Probability over time, hits and misses, and probabilities by outcome.
pub(crate) fn figures(stage: &Stage<'_>) -> Vec<Figure> {
    let mut out = Vec::new();
    out.extend(probability(stage));
    out.push(hits(stage));
    out.extend(by_outcome(stage));
    out
}

fn probabilistic<'a, 'b>(stage: &'b Stage<'a>) -> Vec<&'b Drawn<'a>> {
    stage.rows.iter().filter(|r| r.row.forecasts.iter().any(|p| p.probability.is_some())).collect()
}

fn probability(stage: &Stage<'_>) -> Option<Figure> {
    let rows = probabilistic(stage);
    let longest = rows.iter().max_by_key(|r| r.row.forecasts.len())?;
    let outcome = |rose: bool, at: f64, class: &str| Mark {
        shape: Shape::Dots,
        class: class.into(),
        name: String::new(),
        points: longest
            .row
            .forecasts
            .iter()
            .filter(|p| stage.dates.contains(&p.date) && (p.actual >= 0.5) == rose)
            .map(|p| (stage.day(p.date), Some(at)))
            .collect(),
    };
    let mut marks: Vec<Mark> = rows
        .iter()
        .map(|row| Mark {
            shape: Shape::Line,
            class: row.class.clone(),
            name: row.label.clone(),
            points: row
                .row
                .forecasts
                .iter()
                .filter(|p| stage.dates.contains(&p.date))
                .map(|p| (stage.day(p.date), p.probability.map(|v| 100.0 * v)))
                .collect(),
        })
        .collect();
    marks.push(outcome(true, 100.0, "outcome rose"));
    marks.push(outcome(false, 0.0, "outcome fell"));
    let plot = Plot {
        title: format!("{}: forecast probability of a rise over the test span", stage.ticker.ticker),
        class: "tall thin",
        x: stage.x_axis(),
        y: Axis::exact(0.0, 100.0, 5).with_unit("\u{a0}%"),
        bands: Vec::new(),
        references: vec![(50.0, String::new())],
        marks,
        x_labels: true,
    };
    Some(Figure {
        title: "Probability of a rise".into(),
        caption: format!(
            "What each row gave as the chance of a rise. Dots along the top are days on which the price rose, along the bottom days on which it did not.{}",
            stage.thinned_words()
        ),
        plots: vec![Panel { label: String::new(), tone: String::new(), svg: plot.draw() }],
        multiples: false,
    })
}

fn hits(stage: &Stage<'_>) -> Figure {
    let plots = stage
        .rows
        .iter()
        .map(|row| {
            let points = row
                .row
                .forecasts
                .iter()
                .filter(|p| stage.dates.contains(&p.date))
                .map(|p| {
                    let hit = (p.predicted >= 0.5) == (p.actual >= 0.5);
                    (stage.day(p.date), Some(if hit { 1.0 } else { -1.0 }))
                })
                .collect();
            let mut y = Axis::exact(-1.0, 1.0, 2);
            y.ticks.retain(|t| t.at == 0.0);
            for tick in &mut y.ticks {
                tick.label.clear();
            }
            let plot = Plot {
                title: format!(
                    "{}, {}: days on which the direction was hit (up) or missed (down)",
                    stage.ticker.ticker, row.label
                ),
                class: "strip",
                x: stage.x_axis(),
                y,
                bands: Vec::new(),
                references: Vec::new(),
                marks: vec![Mark {
                    shape: Shape::Sticks,
                    class: row.class.clone(),
                    name: String::new(),
                    points,
                }],
                x_labels: false,
            };
            Panel { label: row.label.clone(), tone: row.class.clone(), svg: plot.draw() }
        })
        .collect();
    Figure {
        title: "Hits and misses".into(),
        caption: "One mark a day over the test span: up where the direction was forecast right, down where it was wrong.".into(),
        plots,
        multiples: false,
    }
}

fn by_outcome(stage: &Stage<'_>) -> Option<Figure> {
    let rows = probabilistic(stage);
    // even odds in the middle, and no wider than the boldest forecast
    let probabilities = rows.iter().flat_map(|r| &r.row.forecasts).filter_map(|p| p.probability);
    let boldest =
        probabilities.filter(|p| p.is_finite()).fold(0.0, |m: f64, p| m.max((100.0 * p - 50.0).abs()));
    let reach = (boldest / 5.0).ceil().clamp(1.0, 10.0) * 5.0;
    let histogram = Histogram::over(50.0 - reach, 50.0 + reach, 20);
    let of = |row: &Drawn<'_>, rose: bool| {
        let chosen = row.row.forecasts.iter().filter(|p| (p.actual >= 0.5) == rose);
        histogram.count(chosen.filter_map(|p| p.probability).map(|p| 100.0 * p))
    };
    let counts: Vec<_> = rows.iter().map(|r| [of(r, true), of(r, false)]).collect();
    let y = Histogram::count_axis(counts.iter().flatten());
    let plots: Vec<Panel> = rows
        .iter()
        .zip(counts)
        .map(|(row, [rose, fell])| {
            let mark = |points, class: &str| Mark {
                shape: Shape::Steps,
                class: class.into(),
                name: String::new(),
                points,
            };
            let plot = Plot {
                title: format!(
                    "{}, {}: forecast probability on days that rose and days that did not",
                    stage.ticker.ticker, row.label
                ),
                class: "square",
                x: histogram.axis().with_unit("\u{a0}%"),
                y: y.clone(),
                bands: Vec::new(),
                references: Vec::new(),
                marks: vec![mark(fell, "outcome fell"), mark(rose, "outcome rose")],
                x_labels: true,
            };
            Panel { label: row.label.clone(), tone: row.class.clone(), svg: plot.draw() }
        })
        .collect();
    (!plots.is_empty()).then(|| Figure {
        title: "Probabilities by outcome".into(),
        caption: "Days by the forecast probability of a rise: blue where the price rose, orange where it did not. A useful forecast separates the two; here lies the skill, if any.".into(),
        plots,
        multiples: true,
    })
}
