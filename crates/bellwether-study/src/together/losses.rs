//! Daily losses of models on the same rows.

use std::collections::BTreeMap;

use bellwether_core::Date;

use super::Together;
use crate::record::{Arm, LeftOutModel, ModelRow, TickerRecord};

/// Mean losses over tickers, day by day.
pub(super) struct Losses {
    pub(super) days: Vec<Date>,
    /// In the rows' order; the first is persistence.
    pub(super) models: Vec<ModelLosses>,
    pub(super) left_out: Vec<LeftOutModel>,
    /// Rows of a model.
    pub(super) rows: usize,
    pub(super) rows_left_out: usize,
}

/// One model's.
pub(super) struct ModelLosses {
    pub(super) model: String,
    pub(super) arm: Arm,
    pub(super) scorer: Option<String>,
    /// Whether it is tried against the bar, and no part of it.
    pub(super) tried: bool,
    /// One a day.
    pub(super) daily: Vec<f64>,
}

impl Losses {
    /// Of the rows that every ticker has; none without persistence, which comes first.
    pub(super) fn of(how: &Together, tickers: &[TickerRecord]) -> Option<Self> {
        let first = tickers.first()?;
        let (mut kept, mut left_out) = (Vec::new(), Vec::new());
        for (place, row) in first.rows.iter().enumerate() {
            match reason(place, tickers) {
                None => kept.push(place),
                Some(reason) => left_out.push(LeftOutModel {
                    model: row.model.clone(),
                    arm: row.arm,
                    scorer: row.scorer.clone(),
                    reason,
                }),
            }
        }
        if kept.first() != Some(&0) {
            return None;
        }
        let mut sums: BTreeMap<Date, (Vec<f64>, usize)> = BTreeMap::new();
        let (mut rows, mut rows_left_out) = (0, 0);
        for ticker in tickers {
            let unit = unit(how, &ticker.rows[0]);
            for (i, point) in ticker.rows[0].forecasts.iter().enumerate() {
                let of = |place: &usize| {
                    let f = &ticker.rows[*place].forecasts[i];
                    (f.actual - f.predicted).powi(2) / unit
                };
                let losses: Vec<f64> = kept.iter().map(of).collect();
                if losses.iter().any(|l| !l.is_finite()) {
                    rows_left_out += 1;
                    continue;
                }
                rows += 1;
                let day = sums.entry(point.origin).or_insert_with(|| (vec![0.0; kept.len()], 0));
                day.0.iter_mut().zip(losses).for_each(|(sum, loss)| *sum += loss);
                day.1 += 1;
            }
        }
        let model = |(k, place): (usize, &usize)| {
            let row = &first.rows[*place];
            let tried = match (how.elsewhere, how.direction) {
                (true, _) => row.arm == Arm::Elsewhere,
                // among classes the naive rows are the bar
                (false, true) => row.arm != Arm::NoInputs,
                (false, false) => *place > 0,
            };
            ModelLosses {
                model: row.model.clone(),
                arm: row.arm,
                scorer: row.scorer.clone(),
                tried,
                daily: sums.values().map(|(sums, n)| sums[k] / *n as f64).collect(),
            }
        };
        let models = kept.iter().enumerate().map(model).collect();
        Some(Self { days: sums.into_keys().collect(), models, left_out, rows, rows_left_out })
    }

    /// What is to be beaten: persistence, and of several naive forecasts of a class the one with the least loss.
    pub(super) fn baseline(&self) -> usize {
        let direction = self.models.iter().skip(1).any(|m| !m.tried);
        if !direction {
            return 0;
        }
        let total = |i: &usize| self.models[*i].daily.iter().sum::<f64>();
        let bar = (0..self.models.len()).filter(|i| !self.models[*i].tried);
        bar.reduce(|a, b| if total(&b) < total(&a) { b } else { a }).unwrap_or(0)
    }
}

/// Why the row of this place is not on the same rows as the others.
fn reason(place: usize, tickers: &[TickerRecord]) -> Option<String> {
    let origins = |row: &ModelRow| row.forecasts.iter().map(|f| f.origin).collect::<Vec<_>>();
    let of = |ticker: &TickerRecord| {
        let row = ticker.rows.get(place)?;
        let name = &ticker.ticker;
        if !row.failures.is_empty() {
            return Some(format!("failed on {name}"));
        }
        if row.forecasts.is_empty() {
            return Some(format!("no forecasts of {name}"));
        }
        let same = ticker.rows.first().is_some_and(|naive| origins(naive) == origins(row));
        (!same).then(|| format!("forecasts of {name} on other days"))
    };
    tickers.iter().find_map(of)
}

/// The mean squared error of persistence; of misses 1.
fn unit(how: &Together, naive: &ModelRow) -> f64 {
    let squares = naive.forecasts.iter().map(|f| (f.actual - f.predicted).powi(2));
    let mean = squares.sum::<f64>() / naive.forecasts.len().max(1) as f64;
    if mean > 0.0 && !how.direction { mean } else { 1.0 }
}
