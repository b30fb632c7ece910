//! The future is poisoned; nothing up to the cutoff may move.

use bellwether_core::{Bar, Bell, DecisionTime, TargetKind};
use bellwether_features::{Decomposition, Fill, FrameSpec, NoPosts, PriceFeature, TextFeature, TextSettings};
use bellwether_testkit::{Case, Market, Setup, Violation, laws::poison, registered};

use crate::support::{Oracle, Stub, case, pairs, target};

/// Row of the cutoff: a Friday in April 2014, so that the next decision is a weekend away.
const ROW: usize = 69;

fn market() -> Market {
    Market::planted(4, 90)
}

#[test]
fn no_price_feature_sees_the_future() {
    for market in [market(), market().with_gaps(13)] {
        for feature in registered::<PriceFeature>() {
            for row in [0, 1, 30, ROW] {
                let law = poison::column(&market, row, &|bars| feature.compute(bars));
                law.unwrap_or_else(|e| panic!("{feature}: {e}"));
            }
        }
    }
}

/// A later Friday, when every column is past its warm-up.
const LATE: usize = 131;

/// Every registered column at once, but those that see the future.
fn everything() -> FrameSpec {
    let settings = TextSettings::default();
    let honest = registered::<TextFeature>().into_iter().filter(|f| !f.sees_future(&settings));
    FrameSpec {
        price: registered(),
        series: Market::SERIES.map(str::to_owned).to_vec(),
        text: honest.collect(),
        text_settings: settings,
        scorer: "vader".to_owned(),
        ..FrameSpec::default()
    }
}

#[test]
fn no_frame_and_no_training_set_sees_the_future() {
    let decisions = [
        DecisionTime::default(),
        DecisionTime { at: Bell::Open, offset_minutes: -30 },
        DecisionTime { at: Bell::Open, offset_minutes: 90 },
        DecisionTime { at: Bell::Close, offset_minutes: 240 },
    ];
    let honest = registered::<Fill>().into_iter().filter(|fill| !fill.sees_future());
    let kinds: Vec<(Fill, NoPosts)> = honest
        .flat_map(|fill| registered::<NoPosts>().into_iter().map(move |no_posts| (fill, no_posts)))
        .collect();
    assert!(kinds.len() >= 6);
    let market = || Market::planted(4, 150);
    for market in [market(), market().with_gaps(13)] {
        for decision in decisions {
            for &(fill, no_posts) in &kinds {
                for target in [target(TargetKind::Close, 1), target(TargetKind::Direction, 5)] {
                    let setup =
                        Setup { inputs: FrameSpec { fill, no_posts, ..everything() }, target, decision };
                    let law = poison::frame(&market, LATE, &setup);
                    law.unwrap_or_else(|e| panic!("{setup:?}: {e}"));
                }
            }
        }
    }
}

#[test]
fn no_model_sees_the_future() {
    let market = market();
    for (spec, target) in pairs() {
        let law = poison::model(&market, ROW, &Setup::of(&spec, target), &|_| spec.build());
        law.unwrap_or_else(|e| panic!("{} {target:?}: {e}", spec.info().kind));
    }
}

#[test]
fn a_feature_that_looks_one_row_ahead_is_caught() {
    let ahead = |bars: &[Bar]| {
        (0..bars.len()).map(|t| bars.get(t + 1).map_or(f64::NAN, |b| b.close)).collect::<Vec<_>>()
    };
    let centred = |bars: &[Bar]| {
        let mean = |t: usize| {
            let near = &bars[t.saturating_sub(2)..(t + 3).min(bars.len())];
            near.iter().map(|b| b.close).sum::<f64>() / near.len() as f64
        };
        (0..bars.len()).map(mean).collect::<Vec<_>>()
    };
    let demeaned = |bars: &[Bar]| {
        let mean = bars.iter().map(|b| b.close).sum::<f64>() / bars.len() as f64;
        bars.iter().map(|b| b.close - mean).collect::<Vec<_>>()
    };
    let counted = |bars: &[Bar]| vec![bars.len() as f64; bars.len()];
    for leak in [&ahead as &dyn Fn(&[Bar]) -> Vec<f64>, &centred, &demeaned, &counted] {
        assert!(matches!(poison::column(&market(), ROW, leak), Err(Violation::Moved { .. })));
    }
}

#[test]
fn backward_fill_is_caught_and_says_of_itself_that_it_sees_the_future() {
    // the cutoff's own bar is a gap, filled from the next
    let market = market().with_gaps(ROW + 1);
    let dishonest: Vec<Fill> = registered::<Fill>().into_iter().filter(|fill| fill.sees_future()).collect();
    assert_eq!(dishonest, [Fill::Backward]);
    let inputs = FrameSpec { fill: Fill::Backward, ..Setup::new(target(TargetKind::Close, 1)).inputs };
    let setup = Setup { inputs, ..Setup::new(target(TargetKind::Close, 1)) };
    assert!(matches!(
        poison::frame(&market, ROW, &setup),
        Err(Violation::Moved { .. } | Violation::Reshaped { .. })
    ));
}

#[test]
fn a_decomposition_of_the_whole_series_is_caught_and_says_of_itself_that_it_sees_the_future() {
    let dishonest: Vec<Decomposition> =
        registered::<Decomposition>().into_iter().filter(|d| d.sees_future()).collect();
    assert_eq!(dishonest, [Decomposition::WholeSeries]);
    for feature in registered::<PriceFeature>().into_iter().filter(|f| f.is_decomposition()) {
        let whole = |bars: &[Bar]| feature.compute_whole(bars).unwrap();
        let found = poison::column(&market(), ROW, &whole);
        assert!(matches!(found, Err(Violation::Moved { .. })), "{feature}: {found:?}");
    }
}

#[test]
fn a_model_that_knows_the_answers_is_caught() {
    for kind in registered::<TargetKind>() {
        let setup = Setup::new(target(kind, 1));
        let leaking = |case: &Case| Box::new(Oracle::of(case)) as Box<dyn bellwether_core::Forecaster>;
        let found = poison::model(&market(), ROW, &setup, &leaking);
        assert!(matches!(found, Err(Violation::Moved { .. })), "{kind}: {found:?}");
        let honest = |_: &Case| Box::new(Stub::HONEST) as Box<dyn bellwether_core::Forecaster>;
        assert_eq!(poison::model(&market(), ROW, &setup, &honest), Ok(()));
    }
}

#[test]
fn a_training_set_holds_only_targets_that_are_known() {
    for horizon in [1, 5] {
        let case = case(&market(), target(TargetKind::Close, horizon));
        for row in [ROW, ROW + 3] {
            let train = case.train_set(row);
            let last = train.validation().last().unwrap();
            assert_eq!(last.row + horizon, row);
            let before = train.samples().last().unwrap();
            assert!(before.row + horizon <= train.validation()[0].row);
        }
    }
}

#[test]
fn every_text_feature_has_a_value_to_poison() {
    let market = Market::planted(4, 180);
    let case = Case::new(
        &market.panel(),
        &market.ticker(),
        &Setup {
            inputs: FrameSpec { text: registered(), ..everything() },
            ..Setup::new(target(TargetKind::Close, 1))
        },
    );
    let frame = case.unwrap().frame;
    for feature in registered::<TextFeature>() {
        let column = frame.view().column(feature.name()).unwrap();
        let moving = (0..frame.len()).map(|r| frame.view().row(r)[column]).filter(|v| *v != 0.0).count();
        assert!(moving > 40, "{feature} is zero on all but {moving} rows");
    }
}
