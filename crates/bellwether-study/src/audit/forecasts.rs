//! Models fitted again on data with another future.

use std::collections::BTreeSet;

use bellwether_core::{RunContext, Timestamp};
use rayon::prelude::*;

use super::change::Open;
use super::columns::{figure, of_column, sources};
use super::moved::moved;
use super::world::{Day, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass, Source};
use crate::asked::Asked;
use crate::dataset::Dataset;
use crate::samples::TickerStudy;
use crate::trial::{FoldIndex, Trial};
use crate::{StudyConfig, StudyError};

/// What is fitted again, and what was forecast.
type Base = (Unit, Vec<Day>);

/// Changes everything after each fold's first decision and fits the fold's models again, with one seed: the forecast made
/// there must be the same.
pub(super) fn refitted(
    config: &StudyConfig,
    dataset: &Dataset,
    (world, bases): (&World, &[Base]),
    known: &[Leak],
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    if world.folds() == 0 {
        found.untested.push("no ticker has a fold".to_owned());
    }
    let open = Open::new(config, dataset);
    let with_cut = || bases.iter().filter_map(|base| Some((base, world.first_decision(config, &base.0)?)));
    let cuts: BTreeSet<Timestamp> = with_cut().map(|(_, cut)| cut).collect();
    for cut in cuts {
        let future = Future { config, dataset, open: &open, sources: sources(config, dataset), cut, options };
        let own: Vec<&Base> = with_cut().filter(|(_, own)| *own == cut).map(|(base, _)| base).collect();
        future.fitted(world, &own, known, &mut found)?;
    }
    Ok(found)
}

/// The data with something else after a cut.
struct Future<'a> {
    config: &'a StudyConfig,
    dataset: &'a Dataset,
    open: &'a Open,
    sources: Vec<Source>,
    cut: Timestamp,
    options: &'a AuditOptions,
}

impl Future<'_> {
    /// The study on data of which these sources are others after the cut.
    fn world(&self, sources: &[Source]) -> Result<World, StudyError> {
        let mut open = self.open.clone();
        for source in sources {
            open = open.later(self.config, *source, self.cut)?;
        }
        World::new(self.config, &open.close(self.dataset)?, self.options)
    }

    /// By how much the first forecasts are others in a changed world, if by one bit.
    fn difference(
        &self,
        clean: &[TickerStudy],
        changed: &World,
        (unit, days): &Base,
    ) -> Result<Option<f64>, StudyError> {
        let before = first_forecasts(clean, days, self.cut);
        let after = changed.run(self.config, unit, Asked::default(), self.options)?;
        Ok(difference(&before, &after.map(|days| first_forecasts(clean, &days, self.cut))))
    }

    /// Fits the models whose first decision is the cut.
    fn fitted(
        &self,
        world: &World,
        bases: &[&Base],
        known: &[Leak],
        found: &mut Found,
    ) -> Result<(), StudyError> {
        let clean = &world.tickers;
        let changed = self.world(&self.sources)?;
        let (same, divided): (Vec<&Base>, Vec<&Base>) = bases.iter().copied().partition(|(unit, _)| {
            let shape = |t: &TickerStudy| {
                let rows = || t.samples.iter().map(|s| s.row).collect::<Vec<_>>();
                t.folds.get(unit.fold).map(|fold| (fold.clone(), rows()))
            };
            unit.tickers.iter().all(|t| shape(&clean[*t]) == shape(&changed.tickers[*t]))
        });
        if !divided.is_empty() {
            found.not_tested("with another future the samples are divided otherwise".to_owned());
        }
        let differ: Vec<_> =
            same.par_iter().map(|base| self.difference(clean, &changed, base)).collect::<Result<_, _>>()?;
        let mut alone: Vec<(Source, World)> = Vec::new();
        for (base, size) in same.into_iter().zip(differ) {
            let (unit, days) = base;
            let compared = first_forecasts(clean, days, self.cut).len();
            found.compared += compared;
            let Some(size) = size else { continue };
            if alone.is_empty() {
                for source in &self.sources {
                    alone.push((*source, self.world(&[*source])?));
                }
            }
            let mut by: Vec<Source> = Vec::new();
            for (source, world) in &alone {
                if self.difference(clean, world, base)?.is_some() {
                    by.push(*source);
                }
            }
            let first = unit.tickers[0];
            let one = &clean[first];
            let columns = inputs(self.config, (one, &changed.tickers[first]), unit, self.cut, found);
            let columns_leak = !columns.is_empty();
            for moved in columns {
                let column = Some(moved.column.as_str());
                if known.iter().chain(&found.leaks).any(|leak| leak.column.as_deref() == column) {
                    continue;
                }
                let class = if unit.entry.decomposition.sees_future() {
                    LeakClass::WholeSeries
                } else {
                    LeakClass::LaterTopics
                };
                let leak = of_column(class, Experiment::Refitted, by.first().copied(), one, moved);
                found.leaks.push(Leak { model: Some(unit.label.clone()), ..leak });
            }
            // a leak of the inputs or of the division has been found already, and moves the forecasts too
            let divided = known.iter().any(|leak| leak.experiment == Experiment::Divisions);
            if columns_leak || divided || through_known(known, unit) {
                continue;
            }
            let mut leak = chosen(self.config, one, unit, &by, size);
            leak.rows = compared;
            found.leaks.push(leak);
        }
        Ok(())
    }
}

