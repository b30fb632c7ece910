//! Training, validation and test beside each other.

use std::collections::BTreeMap;

use bellwether_core::{Date, Sample};

use super::{Experiment, Found, Leak, LeakClass};
use crate::samples::TickerStudy;
use crate::{Scope, StudyConfig};

/// Lays the parts of each fold beside each other: what is learnt must be realised before the next part begins.
pub(super) fn parts(config: &StudyConfig, clean: &[TickerStudy]) -> Found {
    let mut found = Found::default();
    for ticker in clean {
        of_ticker(config, ticker, &mut found);
    }
    if config.models.iter().any(|m| m.scope == Scope::Global) {
        across(config, clean, &mut found);
    }
    found
}

fn of_ticker(config: &StudyConfig, ticker: &TickerStudy, found: &mut Found) {
    let longest = config.target.longest();
    let leak = |class, sample: &Sample, rows: usize, words: String| Leak {
        ticker: Some(ticker.ticker.clone()),
        column: Some("target".to_owned()),
        date: Some(ticker.stamp(sample.row).date),
        size: rows as f64,
        rows,
        words,
        ..Leak::new(class, Experiment::Divisions)
    };
    for (number, fold) in ticker.folds.iter().enumerate() {
        let of = |range: &std::ops::Range<usize>| &ticker.samples[range.clone()];
        let (train, watched, test) = (of(&fold.train), of(&fold.validation), of(&fold.test));
        found.compared += train.len() + watched.len() + test.len();
        let Some(first) = test.first() else { continue };
        let number = number + 1;
        let behind = |part: &[Sample]| part.iter().filter(|s| s.row > first.row).count();
        let (later, last) =
            (behind(train) + behind(watched), train.iter().chain(watched).map(|s| s.row).max());
        if later > 0 {
            let words = format!(
                "{later} of {} learnt from in fold {number} of {} {} after its first tested day",
                crate::words::count(train.len() + watched.len(), "row"),
                ticker.ticker,
                crate::words::verb(later, "lies", "lie")
            );
            found.leaks.push(leak(LeakClass::RandomSplit, first, later, words));
            return;
        }
        // at the first tested row's decision the targets up to that row are known
        let overlaps = |part: &[Sample], next: Option<&Sample>| -> Vec<Sample> {
            let next = next.map_or(usize::MAX, |s| s.row);
            part.iter().filter(|s| s.row + longest > next).copied().collect()
        };
        let before_test = [overlaps(train, Some(first)), overlaps(watched, Some(first))].concat();
        let before_watched = overlaps(train, watched.first());
        for (rows, next) in [(before_test, "test"), (before_watched, "validation")] {
            if let Some(one) = rows.first() {
                let words = format!(
                    "the targets of {} before the {next} part of fold {number} of {}, {} ahead, are \
                     realised within it",
                    crate::words::count(rows.len(), "row"),
                    ticker.ticker,
                    crate::words::count(longest, "session")
                );
                found.leaks.push(leak(LeakClass::OverlappingLabels, one, rows.len(), words));
                return;
            }
        }
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        train.iter().chain(watched).chain(test).for_each(|s| *seen.entry(s.row).or_default() += 1);
        let twice = seen.values().filter(|n| **n > 1).count();
        if twice > 0 {
            let words = format!(
                "{} of {} {} in two parts of fold {number}",
                crate::words::count(twice, "row"),
                ticker.ticker,
                crate::words::verb(twice, "stands", "stand")
            );
            found.leaks.push(leak(LeakClass::Duplicates, first, twice, words));
            return;
        }
        debug_assert!(last.is_none_or(|last| last < first.row));
    }
}

/// Under a model of all tickers: whether a day of one ticker's test is learnt from another.
fn across(config: &StudyConfig, clean: &[TickerStudy], found: &mut Found) {
    use crate::record::Arm;
    use crate::trial::{FoldIndex, Trial};
    let Some(model) = config.models.iter().find(|m| m.scope == Scope::Global) else { return };
    let most = clean.iter().map(|t| t.folds.len()).max().unwrap_or(0);
    // each ticker is left out in its turn, or none is
    let held =
        |n: usize| if config.protocol.leaves_ticker_out() { (0..n).map(Some).collect() } else { vec![None] };
    let trials = (0..most).map(FoldIndex::Test).flat_map(|fold| {
        let tickers: Vec<&TickerStudy> = clean.iter().filter(|t| t.part(config, fold).is_some()).collect();
        let (arm, seed) = (Arm::WithoutText, config.study.seeds[0]);
        let trial = move |held| Trial { config, tickers: tickers.clone(), held, arm, model, seed, fold };
        held(clean.iter().filter(|t| t.part(config, fold).is_some()).count()).into_iter().map(trial)
    });
    for trial in trials {
        let Ok(parts) = trial.parts() else { continue };
        let mut tested: BTreeMap<Date, usize> = BTreeMap::new();
        for (place, (ticker, part)) in trial.tickers.iter().zip(&parts).enumerate() {
            for origin in &part.origins {
                tested.insert(ticker.stamp(origin.0).date, place);
            }
        }
        let mut shared: Vec<(Date, usize)> = Vec::new();
        for (place, (ticker, part)) in trial.tickers.iter().zip(&parts).enumerate() {
            for sample in &ticker.samples[part.train.clone()] {
                let date = ticker.stamp(sample.row).date;
                if tested.get(&date).is_some_and(|other| *other != place) {
                    shared.push((date, place));
                }
            }
        }
        shared.sort_unstable();
        if let Some((date, place)) = shared.first() {
            found.leaks.push(Leak {
                ticker: Some(trial.tickers[*place].ticker.clone()),
                model: Some(model.label()),
                date: Some(*date),
                size: shared.len() as f64,
                rows: shared.len(),
                words: format!(
                    "{} learns {} of days on which another ticker is tested",
                    model.label(),
                    crate::words::count(shared.len(), "row")
                ),
                ..Leak::new(LeakClass::SameDates, Experiment::Divisions)
            });
            return;
        }
    }
}
