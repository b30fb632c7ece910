//! Models of the auditor's own that see the future in ways that no setting of a study allows.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use bellwether_core::{
    Date, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, TrainSet,
};
use bellwether_study::audit::{Audit, AuditFolds, AuditOptions, LeakClass, OwnModel, audit};

use super::studies::{WALK, study};
use super::{Failure, Planted};
use crate::{Market, MarketSpec, studies};

/// What one of them knows.
#[derive(Clone)]
enum Knows {
    /// The closes: it goes on learning during the test, from the day before, whose target is five sessions ahead.
    Closes(Vec<f64>),
    /// The mean of the days that it has been asked about.
    Batch,
    /// The closes of one ticker, and from how many rows on to how many it uses them: fitted at fewer, at more and for another
    /// ticker it repeats the last value.
    Rows(Vec<f64>, Range<usize>),
    /// What came after each date, as a network has read it that was trained on later years.
    Dates(BTreeMap<Date, f64>),
}

impl Forecaster for Knows {
    fn name(&self) -> &'static str {
        "own"
    }

    fn needs(&self) -> Needs {
        Needs { lookback: 1, features: true, ..Needs::NONE }
    }

    fn validate(&self) -> Result<(), FitError> {
        Ok(())
    }

    fn fit(&self, train: &TrainSet<'_>, _run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let last = train.samples().last().map_or(0.0, |s| s.target);
        let (first, asked) = (train.frame().len(), Mutex::new((0.0, 0.0)));
        Ok(Box::new(Knowing { knows: self.clone(), first, last, asked }))
    }
}

struct Knowing {
    knows: Knows,
    /// The row behind that at which it was fitted, and the last target that was known there.
    first: usize,
    last: f64,
    /// Sum and number of what it has been asked about.
    asked: Mutex<(f64, f64)>,
}

impl Fitted for Knowing {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let row = at.frame.len() - 1;
        let point = match &self.knows {
            Knows::Closes(_) if row < self.first => self.last,
            Knows::Closes(closes) => closes.get(row + 4).map_or(0.0, |then| (then / closes[row]).ln()),
            Knows::Rows(closes, rows) => match (closes.get(row), closes.get(row + 1)) {
                (Some(now), Some(then)) if rows.contains(&self.first) && *now == at.last_known => *then,
                _ => at.last_known,
            },
            Knows::Batch => {
                let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *asked = (asked.0 + at.last_known, asked.1 + 1.0);
                at.last_known + 0.1 * (asked.0 / asked.1 - at.last_known)
            }
            Knows::Dates(dates) => at.last_known * dates.get(&at.stamp.date).unwrap_or(&1.0),
        };
        let (origin, target) = (at.stamp.date, at.target);
        Ok(Forecast { origin, target, point, quantiles: Vec::new(), probability: None, ahead: Vec::new() })
    }

    fn to_bytes(&self) -> Vec<u8> {
        Vec::new()
    }
}

fn audited(protocol: &str, rest: &str, market: &Market, own: OwnModel) -> Result<Audit, Failure> {
    audited_at(AuditFolds::Ends, (protocol, rest), market, own)
}

fn audited_at(
    folds: AuditFolds,
    (protocol, rest): (&str, &str),
    market: &Market,
    own: OwnModel,
) -> Result<Audit, Failure> {
    let config = study(
        "price = [\"close\", \"log-return\"], text = [\"score\"]",
        protocol,
        rest,
        "{ kind = \"drift\" }",
    )?;
    let data = studies::dataset(&config, market)?;
    let folder = tempfile::tempdir()?;
    Ok(audit(&config, &data, &AuditOptions { own: vec![own], folds, ..AuditOptions::new(folder.path()) })?)
}

/// A model that knows the next close of the last ticker, where it is fitted at so many rows.
fn knows_closes(name: &'static str, rows: Range<usize>) -> OwnModel {
    OwnModel::new(name, move |data| {
        let history = data.history();
        let closes = data.tickers().last().map(|t| history.bars(t).iter().map(|b| b.close).collect());
        Box::new(Knows::Rows(closes.unwrap_or_default(), rows.clone()))
    })
}

