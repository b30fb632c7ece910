//! How good the models' own quantiles are.

use bellwether_study::record::{ModelRow, QuantileScores, TickerRecord};
use serde::Serialize;

use super::Scene;
use super::quantity::Quantity;
use crate::{number, words};

/// The section; without rows there is none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Quantiles {
    pub(crate) rows: Vec<Row>,
    /// Whether rows are of more than one ticker.
    pub(crate) many: bool,
    /// Whether rows are of more than one horizon.
    pub(crate) ahead: bool,
    /// Whether a row tells where in its distribution the values fell.
    pub(crate) banded: bool,
}

/// One model of one ticker.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) ticker: String,
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    /// Sessions ahead of the last completed one.
    pub(crate) horizon: usize,
    pub(crate) levels: String,
    pub(crate) pinball: String,
    pub(crate) crps: String,
    /// Where in the distribution the values fell.
    pub(crate) bands: Vec<Band>,
    /// The widest interval's nominal coverage, its coverage, and its mean width.
    pub(crate) nominal: String,
    pub(crate) coverage: String,
    pub(crate) width: String,
}

/// What falls between two levels.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Band {
    /// `below .1`, `.1 to .5`.
    between: String,
    /// Share of the days on which the value fell there, and the share that a calibrated forecast has.
    share: String,
    due: String,
    /// Heights of the two in a drawing, in percent of the largest.
    height: f64,
    due_height: f64,
}

pub(crate) fn build(scene: &Scene<'_>) -> Quantiles {
    let tickers = &scene.record.tickers;
    let rows: Vec<Row> = tickers.iter().flat_map(|t| of_ticker(scene, t)).collect();
    let ahead = rows.iter().any(|r| r.horizon != scene.record.target.horizon);
    let banded = rows.iter().any(|r| !r.bands.is_empty());
    Quantiles { rows, many: tickers.len() > 1, ahead, banded }
}

fn of_ticker(scene: &Scene<'_>, ticker: &TickerRecord) -> Vec<Row> {
    let arranged = scene.roster.arrange(&ticker.rows);
    let own = |key: usize, row: &ModelRow, horizon: usize, scores: Option<&QuantileScores>| {
        let QuantileScores { levels, pinball, crps, bands, widest } = scores?;
        let quantity =
            Quantity::new(scene.record.target, row.forecasts.first().map_or(1.0, |f| f.last_known));
        // a width or a loss has no sign
        let size = |x: f64| {
            format!("{}{}", number::fixed(quantity.factor * x, quantity.decimals + 1), quantity.unit)
        };
        let share = |x: f64| format!("{}\u{a0}%", number::fixed(100.0 * x, 1));
        let of_widest = |write: &dyn Fn(&bellwether_study::record::IntervalScores) -> String| {
            widest.as_ref().map_or_else(|| number::NONE.to_owned(), write)
        };
        Some(Row {
            ticker: ticker.ticker.to_string(),
            model: row.model.clone(),
            arm: words::arm(row.arm, row.scorer.as_deref()),
            tone: scene.roster.entries()[key].tone(),
            horizon,
            levels: levels.iter().map(|l| trimmed(*l)).collect::<Vec<_>>().join(", "),
            pinball: size(*pinball),
            crps: crps.map_or_else(|| number::NONE.to_owned(), size),
            bands: banded(levels, bands),
            nominal: of_widest(&|w| share(w.level)),
            coverage: of_widest(&|w| share(w.coverage)),
            width: of_widest(&|w| size(w.mean_width)),
        })
    };
    let all = |(key, row): &(usize, &ModelRow)| -> Vec<Row> {
        let main = own(*key, row, scene.record.target.horizon, row.quantiles.as_ref());
        let further = row.further.iter().map(|f| own(*key, row, f.horizon, f.quantiles.as_ref()));
        main.into_iter().chain(further.flatten()).collect()
    };
    arranged.iter().flat_map(all).collect()
}

/// The shares beside those of a calibrated forecast; empty where there are none.
fn banded(levels: &[f64], shares: &[f64]) -> Vec<Band> {
    if shares.len() != levels.len() + 1 {
        return Vec::new();
    }
    let edge = |k: usize| if k == 0 { 0.0 } else { levels.get(k - 1).copied().unwrap_or(1.0) };
    let due = |k: usize| edge(k + 1) - edge(k);
    let largest = (0..shares.len()).map(|k| shares[k].max(due(k))).fold(0.0, f64::max);
    let percent = |x: f64| format!("{}\u{a0}%", number::fixed(100.0 * x, 1));
    let band = |(k, share): (usize, &f64)| Band {
        between: match k {
            0 => format!("below {}", trimmed(edge(1))),
            k if k == levels.len() => format!("above {}", trimmed(edge(k))),
            k => format!("{} to {}", trimmed(edge(k)), trimmed(edge(k + 1))),
        },
        share: percent(*share),
        due: percent(due(k)),
        height: (1000.0 * share / largest).round() / 10.0,
        due_height: (1000.0 * due(k) / largest).round() / 10.0,
    };
    shares.iter().enumerate().map(band).collect()
}

/// A level with no more digits than it needs.
fn trimmed(level: f64) -> String {
    let text = number::fixed(level, 3);
    text.trim_end_matches('0').to_owned()
}
