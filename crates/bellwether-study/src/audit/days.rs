//! The days of the test, exchanged.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::columns::figure;
use super::world::{Day, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass};
use crate::asked::{Asked, shuffle};
use crate::{StudyConfig, StudyError, words};

/// The days in another order.
const ORDER: Asked = Asked { shuffled: Some(1), weeks_later: 0 };
/// Under other dates: whole years of weeks keep the weekday and nearly the season.
const DATES: Asked = Asked { shuffled: None, weeks_later: 52 };
const BOTH: Asked = Asked { shuffled: ORDER.shuffled, weeks_later: DATES.weeks_later };

/// Fits each model again and asks for the days of the test in another order, under dates of another year, with each other's
/// targets: each forecast must be that of its own day's inputs, bit for bit.
pub(super) fn exchanged(
    config: &StudyConfig,
    world: &mut World,
    bases: &[(Unit, Vec<Day>)],
    known: &[Leak],
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    // models whose forecasts are of the same days are put to the test together
    let dealt: BTreeSet<(usize, Vec<usize>)> = bases.iter().map(|(unit, _)| unit.days()).collect();
    for (fold, tickers) in dealt {
        let own: Vec<_> = bases.iter().filter(|(unit, _)| unit.days() == (fold, tickers.clone())).collect();
        let ask = |world: &World,
                   (unit, before): &(Unit, Vec<Day>),
                   asked: Asked|
         -> Result<Option<Moved>, StudyError> {
            Ok(compare(before, &world.run(config, unit, asked, options)?))
        };
        let (all, moved) = with_targets_dealt_out(config, world, (fold, &tickers), |world| {
            let all: Result<Vec<Option<Moved>>, StudyError> =
                own.par_iter().map(|base| ask(world, base, BOTH)).collect();
            let all = all?;
            // the targets alone, where something moved
            let some = own.iter().zip(&all).map(|(base, moved)| match moved {
                Some(_) => ask(world, base, Asked::default()),
                None => Ok(None),
            });
            let some: Result<Vec<Option<Moved>>, StudyError> = some.collect();
            Ok::<_, StudyError>((all, some?))
        })?;
        for ((base, all), by_targets) in own.into_iter().zip(all).zip(moved) {
            let (unit, before) = base;
            found.compared += before.iter().map(|day| day.numbers().count()).sum::<usize>();
            if all.is_none() {
                continue;
            }
            let alone = [
                (LeakClass::OtherTestDays, ask(world, base, ORDER)?),
                (LeakClass::ByDate, ask(world, base, DATES)?),
                (LeakClass::ChosenByTest, by_targets),
            ];
            for (class, moved) in alone {
                let Some(moved) = moved else { continue };
                let told = |leak: &Leak| leak.class == class && leak.model.as_deref() == Some(&unit.label);
                if !known.iter().any(told) {
                    found.leaks.push(of_model(class, unit, before, &moved, world));
                }
            }
        }
    }
    Ok(found)
}

/// How many days moved, from which on, and by how much at most.
struct Moved {
    first: usize,
    days: usize,
    size: f64,
}

fn compare(before: &[Day], after: &Result<Vec<Day>, String>) -> Option<Moved> {
    let Ok(after) = after else { return Some(Moved { first: 0, days: before.len(), size: f64::MAX }) };
    let mut moved: Option<Moved> = None;
    for (place, (was, is)) in before.iter().zip(after).enumerate() {
        let Some(size) = was.moved(is) else { continue };
        let all = moved.get_or_insert(Moved { first: place, days: 0, size });
        all.days += 1;
        all.size = all.size.max(size);
    }
    moved
}

/// Something done with a world in which the days of the test have each other's targets; afterwards they have their own. Only
/// tickers that are forecast: of another one the days of its own test may be learnt from, and whether those should have been is
/// what the parts are compared for.
fn with_targets_dealt_out<T>(
    config: &StudyConfig,
    world: &mut World,
    (fold, tickers): (usize, &[usize]),
    work: impl FnOnce(&World) -> T,
) -> T {
    let mut kept = Vec::new();
    for place in tickers {
        let ticker = &mut world.tickers[*place];
        kept.push((*place, ticker.samples.clone(), ticker.further.clone()));
        let Some(fold) = ticker.folds.get(fold) else { continue };
        let test = fold.test.clone();
        let mut targets: Vec<f64> = ticker.samples[test.clone()]
            .iter()
            .map(|s| if config.target.main().is_price() { s.target / s.last_known } else { s.target })
            .collect();
        shuffle(&mut targets, 1, "audit/targets");
        for (sample, target) in ticker.samples[test.clone()].iter_mut().zip(targets) {
            sample.target = if config.target.main().is_price() { sample.last_known * target } else { target };
        }
        for column in &mut ticker.further {
            shuffle(&mut column[test.clone()], 1, "audit/targets");
        }
    }
    let done = work(world);
    for (place, samples, further) in kept {
        let ticker = &mut world.tickers[place];
        (ticker.samples, ticker.further) = (samples, further);
    }
    done
}

fn of_model(class: LeakClass, unit: &Unit, before: &[Day], moved: &Moved, world: &World) -> Leak {
    let first = &before[moved.first];
    let of = &world.tickers[first.ticker];
    let (what, why) = match class {
        LeakClass::OtherTestDays => (
            "the days of the test asked for in another order",
            "a forecast hangs on the others that are made with it",
        ),
        LeakClass::ByDate => (
            "the same inputs under dates 52 weeks later",
            "it knows its days by their date, as whoever remembers what happened on them",
        ),
        _ => ("the targets of the tested days exchanged", "it was chosen or fitted by them"),
    };
    Leak {
        ticker: Some(of.ticker.clone()),
        model: Some(unit.label.clone()),
        date: Some(of.stamp(first.row).date),
        size: moved.size,
        rows: moved.days,
        words: format!(
            "{} of {} of {}{} {} with {what}, by up to {}: {why}",
            moved.days,
            words::count(before.len(), "forecast"),
            unit.who,
            unit.place,
            words::verb(moved.days, "moves", "move"),
            figure(moved.size)
        ),
        ..Leak::new(class, Experiment::DaysExchanged)
    }
}
