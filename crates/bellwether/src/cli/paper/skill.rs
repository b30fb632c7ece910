//! A model against a baseline, all tickers of a day as one observation.
//!
//! Of directions the loss is 1 where the class is wrong, so that the skill is the share of the baseline's wrong days saved.

use bellwether_core::{Date, RunContext};
use bellwether_evaluation::bootstrap::{DailySkill, DayBootstrap};
use bellwether_evaluation::significance::diebold_mariano_losses;
use bellwether_study::record::{ForecastPoint, ModelRow};
use serde::Serialize;

/// Draws of the bootstrap.
const DRAWS: usize = 1000;
/// Days below which there is no interval.
const FEWEST: usize = 20;

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
        let skill = DailySkill::of(&pairs.iter().map(losses).collect::<Option<Vec<_>>>()?)?;
        let (own, base) = skill.means();
        let test = diebold_mariano_losses(&own, &base, horizon).ok();
        let p_value = test.and_then(|outcome| Some(outcome.test()?.p_two_sided));
        let how = DayBootstrap { level: 0.95, block: skill.block(horizon), draws: DRAWS };
        let interval = skill.interval(&how, &mut RunContext::new(1).rng("paper/skill"));
        Some(Self {
            share: skill.skill(),
            // of identical forecasts there is nothing to tell, and of few days too little
            interval: interval.filter(|_| own != base && own.len() >= FEWEST),
            p_value,
            days: skill.days(),
        })
    }
}

/// Squared errors of both by day; none where the rows are not of the same days.
fn losses((own, base): &(&ModelRow, &ModelRow)) -> Option<Vec<(Date, f64, f64)>> {
    let same = !own.forecasts.is_empty() && own.forecasts.len() == base.forecasts.len();
    let loss = |f: &ForecastPoint| (f.actual - f.predicted).powi(2);
    let rows = own.forecasts.iter().zip(&base.forecasts);
    same.then(|| rows.map(|(a, b)| (a.origin, loss(a), loss(b))).collect())
}
