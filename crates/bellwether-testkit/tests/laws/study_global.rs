//! Models of all tickers at once see the future of none.

use bellwether_core::{TargetKind, Timestamp};
use bellwether_evaluation::splits::{Size, Split};
use bellwether_models::ModelSpec;
use bellwether_study::{ModelEntry, Scope, StudyConfig};
use bellwether_testkit::{Market, MarketSpec, Poison};

use crate::study_honesty::{config, protocols, record, sees_no_future, suited};

/// Three tickers of which the second ends nine sessions early, so that its folds begin before the others'.
fn market(sessions: usize) -> Market {
    let mut market = Market::new(&MarketSpec { seed: 6, tickers: 3, sessions, ..MarketSpec::default() });
    let second = market.bars.keys().nth(1).unwrap().clone();
    let bars = market.bars.get_mut(&second).unwrap();
    bars.truncate(sessions - 9);
    let end: Timestamp = bars.last().unwrap().available_at();
    market.posts.get_mut(&second).unwrap().retain(|p| p.available_at() <= end);
    market
}

/// Every model that can learn from several tickers, made to.
fn global(protocol: &Split, kind: TargetKind, horizon: usize) -> StudyConfig {
    let able: Vec<ModelSpec> = suited(kind).into_iter().filter(|s| s.build().needs().global).collect();
    assert!(!able.is_empty());
    let mut config = config(protocol, kind, horizon, &able);
    for entry in &mut config.models {
        if entry.spec.build().needs().global {
            *entry = ModelEntry { scope: Scope::Global, ..entry.clone() };
        }
    }
    config.validate().unwrap();
    config
}

#[test]
fn no_global_model_sees_the_future_of_any_ticker() {
    let (sessions, market) = (120, market(120));
    for protocol in protocols() {
        for (kind, horizon) in
            [(TargetKind::Close, 1), (TargetKind::LogReturn, 5), (TargetKind::Direction, 1)]
        {
            let config = global(&protocol, kind, horizon);
            // the first origin of the ticker that ends early, its eleventh, and the others' second
            let first = sessions - 9 - 20 - horizon;
            for row in [first, first + 10, sessions - 20 - horizon + 1] {
                let law = sees_no_future(&config, &market, row);
                law.unwrap_or_else(|e| panic!("{protocol:?} {kind} {horizon} at row {row}: {e}"));
            }
        }
    }
}

#[test]
fn with_further_horizons_it_is_no_other() {
    let market = market(120);
    for protocol in protocols() {
        let mut config = global(&protocol, TargetKind::Close, 1);
        config.target.further = vec![6, 3];
        // all labels are purged by the longest horizon, and test samples end six sessions before the data
        for row in [120 - 9 - 20 - 6, 120 - 20 - 6] {
            let law = sees_no_future(&config, &market, row);
            law.unwrap_or_else(|e| panic!("{protocol:?} at row {row}: {e}"));
        }
    }
}

#[test]
fn a_global_model_of_one_ticker_is_that_tickers_model() {
    let market = Market::planted(6, 110);
    let config = global(&protocols()[1], TargetKind::Close, 1);
    let mut own = config.clone();
    own.models.iter_mut().for_each(|m| m.scope = Scope::PerTicker);
    let (all, own) = (
        record(&config, &market, market.panel(), 2).unwrap(),
        record(&own, &market, market.panel(), 2).unwrap(),
    );
    let of = |record: &bellwether_study::record::RunRecord, model: &str| {
        let rows = record.tickers[0].rows.iter().filter(|r| r.model == model);
        rows.map(|r| (r.forecasts.clone(), r.next.clone(), r.scores.clone())).collect::<Vec<_>>()
    };
    assert_eq!(of(&all, "ridge (global)").len(), 2);
    assert_eq!(of(&all, "ridge (global)"), of(&own, "ridge"));
}

#[test]
fn it_learns_from_the_others() {
    // the same first ticker beside others: its global forecasts move, its own do not
    let all = Market::new(&MarketSpec { seed: 6, tickers: 3, sessions: 120, ..MarketSpec::default() });
    let mut one = all.clone();
    let first = all.ticker();
    one.bars.retain(|t, _| *t == first);
    one.posts.retain(|t, _| *t == first);
    let mut config = global(&protocols()[1], TargetKind::Close, 1);
    let own: Vec<ModelEntry> = config
        .models
        .iter()
        .filter(|m| m.scope == Scope::Global)
        .map(|m| ModelEntry { scope: Scope::PerTicker, ..m.clone() })
        .collect();
    config.models.extend(own);
    let of = |market: &Market| record(&config, market, market.panel(), 2).unwrap().tickers.remove(0).rows;
    for (alone, together) in of(&one).iter().zip(of(&all)) {
        let moved = alone.forecasts != together.forecasts;
        assert_eq!(moved, alone.model.ends_with("(global)"), "{}", alone.model);
    }
}

#[test]
fn its_forecast_beyond_the_data_is_the_one_made_when_that_day_has_come() {
    let (row, horizon) = (100, 1);
    let later = Market::new(&MarketSpec { seed: 6, tickers: 3, sessions: 110, ..MarketSpec::default() });
    let now = global(&protocols()[1], TargetKind::Close, horizon);
    let mut then = now.clone();
    let Split::WalkForward(split) = &mut then.protocol else { panic!("walk-forward is the second") };
    split.test = Size::Rows(110 - horizon - row);
    let panel = Poison::Absent.apply(&later, later.close_of(row));
    let (now, then) =
        (record(&now, &later, panel, 2).unwrap(), record(&then, &later, later.panel(), 2).unwrap());
    for (now, then) in now.tickers.iter().zip(&then.tickers) {
        for (now, then) in now.rows.iter().zip(&then.rows) {
            let (next, made) = (now.next.as_ref().unwrap(), &then.forecasts[0]);
            assert_eq!((next.origin, next.date, next.point), (made.origin, made.date, made.predicted));
        }
    }
}

#[test]
fn a_ticker_that_begins_too_late_is_told() {
    // the third ticker has its first session after the first ticker is tested
    let mut market = Market::new(&MarketSpec { seed: 6, tickers: 3, sessions: 260, ..MarketSpec::default() });
    let third = market.bars.keys().nth(2).unwrap().clone();
    let first = market.ticker();
    market.bars.get_mut(&first).unwrap().truncate(120);
    market.bars.get_mut(&third).unwrap().drain(..130);
    let record = record(&global(&protocols()[0], TargetKind::Close, 1), &market, market.panel(), 2).unwrap();
    for ticker in &record.tickers {
        for row in ticker.rows.iter().filter(|r| r.model.ends_with("(global)")) {
            let reason = &row.failures[0];
            assert!(reason.contains(&format!("{third} has nothing to learn from")), "{reason}");
        }
        assert!(ticker.rows[0].failures.is_empty());
    }
}
