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
    /// The widest interval's nominal coverage, its coverage, and its mean width.
    pub(crate) nominal: String,
    pub(crate) coverage: String,
    pub(crate) width: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Quantiles {
    let tickers = &scene.record.tickers;
    let rows: Vec<Row> = tickers.iter().flat_map(|t| of_ticker(scene, t)).collect();
    let ahead = rows.iter().any(|r| r.horizon != scene.record.target.horizon);
    Quantiles { rows, many: tickers.len() > 1, ahead }
}

fn of_ticker(scene: &Scene<'_>, ticker: &TickerRecord) -> Vec<Row> {
    let arranged = scene.roster.arrange(&ticker.rows);
    let own = |key: usize, row: &ModelRow, horizon: usize, scores: Option<&QuantileScores>| {
        let QuantileScores { levels, pinball, widest } = scores?;
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

/// A level with no more digits than it needs.
fn trimmed(level: f64) -> String {
    let text = number::fixed(level, 3);
    text.trim_end_matches('0').to_owned()
}
