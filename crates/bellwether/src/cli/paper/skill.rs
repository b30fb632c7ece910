//! How much of a baseline's loss a model saves, all tickers of a day as one observation.
//!
//! ```text
//! loss of a day = mean over tickers of e² / (that ticker's mean e² of the baseline)
//! skill         = 1 − Σ loss of the model / Σ loss of the baseline
//! ```
//!
//! Of directions e² is 1 where the class is wrong, so that the skill is the share of the baseline's wrong days saved.

use std::collections::BTreeMap;

use bellwether_core::{Date, RunContext};
use bellwether_evaluation::bootstrap::{StationaryBootstrap, optimal_block_length};
use bellwether_evaluation::significance::diebold_mariano_losses;
use bellwether_study::record::ModelRow;
use serde::Serialize;

/// Draws of the bootstrap, and those of them outside the interval at each end: 2.5 %.
const DRAWS: usize = 1000;
const OUTSIDE: usize = 25;

/// A model against a baseline on the same days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Skill {
    /// 1 is perfect, 0 as good as the baseline.
    pub(crate) share: f64,
    /// 95 %, days drawn in blocks.
    pub(crate) interval: Option<(f64, f64)>,
    /// Diebold-Mariano test of the daily losses, two-sided.
    pub(crate) p_value: Option<f64>,
    /// Days.
    pub(crate) days: usize,
}

impl Skill {
    /// Of pairs of model and baseline, one for each ticker; none where there is nothing to compare.
    pub(crate) fn of(pairs: &[(&ModelRow, &ModelRow)], horizon: usize) -> Option<Self> {
        let (own, base) = daily_losses(pairs)?;
        let total: f64 = base.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return None;
        }
        let test = diebold_mariano_losses(&own, &base, horizon).ok();
        Some(Self {
            share: 1.0 - own.iter().sum::<f64>() / total,
            interval: interval(&own, &base, horizon),
            p_value: test.and_then(|outcome| Some(outcome.test()?.p_two_sided)),
            days: own.len(),
        })
    }
}

/// Losses of model and baseline by day.
fn daily_losses(pairs: &[(&ModelRow, &ModelRow)]) -> Option<(Vec<f64>, Vec<f64>)> {
    let mut days: BTreeMap<Date, (f64, f64, f64)> = BTreeMap::new();
    let squares = |row: &ModelRow| -> Vec<f64> {
        row.forecasts.iter().map(|f| (f.actual - f.predicted).powi(2)).collect()
    };
    for (own, base) in pairs {
        if own.forecasts.is_empty() || own.forecasts.len() != base.forecasts.len() {
            return None;
        }
        let base = squares(base);
        let mean = base.iter().sum::<f64>() / base.len() as f64;
        let scale = if mean > 0.0 { mean } else { 1.0 };
        for ((point, a), b) in own.forecasts.iter().zip(squares(own)).zip(base) {
            let day = days.entry(point.origin).or_default();
            day.0 += a / scale;
            day.1 += b / scale;
            day.2 += 1.0;
        }
    }
    (!days.is_empty()).then(|| days.values().map(|(a, b, n)| (a / n, b / n)).unzip())
}

/// The interval of the skill: days are drawn in blocks, as long as their own correlation asks for and at least the horizon.
fn interval(own: &[f64], base: &[f64], horizon: usize) -> Option<(f64, f64)> {
    let differences: Vec<f64> = own.iter().zip(base).map(|(a, b)| a - b).collect();
    let block = optimal_block_length(&differences)?.max(horizon as f64);
    let bootstrap = StationaryBootstrap::new(block);
    let mut rng = RunContext::new(1).rng("paper/skill");
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let places = bootstrap.places(&mut rng, own.len());
            let sum = |of: &[f64]| places.iter().map(|i| of[*i]).sum::<f64>();
            1.0 - sum(own) / sum(base)
        })
        .filter(|skill| skill.is_finite())
        .collect();
    if draws.len() < DRAWS {
        return None;
    }
    draws.sort_by(f64::total_cmp);
    Some((draws[OUTSIDE], draws[DRAWS - 1 - OUTSIDE]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// With blocks that do not hang together the interval is that of a mean: ± 1.96 deviations of the daily ratio.
    #[test]
    fn the_interval_is_that_of_a_mean_where_days_are_independent() {
        let base = vec![1.0; 400];
        let own: Vec<f64> = (0..400_u32).map(|i| if (i * 7919 % 400) % 4 == 0 { 1.4 } else { 0.8 }).collect();
        let (low, high) = interval(&own, &base, 1).unwrap();
        let mean = own.iter().sum::<f64>() / 400.0;
        let sd = (own.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 400.0).sqrt() / 20.0;
        let skill = 1.0 - mean;
        assert!(low < skill && skill < high, "{low} {skill} {high}");
        // days that repeat by a rule vary less in blocks than when drawn one by one
        assert!(high - low < 1.15 * 2.0 * 1.96 * sd, "{} for {sd}", high - low);
        assert_eq!(interval(&base, &base, 1), None, "no difference, no interval");
    }
}
