//! Studies that see the future.

use std::path::Path;

use bellwether_core::{Bar, Date, Datum};
use bellwether_study::StudyConfig;
use bellwether_study::audit::{Audit, AuditOptions, LeakClass, audit};

use super::{Failure, Planted};
use crate::{Market, MarketSpec, studies};

pub(super) const WALK: &str = "kind = \"walk-forward\", initial = { rows = 60 }, validation = { rows = 10 }, test = { rows = 20 }, refit-every = 10";
const RIDGE: &str = "{ kind = \"ridge\", predict = \"change\" }";
const PLAIN: &str = "price = [\"close\", \"log-return\"], text = [\"score\"]";

pub(super) fn study(inputs: &str, protocol: &str, rest: &str, models: &str) -> Result<StudyConfig, Failure> {
    let text = format!(
        "study = {{ name = \"audited\", seeds = [1] }}\n{rest}\ninputs = {{ {inputs} }}\nprotocol = {{ {protocol} }}\n\
         models = [{models}]\n[data]\nprices = \"memory\"\nposts = \"memory\"\n"
    );
    Ok(StudyConfig::parse(&text, Path::new("study.toml"))?)
}

/// The audit of a study on a market, with the series given.
pub(super) fn audited(
    config: &StudyConfig,
    market: &Market,
    series: Vec<(&str, Vec<Datum>)>,
) -> Result<Audit, Failure> {
    let data = studies::dataset(config, market)?;
    let panel = series
        .into_iter()
        .fold(data.panel().clone(), |panel, (name, values)| panel.with_series(name, None, values));
    let data = data.with_panel(panel);
    let folder = tempfile::tempdir()?;
    Ok(audit(config, &data, &AuditOptions::new(folder.path()))?)
}

fn market() -> Market {
    Market::planted(6, 140)
}

fn plain(inputs: &str) -> Result<Audit, Failure> {
    audited(&study(inputs, WALK, "", RIDGE)?, &market(), Vec::new())
}

/// A figure for each period, given to its first day.
fn figures(period: &str, firsts: &[Date]) -> Result<Audit, Failure> {
    let mut config = study(PLAIN, WALK, "", RIDGE)?;
    let entry = format!("file = \"figures.csv\"\nperiod = \"{period}\"\nknown = \"same-period\"\n");
    config.data.series.push(toml::from_str(&entry)?);
    let zone = config.data.calendar.time_zone()?;
    let mut values = Vec::new();
    for (i, date) in firsts.iter().enumerate() {
        let value = 3.0 + (i as f64 * 1.3).sin();
        values.push(Datum { date: *date, available_at: date.to_zoned(zone.clone())?.timestamp(), value });
    }
    audited(&config, &market(), vec![("figure", values)])
}

fn topics() -> Result<Audit, Failure> {
    plain(
        "price = [\"close\"], text = [\"score\"], topics = { columns = [\"score-topic\"], fitted = \"whole-series\", \
         model = { embed = { kind = \"lsa\", width = 6 }, reduce = { kind = \"pca\", n_components = 4 }, \
         cluster = { kind = \"k-means\", clusters = 5, restarts = 2 } } }",
    )
}

fn whole_series() -> Result<Audit, Failure> {
    let inputs = "price = [\"close\", \"emd-first64\"], text = [\"score\"]";
    let ridge = "{ kind = \"ridge\", decomposition = \"whole-series\" }";
    audited(&study(inputs, WALK, "", ridge)?, &Market::random_walk(6, 240), Vec::new())
}

fn chosen_by_test() -> Result<Audit, Failure> {
    let grid = "{ kind = \"arima-grid\", p = [0, 1], d = [0, 1], q = [0, 1, 2], by = \"test\" }";
    let protocol = "kind = \"hold-out\", choose-by-test = true";
    audited(&study(PLAIN, protocol, "", grid)?, &Market::planted(6, 160), Vec::new())
}

fn unpurged() -> Result<Audit, Failure> {
    let rest = "target = { kind = \"close\", horizon = 5 }";
    audited(&study(PLAIN, &format!("{WALK}, purge = false"), rest, RIDGE)?, &market(), Vec::new())
}

fn dealt_out(market: &Market, models: &str) -> Result<Audit, Failure> {
    audited(&study(PLAIN, "kind = \"random-split\"", "", models)?, market, Vec::new())
}

fn other_tickers() -> Result<Audit, Failure> {
    let spec = MarketSpec { seed: 3, tickers: 2, sessions: 140, ..MarketSpec::default() };
    let mut market = Market::new(&spec);
    // of the same length they would be dealt out alike
    if let Some(bars) = market.bars.values_mut().last() {
        bars.drain(..5);
    }
    dealt_out(&market, "{ kind = \"ridge\", scope = \"global\" }")
}

/// Two tickers, each forecast by a model of the other one on the same days.
fn new_tickers() -> Result<Audit, Failure> {
    let market = Market::new(&MarketSpec { seed: 3, tickers: 2, sessions: 140, ..MarketSpec::default() });
    let protocol = "kind = \"same-dates-new-tickers\", test = { rows = 20 }";
    audited(&study(PLAIN, protocol, "", "{ kind = \"ridge\", scope = \"global\" }")?, &market, Vec::new())
}

