//! Prices that a later split restates.

use bellwether_core::FrameView;
use rayon::prelude::*;

use super::change::Open;
use super::columns::figure;
use super::world::{Day, Unit, World};
use super::{AuditOptions, Experiment, Found, Leak, LeakClass, Source};
use crate::asked::Asked;
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::{StudyConfig, StudyError, words};

/// A share becomes so many. A power of two, by which every price is divided without rounding.
const SHARES: f64 = 4.0;
/// A forecast moves when it does by more than such a share of a usual move of the price (of a direction: of its probability).
/// A fit that ends at a tolerance of its own may stop a step earlier or later.
const MOVED: f64 = 0.05;

/// Splits every share after the data, which divides all earlier prices of a restated file, and makes inputs and forecasts
/// again: columns at the price's level are named, and forecasts must be the same in proportion.
pub(super) fn later(
    config: &StudyConfig,
    dataset: &Dataset,
    (world, bases): (&World, &[(Unit, Vec<Day>)]),
    options: &AuditOptions,
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let open = Open::new(config, dataset).with_bars(|bars| {
        for bar in bars {
            for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close, &mut bar.adj_close] {
                *price /= SHARES;
            }
            bar.volume *= SHARES;
        }
    });
    let after = World::new(config, &open.close(dataset)?, options)?;
    let mut levels: Vec<String> = Vec::new();
    for (was, is) in world.tickers.iter().zip(&after.tickers) {
        for arm in (0..was.text_arms()).map(Arm::WithText).chain([Arm::WithoutText]) {
            let (was, is) = (was.frame(arm).view(), is.frame(arm).view());
            found.compared += was.values().len();
            for name in moved(&was, &is) {
                if !levels.contains(&name) {
                    levels.push(name);
                }
            }
        }
    }
    if !levels.is_empty() {
        found.remarks.push(format!(
            "{} at the level of prices or volumes, which every later split restates in the files of most sources: {}",
            if levels.len() == 1 { "1 column is".to_owned() } else { format!("{} columns are", levels.len()) },
            levels.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ));
    }
    // of a model of one ticker there is at most a remark, for which the first fold and ticker stand
    let mut asked: Vec<&str> = Vec::new();
    let mut some: Vec<&(Unit, Vec<Day>)> = Vec::new();
    for base in bases {
        let who = base.0.who.as_str();
        if !base.0.is_of_one_ticker() || !asked.contains(&who) {
            asked.push(who);
            some.push(base);
        }
    }
    let all: Vec<_> =
        some.par_iter().map(|(unit, _)| after.run(config, unit, Asked::default(), options)).collect();
    for ((unit, before), days) in some.into_iter().zip(all) {
        found.compared += before.len();
        let days = match days? {
            Ok(days) => days,
            Err(reason) => {
                found.not_tested(format!("{}: {reason}", unit.who));
                continue;
            }
        };
        let strayed: Vec<(&Day, f64)> = before
            .iter()
            .zip(&days)
            .map(|(was, is)| (was, strayed(config, &world.tickers[was.ticker], was, is)))
            .filter(|(_, size)| *size > MOVED)
            .collect();
        // one class of many may lie on the brink
        let [(first, _), _, ..] = strayed[..] else { continue };
        // to one ticker the factor is a constant, which tells nothing of any day; among several it tells who rose later
        if unit.is_of_one_ticker() {
            let size = strayed.iter().map(|s| s.1).fold(0.0, f64::max);
            found.remarks.push(format!(
                "{} forecasts otherwise, by up to {} usual moves of the price, from a file whose prices a later split has divided: a \
                 constant of its one ticker, which tells nothing of any day",
                unit.who,
                figure(size)
            ));
        } else {
            found.leaks.push(leak(unit, &world.tickers[first.ticker], first, &strayed, before.len()));
        }
    }
    Ok(found)
}

/// Columns whose values are others, by more than rounding.
fn moved(was: &FrameView<'_>, is: &FrameView<'_>) -> Vec<String> {
    let rows = was.len().min(is.len());
    let differs = |j: &usize| {
        let pairs = || (0..rows).map(|i| (was.row(i)[*j], is.row(i)[*j]));
        let largest = pairs().map(|(a, _)| a.abs()).filter(|v| v.is_finite()).fold(0.0, f64::max);
        pairs().any(|(a, b)| a.is_finite() != b.is_finite() || (a - b).abs() > 1e-9 * largest)
    };
    (0..was.width()).filter(differs).map(|j| was.names()[j].clone()).collect()
}

/// By how much a forecast is another in proportion, in usual moves of the price.
fn strayed(config: &StudyConfig, ticker: &TickerStudy, was: &Day, is: &Day) -> f64 {
    let target = config.target.main();
    let (a, b) = (&was.point, &is.point);
    if target.is_direction() {
        return match (a.probability, b.probability) {
            (Some(a), Some(b)) => (a - b).abs(),
            _ => (a.point - b.point).abs(),
        };
    }
    let unit = if target.is_price() { SHARES } else { 1.0 };
    // of a return the naive forecast is 0
    let sum: f64 = ticker.samples.iter().map(|s| (s.target - s.last_known).abs()).sum();
    let usual = sum / ticker.samples.len().max(1) as f64;
    (b.point * unit - a.point).abs() / usual.max(f64::MIN_POSITIVE)
}

fn leak(unit: &Unit, of: &TickerStudy, first: &Day, strayed: &[(&Day, f64)], days: usize) -> Leak {
    let size = strayed.iter().map(|s| s.1).fold(0.0, f64::max);
    Leak {
        source: Some(Source::Prices),
        ticker: Some(of.ticker.clone()),
        model: Some(unit.label.clone()),
        date: Some(of.stamp(first.row).date),
        size,
        rows: strayed.len(),
        words: format!(
            "{} of {} of {}{} {} in proportion when all prices are restated by a later split, by up to {} usual moves of the \
             price: the level itself, which holds what became of it, is learnt from",
            strayed.len(),
            words::count(days, "forecast"),
            unit.who,
            unit.place,
            words::verb(strayed.len(), "moves", "move"),
            figure(size)
        ),
        ..Leak::new(LeakClass::Restated, Experiment::LaterSplit)
    }
}
