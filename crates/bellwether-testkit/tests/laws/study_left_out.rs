//! One ticker left out: nobody learns from it, nor from the others' days that were still to come; and the same on the same
//! dates leaks, and says so.

use bellwether_core::{Bar, Date, TargetKind, Ticker};
use bellwether_evaluation::splits::{SameDatesNewTickers, Size, Split, WalkForward, Window};
use bellwether_models::{Family, ModelSpec};
use bellwether_study::audit::{AuditOptions, Experiment, LeakClass, audit};
use bellwether_study::record::{RunRecord, TickerRecord, Verdict};
use bellwether_study::{ModelEntry, Scope, StudyConfig};
use bellwether_testkit::laws::purge;
use bellwether_testkit::{Market, MarketSpec, learning};

use crate::study_honesty::{bytes, config, in_rows, record, sees_no_future, suited};

fn leave_out() -> Split {
    in_rows(Split::LeaveOneTickerOut(WalkForward::default()))
}

fn same_dates() -> Split {
    in_rows(Split::SameDatesNewTickers(SameDatesNewTickers::default()))
}

fn market(sessions: usize) -> Market {
    Market::new(&MarketSpec { seed: 6, tickers: 3, sessions, ..MarketSpec::default() })
}

/// Every model that such a protocol takes: those of several tickers, and those of one series.
pub(crate) fn entries(kind: TargetKind) -> Vec<ModelEntry> {
    let one_series = |s: &ModelSpec| matches!(s.info().family, Family::Naive | Family::Statistical);
    suited(kind)
        .into_iter()
        .filter(|s| one_series(s) || s.build().needs().global)
        .map(|s| {
            let scope = if s.build().needs().global { Scope::Global } else { Scope::PerTicker };
            ModelEntry { scope, ..ModelEntry::new(s) }
        })
        .collect()
}

fn study(protocol: &Split, kind: TargetKind, horizon: usize) -> StudyConfig {
    let mut config = config(protocol, kind, horizon, &suited(kind)[..1]);
    config.models = entries(kind);
    config.validate().unwrap();
    config
}

