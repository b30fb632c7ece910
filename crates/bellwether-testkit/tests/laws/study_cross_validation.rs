//! Cross-validation learns from later days: the record says so and claims nothing; every sample is forecast once on each path.

use bellwether_core::TargetKind;
use bellwether_evaluation::splits::{Combinatorial, KFold, Split};
use bellwether_study::record::{RunRecord, Verdict};
use bellwether_testkit::Market;

use crate::study_honesty::{config, record, suited};

fn run(protocol: Split, kind: TargetKind, horizon: usize, threads: usize) -> RunRecord {
    let market = Market::planted(6, 130);
    let config = config(&protocol, kind, horizon, &suited(kind)[..2]);
    record(&config, &market, market.panel(), threads).unwrap()
}

fn both() -> [Split; 2] {
    [
        Split::KFold(KFold { folds: 4, embargo: 3, ..KFold::default() }),
        Split::Combinatorial(Combinatorial { groups: 4, ..Combinatorial::default() }),
    ]
}

#[test]
fn the_record_says_that_models_learnt_from_later_days() {
    for protocol in both() {
        for (kind, horizon) in [(TargetKind::Close, 1), (TargetKind::Close, 5), (TargetKind::Direction, 1)] {
            let record = run(protocol, kind, horizon, 2);
            assert_eq!(record.trials.failed, 0);
            assert!(record.not_evidence.as_ref().unwrap().contains("not evidence"));
            assert!(record.protocol.contains("learn from later days"), "{}", record.protocol);
            assert!(record.warnings[0].contains("cross-validated"), "{:?}", record.warnings);
            assert!(record.verdict[0].starts_with("No verdict."), "{:?}", record.verdict);
            for row in &record.tickers[0].rows {
                assert!(row.next.is_none() && !row.scores.is_empty());
                assert!(row.vs_persistence.iter().all(|t| t.verdict == Verdict::Untested));
            }
        }
    }
}

#[test]
fn every_sample_is_forecast_once_and_folds_have_pieces() {
    for protocol in both() {
        let record = run(protocol, TargetKind::Close, 5, 2);
        let ticker = &record.tickers[0];
        let samples: usize = match protocol {
            Split::KFold(_) => ticker.folds.iter().map(|f| f.test.samples).sum(),
            // C(4, 2) folds of two blocks each make three histories
            _ => ticker.folds.iter().map(|f| f.test.samples).sum::<usize>() / 3,
        };
        for row in &ticker.rows {
            assert_eq!(row.forecasts.len(), samples, "{}", row.model);
            assert!(row.forecasts.windows(2).all(|pair| pair[0].origin < pair[1].origin));
        }
        for fold in &ticker.folds {
            let pieces = fold.pieces.as_ref().unwrap();
            for train in &pieces.train {
                for test in &pieces.test {
                    assert!(train.last < test.first || test.last < train.first, "{train:?} {test:?}");
                }
            }
            let (train, test) = (&pieces.train, &pieces.test);
            assert_eq!(train.iter().map(|s| s.samples).sum::<usize>(), fold.train.samples);
            assert_eq!(test.iter().map(|s| s.samples).sum::<usize>(), fold.test.samples);
        }
    }
}

/// A model's scores have a deviation over paths even with one seed; under k-fold with one seed there is none.
#[test]
fn scores_have_a_deviation_over_paths() {
    let [k_fold, combinatorial] = both();
    let deviation = |protocol| {
        let record = run(protocol, TargetKind::Close, 1, 2);
        let learns = record.tickers[0].rows.iter().find(|r| r.model != "persistence" && r.seeds.len() == 1);
        learns.unwrap().scores[0].sd
    };
    assert_eq!(deviation(k_fold), None);
    assert!(deviation(combinatorial).is_some());
}

#[test]
fn any_number_of_threads_makes_the_same_record() {
    for protocol in both() {
        assert_eq!(run(protocol, TargetKind::Close, 1, 1), run(protocol, TargetKind::Close, 1, 3));
    }
}
