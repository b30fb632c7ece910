//! A planted signal is found, and none where none was planted.

use bellwether_core::TargetKind;
use bellwether_models::ModelSpec;
use bellwether_study::record::{Arm, RunRecord, Verdict};
use bellwether_testkit::{Market, learning, registered, studies};

use crate::study_failures::OF_DIRECTIONS;
use crate::support::target;

const STUDY: &str = r#"
[study]
name = "signal"
seeds = [1]
[data]
prices = "memory"
posts = "memory"
[inputs]
price = ["open", "high", "low", "close", "log-return", "volume"]
[protocol]
kind = "walk-forward"
test = { rows = 100 }
validation = { fraction = 0.1 }
refit-every = 50
"#;

fn record(market: &Market) -> RunRecord {
    let models: Vec<ModelSpec> = registered::<ModelSpec>()
        .iter()
        .map(learning)
        .filter(|s| !OF_DIRECTIONS.contains(&s.info().kind))
        .collect();
    let mut config = studies::config(STUDY, &models).unwrap();
    config.target = target(TargetKind::LogReturn, 1).into();
    let folder = tempfile::tempdir().unwrap();
    let data = studies::dataset(&config, market).unwrap();
    studies::run(&config, &data, folder.path(), 2, false).unwrap().record
}

#[test]
fn with_text_beats_without_where_a_signal_is_planted() {
    let record = record(&Market::planted(8, 320));
    let with_text: Vec<_> = record.tickers[0].rows.iter().filter(|r| r.arm == Arm::WithText(0)).collect();
    // pictures are of prices, so a network of pictures alone has no such row
    let reads = |s: &&ModelSpec| s.build().needs().text && !OF_DIRECTIONS.contains(&s.info().kind);
    assert_eq!(with_text.len(), registered::<ModelSpec>().iter().filter(reads).count());
    for row in with_text {
        let (text, naive) = (row.vs_without_text.as_ref().unwrap(), row.vs_persistence.as_ref().unwrap());
        assert_eq!(text.verdict, Verdict::Better, "{}: {}", row.model, text.words);
        assert_eq!(naive.verdict, Verdict::Better, "{}: {}", row.model, naive.words);
        assert!(text.p_value.unwrap() < 0.001, "{}: {}", row.model, text.words);
    }
    // what prices alone can tell is nothing; at one seed in four a network is lucky (p = .04)
    for row in record.tickers[0].rows.iter().filter(|r| r.arm == Arm::WithoutText) {
        let naive = row.vs_persistence.as_ref().unwrap();
        assert_ne!(naive.verdict, Verdict::Better, "{}: {}", row.model, naive.words);
    }
    assert!(record.verdict.iter().any(|v| v.starts_with("The posts helped")), "{:?}", record.verdict);
}

#[test]
fn with_text_does_not_beat_without_where_none_is() {
    // at this seed; one market in twenty shows a difference by luck, and a test of two networks that were each trained
    // once takes the luck of the training for theirs: at seed 7 two of sixteen come out better and two worse
    let record = record(&Market::random_walk(8, 320));
    for row in record.tickers[0].rows.iter().filter(|r| r.arm == Arm::WithText(0)) {
        let text = row.vs_without_text.as_ref().unwrap();
        assert_ne!(text.verdict, Verdict::Better, "{}: {}", row.model, text.words);
    }
    assert!(
        record.verdict.iter().any(|v| v.starts_with("There is no evidence that the posts helped")),
        "{:?}",
        record.verdict
    );
    assert!(
        record.verdict.iter().any(|v| v.starts_with("No model beats persistence")),
        "{:?}",
        record.verdict
    );
}