/// Ridge and trees without scales, so that nothing of the ticker that is left out but its windows can reach them.
fn unscaled(protocol: &Split, kind: TargetKind) -> StudyConfig {
    let mut config = study(protocol, kind, 1);
    config.inputs.price = serde_json::from_str(r#"["open", "close", "log-return"]"#).unwrap();
    config.data.posts = None;
    let kept = ["persistence", "ridge", "decision-tree", "random-forest", "mlp"];
    config.models.retain(|m| kept.contains(&m.spec.info().kind));
    for entry in &mut config.models {
        let mut spec = serde_json::to_value(&entry.spec).unwrap();
        if let Some(scaler) = spec.get_mut("scaler") {
            *scaler = serde_json::json!("none");
        }
        entry.spec = serde_json::from_value(spec).unwrap();
    }
    config.validate().unwrap();
    config
}

fn global(ticker: &TickerRecord) -> impl Iterator<Item = &bellwether_study::record::ModelRow> {
    ticker.rows.iter().filter(|r| r.model.ends_with("(global)"))
}

#[test]
fn it_sees_no_future_of_any_ticker() {
    for (kind, horizon) in [(TargetKind::Close, 1), (TargetKind::LogReturn, 5), (TargetKind::Direction, 1)] {
        let config = study(&leave_out(), kind, horizon);
        // the first of twenty origins, and one on the way
        for row in [120 - 20 - horizon, 112] {
            let law = sees_no_future(&config, &market(120), row);
            law.unwrap_or_else(|e| panic!("{kind} {horizon} at row {row}: {e}"));
        }
    }
}

#[test]
fn what_is_learnt_of_the_others_was_known_at_the_first_tested_day() {
    for horizon in [1, 5] {
        for embargo in [0, 3] {
            let mut config = study(&leave_out(), TargetKind::Close, horizon);
            let Split::LeaveOneTickerOut(split) = &mut config.protocol else { unreachable!() };
            split.embargo = embargo;
            config.models.truncate(2);
            let record = record(&config, &market(140), market(140).panel(), 2).unwrap();
            for ticker in &record.tickers {
                assert_eq!(purge::record(ticker, horizon + embargo), Ok(()));
                // of tickers with the same days it is as much as the walk-forward learns of each
                for fold in &ticker.folds {
                    let others = fold.others.unwrap();
                    assert_eq!((others.tickers, others.train.samples), (2, 2 * fold.train.samples));
                    assert_eq!(others.validation.unwrap().samples, 2 * fold.validation.unwrap().samples);
                    assert_eq!((others.train.first, others.train.last), (fold.train.first, fold.train.last));
                }
            }
        }
    }
}

/// Every bar of a ticker before a row another one.
fn rewritten(market: &Market, ticker: &Ticker, rows: std::ops::Range<usize>) -> Market {
    let mut market = market.clone();
    for (i, bar) in market.bars.get_mut(ticker).unwrap()[rows].iter_mut().enumerate() {
        let factor = (0.5 * (1.9 * i as f64).sin()).exp();
        let Bar { open, high, low, close, adj_close, .. } = *bar;
        *bar = Bar {
            open: open * factor,
            high: high * factor * 1.02,
            low: low * factor * 0.98,
            close: close * factor,
            adj_close: adj_close * factor,
            ..*bar
        };
    }
    market
}

/// The past of the ticker that is left out, inputs and targets, moves none of its own forecasts by one bit; that of another
/// ticker moves them all.
#[test]
fn no_row_of_the_ticker_is_learnt_from() {
    let market = market(120);
    for kind in [TargetKind::Close, TargetKind::Direction] {
        let config = unscaled(&leave_out(), kind);
        let before = record(&config, &market, market.panel(), 2).unwrap();
        for (place, ticker) in market.bars.keys().enumerate() {
            // all before the windows of the first tested row
            let changed = rewritten(&market, ticker, 0..80);
            let after = record(&config, &changed, changed.panel(), 2).unwrap();
            let mut models = 0;
            for (a, b) in global(&before.tickers[place]).zip(global(&after.tickers[place])) {
                assert!(a.failures.is_empty() && a.forecasts.len() == 20, "{}: {:?}", a.model, a.failures);
                assert_eq!(a.forecasts, b.forecasts, "{kind} {} of {ticker}", a.model);
                models += 1;
            }
            assert_eq!(models, 4);
            let other = (place + 1) % 3;
            for (a, b) in global(&before.tickers[other]).zip(global(&after.tickers[other])) {
                let moved = a
                    .forecasts
                    .iter()
                    .zip(&b.forecasts)
                    .filter(|(a, b)| a.predicted != b.predicted || a.probability != b.probability);
                assert!(moved.count() > 0, "{kind} {} does not learn from {ticker}", a.model);
            }
        }
    }
}

/// What the others do on the tested days and behind them moves nothing that was forecast before.
#[test]
fn the_others_days_to_come_move_nothing() {
    let market = market(120);
    let config = unscaled(&leave_out(), TargetKind::Close);
    let before = record(&config, &market, market.panel(), 2).unwrap();
    let keys: Vec<Ticker> = market.bars.keys().cloned().collect();
    // the first test row is 99, the second fold's 109
    for (from, kept) in [(100, 10), (110, 20)] {
        let changed = rewritten(&rewritten(&market, &keys[1], from..120), &keys[2], from..120);
        let after = record(&config, &changed, changed.panel(), 2).unwrap();
        for (a, b) in global(&before.tickers[0]).zip(global(&after.tickers[0])) {
            assert_eq!(a.forecasts[..kept], b.forecasts[..kept], "{}", a.model);
        }
    }
}

#[test]
fn models_of_one_series_are_those_of_the_walk_forward() {
    let market = market(120);
    let left_out = study(&leave_out(), TargetKind::Close, 1);
    let mut walked = left_out.clone();
    let Split::LeaveOneTickerOut(split) = left_out.protocol else { unreachable!() };
    walked.protocol = Split::WalkForward(split);
    let (a, b) = (
        record(&left_out, &market, market.panel(), 2).unwrap(),
        record(&walked, &market, market.panel(), 2).unwrap(),
    );
    let mut of_one = 0;
    for (a, b) in a.tickers.iter().flat_map(|t| &t.rows).zip(b.tickers.iter().flat_map(|t| &t.rows)) {
        assert_eq!(a.model, b.model);
        let one = !a.model.ends_with("(global)");
        assert_eq!(a.forecasts == b.forecasts, one, "{}", a.model);
        of_one += usize::from(one);
    }
    assert!(of_one > 15, "{of_one}");
}

#[test]
fn any_number_of_threads_makes_the_same_record() {
    for protocol in [leave_out(), same_dates()] {
        let mut config = study(&protocol, TargetKind::Close, 1);
        config.models.retain(|m| {
            ["persistence", "ridge", "random-forest", "lstm", "gan"].contains(&m.spec.info().kind)
        });
        let once = bytes(&config, &market(110), 1);
        for threads in [2, 3] {
            assert!(once == bytes(&config, &market(110), threads), "{protocol:?} on {threads} threads");
        }
    }
}

#[test]
fn tickers_of_other_lengths_are_learnt_up_to_the_day() {
    // the second ends forty sessions early: what the others did behind its days is not learnt
    let mut market = market(160);
    let keys: Vec<Ticker> = market.bars.keys().cloned().collect();
    market.bars.get_mut(&keys[1]).unwrap().truncate(120);
    let end = market.bars[&keys[1]].last().unwrap().available_at();
    market.posts.get_mut(&keys[1]).unwrap().retain(|p| p.available_at() <= end);
    let config = unscaled(&leave_out(), TargetKind::Close);
    let before = record(&config, &market, market.panel(), 2).unwrap();
    for ticker in &before.tickers {
        for fold in &ticker.folds {
            let others = fold.others.unwrap();
            assert!(
                others.train.last < fold.test.first
                    && others.train.last >= fold.train.last.min(others.train.last)
            );
            assert_eq!(others.tickers, 2);
        }
    }
    let changed = rewritten(&rewritten(&market, &keys[0], 118..160), &keys[2], 118..160);
    let after = record(&config, &changed, changed.panel(), 2).unwrap();
    for (a, b) in global(&before.tickers[1]).zip(global(&after.tickers[1])) {
        assert_eq!(a.forecasts[..19], b.forecasts[..19], "{}", a.model);
    }
    // a rolling window of the others ends there too
    let mut rolling = config;
    let Split::LeaveOneTickerOut(split) = &mut rolling.protocol else { unreachable!() };
    (split.window, split.initial) = (Window::Rolling { rows: 30 }, Size::Rows(30));
    let record = record(&rolling, &market, market.panel(), 2).unwrap();
    for fold in record.tickers.iter().flat_map(|t| &t.folds) {
        assert_eq!(fold.others.unwrap().train.samples, 60);
    }
}

#[test]
fn a_ticker_that_begins_too_late_is_told() {
    let mut market = market(260);
    let keys: Vec<Ticker> = market.bars.keys().cloned().collect();
    market.bars.get_mut(&keys[0]).unwrap().truncate(120);
    market.bars.get_mut(&keys[2]).unwrap().drain(..130);
    let config = unscaled(&leave_out(), TargetKind::Close);
    let record = record(&config, &market, market.panel(), 2).unwrap();
    for row in global(&record.tickers[0]) {
        let reason = &row.failures[0];
        assert!(reason.contains(&format!("{} has nothing to learn from", keys[2])), "{reason}");
    }
    assert!(record.tickers[0].rows[0].failures.is_empty());
    assert!(global(&record.tickers[1]).all(|row| row.failures.is_empty()));
}

/// Its forecast beyond the data is the one that is made when that day has come.
#[test]
fn beyond_the_data_the_others_are_learnt_too() {
    let (row, later) = (100, market(110));
    let mut then = study(&leave_out(), TargetKind::Close, 1);
    then.models.retain(|m| ["persistence", "ridge", "decision-tree", "lstm"].contains(&m.spec.info().kind));
    let now = then.clone();
    let Split::LeaveOneTickerOut(split) = &mut then.protocol else { unreachable!() };
    split.test = Size::Rows(110 - 1 - row);
    let panel = bellwether_testkit::Poison::Absent.apply(&later, later.close_of(row));
    let (now, then) =
        (record(&now, &later, panel, 2).unwrap(), record(&then, &later, later.panel(), 2).unwrap());
    for (now, then) in now.tickers.iter().zip(&then.tickers) {
        for (now, then) in now.rows.iter().zip(&then.rows) {
            let (next, made) = (now.next.as_ref().unwrap(), &then.forecasts[0]);
            assert_eq!(
                (next.origin, next.date, next.point),
                (made.origin, made.date, made.predicted),
                "{}",
                now.model
            );
        }
    }
}

#[test]
fn on_the_same_dates_the_record_says_so_and_claims_nothing() {
    for (kind, horizon) in [(TargetKind::Close, 1), (TargetKind::Direction, 4)] {
        let config = study(&same_dates(), kind, horizon);
        let record = record(&config, &market(130), market(130).panel(), 2).unwrap();
        assert!(config.claims_nothing());
        assert!(record.not_evidence.as_ref().unwrap().contains("not evidence"));
        assert!(record.protocol.contains("same dates"), "{}", record.protocol);
        assert!(record.warnings[0].contains("on the same dates"), "{:?}", record.warnings);
        assert!(record.verdict[0].starts_with("No verdict."), "{:?}", record.verdict);
        for ticker in &record.tickers {
            let fold = &ticker.folds[0];
            let others = fold.others.unwrap();
            assert!(others.train.last >= fold.test.last && fold.train.last < fold.test.first);
            for row in &ticker.rows {
                assert!(row.failures.is_empty(), "{}: {:?}", row.model, row.failures);
                assert!(row.next.is_none() && row.forecasts.len() == 20);
                assert!(row.vs_persistence.iter().all(|t| t.verdict == Verdict::Untested));
            }
        }
    }
    let honest =
        record(&unscaled(&leave_out(), TargetKind::Close), &market(130), market(130).panel(), 2).unwrap();
    assert!(honest.not_evidence.is_none() && honest.warnings.is_empty(), "{:?}", honest.warnings);
}

/// What the others do on the tested days moves forecasts of days before: it leaks.
#[test]
fn on_the_same_dates_the_future_of_the_others_moves_the_forecasts() {
    let market = market(130);
    let mut config = unscaled(&same_dates(), TargetKind::Close);
    config.models.retain(|m| ["persistence", "ridge"].contains(&m.spec.info().kind));
    let before = record(&config, &market, market.panel(), 2).unwrap();
    let other = market.bars.keys().nth(1).unwrap().clone();
    let changed = rewritten(&market, &other, 125..130);
    let after = record(&config, &changed, changed.panel(), 2).unwrap();
    for (a, b) in global(&before.tickers[0]).zip(global(&after.tickers[0])) {
        assert!(a.forecasts[..10].iter().zip(&b.forecasts).all(|(a, b)| a.predicted != b.predicted));
    }
}

/// The detector finds nothing in the honest protocol, whatever the model, and says what leaks in the other.
#[test]
fn the_detector_tells_the_two_apart() {
    for protocol in [leave_out(), same_dates()] {
        let mut config = unscaled(&protocol, TargetKind::Close);
        config.models.retain(|m| ["persistence", "ridge", "decision-tree"].contains(&m.spec.info().kind));
        let market = market(130);
        let data = bellwether_testkit::studies::dataset(&config, &market).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let audit = audit(&config, &data, &AuditOptions::new(folder.path())).unwrap();
        // without a scaler models do learn from the level of prices, which a later split restates
        let others = audit.leaks.iter().filter(|l| l.experiment != Experiment::LaterSplit);
        let classes: Vec<LeakClass> = others.map(|l| l.class).collect();
        let expected = if protocol.shares_dates() { vec![LeakClass::SameDates] } else { Vec::new() };
        assert_eq!(classes, expected, "{:#?}", audit.leaks);
        let tested = |of| {
            audit.experiments.iter().any(|e| e.experiment == of && e.compared > 0 && e.untested.is_empty())
        };
        assert!(tested(Experiment::Divisions) && tested(Experiment::Refitted), "{:?}", audit.experiments);
    }
}

const PLANTED: &str = r#"
[study]
name = "a signal that all tickers have"
seeds = [1]
[data]
prices = "memory"
posts = "memory"
[inputs]
price = ["open", "high", "low", "close", "log-return", "volume"]
[protocol]
kind = "leave-one-ticker-out"
test = { rows = 100 }
validation = { fraction = 0.1 }
refit-every = 50
"#;

/// A signal that is the same for all tickers is found for one that was never seen, by a line, trees and a network.
#[test]
fn a_common_signal_is_found_for_a_new_ticker() {
    let planted = MarketSpec { seed: 8, tickers: 3, sessions: 260, volatility: 0.005, signal: 0.02 };
    let market = Market::new(&planted);
    let mut config = bellwether_testkit::studies::config(
        &PLANTED.replace("leave-one-ticker-out", "walk-forward"),
        &suited(TargetKind::LogReturn)[..1],
    )
    .unwrap();
    config.protocol = match config.protocol {
        Split::WalkForward(split) => Split::LeaveOneTickerOut(split),
        _ => unreachable!(),
    };
    config.target.kind = TargetKind::LogReturn;
    let kinds = ["ridge", "histogram-boosting", "mlp"];
    config.models.extend(
        ModelSpec::all()
            .iter()
            .filter(|s| kinds.contains(&s.info().kind))
            .map(|s| ModelEntry { scope: Scope::Global, ..ModelEntry::new(learning(s)) }),
    );
    config.validate().unwrap();
    let record: RunRecord = record(&config, &market, market.panel(), 2).unwrap();
    for ticker in &record.tickers {
        let found: Vec<_> = global(ticker).filter(|r| r.arm.has_text()).collect();
        assert_eq!(found.len(), 3);
        for row in found {
            let naive = row.vs_persistence.as_ref().unwrap();
            assert_eq!(naive.verdict, Verdict::Better, "{} {}: {}", ticker.ticker, row.model, naive.words);
            assert!(naive.p_value.unwrap() < 0.001, "{}: {}", row.model, naive.words);
        }
    }
    let last: Vec<Date> = record.tickers.iter().map(|t| t.folds[0].others.unwrap().train.last).collect();
    assert!(record.tickers.iter().zip(last).all(|(t, last)| last < t.folds[0].test.first));
}
