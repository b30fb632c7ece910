//! Forecasts where nothing can be known.

use std::collections::BTreeMap;

use bellwether_core::{Bar, Date, TargetKind};
use rayon::prelude::*;

use super::change::Open;
use super::world::{Day, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass, returns};
use crate::asked::Asked;
use crate::dataset::Dataset;
use crate::{StudyConfig, StudyError, words};

/// Markets that have been tried after each stage.
const STAGES: [u64; 4] = [2, 4, 8, 16];
/// How seldom an honest model is called a leaking one.
const CHANCE: f64 = 1e-6;
/// A model ahead of a coin by less than so many times the root of the days is taken for an honest one, and tried no longer.
const LUCK: f64 = 0.5;

/// Draws the market's returns at random, up or down by the toss of a coin, makes inputs and targets again, fits each model and
/// counts on how many tested days it has the direction right: an honest one on half of them.
pub(super) fn returns(
    config: &StudyConfig,
    dataset: &Dataset,
    bases: &[(Unit, Vec<Day>)],
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let open = Open::new(config, dataset);
    let mut tallies: Vec<Tally> = bases.iter().map(|_| Tally::default()).collect();
    let mut tried = 0;
    for markets in STAGES {
        for seed in tried..markets {
            if tallies.iter().all(|tally| tally.is_done) {
                return Ok(found);
            }
            let world = World::new(config, &returns::tossed(open.clone(), seed).close(dataset)?, options)?;
            let open_ones: Vec<_> =
                bases.iter().zip(&mut tallies).filter(|(_, tally)| !tally.is_done).collect();
            let all: Vec<(&Unit, &mut Tally, _)> = open_ones
                .into_par_iter()
                .map(|((unit, _), tally)| (unit, tally, world.run(config, unit, Asked::default(), options)))
                .collect();
            for (unit, tally, days) in all {
                match days? {
                    Ok(days) => found.compared += tally.add(config, &world, &days),
                    Err(reason) => {
                        found.not_tested(format!("{}: {reason}", unit.who));
                        tally.is_done = true;
                    }
                }
            }
        }
        tried = markets;
        for ((unit, _), tally) in bases.iter().zip(&mut tallies).filter(|(_, tally)| !tally.is_done) {
            if tally.ahead > bound(tally.days) {
                found.leaks.push(leak(unit, tally));
                tally.is_done = true;
            } else if tally.asked * (STAGES[3] / markets) as usize <= least_days() {
                let days = words::count(tally.asked, "tested day");
                found.not_tested(format!(
                    "{}{}: of {markets} markets only {days} counted",
                    unit.who, unit.place
                ));
                tally.is_done = true;
            } else {
                tally.is_done = tally.ahead < LUCK * (tally.days as f64).sqrt();
            }
        }
    }
    Ok(found)
}

/// By how much more than half of so many days the share that is right may exceed a half, summed over the days: by Hoeffding's
/// inequality for martingales whose steps lie within a half, at one of the stages with a chance below [`CHANCE`].
fn bound(days: usize) -> f64 {
    (days as f64 / 2.0 * (STAGES.len() as f64 / CHANCE).ln()).sqrt()
}

/// So many days all right are not enough to tell.
fn least_days() -> usize {
    (2.0 * (STAGES.len() as f64 / CHANCE).ln()) as usize
}

/// Days whose targets do not overlap, over all markets.
#[derive(Debug, Default)]
struct Tally {
    /// Days that a forecast was asked for.
    asked: usize,
    /// Days for which one was made that is up or down.
    days: usize,
    /// Over the days, the share of right directions less a half.
    ahead: f64,
    first: Option<(Date, usize)>,
    is_done: bool,
}

impl Tally {
    /// Counts the days of one market, and says how many forecasts were looked at.
    fn add(&mut self, config: &StudyConfig, world: &World, days: &[Day]) -> usize {
        let mut by_date: BTreeMap<Date, (Date, Vec<bool>)> = BTreeMap::new();
        for day in days {
            let ticker = &world.tickers[day.ticker];
            let then = day.row + config.target.horizon;
            let Some(bar) = ticker.bars.get(then) else { continue };
            let now = &ticker.bars[day.row];
            let own = by_date.entry(now.date()).or_insert((bar.date(), Vec::new()));
            own.0 = own.0.max(bar.date());
            own.1.extend(is_right(config.target.kind, (now, bar), day.point.point));
            self.first.get_or_insert((now.date(), day.ticker));
        }
        let mut free = None;
        let mut looked_at = 0;
        for (date, (end, right)) in by_date {
            if free.is_some_and(|free| date < free) {
                continue;
            }
            free = Some(end);
            self.asked += 1;
            looked_at += right.len();
            if !right.is_empty() {
                self.days += 1;
                self.ahead += right.iter().filter(|r| **r).count() as f64 / right.len() as f64 - 0.5;
            }
        }
        looked_at
    }
}

/// Whether a forecast has the direction right; none where either is neither up nor down.
fn is_right(kind: TargetKind, (now, then): (&Bar, &Bar), point: f64) -> Option<bool> {
    let close = then.close - now.close;
    let (forecast, realised) = match kind {
        TargetKind::Close => (point - now.close, close),
        TargetKind::Open => (point - now.close, then.open - now.close),
        TargetKind::AdjClose => (point - now.adj_close, then.adj_close - now.adj_close),
        TargetKind::LogReturn => (point, close),
        TargetKind::Direction => (point - 0.5, close),
    };
    let told = |v: f64| v.is_finite() && v != 0.0;
    (told(forecast) && told(realised)).then_some((forecast > 0.0) == (realised > 0.0))
}

fn leak(unit: &Unit, tally: &Tally) -> Leak {
    let share = 0.5 + tally.ahead / tally.days as f64;
    Leak {
        model: Some(unit.label.clone()),
        date: tally.first.map(|(date, _)| date),
        size: share,
        rows: tally.days,
        words: format!(
            "{}{} has the direction right on {:.0} % of {} of markets whose every move is the toss of a coin; an honest \
             model has half, and {:.0} % less than once in a million audits",
            unit.who,
            unit.place,
            100.0 * share,
            words::count(tally.days, "tested day"),
            100.0 * (0.5 + bound(tally.days) / tally.days as f64)
        ),
        ..Leak::new(LeakClass::SkillOnTosses, Experiment::ReturnsShuffled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `P(Sₙ ≥ x) ≤ exp(−2x²/n)` for steps within an interval of length 1.
    #[test]
    fn the_bound_is_hoeffdings() {
        for days in [31, 100, 1000] {
            let x = bound(days);
            assert!((4.0 * (-2.0 * x * x / days as f64).exp() / CHANCE - 1.0).abs() < 1e-9, "{days}");
        }
        let least = least_days();
        assert!(bound(least) >= least as f64 / 2.0 && bound(least + 1) < (least + 1) as f64 / 2.0);
    }
}
