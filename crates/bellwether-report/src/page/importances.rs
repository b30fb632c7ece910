//! What the models that can tell looked at.

use bellwether_study::record::{ColumnImportance, ModelRow, TickerRecord};
use serde::Serialize;

use super::Scene;
use crate::{number, words};

/// Columns named for a row at most.
const NAMED: usize = 5;

/// The section; without rows there is none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Importances {
    pub(crate) rows: Vec<Row>,
    /// Whether rows are of more than one ticker.
    pub(crate) many: bool,
}

/// One model of one ticker.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) ticker: String,
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    /// The columns that count most, from the most to the least.
    pub(crate) columns: Vec<Share>,
    /// How many more columns there are; 0 for none.
    pub(crate) more: usize,
    /// What they count together.
    pub(crate) rest: String,
}

/// One column.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Share {
    pub(crate) column: String,
    pub(crate) share: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Importances {
    let tickers = &scene.record.tickers;
    let rows = tickers.iter().flat_map(|t| of_ticker(scene, t)).collect();
    Importances { rows, many: tickers.len() > 1 }
}

fn of_ticker(scene: &Scene<'_>, ticker: &TickerRecord) -> Vec<Row> {
    let percent = |share: f64| format!("{}\u{a0}%", number::fixed(100.0 * share, 1));
    let row = |(key, row): &(usize, &ModelRow)| {
        let all: &[ColumnImportance] = &row.importances;
        let (named, rest) = all.split_at(all.len().min(NAMED));
        (!named.is_empty()).then(|| Row {
            ticker: ticker.ticker.to_string(),
            model: row.model.clone(),
            arm: words::arm(row.arm, row.scorer.as_deref()),
            tone: scene.roster.entries()[*key].tone(),
            columns: named
                .iter()
                .map(|c| Share { column: c.column.clone(), share: percent(c.share) })
                .collect(),
            more: rest.len(),
            rest: percent(rest.iter().map(|c| c.share).sum()),
        })
    };
    scene.roster.arrange(&ticker.rows).iter().filter_map(row).collect()
}
