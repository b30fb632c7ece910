//! Inputs made again from data with another future.

use bellwether_core::Timestamp;
use bellwether_features::Fill;

use super::change::Open;
use super::moved::{Moved, moved};
use super::{Experiment, Found, Leak, LeakClass, Source};
use crate::dataset::Dataset;
use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::{StudyConfig, StudyError, runner};

/// Changes prices, posts and series after some cuts, each alone.
pub(super) fn later_inputs(
    config: &StudyConfig,
    dataset: &Dataset,
    clean: &[TickerStudy],
) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let open = Open::new(config, dataset);
    let plain = StudyConfig {
        inputs: crate::InputsConfig { fill: Fill::None, ..config.inputs.clone() },
        ..config.clone()
    };
    let cuts = cuts(config, &plain, dataset, clean)?;
    for source in sources(config, dataset) {
        if source == Source::Series {
            found.remarks.extend(open.published(config));
        }
        let mut guilty: Vec<String> = Vec::new();
        for cut in &cuts {
            let changed = open.clone().later(config, source, *cut)?.close(dataset)?;
            let after = runner::prepare(config, &changed)?;
            let all = compare(clean, &after, *cut, &mut found.compared);
            let new: Vec<_> = all.into_iter().filter(|(_, m, _)| !guilty.contains(&m.column)).collect();
            if new.is_empty() {
                continue;
            }
            // what does not move unfilled is moved by the filling
            let unfilled = if config.inputs.fill == Fill::None {
                None
            } else {
                let (before, after) = (runner::prepare(&plain, dataset)?, runner::prepare(&plain, &changed)?);
                Some(compare(&before, &after, *cut, &mut 0))
            };
            for (ticker, moved, whole) in new {
                if guilty.contains(&moved.column) {
                    continue;
                }
                let filled =
                    unfilled.as_ref().is_some_and(|u| u.iter().all(|(_, m, _)| m.column != moved.column));
                let class = if whole {
                    LeakClass::WholeSeries
                } else if filled {
                    LeakClass::BackwardFill
                } else {
                    match source {
                        Source::Prices => LeakClass::LaterPrices,
                        Source::Posts => LeakClass::LaterPosts,
                        Source::Series => LeakClass::RunningPeriod,
                    }
                };
                guilty.push(moved.column.clone());
                let clean = &clean[ticker];
                found.leaks.push(of_column(class, Experiment::FutureInputs, Some(source), clean, moved));
            }
        }
    }
    Ok(found)
}

/// Changes what is counted after a post was published.
pub(super) fn recounted(config: &StudyConfig, dataset: &Dataset) -> Result<Found, StudyError> {
    let mut found = Found::default();
    let open = Open::new(config, dataset);
    let before = runner::prepare(config, &open.clone().recounted(config, false)?.close(dataset)?)?;
    let after = runner::prepare(config, &open.recounted(config, true)?.close(dataset)?)?;
    for (ticker, moved, _) in compare(&before, &after, Timestamp::MAX, &mut found.compared) {
        if found.leaks.iter().all(|leak| leak.column.as_deref() != Some(&moved.column)) {
            let of = &before[ticker];
            let leak =
                of_column(LeakClass::CountedLater, Experiment::Recounted, Some(Source::Posts), of, moved);
            found.leaks.push(leak);
        }
    }
    Ok(found)
}

/// The sources that a study has.
pub(super) fn sources(config: &StudyConfig, dataset: &Dataset) -> Vec<Source> {
    let mut sources = vec![Source::Prices];
    sources.extend(dataset.has_posts(config).then_some(Source::Posts));
    let with_series = !config.data.series.is_empty() && dataset.history().series_names().next().is_some();
    sources.extend(with_series.then_some(Source::Series));
    sources
}

