//! Nothing to know, nothing known.

use bellwether_core::{Forecaster, RunContext, Target, TargetKind};
use bellwether_models::{Family, ModelSpec};
use bellwether_testkit::laws::skill;
use bellwether_testkit::{Case, Market, MarketSpec, Violation, learning, registered, with_settings};
use serde_json::json;

use crate::support::{Oracle, case, case_of, forecasts, target};

/// On 85 test rows the mean skill of five shuffles is within a few hundredths of 0 for the mean itself; an honest model
/// does worse than it, by what it has overfitted. A tenth of the variance would be a finding.
const BOUND: f64 = 0.1;
const ROW: usize = 210;

#[test]
fn no_model_has_skill_on_shuffled_targets() {
    let market = Market::planted(5, 300);
    for spec in registered::<ModelSpec>() {
        let spec = learning(&spec);
        for target in [target(TargetKind::LogReturn, 1), target(TargetKind::Direction, 1)] {
            if forecasts(&spec, target) {
                let law = skill::shuffled(&case_of(&spec, &market, target), ROW, BOUND, &|_| spec.build());
                law.unwrap_or_else(|e| panic!("{}: {e}", spec.info().kind));
            }
        }
    }
}

#[test]
fn a_model_that_knows_the_answers_is_caught() {
    let market = Market::planted(5, 300);
    for kind in [TargetKind::LogReturn, TargetKind::Direction] {
        let leaking = |case: &Case| Box::new(Oracle::of(case)) as Box<dyn Forecaster>;
        let found = skill::shuffled(&case(&market, target(kind, 1)), ROW, BOUND, &leaking);
        assert!(matches!(found, Err(Violation::Skill { skill: 1.0, .. })), "{found:?}");
    }
}

/// Fails with the skills of all models that have less than is asked for.
fn all_above(least: f64, models: &[ModelSpec], market: &Market, target: Target) {
    all_above_from(ROW, least, models, market, target);
}

/// As [`all_above`], with what is before another row to learn from.
fn all_above_from(row: usize, least: f64, models: &[ModelSpec], market: &Market, target: Target) {
    let of = |spec: &ModelSpec| {
        let found = skill::score(&*spec.build(), &case_of(spec, market, target), row, 1).unwrap();
        (spec.info().kind, found)
    };
    let poor: Vec<_> = models.iter().map(of).filter(|(_, skill)| *skill <= least).collect();
    assert!(poor.is_empty(), "{poor:?}");
}

/// Whether the model sees all columns, and not pictures or its target's own past alone.
fn sees_columns(spec: &ModelSpec) -> bool {
    spec.build().needs().features && spec.build().needs().text
}

#[test]
fn every_model_on_windows_finds_the_planted_signal() {
    // what can be known is nine tenths of the variance; half of it is asked for
    let target = target(TargetKind::LogReturn, 1);
    let all = registered::<ModelSpec>();
    let models: Vec<_> =
        all.iter().map(learning).filter(|s| sees_columns(s) && forecasts(s, target)).collect();
    all_above(0.5, &models, &Market::planted(5, 300), target);
}

#[test]
fn every_model_of_classes_finds_the_planted_signal() {
    // those of numbers show it above; a fifth of the variance of a coin is asked for
    let [number, direction] = [TargetKind::LogReturn, TargetKind::Direction].map(|kind| target(kind, 1));
    let all = registered::<ModelSpec>();
    let models: Vec<_> =
        all.iter().map(learning).filter(|s| sees_columns(s) && !forecasts(s, number)).collect();
    assert!(!models.is_empty());
    all_above(0.2, &models, &Market::planted(5, 300), direction);
}

/// The networks on windows, small, with this head for directions.
fn networks_with(head: &str) -> Vec<ModelSpec> {
    let all = registered::<ModelSpec>();
    let deep = all.iter().filter(|s| s.info().family == Family::Deep).map(learning);
    let has_head = |s: &ModelSpec| serde_json::to_value(s).is_ok_and(|v| v["direction-head"].is_string());
    let models: Vec<_> = deep.filter(|s| sees_columns(s) && has_head(s)).collect();
    models.iter().map(|s| with_settings(s, &[("/direction-head", json!(head))])).collect()
}

/// 450 sessions to learn a coin from, of which those of numbers need 210.
const LONG: (usize, usize) = (600, 450);

/// Nine tenths of the variance of what is behind a direction can be known; a third of the variance of the coin is asked for.
fn a_third_of_a_coin(models: &[ModelSpec]) {
    let (sessions, from) = LONG;
    all_above_from(from, 0.33, models, &Market::planted(5, sessions), target(TargetKind::Direction, 1));
}

#[test]
fn every_network_finds_the_planted_signal_with_a_sigmoid() {
    let models = networks_with("sigmoid");
    assert!(models.len() > 10, "{}", models.len());
    a_third_of_a_coin(&models);
}

#[test]
fn every_network_finds_the_planted_signal_with_a_softmax() {
    let models = networks_with("softmax");
    assert_ne!(models, networks_with("sigmoid"));
    a_third_of_a_coin(&models);
}

fn of_kind(kind: &str) -> ModelSpec {
    registered::<ModelSpec>().into_iter().find(|s| s.info().kind == kind).unwrap()
}

