//! Whole studies cannot see the future, and do not depend on threads or on each other.

use bellwether_core::{Date, Panel, TargetKind, Timestamp};
use bellwether_evaluation::splits::{Size, Split};
use bellwether_features::{Followers, TextFeature};
use bellwether_models::ModelSpec;
use bellwether_study::StudyConfig;
use bellwether_study::record::{ModelRow, RunRecord, TickerRecord};
use bellwether_testkit::laws::{poison, purge};
use bellwether_testkit::{Market, MarketSpec, Poison, Trace, Violation, registered, studies};
use serde_json::json;

use crate::support::{chronological, models, target};

/// Two folds of 10 forecasts, counted in rows, so that samples beyond the cutoff do not move them.
pub(crate) const BASE: &str = r#"
[study]
name = "law"
seeds = [1, 2]
[data]
prices = "memory"
posts = "memory"
[inputs]
price = ["open", "high", "low", "close", "log-return", "ma7", "volume"]
[protocol]
kind = "walk-forward"
initial = { rows = 30 }
validation = { rows = 10 }
test = { rows = 20 }
refit-every = 10
"#;

pub(crate) fn config(
    protocol: &Split,
    kind: TargetKind,
    horizon: usize,
    models: &[ModelSpec],
) -> StudyConfig {
    let mut config = studies::config(BASE, models).unwrap();
    config.protocol = *protocol;
    config.target = target(kind, horizon).into();
    config
}

/// Every chronological protocol that one ticker is enough for, its sizes in rows.
pub(crate) fn protocols() -> Vec<Split> {
    chronological().into_iter().filter(|s| !s.leaves_ticker_out()).map(in_rows).collect()
}

/// The protocol with its sizes in rows, so that samples beyond a cutoff do not move them.
pub(crate) fn in_rows(split: Split) -> Split {
    let mut value = serde_json::to_value(split).unwrap();
    let sizes = [("test", json!(20)), ("validation", json!(10)), ("initial", json!(30))];
    for (name, rows) in sizes {
        if let Some(slot) = value.get_mut(name) {
            *slot = json!({ "rows": rows });
        }
    }
    if let Some(slot) = value.get_mut("refit-every") {
        *slot = json!(10);
    }
    serde_json::from_value(value).unwrap()
}

pub(crate) fn record(
    config: &StudyConfig,
    market: &Market,
    panel: Panel,
    threads: usize,
) -> Result<RunRecord, Violation> {
    let folder = tempfile::tempdir().map_err(Violation::untested)?;
    let data = studies::with_panel(config, market, panel).map_err(Violation::untested)?;
    let run = studies::run(config, &data, folder.path(), threads, false).map_err(Violation::untested)?;
    Ok(run.record)
}

/// Folds and forecasts whose origin is not after `last`.
pub(crate) fn known(record: &RunRecord, last: Date) -> Result<Trace, Violation> {
    let day = |d: Date| f64::from(d.year()) * 1e4 + f64::from(d.month()) * 1e2 + f64::from(d.day());
    let mut trace = Trace::default();
    for ticker in &record.tickers {
        for row in &ticker.rows {
            let label = format!("{} {:?}", row.model, row.arm);
            if let Some(failure) = row.failures.first() {
                return Err(Violation::untested(format!("{label}: {failure}")));
            }
            let known = row.forecasts.iter().filter(|f| f.origin <= last);
            let numbers = known
                .flat_map(|f| [day(f.origin), f.predicted, f.probability.unwrap_or(f64::NAN), f.last_known]);
            trace.numbers(label.clone(), numbers);
            let known = row.forecasts.iter().filter(|f| f.origin <= last);
            let quantiles = known.flat_map(|f| f.quantiles.iter().map(|q| q.value));
            trace.numbers(format!("{label}, quantiles"), quantiles);
            for further in &row.further {
                let ahead = row.forecasts.iter().zip(&further.predicted).filter(|(f, _)| f.origin <= last);
                let label = format!("{label}, {} sessions ahead", further.horizon);
                trace.numbers(label.clone(), ahead.map(|(_, predicted)| *predicted));
                let own = further.quantile_values.iter().map(|q| &q.values).chain([&further.probability]);
                let known = own.flat_map(|values| {
                    row.forecasts.iter().zip(values).filter(|(f, _)| f.origin <= last).map(|(_, v)| *v)
                });
                trace.numbers(format!("{label}, distribution"), known);
            }
        }
    }
    Ok(trace)
}

