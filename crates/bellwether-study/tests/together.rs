//! Models taken together, from a file of predictions to the p-values, against arch on arch's own draws.

#![allow(clippy::unwrap_used)]

use bellwether_ingest::{PredictionOptions, read_predictions_bytes};
use bellwether_study::record::TogetherRecord;
use bellwether_study::{CheckConfig, check};
use serde_json::Value;

fn cases() -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("reference/arch/together.json")).unwrap();
    all["cases"].as_array().unwrap().clone()
}

fn of(case: &Value, draws: usize) -> (TogetherRecord, Vec<String>) {
    let csv = case["csv"].as_str().unwrap();
    let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
    let record = check(&CheckConfig { draws, ..CheckConfig::default() }, &read, None).unwrap();
    (record.together.unwrap(), record.check.unwrap().remarks)
}

/// The columns of the file as the check names them.
fn column(model: &str) -> String {
    let own = ["persistence", "drift", "always-majority"].contains(&model);
    if own { model.to_owned() } else { format!("pred_{}", model.trim_start_matches("pred_")) }
}

#[test]
fn as_arch_on_other_draws() {
    for case in cases() {
        let (together, remarks) = of(&case, 4000);
        let number = |key: &str| case[key].as_f64().unwrap();
        assert_eq!(together.days as f64, number("days"));
        assert_eq!(together.rows as f64, number("rows"));
        assert_eq!((together.rows_left_out, together.left_out.len()), (0, 0));
        assert_eq!(together.baseline, case["baseline"].as_str().unwrap());
        assert!((together.block - number("block")).abs() < 1e-9, "{} {}", together.block, number("block"));
        // 4,000 draws and 20,000: a standard error below .0087 of a difference of p-values
        let near = |a: f64, b: f64, what: &str| assert!((a - b).abs() < 0.035, "{what}: {a} and {b}");
        near(together.search.superior, number("superior"), "superior");
        near(together.search.reality_check, number("reality_check"), "reality check");
        assert_eq!(together.search.tried, 4);
        assert_eq!(together.models.len(), 6);
        let names =
            |key: &str| case[key].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>();
        for model in &together.models {
            let name = column(&model.model);
            let loss = case["losses"][&name].as_f64().unwrap();
            assert!((model.loss - loss).abs() < 1e-10 * loss, "{name}: {} {loss}", model.loss);
            near(model.p_value, case["set"][&name].as_f64().unwrap(), &name);
            assert_eq!(model.in_set, names("included").contains(&&name[..]), "{name}");
            assert_eq!(model.beats, names("beats").contains(&&name[..]), "{name}");
        }
        let least = together.models.iter().map(|m| m.loss).fold(f64::INFINITY, f64::min);
        assert!((together.models[together.search.best].loss - least).abs() < 1e-12);
        assert!(remarks.last().unwrap().starts_with("Counting the search over 4 models, "), "{remarks:?}");
    }
}

/// One seed gives one answer, and another seed other draws.
#[test]
fn the_seed_decides() {
    let case = &cases()[1];
    assert_eq!(of(case, 200).0, of(case, 200).0);
    let csv = case["csv"].as_str().unwrap();
    let read = read_predictions_bytes("x.csv", csv.as_bytes(), &PredictionOptions::default()).unwrap();
    let other = check(&CheckConfig { draws: 200, seed: 2, ..CheckConfig::default() }, &read, None).unwrap();
    assert_ne!(of(case, 200).0.search, other.together.unwrap().search);
}
