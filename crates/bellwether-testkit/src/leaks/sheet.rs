//! Tables of features, made and written.

use bellwether_core::{Calendar, RunContext};
use bellwether_study::audit::{Audit, TableOptions, audit_table};
use rand_chacha::ChaCha8Rng;

use super::Failure;
use crate::Market;
use crate::market::normal;

/// A table of one or more tickers, column by column.
pub(super) struct Sheet {
    columns: Vec<(String, Vec<String>)>,
    /// Sessions of a ticker.
    pub(super) sessions: usize,
    pub(super) close: Vec<f64>,
    /// Log returns, the first 0.
    pub(super) returns: Vec<f64>,
    pub(super) score: Vec<f64>,
    pub(super) dates: Vec<bellwether_core::Date>,
    pub(super) rng: ChaCha8Rng,
}

impl Sheet {
    /// One ticker: `close`, `return`, `ma5` and a `score` that tells nothing; the target is the next return; the last fifth is
    /// tested.
    pub(super) fn new(seed: u64, sessions: usize) -> Self {
        let market = Market::random_walk(seed, sessions);
        let bars = &market.bars[&market.ticker()];
        let close: Vec<f64> = bars.iter().map(|b| b.close).collect();
        let returns: Vec<f64> =
            (0..sessions).map(|i| if i == 0 { 0.0 } else { (close[i] / close[i - 1]).ln() }).collect();
        let mut rng = RunContext::new(seed).rng("sheet");
        let score: Vec<f64> = (0..sessions).map(|_| normal(&mut rng)).collect();
        let dates = bars.iter().map(bellwether_core::Bar::date).collect::<Vec<_>>();
        let mut sheet =
            Self { columns: Vec::new(), sessions, close, returns, score, dates: dates.clone(), rng };
        sheet.text("date", dates.iter().map(ToString::to_string).collect());
        sheet.numbers("close", sheet.close.clone());
        sheet.numbers("return", sheet.returns.clone());
        let ma5 = (0..sessions)
            .map(|i| if i < 4 { f64::NAN } else { sheet.close[i - 4..=i].iter().sum::<f64>() / 5.0 });
        sheet.numbers("ma5", ma5.collect());
        sheet.numbers("score", sheet.score.clone());
        let next = (0..sessions).map(|i| sheet.returns.get(i + 1).copied().unwrap_or(f64::NAN));
        sheet.numbers("target", next.collect());
        let test = sessions * 4 / 5;
        sheet.text(
            "split",
            (0..sessions).map(|i| if i < test { "train" } else { "test" }.to_owned()).collect(),
        );
        sheet
    }

    pub(super) fn text(&mut self, name: &str, values: Vec<String>) {
        self.columns.retain(|(n, _)| n != name);
        self.columns.push((name.to_owned(), values));
    }

    pub(super) fn numbers(&mut self, name: &str, values: Vec<f64>) {
        let written = |v: f64| if v.is_finite() { v.to_string() } else { String::new() };
        self.text(name, values.into_iter().map(written).collect());
    }

    /// Without a column.
    pub(super) fn without(&mut self, name: &str) {
        self.columns.retain(|(n, _)| n != name);
    }

    /// Independent normal numbers.
    pub(super) fn noise(&mut self) -> Vec<f64> {
        (0..self.sessions).map(|_| normal(&mut self.rng)).collect()
    }

    /// Rows of the table once more.
    pub(super) fn again(&mut self, rows: &[usize]) {
        for (_, values) in &mut self.columns {
            let more: Vec<String> = rows.iter().map(|i| values[*i].clone()).collect();
            values.extend(more);
        }
    }

    /// The rows of another table below these.
    pub(super) fn below(&mut self, other: &Self) {
        for (name, values) in &mut self.columns {
            if let Some((_, more)) = other.columns.iter().find(|(n, _)| n == name) {
                values.extend(more.iter().cloned());
            }
        }
    }

    pub(super) fn audit(&self, horizon: usize, calendar: Calendar) -> Result<Audit, Failure> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("features.csv");
        let mut csv = self.columns.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join(",");
        csv.push('\n');
        for i in 0..self.columns[0].1.len() {
            csv.push_str(&self.columns.iter().map(|c| c.1[i].as_str()).collect::<Vec<_>>().join(","));
            csv.push('\n');
        }
        std::fs::write(&path, csv)?;
        Ok(audit_table(&path, &TableOptions { horizon, calendar, ..TableOptions::default() })?)
    }
}
