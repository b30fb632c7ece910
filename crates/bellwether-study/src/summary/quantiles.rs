//! A model's own quantiles: means over seeds, scores, intervals.

use bellwether_core::Quantile;
use bellwether_evaluation::intervals::{IntervalError, coverage, mean_width, pinball_loss};

use crate::record::{ForecastPoint, Interval, IntervalScores, QuantileScores};
use crate::trial::TrialPoint;

/// Levels closer than this are the same: that of 0.9 and of 1 − 0.1.
const SAME: f64 = 1e-9;

/// The mean over seeds at each level; empty when the seeds do not give the same levels.
pub(super) fn average(points: &[&TrialPoint]) -> Vec<Quantile> {
    let Some(first) = points.first() else { return Vec::new() };
    let levels = |p: &TrialPoint| p.quantiles.iter().map(|q| q.level.to_bits()).collect::<Vec<_>>();
    if points.iter().any(|p| levels(p) != levels(first)) {
        return Vec::new();
    }
    let mean = |k: usize| points.iter().map(|p| p.quantiles[k].value).sum::<f64>() / points.len() as f64;
    first.quantiles.iter().enumerate().map(|(k, q)| Quantile { value: mean(k), ..*q }).collect()
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

/// How good the quantiles of a row's forecasts are; none when they are not all there at the same levels.
pub(super) fn scores(forecasts: &[ForecastPoint]) -> Option<QuantileScores> {
    let levels: Vec<f64> = forecasts.first()?.quantiles.iter().map(|q| q.level).collect();
    let same = |f: &ForecastPoint| f.quantiles.iter().map(|q| q.level).eq(levels.iter().copied());
    if levels.is_empty() || !forecasts.iter().all(same) {
        return None;
    }
    evaluate(forecasts, levels).ok()
}

fn evaluate(forecasts: &[ForecastPoint], levels: Vec<f64>) -> Result<QuantileScores, IntervalError> {
    let actual: Vec<f64> = forecasts.iter().map(|f| f.actual).collect();
    let mut pinball = 0.0;
    for (k, level) in levels.iter().enumerate() {
        let values: Vec<f64> = forecasts.iter().map(|f| f.quantiles[k].value).collect();
        pinball += pinball_loss(&actual, &values, *level)? / levels.len() as f64;
    }
    let widest: Option<Vec<Interval>> = forecasts.iter().map(|f| intervals(&f.quantiles).pop()).collect();
    let widest = widest.map(|intervals| -> Result<IntervalScores, IntervalError> {
        let lower: Vec<f64> = intervals.iter().map(|i| i.lower).collect();
        let upper: Vec<f64> = intervals.iter().map(|i| i.upper).collect();
        Ok(IntervalScores {
            level: intervals[0].level,
            coverage: coverage(&actual, &lower, &upper)?,
            mean_width: mean_width(&lower, &upper)?,
        })
    });
    Ok(QuantileScores { levels, pinball, widest: widest.transpose()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(actual: f64, quantiles: &[(f64, f64)]) -> ForecastPoint {
        let date = "2014-01-02".parse().unwrap();
        let quantiles = quantiles.iter().map(|&(level, value)| Quantile { level, value }).collect();
        ForecastPoint {
            origin: date,
            date,
            actual,
            predicted: 0.0,
            probability: None,
            last_known: 0.0,
            quantiles,
        }
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
        let quantiles = [(0.1, 0.0), (0.9, 4.0)];
        let scores = scores(&[forecast(1.0, &quantiles), forecast(9.0, &quantiles)]).unwrap();
        let widest = scores.widest.unwrap();
        assert_eq!((widest.level, widest.coverage, widest.mean_width), (0.8, 0.5, 4.0));
        assert!((scores.pinball - (0.1 + 0.9 + 0.3 + 4.5) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn levels_that_change_have_no_scores() {
        assert_eq!(scores(&[forecast(1.0, &[])]), None);
        assert_eq!(scores(&[forecast(1.0, &[(0.5, 0.0)]), forecast(1.0, &[(0.4, 0.0)])]), None);
        assert_eq!(scores(&[forecast(1.0, &[(0.5, 0.0)])]).unwrap().widest, None);
    }
}
