//! The random split leaks: the laws see it, and the record says so and claims nothing.

use bellwether_core::TargetKind;
use bellwether_evaluation::splits::{RandomSplit, Split};
use bellwether_models::ModelSpec;
use bellwether_study::StudyConfig;
use bellwether_study::record::{Stretch, Verdict};
use bellwether_testkit::{Market, Violation, studies};

use crate::study_honesty::{config, in_rows, record, sees_no_future, suited};
use crate::support::models;

fn random(kind: TargetKind, models: &[ModelSpec]) -> StudyConfig {
    config(&in_rows(Split::RandomSplit(RandomSplit::default())), kind, 1, models)
}

#[test]
fn the_poisoned_future_moves_the_forecasts() {
    let market = Market::planted(6, 110);
    for spec in suited(TargetKind::Close) {
        let law = sees_no_future(&random(TargetKind::Close, std::slice::from_ref(&spec)), &market, 60);
        let kind = spec.info().kind;
        // all that learn are caught; persistence learns nothing. Prices of 1e30 also end some trainings
        let learns = kind != "persistence";
        // what is nearest to a day before the cut is mostly before the cut too: its forecasts need not move
        if kind == "nearest-date" {
            continue;
        }
        let caught = matches!(law, Err(Violation::Moved { .. } | Violation::Untested { .. }));
        assert_eq!(caught, learns, "{kind}: {law:?}");
        if ["drift", "ridge"].contains(&kind) {
            assert!(matches!(law, Err(Violation::Moved { .. })), "{kind}: {law:?}");
        }
    }
}

#[test]
fn the_record_says_that_its_scores_are_no_evidence() {
    let market = Market::planted(6, 160);
    for kind in [TargetKind::Close, TargetKind::Direction] {
        let record = record(&random(kind, &suited(kind)), &market, market.panel(), 2).unwrap();
        assert!(record.not_evidence.as_ref().unwrap().contains("not evidence"));
        assert!(record.protocol.contains("sees the future"), "{}", record.protocol);
        assert!(record.warnings[0].contains("at random"), "{:?}", record.warnings);
        // one sentence, which claims nothing
        assert_eq!(record.verdict.len(), 1, "{:?}", record.verdict);
        assert!(record.verdict[0].starts_with("No verdict."), "{:?}", record.verdict);
        for row in &record.tickers[0].rows {
            assert_eq!((row.forecasts.len(), row.next.is_none()), (20, true), "{}", row.model);
            assert!(row.forecasts.windows(2).all(|pair| pair[0].origin < pair[1].origin));
            let tests = [&row.vs_persistence, &row.vs_without_text];
            assert!(
                tests.into_iter().flatten().all(|t| t.verdict == Verdict::Untested && t.p_value.is_none())
            );
            assert!(!row.scores.is_empty());
        }
        let fold = &record.tickers[0].folds[0];
        assert!(fold.train.last > fold.test.first && fold.train.first < fold.test.last, "{fold:?}");
        // the parts are told day by day, and no day is in two of them
        let pieces = fold.pieces.as_ref().unwrap();
        let samples = |of: &[Stretch]| of.iter().map(|piece| piece.samples).sum::<usize>();
        assert!(pieces.dealt_out && pieces.test.len() > 5, "{pieces:?}");
        assert_eq!(samples(&pieces.train), fold.train.samples);
        assert_eq!(samples(&pieces.test), fold.test.samples);
        assert_eq!(samples(&pieces.validation), fold.validation.map_or(0, |part| part.samples));
        let mut all = [&pieces.train[..], &pieces.validation, &pieces.test].concat();
        all.sort_by_key(|piece| piece.first);
        assert!(all.windows(2).all(|pair| pair[0].last < pair[1].first), "{all:?}");
    }
    // an honest one says nothing of the kind
    let honest = studies::config(crate::study_honesty::BASE, &models()).unwrap();
    assert_eq!(record_of(&honest).not_evidence, None);
}

fn record_of(config: &StudyConfig) -> bellwether_study::record::RunRecord {
    let market = Market::random_walk(3, 100);
    record(config, &market, market.panel(), 2).unwrap()
}

#[test]
fn another_seed_of_the_draw_tests_other_days() {
    let days = |seed: u64| {
        let mut config = random(TargetKind::Close, &suited(TargetKind::Close)[..1]);
        let Split::RandomSplit(split) = &mut config.protocol else { unreachable!("it is random") };
        split.seed = seed;
        let record = record_of(&config);
        record.tickers[0].rows[0].forecasts.iter().map(|f| f.origin).collect::<Vec<_>>()
    };
    assert_eq!(days(1), days(1));
    assert_ne!(days(1), days(2));
}