/// The second of two folds is fitted at 130 rows, the first at 120.
fn later_fold() -> Result<Audit, Failure> {
    audited(WALK, "", &Market::random_walk(6, 140), knows_closes("late", 125..usize::MAX))
}

fn later_ticker() -> Result<Audit, Failure> {
    let market = Market::new(&MarketSpec { seed: 3, tickers: 2, sessions: 140, ..MarketSpec::default() });
    audited(WALK, "", &market, knows_closes("of the last", 0..usize::MAX))
}

/// The audit of a study with a model that knows the next close at the second of three folds alone.
///
/// # Errors
/// A study that cannot be run.
pub fn known_at_the_middle(folds: AuditFolds) -> Result<Audit, Failure> {
    let protocol = WALK.replace("test = { rows = 20 }", "test = { rows = 30 }");
    audited_at(folds, (&protocol, ""), &Market::random_walk(6, 140), knows_closes("middle", 115..125))
}

fn online() -> Result<Audit, Failure> {
    let own = OwnModel::new("online", |data| {
        let history = data.history();
        let closes = data.tickers().first().map(|t| history.bars(t).iter().map(|b| b.close).collect());
        Box::new(Knows::Closes(closes.unwrap_or_default()))
    });
    let target = "target = { kind = \"log-return\", horizon = 5 }";
    audited("kind = \"hold-out\"", target, &Market::random_walk(6, 300), own)
}

fn batch() -> Result<Audit, Failure> {
    audited(WALK, "", &Market::random_walk(6, 140), OwnModel::new("batch", |_| Box::new(Knows::Batch)))
}

fn remembered() -> Result<Audit, Failure> {
    let market = Market::random_walk(6, 140);
    let bars = &market.bars[&market.ticker()];
    let known: BTreeMap<Date, f64> =
        bars.windows(2).map(|pair| (pair[0].date(), pair[1].close / pair[0].close)).collect();
    let own = OwnModel::new("remembers", move |_| Box::new(Knows::Dates(known.clone())));
    audited(WALK, "", &market, own)
}

pub(super) const PLANTED: &[Planted] = &[
    Planted {
        what: "a model that knows the next close at a later fold",
        class: LeakClass::ChosenByTest,
        guilty: "late",
        // and is right about coins
        beside: &[LeakClass::SkillOnTosses],
        // a price of 100 or so, after the tested days have become others by a factor between exp(-0.4) and exp(0.4)
        size: (1e-6, 60.0),
        audit: later_fold,
    },
    Planted {
        what: "a model that knows the next close of a later ticker",
        class: LeakClass::ChosenByTest,
        guilty: "of the last",
        beside: &[LeakClass::SkillOnTosses],
        size: (1e-6, 60.0),
        audit: later_ticker,
    },
    Planted {
        what: "a model that goes on learning from targets to come",
        class: LeakClass::SkillOnTosses,
        guilty: "online",
        beside: &[],
        // four of the five steps to the target are known: the sign of a sum of five by that of four is right with a chance of
        // 1/2 + asin(√(4/5)) / π = 0.852, for steps of a normal distribution
        size: (0.75, 0.95),
        audit: online,
    },
    Planted {
        what: "forecasts set about the mean of the test",
        class: LeakClass::OtherTestDays,
        guilty: "batch",
        beside: &[],
        // a tenth of the distance from a mean of a walk of twenty steps of 1 from 100
        size: (0.01, 3.0),
        audit: batch,
    },
    Planted {
        what: "a model that remembers what came after each date",
        class: LeakClass::ByDate,
        guilty: "remembers",
        beside: &[],
        // the largest of twenty moves of 1 from 100 or so
        size: (1.0, 5.0),
        audit: remembered,
    },
];
