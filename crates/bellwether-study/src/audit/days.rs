//! The days of the test, exchanged.

use super::columns::figure;
use super::world::{Day, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass};
use crate::asked::{Asked, shuffle};
use crate::{StudyConfig, StudyError};

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
    let order = Asked { shuffled: Some(1), weeks_later: 0 };
    // whole years of weeks keep the weekday and nearly the season
    let dates = Asked { shuffled: None, weeks_later: 52 };
    let all = Asked { shuffled: order.shuffled, weeks_later: dates.weeks_later };
    for (unit, before) in bases {
        found.compared += before.iter().map(|day| day.numbers().count()).sum::<usize>();
        let ask = |world: &World, asked: Asked| -> Result<Option<Moved>, StudyError> {
            Ok(compare(before, &world.run(config, unit, asked, options)?))
        };
        let after = with_targets_dealt_out(config, world, unit, |world| ask(world, all))?;
        if after.is_none() {
            continue;
        }
        let alone = [
            (LeakClass::OtherTestDays, ask(world, order)?),
            (LeakClass::ByDate, ask(world, dates)?),
            (
                LeakClass::ChosenByTest,
                with_targets_dealt_out(config, world, unit, |world| ask(world, Asked::default()))?,
            ),
        ];
        for (class, moved) in alone {
            let Some(moved) = moved else { continue };
            let told = |leak: &Leak| leak.class == class && leak.model.as_deref() == Some(&unit.label);
            if !known.iter().any(told) {
                found.leaks.push(of_model(class, unit, before, &moved, world));
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
    unit: &Unit,
    work: impl FnOnce(&World) -> T,
) -> T {
    let mut kept = Vec::new();
    for place in unit.forecast() {
        let ticker = &mut world.tickers[*place];
        kept.push((*place, ticker.samples.clone(), ticker.further.clone()));
        let Some(fold) = ticker.folds.first() else { continue };
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
            "{} of {} forecasts of {} move with {what}, by up to {}: {why}",
            moved.days,
            before.len(),
            unit.who,
            figure(moved.size)
        ),
        ..Leak::new(class, Experiment::DaysExchanged)
    }
}