/// Ten bars of the past stand under later dates again.
fn duplicated() -> Result<Audit, Failure> {
    let mut market = market();
    for bars in market.bars.values_mut() {
        for row in 0..10 {
            let session = bars[110 + row].session;
            bars[110 + row] = Bar { session, ..bars[20 + row] };
        }
    }
    audited(&study(PLAIN, WALK, "", RIDGE)?, &market, Vec::new())
}

/// One stock under two names.
fn named_twice() -> Result<Audit, Failure> {
    let spec = MarketSpec { seed: 3, tickers: 2, sessions: 140, ..MarketSpec::default() };
    let mut market = Market::new(&spec);
    let first = market.bars[&market.ticker()].clone();
    market.bars.values_mut().for_each(|bars| bars.clone_from(&first));
    audited(&study(PLAIN, WALK, "", RIDGE)?, &market, Vec::new())
}

pub(super) const PLANTED: &[Planted] = &[
    Planted {
        what: "weekly mean of the running week",
        class: LeakClass::LaterPosts,
        guilty: "weekly-mean",
        beside: &[],
        size: (1e-6, 2.0),
        audit: || {
            plain(
                "price = [\"close\"], text = [\"weekly-mean\", \"score\"], text-settings = { week = \"running\" }",
            )
        },
    },
    Planted {
        what: "weights counted after the post",
        class: LeakClass::CountedLater,
        guilty: "follower-weighted",
        beside: &[],
        size: (1e-6, 2.0),
        audit: || plain("price = [\"close\"], text = [\"follower-weighted\", \"score\"]"),
    },
    Planted {
        what: "backward fill",
        class: LeakClass::BackwardFill,
        guilty: "ma7",
        beside: &[],
        size: (0.1, 50.0),
        audit: || plain("price = [\"close\", \"ma7\"], text = [\"score\"], fill = \"backward\""),
    },
    Planted {
        what: "prices restated by later dividends",
        class: LeakClass::Restated,
        guilty: "adj-close",
        beside: &[],
        size: (1.0, 4.0),
        audit: || plain("price = [\"close\", \"adj-close\"], text = [\"score\"]"),
    },
    Planted {
        what: "prices restated by later splits",
        class: LeakClass::Restated,
        guilty: "nearest-neighbours (global)",
        beside: &[],
        size: (0.05, 10.0),
        audit: || {
            let neighbours = "{ kind = \"nearest-neighbours\", scope = \"global\", lookback = 1, scaler = \"none\", predict = \"change\" }";
            audited(&study(PLAIN, WALK, "", neighbours)?, &market(), Vec::new())
        },
    },
    Planted {
        what: "macro figures of the same year",
        class: LeakClass::RunningPeriod,
        guilty: "figure",
        beside: &[],
        size: (2.0, 3.0),
        audit: || figures("annual", &[Date::constant(2013, 1, 1), Date::constant(2014, 1, 1)]),
    },
    Planted {
        what: "search interest of the running month",
        class: LeakClass::RunningPeriod,
        guilty: "figure",
        beside: &[],
        size: (2.0, 3.0),
        audit: || {
            let months: Vec<Date> = (1..=12).map(|month| Date::constant(2014, month, 1)).collect();
            figures("monthly", &months)
        },
    },
    Planted {
        what: "topic model fitted before the split",
        class: LeakClass::LaterTopics,
        guilty: "score-topic",
        beside: &[],
        size: (1e-6, f64::MAX),
        audit: topics,
    },
    Planted {
        what: "decomposition of the whole series",
        class: LeakClass::WholeSeries,
        guilty: "emd-first64",
        // and what it tells pays off even where nothing can be known
        beside: &[LeakClass::SkillOnTosses],
        size: (1e-6, f64::MAX),
        audit: whole_series,
    },
    Planted {
        what: "ARIMA order tuned on the test",
        class: LeakClass::ChosenByTest,
        guilty: "arima-grid",
        beside: &[],
        size: (1e-9, 100.0),
        audit: chosen_by_test,
    },
    Planted {
        what: "overlapping labels without purge",
        class: LeakClass::OverlappingLabels,
        guilty: "target",
        beside: &[],
        size: (4.0, 4.0),
        audit: unpurged,
    },
    Planted {
        what: "random split",
        class: LeakClass::RandomSplit,
        guilty: "target",
        beside: &[],
        size: (1.0, 140.0),
        audit: || dealt_out(&market(), RIDGE),
    },
    Planted {
        what: "same dates in a model of all tickers",
        class: LeakClass::SameDates,
        guilty: "ridge (global)",
        // whoever deals the days out learns from later ones too
        beside: &[LeakClass::RandomSplit],
        size: (1.0, 280.0),
        audit: other_tickers,
    },
    Planted {
        what: "new tickers on the same dates",
        class: LeakClass::SameDates,
        guilty: "ridge (global)",
        beside: &[],
        size: (20.0, 20.0),
        audit: new_tickers,
    },
    Planted {
        what: "bars under another date once more",
        class: LeakClass::Duplicates,
        guilty: "bars",
        beside: &[],
        size: (10.0, 10.0),
        audit: duplicated,
    },
    Planted {
        what: "one stock under two names",
        class: LeakClass::Duplicates,
        guilty: "bars",
        beside: &[],
        size: (140.0, 140.0),
        audit: named_twice,
    },
];
