//! A test part that chooses: only the model that asks for it sees it, and the record claims nothing.

use bellwether_core::TargetKind;
use bellwether_evaluation::splits::{HoldOut, Split};
use bellwether_models::ModelSpec;
use bellwether_models::statistical::{ArimaGridParams, ArimaParams, ChosenBy};
use bellwether_study::record::{RunRecord, Verdict};
use bellwether_testkit::Market;

use crate::study_honesty::{config, in_rows, record};

fn grid(by: ChosenBy) -> ModelSpec {
    let (p, d, q) = (vec![0, 1], vec![0, 1], vec![0, 1, 2]);
    ModelSpec::ArimaGrid(ArimaGridParams { p, d, q, by, ..ArimaGridParams::default() })
}

fn made(choose_by_test: bool, by: ChosenBy) -> RunRecord {
    let protocol = in_rows(Split::HoldOut(HoldOut { choose_by_test, ..HoldOut::default() }));
    let models = [grid(by), ModelSpec::Arima(ArimaParams::default())];
    let market = Market::planted(6, 160);
    record(&config(&protocol, TargetKind::Close, 1, &models), &market, market.panel(), 2).unwrap()
}

/// Squared error of a model over the test.
fn error(record: &RunRecord, model: &str) -> f64 {
    let row = record.tickers[0].rows.iter().find(|row| row.model == model).unwrap();
    assert!(row.failures.is_empty(), "{:?}", row.failures);
    row.forecasts.iter().map(|f| (f.predicted - f.actual).powi(2)).sum()
}

#[test]
fn the_record_says_so_and_claims_nothing() {
    let chosen = made(true, ChosenBy::Test);
    assert!(chosen.not_evidence.as_ref().unwrap().contains("not evidence"));
    assert!(chosen.protocol.contains("sees the answers"), "{}", chosen.protocol);
    assert!(chosen.warnings[0].contains("test part"), "{:?}", chosen.warnings);
    assert!(
        chosen.verdict.len() == 1 && chosen.verdict[0].starts_with("No verdict."),
        "{:?}",
        chosen.verdict
    );
    for row in &chosen.tickers[0].rows {
        assert!(row.next.is_none() && !row.scores.is_empty());
        let tests = [&row.vs_persistence, &row.vs_without_text];
        assert!(tests.into_iter().flatten().all(|t| t.verdict == Verdict::Untested && t.p_value.is_none()));
    }
    // other models are what they are under an honest hold-out
    let honest = made(false, ChosenBy::Aicc);
    assert_eq!(honest.not_evidence, None);
    assert_eq!(error(&honest, "arima"), error(&chosen, "arima"));
    // what has seen the answers is no worse than any order that it could choose
    assert!(error(&chosen, "arima-grid") <= error(&chosen, "arima") * (1.0 + 1e-9));
    assert!(error(&chosen, "arima-grid") <= error(&honest, "arima-grid") * (1.0 + 1e-6));
}

#[test]
fn an_honest_protocol_shows_no_test_part() {
    let refused = made(false, ChosenBy::Test);
    let row = refused.tickers[0].rows.iter().find(|row| row.model == "arima-grid").unwrap();
    assert!(row.failures[0].contains("choose-by-test"), "{:?}", row.failures);
}