/// Decisions: five days in a row, a week whatever its days, one early and one late, and some at which a column lacks a
/// value.
pub(super) fn cuts(
    config: &StudyConfig,
    plain: &StudyConfig,
    dataset: &Dataset,
    clean: &[TickerStudy],
) -> Result<Vec<Timestamp>, StudyError> {
    let Some(ticker) = clean.iter().find(|ticker| !ticker.bars.is_empty()) else { return Ok(Vec::new()) };
    let n = ticker.bars.len();
    let middle = n * 3 / 5;
    let mut rows = vec![n / 3, n * 17 / 20];
    rows.extend(middle..(middle + 5).min(n));
    let mut cuts: Vec<Timestamp> = rows.iter().map(|row| ticker.decision(*row)).collect();
    if config.inputs.fill != Fill::None {
        for ticker in runner::prepare(plain, dataset)? {
            let frames = (0..ticker.text_arms()).map(Arm::WithText).chain([Arm::WithoutText]);
            let lacking: Vec<usize> = frames
                .flat_map(|arm| {
                    let view = ticker.frame(arm).view();
                    let lacks = move |row: &usize| view.row(*row).iter().any(|v| v.is_nan());
                    (0..view.len()).filter(lacks).collect::<Vec<_>>()
                })
                .collect();
            let some = [0, lacking.len() / 2, lacking.len().saturating_sub(1)];
            cuts.extend(some.into_iter().filter_map(|i| lacking.get(i)).map(|row| ticker.decision(*row)));
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    Ok(cuts)
}

/// What moved of each ticker, by its place, and whether only a decomposition of the whole series did.
pub(super) fn compare(
    before: &[TickerStudy],
    after: &[TickerStudy],
    until: Timestamp,
    compared: &mut usize,
) -> Vec<(usize, Moved, bool)> {
    let mut out: Vec<(usize, Moved, bool)> = Vec::new();
    for (place, (before, after)) in before.iter().zip(after).enumerate() {
        let arms = || (0..before.text_arms()).map(Arm::WithText).chain([Arm::WithoutText]);
        for whole in [false, true] {
            for arm in arms() {
                let frame =
                    |t: &TickerStudy| if whole { t.whole_frame(arm).clone() } else { t.frame(arm).clone() };
                let (was, is) = (frame(before), frame(after));
                let (own, numbers) = moved(&was.view(), &is.view(), until);
                *compared += numbers;
                for one in own {
                    if out.iter().all(|(_, m, _)| m.column != one.column) {
                        out.push((place, one, whole));
                    }
                }
            }
        }
    }
    out
}

pub(super) fn of_column(
    class: LeakClass,
    experiment: Experiment,
    source: Option<Source>,
    ticker: &TickerStudy,
    moved: Moved,
) -> Leak {
    let what = match (experiment, source) {
        (Experiment::TextMoved, _) => {
            "posts that were not written yet and come a day or more earlier or later".to_owned()
        }
        (Experiment::LaterDividend, _) => "a dividend that is paid later".to_owned(),
        (Experiment::Recounted, _) => {
            "likes, retweets, replies and followers that are counted later".to_owned()
        }
        (_, Some(source)) => format!("{source} that were not known yet"),
        (_, None) => "what was not known yet".to_owned(),
    };
    let size =
        if moved.size.is_finite() { format!(", by up to {}", figure(moved.size)) } else { String::new() };
    let words = format!(
        "`{}` of {} moves with {what}: {} from {} on{size}",
        moved.column,
        ticker.ticker,
        crate::words::count(moved.rows, "row"),
        moved.date,
    );
    Leak {
        source,
        ticker: Some(ticker.ticker.clone()),
        column: Some(moved.column),
        date: Some(moved.date),
        size: if moved.size.is_finite() { moved.size } else { f64::MAX },
        rows: moved.rows,
        words,
        ..Leak::new(class, experiment)
    }
}

/// Three digits.
pub(super) fn figure(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e6).contains(&value.abs()) {
        return format!("{value:.2e}").replace('-', "−");
    }
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 1.0 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}
