//! Scores at further horizons, beside persistence's.

use bellwether_study::record::{FurtherScores, MetricScore, ModelRow};
use serde::Serialize;

use super::Scene;
use crate::board::Test;
use crate::metric::{self, Style, Writer};
use crate::{number, words};

/// Tickers up to which each table is shown unfolded.
const OPEN: usize = 4;

/// The section; without tickers there is none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Further {
    pub(crate) tickers: Vec<TickerFurther>,
    /// Headings of the metrics.
    pub(crate) metrics: Vec<String>,
    open: bool,
}

/// One ticker's rows.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TickerFurther {
    pub(crate) ticker: String,
    pub(crate) rows: Vec<Row>,
}

/// One model at one horizon.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) model: String,
    pub(crate) arm: String,
    tone: String,
    /// Whether the row above is the same model and arm.
    pub(crate) continues: bool,
    persistence: bool,
    pub(crate) horizon: usize,
    pub(crate) cells: Vec<Cell>,
    pub(crate) test: Option<Test>,
}

/// A score and persistence's.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    pub(crate) own: String,
    sd: Option<String>,
    pub(crate) naive: String,
}

pub(crate) fn build(scene: &Scene<'_>) -> Further {
    let record = scene.record;
    let all = record.tickers.iter().flat_map(|t| &t.rows).flat_map(|r| &r.further).flat_map(|f| &f.scores);
    let mut keys: Vec<&str> = Vec::new();
    for score in all {
        if !keys.contains(&score.metric.as_str()) {
            keys.push(&score.metric);
        }
    }
    let ticker = |t: &bellwether_study::record::TickerRecord| {
        let rows = scene.roster.arrange(&t.rows);
        let rows: Vec<Row> =
            rows.iter().flat_map(|(key, row)| of_row(scene, &keys, *key, row, &t.rows)).collect();
        // persistence beside itself says nothing
        let compared = rows.iter().any(|row| !row.persistence);
        compared.then(|| TickerFurther { ticker: t.ticker.to_string(), rows })
    };
    let label = |key: &&str| metric::lookup(&metric::key(key)).map_or((*key).to_owned(), |m| m.label.into());
    Further {
        tickers: record.tickers.iter().filter_map(ticker).collect(),
        metrics: keys.iter().map(label).collect(),
        open: record.tickers.len() <= OPEN,
    }
}

fn of_row(scene: &Scene<'_>, keys: &[&str], key: usize, row: &ModelRow, all: &[ModelRow]) -> Vec<Row> {
    let entry = &scene.roster.entries()[key];
    let one = |(i, further): (usize, &FurtherScores)| Row {
        model: row.model.clone(),
        arm: words::arm(row.arm, row.scorer.as_deref()),
        tone: entry.tone(),
        continues: i > 0,
        persistence: entry.persistence,
        horizon: further.horizon,
        cells: keys.iter().map(|key| cell(key, further, all)).collect(),
        test: further.vs_persistence.as_ref().map(Test::against_persistence),
    };
    row.further.iter().enumerate().map(one).collect()
}

fn cell(key: &str, further: &FurtherScores, all: &[ModelRow]) -> Cell {
    let of = |scores: &'_ [MetricScore]| scores.iter().find(|s| s.metric == key).cloned();
    let style = metric::lookup(&metric::key(key)).map_or(Style::Target, |m| m.style);
    // one column is written with as many digits in all rows
    let column = all.iter().flat_map(|r| &r.further).filter_map(|f| of(&f.scores)?.mean);
    let writer = Writer::new(style, column.filter(|v| v.is_finite()));
    let write = |score: Option<&MetricScore>| {
        let mean = score.and_then(|s| s.mean).filter(|m| m.is_finite());
        mean.map_or_else(|| number::NONE.to_owned(), |m| writer.value(m))
    };
    let own = of(&further.scores);
    let sd = own.as_ref().and_then(|s| s.sd).filter(|sd| sd.is_finite());
    Cell {
        own: write(own.as_ref()),
        sd: sd.map(|sd| writer.spread(sd)),
        naive: write(of(&further.persistence).as_ref()),
    }
}