/// The models that the target suits, so that no row fails.
pub(crate) fn suited(kind: TargetKind) -> Vec<ModelSpec> {
    let suits = |spec: &ModelSpec| crate::support::forecasts(spec, target(kind, 1));
    models().into_iter().filter(suits).collect()
}

/// The law of the poisoned future, for a whole study: the cutoff is the close of `row`, after the first fit.
pub(crate) fn sees_no_future(config: &StudyConfig, market: &Market, row: usize) -> Result<(), Violation> {
    let cutoff = market.close_of(row);
    let last = market.bars[&market.ticker()][row].date();
    // these keep every sample, so that the folds stay where they are; single precision holds 1e12 and its products
    let kept = [Poison::Value(1e12), Poison::Silent, Poison::Loud];
    let compute = |panel: &Panel| known(&record(config, market, panel.clone(), 2)?, last);
    poison::future(market, cutoff, &kept, &compute)?;
    // without the bars, or with NaN for them, the study is that of the shorter market: all of it must agree
    let all = |poison: Poison| {
        let record = record(config, market, poison.apply(market, cutoff), 2)?;
        known(&record, Date::MAX)
    };
    let absent = all(Poison::Absent)?;
    absent.unmoved(&all(Poison::Value(f64::NAN))?, "a market that ends against one that goes on with NaN")
}

/// The same protocol without a validation part, so that training ends where the test begins.
fn unwatched(protocol: &Split) -> Split {
    let mut open = *protocol;
    match &mut open {
        Split::HoldOut(split) => split.validation = Size::Rows(0),
        Split::WalkForward(split) | Split::LeaveOneTickerOut(split) => split.validation = Size::Rows(0),
        Split::RandomSplit(split) => split.validation = Size::Rows(0),
        Split::KFold(_) | Split::Combinatorial(_) | Split::SameDatesNewTickers(_) => {}
    }
    open
}

#[test]
fn no_study_sees_the_future() {
    let market = Market::planted(6, 110);
    for protocol in protocols().iter().flat_map(|p| [*p, unwatched(p)]) {
        for (kind, horizon) in
            [(TargetKind::Close, 1), (TargetKind::LogReturn, 5), (TargetKind::Direction, 1)]
        {
            let config = config(&protocol, kind, horizon, &suited(kind));
            // the first of twenty origins, at which what is learnt from must end; and one on the way
            for row in [90 - horizon, 100] {
                let law = sees_no_future(&config, &market, row);
                law.unwrap_or_else(|e| panic!("{protocol:?} {kind} {horizon} at row {row}: {e}"));
            }
        }
    }
}

#[test]
fn a_study_that_fills_backward_is_caught_and_warned_of() {
    // the volume of row 100 is missing, and filled from row 101
    let mut market = Market::planted(6, 110);
    let ticker = market.ticker();
    market.bars.get_mut(&ticker).unwrap()[100].volume = f64::NAN;
    let mut config = config(&protocols()[0], TargetKind::Close, 1, &suited(TargetKind::Close));
    config.inputs.fill = serde_json::from_value(json!("backward")).unwrap();
    let found = sees_no_future(&config, &market, 100);
    assert!(matches!(found, Err(Violation::Moved { .. } | Violation::Reshaped { .. })), "{found:?}");
    let record = record(&config, &market, market.panel(), 2).unwrap();
    assert!(record.warnings[0].contains("see the future"), "{:?}", record.warnings);
}

/// A study with horizon 5, purged or not.
fn far(protocol: &Split, purged: bool) -> StudyConfig {
    let mut config = config(protocol, TargetKind::Close, 5, &models()[..1]);
    match &mut config.protocol {
        Split::HoldOut(split) => split.purge = purged,
        Split::WalkForward(split) | Split::LeaveOneTickerOut(split) => split.purge = purged,
        Split::RandomSplit(_) | Split::KFold(_) | Split::Combinatorial(_) | Split::SameDatesNewTickers(_) => {
            unreachable!("not chronological")
        }
    }
    config
}

