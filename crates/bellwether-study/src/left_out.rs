//! Protocols that leave one ticker out: what a model of the others reads of each, and the record of it.

use bellwether_core::Timestamp;
use bellwether_evaluation::splits::{Split, Window};

use crate::StudyConfig;
use crate::record::{OtherTickers, Stretch};
use crate::samples::{Part, TickerStudy};
use crate::trial::FoldIndex;

/// What a model that forecasts the ticker at the place `held` reads of each ticker, itself among them: of its own samples, which
/// give scales only, those of its fold's training; of the others, all that were known when its fold's first forecast is made,
/// or, under the protocol that shares dates, all. Only the ticker itself has origins.
///
/// # Errors
/// In words, where it cannot forecast, or another ticker has nothing to learn from.
pub(crate) fn parts(
    config: &StudyConfig,
    tickers: &[&TickerStudy],
    held: usize,
    fold: FoldIndex,
) -> Result<Vec<Part>, String> {
    let own = tickers.get(held).and_then(|t| t.part(config, fold));
    let own = own.ok_or_else(|| "the newest session has a missing input".to_owned())?;
    let Some(cut) = own.origins.first().map(|origin| tickers[held].decision(origin.0)) else {
        return Err("there is nothing to forecast".to_owned());
    };
    let others = || tickers.iter().enumerate().filter(|(place, _)| *place != held).map(|(_, t)| *t);
    if others().next().is_none() {
        return Err("no other ticker can be learnt from".to_owned());
    }
    let watched = tickers[held].first_watched(&own);
    let mut parts: Vec<Part> = others().map(|t| of_other(config, t, &own, (cut, watched))).collect();
    if let Some((ticker, _)) = others().zip(&parts).find(|(_, part)| part.train.is_empty()) {
        return Err(format!("{} has nothing to learn from that was known at {cut}", ticker.ticker));
    }
    parts.insert(held, own);
    Ok(parts)
}

/// What is learnt of another ticker: what was known of it at the `cut`, divided at the instant from which the fold of the ticker
/// that is left out is watched. A ticker that has ended by then is not watched.
fn of_other(
    config: &StudyConfig,
    ticker: &TickerStudy,
    own: &Part,
    (cut, watched): (Timestamp, Option<Timestamp>),
) -> Part {
    let samples = &ticker.samples;
    let without_origins = |train, validation, known| Part {
        train,
        validation,
        origins: Vec::new(),
        known,
        shown: 0..0,
        ..own.clone()
    };
    if config.protocol.shares_dates() {
        let last = samples.iter().map(|s| s.row).max().unwrap_or(0);
        return without_origins(0..samples.len(), 0..0, last);
    }
    // samples whose targets were realised, with the purge and the embargo, at an instant
    let realised = |instant: Timestamp, sessions: usize| {
        let row = ticker.row_at(instant);
        samples.partition_point(|s| row.is_some_and(|row| s.row + sessions <= row))
    };
    let known = realised(cut, own.before_origin);
    let (end, validation) = match watched {
        None => (known, known..known),
        Some(watched) => {
            let first = samples.partition_point(|s| ticker.decision(s.row) < watched).min(known);
            (realised(watched, own.before_validation).min(first), first..known)
        }
    };
    let start = match &config.protocol {
        Split::LeaveOneTickerOut(split) => match split.window {
            Window::Rolling { rows } => end.saturating_sub(rows),
            Window::Expanding => 0,
        },
        _ => 0,
    };
    without_origins(start..end, validation, ticker.row_at(cut).unwrap_or(0))
}

/// What models learn of the other tickers in each fold of the one at the place `held`; none where they cannot.
pub(crate) fn records(
    config: &StudyConfig,
    tickers: &[TickerStudy],
    held: usize,
) -> Vec<Option<OtherTickers>> {
    let usable = |place: &usize| *place == held || tickers[*place].unfit.is_none();
    let places: Vec<usize> = (0..tickers.len()).filter(usable).collect();
    let all: Vec<&TickerStudy> = places.iter().map(|place| &tickers[*place]).collect();
    let at = places.iter().position(|place| *place == held).unwrap_or(0);
    let record = |fold: usize| {
        let parts = parts(config, &all, at, FoldIndex::Test(fold)).ok()?;
        let others = || all.iter().zip(&parts).enumerate().filter(|(place, _)| *place != at).map(|(_, p)| p);
        let stretch = |of: &dyn Fn(&Part) -> std::ops::Range<usize>| {
            let stretches = others().filter_map(|(ticker, part)| {
                let samples = &ticker.samples[of(part)];
                let date = |s: &bellwether_core::Sample| ticker.stamp(s.row).date;
                Some(Stretch {
                    first: date(samples.first()?),
                    last: date(samples.last()?),
                    samples: samples.len(),
                })
            });
            stretches.reduce(|a, b| Stretch {
                first: a.first.min(b.first),
                last: a.last.max(b.last),
                samples: a.samples + b.samples,
            })
        };
        Some(OtherTickers {
            tickers: others().count(),
            train: stretch(&|part| part.train.clone())?,
            validation: stretch(&|part| part.validation.clone()),
        })
    };
    (0..tickers[held].folds.len()).map(record).collect()
}
