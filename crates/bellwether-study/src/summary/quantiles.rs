//! A model's own quantiles: means over seeds, scores, intervals.

use bellwether_core::Quantile;
use bellwether_evaluation::distribution::crps_quantiles;
use bellwether_evaluation::intervals::{IntervalError, coverage, mean_width, pinball_loss};

use crate::record::{Interval, IntervalScores, QuantileScores, QuantileValues};

/// Levels closer than this are the same: that of 0.9 and of 1 − 0.1.
const SAME: f64 = 1e-9;

/// The mean over seeds at each level; empty when the seeds do not give the same levels.
pub(super) fn average<'a>(by_seed: impl Iterator<Item = &'a [Quantile]> + Clone) -> Vec<Quantile> {
    let Some(first) = by_seed.clone().next() else { return Vec::new() };
    if by_seed.clone().any(|own| !same_levels(own, first)) {
        return Vec::new();
    }
    let mean =
        |k: usize| by_seed.clone().map(|own| own[k].value).sum::<f64>() / by_seed.clone().count() as f64;
    first.iter().enumerate().map(|(k, q)| Quantile { value: mean(k), ..*q }).collect()
}

fn same_levels(a: &[Quantile], b: &[Quantile]) -> bool {
    a.iter().map(|q| q.level.to_bits()).eq(b.iter().map(|q| q.level.to_bits()))
}

/// The intervals that pairs of quantiles make symmetrically around the median, narrow to wide.
pub(super) fn intervals(quantiles: &[Quantile]) -> Vec<Interval> {
    let pair = |low: &Quantile| {
        let high = quantiles.iter().find(|q| (q.level - (1.0 - low.level)).abs() < SAME)?;
        // as people write it: 0.95, not 0.9500000000000001
        let level = ((high.level - low.level) * 1e6).round() / 1e6;
        Some(Interval { level, lower: low.value, upper: high.value })
    };
    quantiles.iter().rev().filter(|q| q.level < 0.5 - SAME).filter_map(pair).collect()
}

/// How good the quantiles of forecasts are; none when they are not all there at the same levels.
pub(crate) fn scores(actual: &[f64], forecasts: &[&[Quantile]]) -> Option<QuantileScores> {
    if values(forecasts).is_empty() { None } else { evaluate(actual, forecasts).ok() }
}

/// The quantiles level by level; empty when they are not all there at the same levels.
pub(super) fn values(forecasts: &[&[Quantile]]) -> Vec<QuantileValues> {
    let Some(first) = forecasts.first() else { return Vec::new() };
    if !forecasts.iter().all(|own| same_levels(own, first)) {
        return Vec::new();
    }
    let of_level = |(k, q): (usize, &Quantile)| QuantileValues {
        level: q.level,
        values: forecasts.iter().map(|own| own[k].value).collect(),
    };
    first.iter().enumerate().map(of_level).collect()
}

fn evaluate(actual: &[f64], forecasts: &[&[Quantile]]) -> Result<QuantileScores, IntervalError> {
    let by_level = values(forecasts);
    let mut pinball = 0.0;
    for QuantileValues { level, values } in &by_level {
        pinball += pinball_loss(actual, values, *level)? / by_level.len() as f64;
    }
    let widest: Option<Vec<Interval>> = forecasts.iter().map(|own| intervals(own).pop()).collect();
    let widest = widest.map(|intervals| -> Result<IntervalScores, IntervalError> {
        let lower: Vec<f64> = intervals.iter().map(|i| i.lower).collect();
        let upper: Vec<f64> = intervals.iter().map(|i| i.upper).collect();
        Ok(IntervalScores {
            level: intervals[0].level,
            coverage: coverage(actual, &lower, &upper)?,
            mean_width: mean_width(&lower, &upper)?,
        })
    });
    let levels = by_level.iter().map(|of_level| of_level.level).collect();
    let levels: Vec<f64> = levels;
    let (crps, bands) = distribution(actual, &levels, forecasts).unzip();
    Ok(QuantileScores {
        levels,
        pinball,
        crps,
        bands: bands.unwrap_or_default(),
        widest: widest.transpose()?,
    })
}

/// CRPS and the shares between the levels; none where quantiles cross.
fn distribution(actual: &[f64], levels: &[f64], forecasts: &[&[Quantile]]) -> Option<(f64, Vec<f64>)> {
    let rows: Vec<Vec<f64>> = forecasts.iter().map(|own| own.iter().map(|q| q.value).collect()).collect();
    let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let crps = crps_quantiles(actual, levels, &rows).ok()?;
    let mut counts = vec![0_usize; levels.len() + 1];
    for (y, row) in actual.iter().zip(&rows) {
        counts[row.partition_point(|q| q < y)] += 1;
    }
    Some((crps, counts.into_iter().map(|n| n as f64 / actual.len() as f64).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(quantiles: &[(f64, f64)]) -> Vec<Quantile> {
        quantiles.iter().map(|&(level, value)| Quantile { level, value }).collect()
    }

    #[test]
    fn pairs_make_intervals_narrow_to_wide() {
        let levels = [0.025, 0.1, 0.25, 0.5, 0.9, 0.975];
        let quantiles = levels.map(|level| Quantile { level, value: level });
        let made: Vec<_> = intervals(&quantiles).iter().map(|i| (i.level, i.lower, i.upper)).collect();
        assert_eq!(made, [(0.8, 0.1, 0.9), (0.95, 0.025, 0.975)]);
        assert!(intervals(&quantiles[..4]).is_empty());
    }

    #[test]
    fn scores_by_hand() {
        // one of two inside [0, 4]; pinball at .1: .1·1 and .1·9; at .9: .1·3 and .9·5
        let own = of(&[(0.1, 0.0), (0.9, 4.0)]);
        let scores = scores(&[1.0, 9.0], &[&own, &own]).unwrap();
        let widest = scores.widest.unwrap();
        assert_eq!((widest.level, widest.coverage, widest.mean_width), (0.8, 0.5, 4.0));
        assert!((scores.pinball - (0.1 + 0.9 + 0.3 + 4.5) / 4.0).abs() < 1e-12);
        // each level stands for one half of (0, 1): twice one half of the pinball losses, mean over rows
        assert!((scores.crps.unwrap() - f64::midpoint(0.1 + 0.3, 0.9 + 4.5)).abs() < 1e-12);
        assert_eq!(scores.bands, [0.0, 0.5, 0.5]);
    }

    #[test]
    fn levels_that_change_have_no_scores() {
        let (middle, below) = (of(&[(0.5, 0.0)]), of(&[(0.4, 0.0)]));
        assert_eq!(scores(&[1.0], &[&[]]), None);
        assert_eq!(scores(&[1.0, 1.0], &[&middle, &below]), None);
        assert_eq!(scores(&[1.0], &[&middle]).unwrap().widest, None);
        assert!(average([&middle[..], &below[..]].into_iter()).is_empty());
    }
}