#[test]
fn training_targets_are_known_when_the_study_forecasts() {
    for market in [Market::planted(6, 110), Market::planted(6, 160).with_gaps(17)] {
        for protocol in protocols() {
            let law = |config: &StudyConfig| -> Result<(), Violation> {
                let record = record(config, &market, market.panel(), 2)?;
                let ticker: &TickerRecord = &record.tickers[0];
                assert_eq!(
                    record.warnings.is_empty(),
                    purge::record(ticker, 5).is_ok(),
                    "{:?}",
                    record.warnings
                );
                purge::record(ticker, 5)
            };
            assert_eq!(law(&far(&protocol, true)), Ok(()), "{protocol:?}");
            assert!(matches!(law(&far(&protocol, false)), Err(Violation::Overlap { .. })), "{protocol:?}");
        }
    }
}

#[test]
fn without_purging_the_poison_moves_the_forecasts() {
    // ridge at horizon 5: the last training targets of the last fold lie after its first origin
    let market = Market::planted(6, 110);
    let ridge: Vec<ModelSpec> =
        suited(TargetKind::Close).into_iter().filter(|s| s.info().kind == "ridge").collect();
    for (purged, caught) in [(true, false), (false, true)] {
        let mut config = far(&protocols()[0], purged);
        config.models.clear();
        let models = studies::config(BASE, &ridge).unwrap().models;
        config.models = models;
        // the last usable row is 104; 20 tested: the first origin is row 85
        let cutoff: Timestamp = market.close_of(85);
        let last = market.bars[&market.ticker()][85].date();
        let compute = |panel: &Panel| known(&record(&config, &market, panel.clone(), 2)?, last);
        let found = poison::future(&market, cutoff, &[Poison::Value(1e30)], &compute);
        assert_eq!(matches!(found, Err(Violation::Moved { .. })), caught, "purged {purged}: {found:?}");
    }
}

#[test]
fn the_forecast_beyond_the_data_is_the_one_made_when_that_day_has_come() {
    // a market that ends with row 100, and the same market later on, tested from row 100 on
    let (row, later) = (100, Market::planted(6, 110));
    let last = later.bars[&later.ticker()][row].date();
    for (kind, horizon) in [(TargetKind::Close, 1), (TargetKind::LogReturn, 5), (TargetKind::Direction, 1)] {
        let now = config(&protocols()[1], kind, horizon, &suited(kind));
        let mut then = now.clone();
        let Split::WalkForward(split) = &mut then.protocol else { panic!("walk-forward is the second") };
        split.test = Size::Rows(110 - horizon - row);
        let panel = Poison::Absent.apply(&later, later.close_of(row));
        let (now, then) =
            (record(&now, &later, panel, 2).unwrap(), record(&then, &later, later.panel(), 2).unwrap());
        for (now, then) in now.tickers[0].rows.iter().zip(&then.tickers[0].rows) {
            let (next, made) = (now.next.as_ref().unwrap(), &then.forecasts[0]);
            let case = format!("{kind} {horizon} {}", now.model);
            assert_eq!((next.origin, next.date), (last, made.date), "{case}");
            assert_eq!((next.origin, next.last_known), (made.origin, made.last_known), "{case}");
            assert_eq!((next.point, next.probability), (made.predicted, made.probability), "{case}");
        }
    }
}

/// The record's bytes as they lie on disk.
pub(crate) fn bytes(config: &StudyConfig, market: &Market, threads: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let data = studies::dataset(config, market).unwrap();
    let run = studies::run(config, &data, folder.path(), threads, false).unwrap();
    std::fs::read(run.record_path).unwrap()
}

#[test]
fn the_record_is_the_same_bytes_on_any_number_of_threads() {
    let market = Market::new(&MarketSpec { seed: 3, tickers: 3, sessions: 100, ..MarketSpec::default() });
    for kind in [TargetKind::Close, TargetKind::Direction] {
        let config = config(&protocols()[1], kind, 1, &models());
        let once = bytes(&config, &market, 1);
        assert!(once.len() > 10_000);
        for threads in [2, 4] {
            assert!(once == bytes(&config, &market, threads), "{kind}: other bytes on {threads} threads");
        }
    }
}

