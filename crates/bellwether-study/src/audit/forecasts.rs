//! Models fitted again on data with another future.

use bellwether_core::{RunContext, Timestamp};

use super::change::Open;
use super::columns::{figure, of_column, sources};
use super::moved::moved;
use super::world::{Day, FOLD, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass, Source};
use crate::asked::Asked;
use crate::dataset::Dataset;
use crate::samples::TickerStudy;
use crate::trial::{FoldIndex, Trial};
use crate::{StudyConfig, StudyError};

/// Changes everything after the first fold's first decision and fits each model again, with one seed: the forecast made
/// there must be the same.
pub(super) fn refitted(
    config: &StudyConfig,
    dataset: &Dataset,
    (world, bases): (&World, &[(Unit, Vec<Day>)]),
    known: &[Leak],
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let clean = &world.tickers;
    let Some(cut) = world.first_decision(config) else {
        found.untested.push("no ticker has a fold".to_owned());
        return Ok(found);
    };
    let open = Open::new(config, dataset);
    let sources = sources(config, dataset);
    let mut all = open.clone();
    for source in &sources {
        all = all.later(config, *source, cut)?;
    }
    let changed = World::new(config, &all.close(dataset)?, options)?;
    let shape = |t: &TickerStudy| {
        t.folds.first().map(|f| (f.clone(), t.samples.iter().map(|s| s.row).collect::<Vec<_>>()))
    };
    if clean.iter().zip(&changed.tickers).any(|(a, b)| shape(a) != shape(b)) {
        found.untested.push("with another future the samples are divided otherwise".to_owned());
        return Ok(found);
    }
    let mut alone: Vec<(Source, World)> = Vec::new();
    for (unit, days) in bases {
        let before = first_forecasts(clean, days, cut);
        found.compared += before.len();
        let differs = |world: &World| -> Result<Option<f64>, StudyError> {
            let days = world.run(config, unit, Asked::default(), options)?;
            Ok(difference(&before, &days.map(|days| first_forecasts(clean, &days, cut))))
        };
        let Some(size) = differs(&changed)? else { continue };
        if alone.is_empty() {
            for source in &sources {
                let data = open.clone().later(config, *source, cut)?.close(dataset)?;
                alone.push((*source, World::new(config, &data, options)?));
            }
        }
        let mut by: Vec<Source> = Vec::new();
        for (source, world) in &alone {
            if differs(world)?.is_some() {
                by.push(*source);
            }
        }
        let first = unit.tickers[0];
        let one = &clean[first];
        let columns = inputs(config, (one, &changed.tickers[first]), unit, cut, &mut found);
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
        let mut leak = chosen(config, one, FOLD, &by, (&unit.who, size));
        leak.model = Some(unit.label.clone());
        leak.rows = before.len();
        found.leaks.push(leak);
    }
    Ok(found)
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

fn chosen(
    config: &StudyConfig,
    one: &TickerStudy,
    fold: FoldIndex,
    by: &[Source],
    (who, size): (&str, f64),
) -> Leak {
    let sources = by.iter().map(|s| s.words()).collect::<Vec<_>>().join(" and ");
    let row = one.part(config, fold).and_then(|p| Some(p.origins.first()?.0)).unwrap_or(0);
    Leak {
        source: by.first().copied(),
        ticker: Some(one.ticker.clone()),
        date: Some(one.stamp(row).date),
        size,
        words: format!(
            "the first forecast of {who} for {} moves by {} with {sources} of the tested days, which it has not seen through its \
             inputs: it was chosen or fitted by them",
            one.ticker,
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
        fold: FOLD,
    };
    let (was, is) = (trial(before).frame(before, &context), trial(after).frame(after, &context));
    let (Ok(was), Ok(is)) = (was, is) else { return Vec::new() };
    let (columns, compared) = moved(&was.view(), &is.view(), cut);
    found.compared += compared;
    columns
}
