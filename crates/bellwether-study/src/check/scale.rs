//! Whether values are of the size of what is forecast: returns are not prices, nor are scaled prices the closes of a file.

use std::collections::BTreeMap;

use bellwether_core::{Date, TargetKind, Ticker};
use bellwether_ingest::{PredictionRow, Predictions};

use super::CheckError;
use crate::words::{listed, percent};

/// Returns are not all above zero, and never of this size in the median; of few rows, and of many.
const NO_RETURN: (f64, f64) = (5.0, 0.5);
/// Rows that are many.
const MANY: usize = 20;
/// Neither are returns in percent, whatever their signs.
const NO_PERCENT: f64 = 50.0;
/// How far prices of one thing may be from each other before they are of another.
const OTHER: f64 = 2.0;
/// Correlation of neighbouring days above which values are no returns.
const CARRIES_ON: f64 = 0.7;
/// How far before it is told.
const TOLD: f64 = 0.005;

/// Refuses prices as returns.
///
/// # Errors
/// [`CheckError::NotReturns`].
pub(super) fn of_what_came(kind: TargetKind, predictions: &Predictions) -> Result<(), CheckError> {
    if kind != TargetKind::LogReturn {
        return Ok(());
    }
    let values: Vec<f64> = predictions.rows.values().flatten().filter_map(|r| r.actual).collect();
    let positive = values.iter().all(|v| *v > 0.0);
    let Some(median) = median(values.iter().map(|v| v.abs()).collect()) else { return Ok(()) };
    let bar = if values.len() >= MANY { NO_RETURN.1 } else { NO_RETURN.0 };
    if median >= NO_PERCENT || (positive && median >= bar) {
        return Err(CheckError::NotReturns { median, rows: values.len() });
    }
    Ok(())
}

/// Refuses scaled prices, taken for returns as some are below zero: they carry on from day to day as no return of one day
/// does. Returns over several days overlap and carry on, and rows that say how far ahead they are forecast are let pass.
///
/// # Errors
/// [`CheckError::Scaled`].
pub(super) fn of_returns(predictions: &Predictions) -> Result<(), CheckError> {
    for (ticker, rows) in &predictions.rows {
        if rows.iter().any(|r| r.cutoff.is_some() || r.step.is_some()) {
            continue;
        }
        let by_day: BTreeMap<Date, f64> = rows.iter().filter_map(|r| Some((r.date, r.actual?))).collect();
        let values: Vec<f64> = by_day.into_values().collect();
        if values.len() < 2 * MANY {
            continue;
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let square = |v: &f64| (v - mean).powi(2);
        let together: f64 = values.windows(2).map(|w| (w[0] - mean) * (w[1] - mean)).sum();
        let correlation = together / values.iter().map(square).sum::<f64>();
        if correlation > CARRIES_ON {
            return Err(CheckError::Scaled { ticker: ticker.clone(), correlation });
        }
    }
    Ok(())
}

/// Refuses prices that are not those of the file, and tells of such that differ a little.
///
/// # Errors
/// [`CheckError::OtherPrices`].
pub(super) fn beside_prices<'a>(
    series: impl Iterator<Item = (&'a Ticker, &'a [PredictionRow], &'a BTreeMap<Date, f64>)>,
) -> Result<Option<String>, CheckError> {
    let (mut apart, mut worst) = (Vec::new(), 0.0_f64);
    for (ticker, own, closes) in series {
        let both = |r: &PredictionRow| Some((r.date, r.actual?, *closes.get(&r.date)?));
        let pairs: Vec<(Date, f64, f64)> = own.iter().filter_map(both).collect();
        let Some(ratio) = median(pairs.iter().map(|(_, a, b)| a / b).collect()) else { continue };
        if !(1.0 / OTHER..=OTHER).contains(&ratio)
            && let Some(&(date, actual, close)) = pairs.first()
        {
            return Err(CheckError::OtherPrices { ticker: ticker.clone(), date, actual, close });
        }
        let off = median(pairs.iter().map(|(_, a, b)| (a / b - 1.0).abs()).collect()).unwrap_or(0.0);
        if off > TOLD {
            apart.push(ticker.to_string());
            worst = worst.max(off);
        }
    }
    Ok((!apart.is_empty()).then(|| {
        apart.truncate(6);
        format!(
            "What came is not the price of the same day in the prices ({}, up to {} apart in the median): one of the two may be \
             adjusted for dividends or splits. The last known values are of the prices.",
            listed(&apart),
            percent(worst)
        )
    }))
}

/// None of no values.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let upper = *values.get(n / 2)?;
    Some(if n.is_multiple_of(2) { f64::midpoint(values[n / 2 - 1], upper) } else { upper })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use bellwether_ingest::{PredictionOptions, read_predictions_bytes};

    fn said(kind: TargetKind, values: &[f64]) -> bool {
        let day = |i: usize| Date::new(2024, 1, 1).unwrap() + jiff::Span::new().days(i as i64);
        let mut csv = "date,actual,predicted\n".to_owned();
        for (i, v) in values.iter().enumerate() {
            writeln!(csv, "{},{v},{v}", day(i)).unwrap();
        }
        let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
        of_what_came(kind, &read).is_err()
    }

    #[test]
    fn prices_are_no_returns() {
        assert!(said(TargetKind::LogReturn, &[101.0, 99.0, 100.5]));
        assert!(said(TargetKind::LogReturn, &[0.9; 30]));
        assert!(!said(TargetKind::LogReturn, &[0.9; 10]));
        assert!(!said(TargetKind::LogReturn, &[1.2, -0.8, 2.5]), "percent");
        assert!(said(TargetKind::LogReturn, &[120.0, -80.0, 90.0]));
        assert!(!said(TargetKind::Close, &[101.0, 99.0]));
    }

    #[test]
    fn the_median_of_an_even_number() {
        assert_eq!(
            (median(vec![3.0, 1.0]), median(vec![5.0, 1.0, 2.0]), median(Vec::new())),
            (Some(2.0), Some(2.0), None)
        );
    }
}
