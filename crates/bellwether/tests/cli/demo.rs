//! The bundled study as a template.

use insta::assert_snapshot;
use serde_json::json;

use bellwether::prelude::*;

use crate::sandbox::Sandbox;

#[test]
fn export_writes_a_study_that_stands_alone() {
    let sandbox = Sandbox::new();
    let said = sandbox.run(&["demo", "--export", "mine"]).ok();
    assert_snapshot!(said.text());
    assert!(sandbox.read("mine/LICENSE.stocknet-MIT").contains("MIT License"));
    assert!(!sandbox.read("mine/study.toml").contains("bundled:"));

    // the same study: the same settings but for the names of the files, and the same data
    let exported = StudyConfig::read(&sandbox.path("mine/study.toml")).unwrap();
    let mut demo = StudyConfig::parse(bundled::DEMO_STUDY, "demo.toml".as_ref()).unwrap();
    let from_files = Dataset::load(&exported, &sandbox.path("mine"), &[]).unwrap();
    let from_bundle = Dataset::load(&demo, "".as_ref(), &bundled::ALL).unwrap();
    for ticker in from_bundle.tickers() {
        assert_eq!(from_files.history().bars(ticker), from_bundle.history().bars(ticker));
        assert_eq!(from_files.history().posts(ticker), from_bundle.history().posts(ticker));
    }
    demo.data.prices.clone_from(&exported.data.prices);
    demo.data.posts.clone_from(&exported.data.posts);
    assert_eq!(demo, exported);
}

#[test]
fn export_overwrites_nothing_unless_forced() {
    let sandbox = Sandbox::new();
    sandbox.write("mine/study.toml", "my work");
    let said = sandbox.run(&["demo", "--export", "mine"]);
    assert_eq!(said.code, 1);
    assert_snapshot!(said.text());
    assert_eq!(sandbox.read("mine/study.toml"), "my work");
    assert!(!sandbox.path("mine/prices.csv.zst").exists());
    sandbox.run(&["demo", "--export", "mine", "--force"]).ok();
    assert!(sandbox.read("mine/study.toml").contains("[study]"));
}

#[test]
fn settings_with_every_default() {
    let sandbox = Sandbox::new();
    sandbox.write("study.toml", bundled::DEMO_STUDY);
    let said = sandbox.run(&["study", "study.toml", "--show-settings"]).ok();
    assert_snapshot!(said.text());
    // the settings are a study file of the same study
    sandbox.write("resolved.toml", &said.stdout);
    assert_eq!(sandbox.run(&["study", "resolved.toml", "--show-settings"]).ok().stdout, said.stdout);
}

#[test]
fn every_exported_study_is_one() {
    let sandbox = Sandbox::new();
    sandbox.run(&["demo", "--export", "mine"]).ok();
    for name in EXPORTED {
        let config = StudyConfig::read(&sandbox.path(&format!("mine/{name}"))).unwrap();
        // the model that is shown the whole series stands behind the same one that is not
        let leaking = config.models.iter().position(|m| m.decomposition.sees_future());
        assert_eq!(leaking.is_some(), name == "whole-series.toml");
        let twin = leaking.map(|i| config.models[i - 1].label());
        assert!(twin.is_none_or(|label| label == "emd-lstm"));
    }
}

/// The exported studies beside the demo's own.
const EXPORTED: [&str; 9] = [
    "networks.toml",
    "baselines.toml",
    "directions.toml",
    "decompositions.toml",
    "whole-series.toml",
    "scorers.toml",
    "topics.toml",
    "backtest.toml",
    "new-ticker.toml",
];

/// The study on a shorter stretch, with two test sessions, and networks and trees that have hardly begun to learn.
fn cut(config: &StudyConfig) -> StudyConfig {
    let mut value = serde_json::to_value(config).unwrap();
    value["data"]["start"] = json!("2015-06-01");
    value["protocol"]["test"] = json!({ "rows": 2 });
    value["protocol"]["validation"] = json!({ "rows": 10 });
    value["protocol"]["initial"] = json!({ "rows": 40 });
    for model in value["models"].as_array_mut().unwrap() {
        for (pointer, small) in [
            ("/training/epochs", json!(1)),
            ("/units", json!(4)),
            ("/filters", json!(4)),
            ("/trees", json!(4)),
            ("/boosting/trees", json!(4)),
            ("/window", json!(16)),
            ("/pairs", json!(2)),
        ] {
            if let Some(slot) = model.pointer_mut(pointer).filter(|slot| slot.is_number()) {
                *slot = small;
            }
        }
    }
    drop_nulls(&mut value);
    serde_json::from_value(value).unwrap()
}

/// TOML, as which the settings of a model are read, has no null.
fn drop_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

#[test]
fn every_exported_study_runs_without_a_failure() {
    let sandbox = Sandbox::new();
    sandbox.run(&["demo", "--export", "mine"]).ok();
    for name in EXPORTED {
        let config = cut(&StudyConfig::read(&sandbox.path(&format!("mine/{name}"))).unwrap());
        let data = Dataset::load(&config, &sandbox.path("mine"), &[]).unwrap();
        let out = RunOptions::new(sandbox.path(&format!("out/{name}")));
        let record = run_study(&config, &data, &out, &|_| {}).unwrap().record;
        assert!(record.complete && record.trials.failed == 0, "{name}: {:?}", record.verdict);
        for row in record.tickers.iter().flat_map(|t| &t.rows) {
            assert_eq!(row.forecasts.len(), 2, "{name}: {}", row.model);
        }
    }
}

/// Every model that `bellwether models` lists is in a study that comes with the program.
#[test]
fn every_model_is_in_a_study() {
    let mut shown = std::collections::BTreeSet::new();
    for text in [
        bundled::NETWORKS_STUDY,
        bundled::BASELINES_STUDY,
        bundled::DIRECTIONS_STUDY,
        bundled::DECOMPOSITIONS_STUDY,
    ] {
        let config = StudyConfig::parse(text, "study.toml".as_ref()).unwrap();
        shown.extend(config.models.iter().map(|m| m.spec.info().kind));
    }
    let missing: Vec<_> =
        ModelSpec::all().iter().map(|s| s.info().kind).filter(|k| !shown.contains(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
