//! Charts of forecasts that are numbers: prices and returns.

use bellwether_study::record::{Arm, ForecastPoint};

use super::quantity::Quantity;
use super::ticker::{Drawn, Stage};
use super::{Figure, Panel};
use crate::chart::{Axis, Histogram, Mark, Plot, Shape};
use crate::words;

/// Forecasts over the test span, errors over time, errors by size, and changes against forecast changes.
pub(crate) fn figures(stage: &Stage<'_>) -> Vec<Figure> {
    let size = stage.rows[0].row.forecasts.first().map_or(1.0, |p| p.actual);
    let quantity = Quantity::new(stage.scene.record.target, size);
    let mut out = vec![forecasts(stage, quantity), errors(stage, quantity), distribution(stage, quantity)];
    out.extend(changes(stage, quantity));
    out
}

fn panel(svg: crate::chart::Svg) -> Vec<Panel> {
    vec![Panel { label: String::new(), tone: String::new(), svg }]
}

fn name<'a>(stage: &'a Stage<'_>) -> &'a str {
    stage.ticker.ticker.as_str()
}

/// Points on the drawn dates, in drawn units, and how many of them lie beyond the axis.
fn line(
    stage: &Stage<'_>,
    points: &[ForecastPoint],
    y: &Axis,
    value: impl Fn(&ForecastPoint) -> f64,
) -> (Vec<(f64, Option<f64>)>, usize) {
    let mut beyond = 0;
    let drawn = points
        .iter()
        .filter(|p| stage.dates.contains(&p.date))
        .map(|p| {
            let v = value(p);
            let inside = (y.lo..=y.hi).contains(&v);
            beyond += usize::from(!inside);
            (stage.day(p.date), inside.then_some(v))
        })
        .collect();
    (drawn, beyond)
}

fn beyond_words(beyond: usize) -> String {
    match beyond {
        0 => String::new(),
        1 => " One point beyond the scale is not drawn.".into(),
        n => format!(" {n} points beyond the scale are not drawn."),
    }
}

fn mark(row: &Drawn<'_>, shape: Shape, points: Vec<(f64, Option<f64>)>) -> Mark {
    Mark { shape, class: row.class.clone(), name: row.label.clone(), points }
}

fn forecasts(stage: &Stage<'_>, q: Quantity) -> Figure {
    let all = || stage.rows.iter().flat_map(|r| &r.row.forecasts);
    let actual = || all().map(|p| q.factor * p.actual);
    // a model gone astray must not press the others flat
    let reach = Axis::linear(actual(), 5);
    let slack = reach.hi - reach.lo;
    let near = |v: &f64| *v > reach.lo - slack && *v < reach.hi + slack;
    let y = Axis::linear(actual().chain(all().map(|p| q.factor * p.predicted).filter(near)), 6)
        .with_decimals(q.decimals)
        .with_unit(q.unit);
    let mut beyond = 0;
    let mut marks = Vec::new();
    for row in &stage.rows {
        let (points, out) = line(stage, &row.row.forecasts, &y, |p| q.factor * p.predicted);
        beyond += out;
        marks.push(mark(row, Shape::Line, points));
    }
    let longest = stage.rows.iter().max_by_key(|r| r.row.forecasts.len());
    let (points, _) = line(stage, longest.map_or(&[], |r| &r.row.forecasts), &y, |p| q.factor * p.actual);
    marks.push(Mark { shape: Shape::Line, class: "actual".into(), name: "actual".into(), points });
    let kind = stage.scene.record.target;
    let overlap = if kind.is_price() {
        " Forecasts one session ahead hug the price because each starts from the last known one; how they differ shows in the errors below."
    } else {
        ""
    };
    let plot = Plot {
        title: format!(
            "{}: actual and forecast {} over the test span",
            name(stage),
            words::quantity_of(stage.scene.record)
        ),
        class: "tall",
        x: stage.x_axis(),
        y,
        bands: Vec::new(),
        references: Vec::new(),
        marks,
        x_labels: true,
    };
    Figure {
        title: "Actual and forecast".into(),
        caption: format!(
            "The {} and what was forecast for it.{overlap}{}{}",
            words::quantity_of(stage.scene.record),
            stage.thinned_words(),
            beyond_words(beyond)
        ),
        plots: panel(plot.draw()),
        multiples: false,
    }
}

fn error(p: &ForecastPoint, q: Quantity) -> f64 {
    q.factor * (p.actual - p.predicted)
}

