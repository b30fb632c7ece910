//! Predictions that are what came on another day, times a number: of a day that was not known yet, or of one long known.

use bellwether_core::Target;

use crate::record::ModelRow;

/// Rows that are looked at to both sides.
const REACH: i32 = 5;
/// Rows below which nothing is said.
const FEWEST: usize = 20;
/// How near a copy is, as a share of the change of a row, both in the median.
const NEAR: f64 = 0.05;
/// How far a copy of the past may be from it in the mean: an affine function of the past is a model.
const FACTOR: f64 = 0.02;

/// What predictions are a copy of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Copied {
    /// Rows after the day that is forecast; negative before it.
    pub(super) shift: i32,
    /// What came times this is what is said.
    pub(super) factor: f64,
}

/// The nearest of the days around the one forecast, where the predictions are a copy of it.
pub(super) fn copied(target: Target, row: &ModelRow) -> Option<Copied> {
    if row.forecasts.len() < FEWEST {
        return None;
    }
    let actual: Vec<f64> = row.forecasts.iter().map(|f| f.actual).collect();
    let said: Vec<f64> = row.forecasts.iter().map(|f| f.predicted).collect();
    let change = super::scale::median(actual.windows(2).map(|w| (w[1] - w[0]).abs()).collect())?;
    let near = |fit: Fit, shift: i32| {
        let of_past = target.is_price() && (fit.slope - 1.0).abs() < FACTOR;
        (fit.off < NEAR * change && (shift >= 0 || of_past)).then_some((fit.off, shift, fit.slope))
    };
    // rows may be some days apart, and the last known value is not that of an earlier row
    let known: Vec<f64> = row.forecasts.iter().map(|f| f.last_known).collect();
    let last = i32::try_from(target.horizon).ok().and_then(|h| near(fit(&said, &known, 0)?, -h));
    let fits = (-REACH..=REACH).filter_map(|shift| near(fit(&said, &actual, shift)?, shift)).chain(last);
    let (_, shift, factor) = fits.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Copied { shift, factor })
}

struct Fit {
    slope: f64,
    /// The median distance, in the unit of what came.
    off: f64,
}

/// Least squares of what is said on what came so many rows later.
fn fit(said: &[f64], actual: &[f64], shift: i32) -> Option<Fit> {
    let by = shift.unsigned_abs() as usize;
    let n = said.len().checked_sub(by).filter(|n| *n >= FEWEST)?;
    let (said, actual) = if shift >= 0 { (&said[..n], &actual[by..]) } else { (&said[by..], &actual[..n]) };
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
    let (ms, ma) = (mean(said), mean(actual));
    let pairs = || said.iter().zip(actual).map(|(s, a)| (s - ms, a - ma));
    let slope = pairs().map(|(s, a)| s * a).sum::<f64>() / pairs().map(|(_, a)| a * a).sum::<f64>();
    if !slope.is_finite() || slope == 0.0 {
        return None;
    }
    let off = super::scale::median(pairs().map(|(s, a)| (s / slope - a).abs()).collect())?;
    Some(Fit { slope, off })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::remarks::tests::{TARGET, record, walk};

    fn of(predicted: impl Fn(&[f64], usize) -> f64) -> Option<(i32, f64)> {
        let record = record(predicted);
        let found = copied(TARGET, &record.rows[1])?;
        Some((found.shift, (found.factor * 1e3).round() / 1e3))
    }

    /// By construction: what came that day, on the day after, and on the two days before, each times a number.
    #[test]
    fn copies_are_found_by_their_day() {
        let last = walk().len() - 1;
        assert_eq!(of(|w, i| 1.001 * w[i]), Some((0, 1.001)));
        assert_eq!(of(|w, i| 1.001 * w[(i + 1).min(last)]), Some((1, 1.001)));
        assert_eq!(of(|w, i| w[i - 1]), Some((-1, 1.0)));
        assert_eq!(of(|w, i| 0.5 * w[i - 1] + 50.0), None, "a model of the past");
        assert_eq!(of(|w, i| 0.8 * w[i - 1] + 0.2 * w[i]), None);
        assert_eq!(of(|_, _| 100.0), None);
    }
}
