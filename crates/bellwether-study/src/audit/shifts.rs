//! What text is worth when it comes some sessions later or earlier than it does.

use std::collections::BTreeMap;

use bellwether_core::{Date, FeatureFrame, Forecaster, Origin, RunContext, TrainSet};
use bellwether_evaluation::significance::diebold_mariano_losses;
use bellwether_models::Predict;
use bellwether_models::classical::{LogisticRegression, LogisticRegressionParams, Ridge, RidgeParams};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StudyConfig;
use crate::record::Arm;
use crate::samples::TickerStudy;

/// Sessions by which text is shifted at most, either way.
const REACH: i64 = 5;
/// Tickers that are looked at.
const TICKERS: usize = 12;
/// Fewer tested days say nothing.
const DAYS: usize = 20;
/// A statistic that is not luck among eleven.
const SURE: f64 = 4.0;
/// One that may be.
const NOTHING: f64 = 2.0;

/// What text saved when it was shifted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TextShift {
    /// Sessions by which all text came later; below 0 it came before it was written.
    pub sessions: i64,
    /// The share of the mean squared error (of a direction's probability the Brier score) that it saved.
    pub saved: f64,
    /// The statistic of Diebold and Mariano over the tested days, above 0 where text saved something.
    pub statistic: f64,
    /// Tested days.
    pub days: usize,
}

/// A ridge regression (for directions a logistic one) on the study's inputs with and without text, at all folds, with all
/// text shifted by so many sessions. Nothing where there are too few days.
pub(super) fn worth(config: &StudyConfig, clean: &[TickerStudy]) -> Vec<TextShift> {
    let with_folds: Vec<&TickerStudy> =
        clean.iter().filter(|t| !t.folds.is_empty() && t.text_arms() > 0).take(TICKERS).collect();
    let all: Vec<Option<TextShift>> =
        (-REACH..=REACH).into_par_iter().map(|by| shifted(config, &with_folds, by)).collect();
    all.into_iter().flatten().collect()
}

/// What a person should know about when text was worth something, if anything.
pub(super) fn remark(shifts: &[TextShift]) -> Option<String> {
    let at = |sessions: i64| shifts.iter().find(|s| s.sessions == sessions);
    let (before, now, after) = (at(-1)?, at(0)?, at(1)?);
    let share = |s: &TextShift| format!("{} % of the squared error", crate::words::value(100.0 * s.saved, 1));
    if now.statistic > SURE && before.statistic < NOTHING && after.statistic < NOTHING {
        return Some(format!(
            "text saves {} as it is stamped and nothing a session earlier or later: either news takes a day to be priced, or what \
             is said of a session is stamped a day early; compare a few stamps with their source",
            share(now)
        ));
    }
    let best = shifts.iter().filter(|s| s.sessions < 0).max_by(|a, b| a.statistic.total_cmp(&b.statistic))?;
    if best.statistic > SURE && now.statistic < NOTHING {
        return Some(format!(
            "text would save {} if it came {} earlier, before it is known, and saves nothing as it is stamped: it follows the \
             prices, and stamps that are early would make it tell them",
            share(best),
            crate::words::count(best.sessions.unsigned_abs() as usize, "session")
        ));
    }
    None
}

fn shifted(config: &StudyConfig, tickers: &[&TickerStudy], by: i64) -> Option<TextShift> {
    let mut days: BTreeMap<Date, Vec<(f64, f64)>> = BTreeMap::new();
    for ticker in tickers {
        for (date, losses) in of_ticker(config, ticker, by)? {
            days.entry(date).or_default().push(losses);
        }
    }
    let mean = |losses: &Vec<(f64, f64)>, of: fn(&(f64, f64)) -> f64| {
        losses.iter().map(of).sum::<f64>() / losses.len() as f64
    };
    let with: Vec<f64> = days.values().map(|l| mean(l, |l| l.0)).collect();
    let without: Vec<f64> = days.values().map(|l| mean(l, |l| l.1)).collect();
    if days.len() < DAYS.max(4 * config.target.horizon) {
        return None;
    }
    let test = diebold_mariano_losses(&with, &without, config.target.horizon).ok()?;
    let statistic = test.test().map_or(0.0, |test| -test.statistic);
    let saved = 1.0 - with.iter().sum::<f64>() / without.iter().sum::<f64>();
    Some(TextShift { sessions: by, saved, statistic, days: days.len() })
}