/// The largest error that is drawn: all of them, or three times persistence's largest.
fn reach(stage: &Stage<'_>, q: Quantity) -> f64 {
    let largest = |naive: bool| {
        stage
            .rows
            .iter()
            .filter(|r| !naive || stage.scene.roster.is_persistence(&r.row.model, r.row.arm))
            .flat_map(|r| &r.row.forecasts)
            .map(|p| error(p, q).abs())
            .filter(|e| e.is_finite())
            .fold(0.0, f64::max)
    };
    let (all, naive) = (largest(false), largest(true));
    if naive > 0.0 { all.min(3.0 * naive) } else { all }
}

fn errors(stage: &Stage<'_>, q: Quantity) -> Figure {
    let y = Axis::balanced([reach(stage, q)], 5).with_decimals(q.decimals).with_unit(q.unit);
    let mut beyond = 0;
    let mut marks = Vec::new();
    for row in &stage.rows {
        let (points, out) = line(stage, &row.row.forecasts, &y, |p| error(p, q));
        beyond += out;
        marks.push(mark(row, Shape::Line, points));
    }
    let plot = Plot {
        title: format!("{}: forecast errors over time", name(stage)),
        class: "mid thin",
        x: stage.x_axis(),
        y,
        bands: Vec::new(),
        references: Vec::new(),
        marks,
        x_labels: true,
    };
    Figure {
        title: "Errors over time".into(),
        caption: format!(
            "Actual minus forecast: above zero the forecast was too low.{}",
            beyond_words(beyond)
        ),
        plots: panel(plot.draw()),
        multiples: false,
    }
}

fn distribution(stage: &Stage<'_>, q: Quantity) -> Figure {
    let reach = reach(stage, q);
    let all: Vec<f64> = stage
        .rows
        .iter()
        .flat_map(|r| &r.row.forecasts)
        .map(|p| error(p, q))
        .filter(|e| e.abs() <= reach)
        .collect();
    let histogram = Histogram::balanced(&all, 31);
    let counts: Vec<_> =
        stage.rows.iter().map(|r| histogram.count(r.row.forecasts.iter().map(|p| error(p, q)))).collect();
    let y = Histogram::count_axis(&counts);
    let marks = stage
        .rows
        .iter()
        .zip(counts)
        .map(|(row, points)| Mark { name: String::new(), ..mark(row, Shape::Steps, points) })
        .collect();
    let plot = Plot {
        title: format!("{}: how often errors of each size occurred", name(stage)),
        class: "mid",
        x: histogram.axis().with_unit(q.unit),
        y,
        bands: Vec::new(),
        references: Vec::new(),
        marks,
        x_labels: true,
    };
    Figure {
        title: "Errors by size".into(),
        caption: "Days by error. A curve that is narrower and taller at zero is a better forecast; the outermost bins hold all larger errors.".into(),
        plots: panel(plot.draw()),
        multiples: false,
    }
}

/// Small multiples: the forecast change against the change that came.
fn changes(stage: &Stage<'_>, q: Quantity) -> Option<Figure> {
    let came = |p: &ForecastPoint| q.factor * (p.actual - p.last_known);
    let said = |p: &ForecastPoint| q.factor * (p.predicted - p.last_known);
    let rows: Vec<&Drawn<'_>> = stage.rows.iter().filter(|r| r.row.arm != Arm::NoInputs).collect();
    let x = Axis::balanced(rows.iter().flat_map(|r| &r.row.forecasts).map(came), 3);
    let mut beyond = 0;
    let plots: Vec<Panel> = rows
        .iter()
        .map(|row| {
            let mut points: Vec<(f64, Option<f64>)> = row
                .row
                .forecasts
                .iter()
                .filter(|p| stage.dates.contains(&p.date))
                .map(|p| {
                    let v = said(p);
                    let inside = (x.lo..=x.hi).contains(&v);
                    beyond += usize::from(!inside);
                    (came(p), inside.then_some(v))
                })
                .collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let plot = Plot {
                title: format!("{}, {}: forecast change against actual change", name(stage), row.label),
                class: "square",
                x: x.clone().with_unit(q.unit),
                y: x.clone().with_unit(q.unit),
                bands: Vec::new(),
                references: Vec::new(),
                marks: vec![Mark { name: String::new(), ..mark(row, Shape::Dots, points) }],
                x_labels: true,
            };
            Panel { label: row.label.clone(), tone: row.class.clone(), svg: plot.draw() }
        })
        .collect();
    (!plots.is_empty()).then(|| Figure {
        title: "Forecast change and actual change".into(),
        caption: format!(
            "Each dot is one day: the change that came to the right, the change that was forecast upwards, both from the last known value. A good forecast lies on the rising diagonal, persistence on the horizontal line; a round or flat cloud has no skill.{}",
            beyond_words(beyond)
        ),
        plots,
        multiples: true,
    })
}
