//! Loss curves: small multiples by model, seeds as thin lines.

use bellwether_study::record::{LossCurve, ModelRow, TickerRecord};

use super::{Figure, Panel, Scene};
use crate::chart::{Axis, Mark, Plot, Shape};
use crate::words;

/// Seeds drawn at most.
const SEEDS: usize = 10;
/// Epochs drawn at most.
const EPOCHS: usize = 150;
/// Ratio of largest to smallest loss from which the axis is logarithmic.
const LOG_FROM: f64 = 8.0;

/// The figure; none when no row was trained by epochs.
pub(crate) fn figure(scene: &Scene<'_>, ticker: &TickerRecord) -> Option<Figure> {
    let rows: Vec<(usize, &ModelRow)> = scene
        .roster
        .arrange(&ticker.rows)
        .into_iter()
        .filter(|(_, r)| r.losses.iter().any(|l| !l.epochs.is_empty()))
        .collect();
    let mut logarithmic = false;
    let plots: Vec<Panel> = rows
        .iter()
        .map(|(key, row)| {
            // arms of one model share their scale
            let peers = rows.iter().filter(|(_, r)| r.model == row.model).flat_map(|(_, r)| &r.losses);
            let values: Vec<f64> = peers.flat_map(losses).filter(|v| v.is_finite()).collect();
            let log = is_log(&values);
            logarithmic |= log;
            let entry = &scene.roster.entries()[*key];
            let plot = panel(ticker, row, &entry.label(), &entry.tone(), &values, log);
            Panel { label: entry.label(), tone: format!("r s{key} {}", entry.tone()), svg: plot.draw() }
        })
        .collect();
    let most = rows.iter().map(|(_, r)| r.losses.len()).max()?;
    let seeds =
        if most > SEEDS { format!("the first {SEEDS} seeds of {most}") } else { words::count(most, "seed") };
    let scale = if logarithmic { " Logarithmic scale." } else { "" };
    Some(Figure {
        title: "Training".into(),
        caption: format!(
            "Loss by epoch in the last fold, one line for each seed ({seeds}): grey in training, coloured in validation. Validation loss that turns up while training loss falls is overfitting.{scale}"
        ),
        plots,
        multiples: true,
    })
}

fn losses(curve: &LossCurve) -> impl Iterator<Item = f64> + '_ {
    curve.epochs.iter().flat_map(|e| [Some(e.train), e.validation]).flatten()
}

fn is_log(values: &[f64]) -> bool {
    let lo = values.iter().copied().fold(f64::INFINITY, f64::min);
    let hi = values.iter().copied().fold(0.0, f64::max);
    lo > 0.0 && hi / lo >= LOG_FROM
}

fn panel(ticker: &TickerRecord, row: &ModelRow, label: &str, tone: &str, values: &[f64], log: bool) -> Plot {
    let epochs = row.losses.iter().map(|l| l.epochs.len()).max().unwrap_or(1);
    let step = epochs.div_ceil(EPOCHS).max(1);
    let y = if log { Axis::log(values.iter().copied()) } else { Axis::linear(values.iter().copied(), 4) };
    let place = |v: f64| if log { (v > 0.0).then(|| v.log10()) } else { Some(v) };
    let mut marks = Vec::new();
    for curve in row.losses.iter().take(SEEDS) {
        let last = curve.epochs.len().saturating_sub(1);
        let drawn = || curve.epochs.iter().enumerate().filter(|(i, _)| i % step == 0 || *i == last);
        let train = drawn().map(|(i, e)| ((i + 1) as f64, place(e.train))).collect();
        let validation: Vec<_> =
            drawn().map(|(i, e)| ((i + 1) as f64, e.validation.and_then(place))).collect();
        marks.push(Mark {
            shape: Shape::Line,
            class: "seed training".into(),
            name: format!("seed {}, training", curve.seed),
            points: train,
        });
        if validation.iter().any(|(_, v)| v.is_some()) {
            marks.push(Mark {
                shape: Shape::Line,
                class: format!("seed {tone}"),
                name: format!("seed {}, validation", curve.seed),
                points: validation,
            });
        }
    }
    Plot {
        title: format!("{}, {label}: training and validation loss by epoch", ticker.ticker),
        class: "small",
        x: Axis::whole(1, epochs),
        y,
        bands: Vec::new(),
        references: Vec::new(),
        marks,
        x_labels: true,
    }
}
