//! Tests of rows by themselves: directions, trading by sign, calibration, hits.

use bellwether_evaluation::significance::p_value_words;
use bellwether_study::record::{Calibration, HitTest, ModelRow, SignTest, TickerRecord};
use serde::Serialize;

use super::Scene;
use crate::{number, words};

/// The section; without rows there is none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MoreTests {
    pub(crate) rows: Vec<Row>,
    /// Whether rows are of more than one ticker.
    pub(crate) many: bool,
    /// Which tests there are at all.
    pub(crate) directions: bool,
    pub(crate) profit: bool,
    pub(crate) calibration: bool,
    pub(crate) hits: bool,
}

/// One model of one ticker.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) ticker: String,
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    /// Adjusted p-values, or a dash.
    pub(crate) directions: Cell,
    pub(crate) profit: Cell,
    pub(crate) slope: String,
    pub(crate) calibration: Cell,
    /// `12 against 9 of always-majority`.
    pub(crate) apart: String,
    pub(crate) hits: Cell,
}

/// A p-value.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    pub(crate) p: String,
    /// Statistic, own p-value and rows, for a tooltip.
    pub(crate) detail: String,
    /// Whether it is below .05 after adjustment.
    pub(crate) found: bool,
}

pub(crate) fn build(scene: &Scene<'_>) -> MoreTests {
    let tickers = &scene.record.tickers;
    let rows: Vec<Row> = tickers.iter().flat_map(|t| of_ticker(scene, t)).collect();
    let tests = || tickers.iter().flat_map(|t| &t.rows).map(|r| &r.tests);
    MoreTests {
        many: tickers.len() > 1,
        // a check has a table of its own for them
        directions: scene.record.check.is_none() && tests().any(|t| t.directions.is_some()),
        profit: tests().any(|t| t.profit.is_some()),
        calibration: tests().any(|t| t.calibration.is_some()),
        hits: tests().any(|t| t.hits.is_some()),
        rows,
    }
}

fn of_ticker(scene: &Scene<'_>, ticker: &TickerRecord) -> Vec<Row> {
    let row = |(key, row): &(usize, &ModelRow)| {
        let tests = &row.tests;
        let none = || number::NONE.to_owned();
        (!tests.is_empty()).then(|| Row {
            ticker: ticker.ticker.to_string(),
            model: row.model.clone(),
            arm: words::arm(row.arm, row.scorer.as_deref()),
            tone: scene.roster.entries()[*key].tone(),
            directions: of_sign(tests.directions.as_ref()),
            profit: of_sign(tests.profit.as_ref()),
            slope: tests.calibration.as_ref().map_or_else(none, |c| number::signed(c.slope, 2)),
            calibration: of_calibration(tests.calibration.as_ref()),
            apart: tests
                .hits
                .as_ref()
                .map_or_else(none, |h| format!("{} against {} of {}", h.only_this, h.only_other, h.against)),
            hits: of_hits(tests.hits.as_ref()),
        })
    };
    scene.roster.arrange(&ticker.rows).iter().filter_map(row).collect()
}

fn of_sign(test: Option<&SignTest>) -> Cell {
    cell(test.map(|t| {
        let detail = format!("statistic {}, {}", number::fixed(t.statistic, 2), words::count(t.n, "row"));
        (t.p_value, t.adjusted, detail)
    }))
}

fn of_calibration(test: Option<&Calibration>) -> Cell {
    cell(test.map(|t| {
        let detail = format!(
            "constant {:.1e}, statistic {}, {}",
            t.intercept,
            number::fixed(t.statistic, 2),
            words::count(t.n, "row")
        );
        (t.p_value, t.adjusted, detail)
    }))
}

fn of_hits(test: Option<&HitTest>) -> Cell {
    cell(test.map(|t| (t.p_value, t.adjusted, String::new())))
}

fn cell(test: Option<(f64, Option<f64>, String)>) -> Cell {
    let Some((p, adjusted, detail)) = test else {
        return Cell { p: number::NONE.to_owned(), detail: String::new(), found: false };
    };
    let bare = |p: f64| p_value_words(p).trim_start_matches("p ").trim_start_matches("= ").to_owned();
    let shown = adjusted.unwrap_or(p);
    let own = format!("{} before adjustment", p_value_words(p));
    let detail = if detail.is_empty() { own } else { format!("{detail}, {own}") };
    Cell { p: bare(shown), detail, found: shown < 0.05 }
}