/// With all its units and epochs it finds what it cannot at the size of [`learning`], behind a pooling that hides which of
/// two rows was the newer.
#[test]
fn the_convolution_as_published_finds_the_planted_signal_behind_its_pooling() {
    let published = of_kind("cnn");
    assert_eq!(serde_json::to_value(&published).unwrap()["pool"], json!(2));
    let (sessions, from) = LONG;
    let number = target(TargetKind::LogReturn, 1);
    all_above_from(from, 0.5, std::slice::from_ref(&published), &Market::planted(5, sessions), number);
    let heads = ["sigmoid", "softmax"];
    a_third_of_a_coin(&heads.map(|head| with_settings(&published, &[("/direction-head", json!(head))])));
}

/// Nothing but the game, on the newest row alone, in steps twice as long: numbers and directions.
#[test]
fn the_pure_game_finds_the_planted_signal() {
    let settings = [
        ("/lookback", json!(1)),
        ("/units", json!(16)),
        ("/discriminator", json!(32)),
        ("/scaler", json!("standard")),
        ("/training/epochs", json!(200)),
        ("/training/learning-rate", json!(0.002)),
        ("/training/discriminator-rate", json!(0.002)),
        ("/training/reconstruction", json!(0.0)),
    ];
    let game = [with_settings(&of_kind("gan"), &settings)];
    let market = Market::planted(5, 300);
    all_above(0.5, &game, &market, target(TargetKind::LogReturn, 1));
    all_above(0.5, &game, &market, target(TargetKind::Direction, 1));
}

/// As published the game takes 600 sessions and a fifth of the luck. With the luck of the other laws what it finds of a
/// number hangs on the seed: .81, .58 and .15 of the variance with three of them, and of a coin's -.05, .01 and .32.
#[test]
fn the_pure_game_as_published_finds_a_signal_that_luck_hardly_hides() {
    let published = of_kind("gan");
    assert_eq!(serde_json::to_value(&published).unwrap()["training"]["reconstruction"], json!(0.0));
    let quiet =
        MarketSpec { seed: 5, sessions: 800, volatility: 0.001, signal: 0.02, ..MarketSpec::default() };
    all_above_from(600, 0.9, &[published], &Market::new(&quiet), target(TargetKind::LogReturn, 1));
}

/// A random walk whose candles tell what comes next: a session opens below its close before a rise, above it before a
/// fall, by as much as the price will move.
fn telling_candles(sessions: usize) -> Market {
    let mut market = Market::random_walk(5, sessions);
    for bars in market.bars.values_mut() {
        for t in 0..bars.len() - 1 {
            let next = bars[t + 1].close / bars[t].close;
            let bar = &mut bars[t];
            bar.open = bar.close / next;
            bar.high = bar.open.max(bar.close);
            bar.low = bar.open.min(bar.close);
        }
    }
    market
}

#[test]
fn every_model_on_pictures_reads_the_candles() {
    // all can be known; a third of the variance of a coin is asked for
    let market = telling_candles(300);
    let models: Vec<_> =
        registered::<ModelSpec>().iter().map(learning).filter(|s| s.picture().is_some()).collect();
    all_above(0.33, &models, &market, target(TargetKind::Direction, 1));
}

#[test]
fn a_model_that_cannot_be_fitted_is_not_taken_for_one_without_skill() {
    let case = case(&Market::planted(5, 30), target(TargetKind::LogReturn, 1));
    let spec = registered::<ModelSpec>().into_iter().find(|s| s.info().kind == "lstm").unwrap();
    assert!(spec.build().fit(&case.train_set(9), &RunContext::new(1)).is_err());
    assert!(matches!(skill::score(&*spec.build(), &case, 9, 1), Err(Violation::Untested { .. })));
}

/// A network as published, all its units, scaler and rate, but for so many epochs at most.
fn as_published(kind: &str, epochs: usize) {
    let spec = of_kind(kind);
    let most = serde_json::to_value(&spec).unwrap()["training"]["epochs"].as_u64().unwrap();
    assert!(epochs as u64 <= most, "{kind}: {epochs} of {most} epochs");
    let spec = [with_settings(&spec, &[("/training/epochs", json!(epochs))])];
    let (sessions, from) = LONG;
    let market = Market::planted(5, sessions);
    if spec[0].picture().is_some() {
        a_third_of_a_coin(&spec);
    } else {
        all_above_from(from, 0.5, &spec, &market, target(TargetKind::LogReturn, 1));
    }
}

/// A test for each, so that they run side by side.
macro_rules! published {
    ($($name:ident: $kind:literal, $epochs:literal;)*) => {
        $(#[test]
        fn $name() {
            as_published($kind, $epochs);
        })*
    };
}

// `cnn` and `gan` have theirs above. After twenty epochs on pictures of 50 x 50 `candle-cnn` has not found the candles' signal
// yet, and more take too long here: it is shown on pictures of 12 x 12 alone.
published! {
    the_lstm_as_published_finds_the_planted_signal: "lstm", 200;
    the_gru_as_published_finds_the_planted_signal: "gru", 200;
    the_perceptron_as_published_finds_the_planted_signal: "mlp", 200;
    the_cnn_lstm_as_published_finds_the_planted_signal: "cnn-lstm", 200;
    the_ar_lstm_as_published_finds_the_planted_signal: "ar-lstm", 200;
    the_alstm_as_published_finds_the_planted_signal: "alstm", 200;
    the_transformer_as_published_finds_the_planted_signal: "transformer", 200;
    the_sentiment_cnn_as_published_finds_the_planted_signal: "sentiment-cnn", 200;
    the_bilstm_as_published_finds_the_planted_signal: "bilstm", 40;
    the_hybrid_as_published_finds_the_planted_signal: "hybrid", 40;
    the_bert_inspired_as_published_finds_the_planted_signal: "bert-inspired", 140;
    the_joint_as_published_finds_the_planted_signal: "joint", 6;
}