type Losses = (f64, f64);

/// The losses with and without text on each tested day of one ticker.
fn of_ticker(config: &StudyConfig, ticker: &TickerStudy, by: i64) -> Option<Vec<(Date, Losses)>> {
    let (plain, told) = (ticker.frame(Arm::WithoutText), ticker.frame(Arm::WithText(0)));
    let (moved, whole) = text_later(plain, told, by)?;
    let usable = |row: usize| whole[row];
    let model = model(config);
    let target = config.target.main();
    let mut out = Vec::new();
    for fold in &ticker.folds {
        let of = |range: &std::ops::Range<usize>| {
            let samples = ticker.samples[range.clone()].iter().filter(|s| usable(s.row));
            samples.copied().collect::<Vec<_>>()
        };
        let (train, test) = (of(&fold.train), of(&fold.test));
        let Some(known) = test.first().map(|s| s.row).max(train.last().map(|s| s.row)) else { continue };
        let fit = |frame: &FeatureFrame| {
            let set = TrainSet::new(frame.first(known + 1), &train, &[], target);
            model.fit(&set, &RunContext::new(config.study.seeds[0])).ok()
        };
        let (Some(with), Some(without)) = (fit(&moved), fit(plain)) else { continue };
        for sample in &test {
            let loss = |fitted: &dyn bellwether_core::Fitted, frame: &FeatureFrame| {
                let view = frame.first(sample.row + 1);
                let stamp = view.stamps()[sample.row];
                let at = Origin {
                    frame: view,
                    last_known: sample.last_known,
                    target,
                    stamp,
                    series: 0,
                    further: &[],
                };
                let forecast = fitted.forecast(&at).ok()?;
                let unit = if target.is_price() { sample.last_known } else { 1.0 };
                let error = (forecast.probability.unwrap_or(forecast.point) - sample.target) / unit;
                Some(error * error)
            };
            if let (Some(with), Some(without)) = (loss(&*with, &moved), loss(&*without, plain)) {
                out.push((ticker.stamp(sample.row).date, (with, without)));
            }
        }
    }
    Some(out)
}

/// The columns of text so many rows later, and the rows at which all shifts have a finite value.
fn text_later(plain: &FeatureFrame, told: &FeatureFrame, by: i64) -> Option<(FeatureFrame, Vec<bool>)> {
    let view = told.view();
    let n = view.len();
    let text: Vec<usize> =
        (0..view.width()).filter(|j| plain.view().column(&view.names()[*j]).is_none()).collect();
    let value = |row: i64, j: usize| {
        usize::try_from(row).ok().filter(|row| *row < n).map_or(f64::NAN, |row| view.row(row)[j])
    };
    let rows = 0..n as i64;
    let columns: Vec<(String, Vec<f64>)> = text
        .iter()
        .map(|j| (view.names()[*j].clone(), rows.clone().map(|row| value(row - by, *j)).collect()))
        .collect();
    let whole = |row: i64| (-REACH..=REACH).all(|k| text.iter().all(|j| value(row - k, *j).is_finite()));
    Some((told.with_columns(&columns).ok()?, rows.clone().map(whole).collect()))
}

fn model(config: &StudyConfig) -> Box<dyn Forecaster> {
    if config.target.main().is_direction() {
        return Box::new(LogisticRegression(LogisticRegressionParams {
            lookback: 1,
            ..LogisticRegressionParams::default()
        }));
    }
    Box::new(Ridge(RidgeParams { lookback: 1, predict: Predict::Change, ..RidgeParams::default() }))
}
