//! A ticker's record in a file. Forecasts made elsewhere may be hundreds of thousands, on the same days for each model: they are
//! written column by column, and what all models share once.

use std::borrow::Cow;

use bellwether_core::{Date, Finding, Quantile, Ticker};
use serde::{Deserialize, Serialize, Serializer};

use super::{Arm, DailySeries, FoldRecord, ForecastPoint, ModelRow, QuantileValues, TickerRecord};

/// As it is written.
#[derive(Serialize)]
struct Written<'a> {
    ticker: &'a Ticker,
    series: &'a DailySeries,
    findings: &'a [Finding],
    folds: &'a [FoldRecord],
    skipped_samples: usize,
    rows: Cow<'a, [ModelRow]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecasts: Option<Packed>,
}

/// As it is read.
#[derive(Deserialize)]
pub(super) struct Read {
    ticker: Ticker,
    series: DailySeries,
    findings: Vec<Finding>,
    folds: Vec<FoldRecord>,
    skipped_samples: usize,
    rows: Vec<ModelRow>,
    #[serde(default)]
    forecasts: Option<Packed>,
}

/// The forecasts of all rows of a ticker, oldest first.
#[derive(Serialize, Deserialize)]
struct Packed {
    origin: Vec<Date>,
    date: Vec<Date>,
    actual: Vec<f64>,
    last_known: Vec<f64>,
    /// One for each of the rows.
    rows: Vec<PackedRow>,
}

#[derive(Serialize, Deserialize)]
struct PackedRow {
    /// Empty where it is the last known value throughout.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    predicted: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    probability: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    quantiles: Vec<QuantileValues>,
}

impl Serialize for TickerRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let forecasts = Packed::of(&self.rows);
        let rows = match &forecasts {
            Some(_) => Cow::Owned(self.rows.iter().map(without_forecasts).collect()),
            None => Cow::Borrowed(&self.rows[..]),
        };
        let written = Written {
            ticker: &self.ticker,
            series: &self.series,
            findings: &self.findings,
            folds: &self.folds,
            skipped_samples: self.skipped_samples,
            rows,
            forecasts,
        };
        written.serialize(serializer)
    }
}

impl TryFrom<Read> for TickerRecord {
    type Error = String;

    fn try_from(read: Read) -> Result<Self, String> {
        let Read { ticker, series, findings, folds, skipped_samples, mut rows, forecasts } = read;
        if let Some(packed) = forecasts {
            packed
                .unpack(&mut rows)
                .ok_or_else(|| format!("the columns of the forecasts of {ticker} differ in length"))?;
        }
        Ok(Self { ticker, series, findings, folds, skipped_samples, rows })
    }
}

fn without_forecasts(row: &ModelRow) -> ModelRow {
    ModelRow {
        model: row.model.clone(),
        arm: row.arm,
        scorer: row.scorer.clone(),
        seeds: row.seeds.clone(),
        parameters: row.parameters,
        failures: row.failures.clone(),
        scores: row.scores.clone(),
        vs_persistence: row.vs_persistence.clone(),
        vs_without_text: row.vs_without_text.clone(),
        forecasts: Vec::new(),
        losses: row.losses.clone(),
        further: row.further.clone(),
        quantiles: row.quantiles.clone(),
        intervals: row.intervals.clone(),
        tests: row.tests.clone(),
        next: row.next.clone(),
        next_failure: row.next_failure.clone(),
        importances: row.importances.clone(),
    }
}

impl Packed {
    /// Of forecasts made elsewhere; none where rows are not of the same days.
    fn of(rows: &[ModelRow]) -> Option<Self> {
        if rows.iter().all(|r| r.arm != Arm::Elsewhere) {
            return None;
        }
        let first = &rows.first()?.forecasts;
        let same = |a: &ForecastPoint, b: &ForecastPoint| {
            a.origin == b.origin
                && a.date == b.date
                && a.actual.to_bits() == b.actual.to_bits()
                && a.last_known.to_bits() == b.last_known.to_bits()
        };
        let fits = |r: &ModelRow| {
            r.forecasts.len() == first.len() && r.forecasts.iter().zip(first).all(|(a, b)| same(a, b))
        };
        if !rows.iter().all(fits) {
            return None;
        }
        Some(Self {
            origin: first.iter().map(|f| f.origin).collect(),
            date: first.iter().map(|f| f.date).collect(),
            actual: first.iter().map(|f| f.actual).collect(),
            last_known: first.iter().map(|f| f.last_known).collect(),
            rows: rows.iter().map(|r| PackedRow::of(&r.forecasts)).collect::<Option<_>>()?,
        })
    }

    /// Gives each row its forecasts; none where lengths differ.
    fn unpack(self, rows: &mut [ModelRow]) -> Option<()> {
        let n = self.date.len();
        let even = [self.origin.len(), self.actual.len(), self.last_known.len()].iter().all(|l| *l == n);
        if !even || self.rows.len() != rows.len() {
            return None;
        }
        for (row, own) in rows.iter_mut().zip(&self.rows) {
            let fits = |l: usize| l == 0 || l == n;
            let quantiles = own.quantiles.iter().all(|q| q.values.len() == n);
            if !(fits(own.predicted.len()) && fits(own.probability.len()) && quantiles) {
                return None;
            }
            let point = |i: usize| ForecastPoint {
                origin: self.origin[i],
                date: self.date[i],
                actual: self.actual[i],
                predicted: own.predicted.get(i).copied().unwrap_or(self.last_known[i]),
                probability: own.probability.get(i).copied().flatten(),
                last_known: self.last_known[i],
                quantiles: own
                    .quantiles
                    .iter()
                    .map(|q| Quantile { level: q.level, value: q.values[i] })
                    .collect(),
            };
            row.forecasts = (0..n).map(point).collect();
        }
        Some(())
    }
}

impl PackedRow {
    /// None where levels of quantiles change.
    fn of(forecasts: &[ForecastPoint]) -> Option<Self> {
        let levels: Vec<f64> =
            forecasts.first().map_or_else(Vec::new, |f| f.quantiles.iter().map(|q| q.level).collect());
        let same = |f: &ForecastPoint| {
            f.quantiles.iter().map(|q| q.level.to_bits()).eq(levels.iter().map(|l| l.to_bits()))
        };
        if !forecasts.iter().all(same) {
            return None;
        }
        let naive = forecasts.iter().all(|f| f.predicted.to_bits() == f.last_known.to_bits());
        let told = forecasts.iter().any(|f| f.probability.is_some());
        let of_level = |(k, level): (usize, &f64)| QuantileValues {
            level: *level,
            values: forecasts.iter().map(|f| f.quantiles[k].value).collect(),
        };
        Some(Self {
            predicted: if naive { Vec::new() } else { forecasts.iter().map(|f| f.predicted).collect() },
            probability: if told { forecasts.iter().map(|f| f.probability).collect() } else { Vec::new() },
            quantiles: levels.iter().enumerate().map(of_level).collect(),
        })
    }
}