/// The numbers of the forecasts at each ticker's first origin of the fold, where that is not behind the cut.
fn first_forecasts(clean: &[TickerStudy], days: &[Day], cut: Timestamp) -> Vec<f64> {
    let mut out = Vec::new();
    let mut before = None;
    for day in days {
        if before.replace(day.ticker) != Some(day.ticker) && clean[day.ticker].decision(day.row) <= cut {
            out.extend(day.numbers());
        }
    }
    out
}

/// By how much forecasts differ, if by one bit; a model that fails only now differs by all.
fn difference(before: &[f64], after: &Result<Vec<f64>, String>) -> Option<f64> {
    let Ok(after) = after else { return Some(f64::MAX) };
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
    if before.len() == after.len() && before.iter().zip(after).all(same) {
        return None;
    }
    Some(before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
}

fn chosen(config: &StudyConfig, one: &TickerStudy, unit: &Unit, by: &[Source], size: f64) -> Leak {
    let sources = by.iter().map(|s| s.words()).collect::<Vec<_>>().join(" and ");
    let part = one.part(config, FoldIndex::Test(unit.fold));
    let row = part.and_then(|p| Some(p.origins.first()?.0)).unwrap_or(0);
    Leak {
        source: by.first().copied(),
        ticker: Some(one.ticker.clone()),
        model: Some(unit.label.clone()),
        date: Some(one.stamp(row).date),
        size,
        words: format!(
            "the first forecast of {} for {}{} moves by {} with {sources} of the tested days, which it has not seen through its \
             inputs: it was chosen or fitted by them",
            unit.who,
            one.ticker,
            unit.place,
            figure(size)
        ),
        ..Leak::new(LeakClass::ChosenByTest, Experiment::Refitted)
    }
}

/// Whether a column that is known to leak is among what the model sees.
fn through_known(known: &[Leak], unit: &Unit) -> bool {
    let seen = |leak: &Leak| match leak.source {
        Some(Source::Posts) => unit.arm.has_text(),
        _ => true,
    };
    let by_columns = |leak: &Leak| {
        leak.column.is_some() && matches!(leak.experiment, Experiment::FutureInputs | Experiment::TextMoved)
    };
    unit.features && known.iter().any(|leak| by_columns(leak) && seen(leak))
}

/// The columns of one model that moved, those of topics and of decompositions of its own among them.
fn inputs(
    config: &StudyConfig,
    (before, after): (&TickerStudy, &TickerStudy),
    unit: &Unit,
    cut: Timestamp,
    found: &mut Found,
) -> Vec<super::moved::Moved> {
    let context = RunContext::new(config.study.seeds[0]);
    let trial = |of| Trial {
        config,
        tickers: vec![of],
        held: None,
        arm: unit.arm,
        model: &unit.entry,
        seed: config.study.seeds[0],
        fold: FoldIndex::Test(unit.fold),
    };
    let (was, is) = (trial(before).frame(before, &context), trial(after).frame(after, &context));
    let (Ok(was), Ok(is)) = (was, is) else { return Vec::new() };
    let (columns, compared) = moved(&was.view(), &is.view(), cut);
    found.compared += compared;
    columns
}