#[test]
fn another_seed_moves_seeded_models_and_no_other() {
    let market = Market::random_walk(3, 100);
    let one = config(&protocols()[0], TargetKind::Close, 1, &suited(TargetKind::Close));
    let mut other = one.clone();
    other.study.seeds = vec![3, 4];
    let (one, other) = (
        record(&one, &market, market.panel(), 2).unwrap(),
        record(&other, &market, market.panel(), 2).unwrap(),
    );
    for (a, b) in one.tickers[0].rows.iter().zip(&other.tickers[0].rows) {
        let seeded = models().iter().any(|s| s.info().kind == a.model && s.build().needs().seeded);
        assert_eq!(a.forecasts != b.forecasts, seeded, "{}", a.model);
    }
}

/// The row without the p-values that are adjusted for the number of rows.
fn unadjusted(row: &ModelRow) -> ModelRow {
    let mut row = row.clone();
    let tests = &mut row.tests;
    for sign in [&mut tests.directions, &mut tests.profit].into_iter().flatten() {
        sign.adjusted = None;
    }
    if let Some(calibration) = &mut tests.calibration {
        calibration.adjusted = None;
    }
    row
}

#[test]
fn a_further_model_moves_no_other() {
    let market = Market::random_walk(3, 100);
    // the widest window decides where samples begin, so they are compared beside models with the same one
    let five = |spec: &ModelSpec| spec.build().needs().lookback <= 5;
    let all: Vec<ModelSpec> = suited(TargetKind::Close).into_iter().filter(five).collect();
    let of = |models: &[ModelSpec]| {
        let config = config(&protocols()[0], TargetKind::Close, 1, models);
        record(&config, &market, market.panel(), 2).unwrap().tickers.remove(0)
    };
    let together = of(&all);
    for spec in all.iter().filter(|s| s.build().needs().lookback == 5) {
        for row in of(std::slice::from_ref(spec)).rows {
            let same = together.rows.iter().find(|r| r.model == row.model && r.arm == row.arm).unwrap();
            assert_eq!(unadjusted(same), unadjusted(&row));
        }
    }
    assert!(all.iter().filter(|s| s.build().needs().lookback == 5).count() >= 3);
}

#[test]
fn persistence_is_the_first_row_wherever_it_stands_in_the_file() {
    let market = Market::random_walk(3, 100);
    for kind in registered::<TargetKind>() {
        let mut models = suited(kind);
        models.reverse();
        let record = record(&config(&protocols()[0], kind, 1, &models), &market, market.panel(), 2).unwrap();
        let row = &record.tickers[0].rows[0];
        assert_eq!((row.model.as_str(), &record.pooled[0].model), ("persistence", &row.model), "{kind}");
        assert!(row.forecasts.iter().all(|f| f.predicted == f.last_known));
    }
}

/// Two scorers side by side and series beside the prices, every text column among the inputs.
#[test]
fn no_study_of_scorers_and_series_sees_the_future() {
    let market = Market::planted(6, 130);
    let models: Vec<ModelSpec> = models().into_iter().filter(|m| m.info().kind == "ridge").collect();
    let mut config = config(&protocols()[0], TargetKind::Close, 1, &models);
    let settings = config.to_toml().replace("[inputs.scorer]\nkind = \"vader\"\n", "");
    let settings = format!(
        "{settings}\n[[inputs.scorers]]\nkind = \"vader\"\n[[inputs.scorers]]\nkind = \"vader\"\nname = \"again\"\n\
         [[data.series]]\nfile = \"memory\"\n"
    );
    config = StudyConfig::parse(&settings, std::path::Path::new("study.toml")).unwrap();
    config.inputs.text_settings.followers = Followers::AtPost;
    let settings = config.inputs.text_settings;
    let honest = registered::<TextFeature>().into_iter().filter(|f| !f.sees_future(&settings));
    config.inputs.text = honest.collect();
    assert!(config.inputs.text.len() > 20 && !config.claims_nothing());
    for row in [109, 120] {
        sees_no_future(&config, &market, row).unwrap_or_else(|e| panic!("row {row}: {e}"));
    }
    let record = record(&config, &market, market.panel(), 2).unwrap();
    let rows = &record.tickers[0].rows;
    assert_eq!(
        rows.last().unwrap().forecasts,
        rows[rows.len() - 2].forecasts,
        "a scorer is itself by any name"
    );
}
