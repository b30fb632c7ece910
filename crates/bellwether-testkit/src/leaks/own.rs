//! Models of the auditor's own that see the future in ways that no setting of a study allows.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bellwether_core::{
    Date, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, TrainSet,
};
use bellwether_study::audit::{Audit, AuditOptions, LeakClass, OwnModel, audit};

use super::studies::{WALK, study};
use super::{Failure, Planted};
use crate::{Market, studies};

/// What one of them knows.
#[derive(Clone)]
enum Knows {
    /// The closes: it goes on learning during the test, from the day before, whose target is five sessions ahead.
    Closes(Vec<f64>),
    /// The mean of the days that it has been asked about.
    Batch,
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
    let config = study(
        "price = [\"close\", \"log-return\"], text = [\"score\"]",
        protocol,
        rest,
        "{ kind = \"drift\" }",
    )?;
    let data = studies::dataset(&config, market)?;
    let folder = tempfile::tempdir()?;
    Ok(audit(&config, &data, &AuditOptions { own: vec![own], ..AuditOptions::new(folder.path()) })?)
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
