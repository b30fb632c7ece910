//! What can be named in a study file.

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

#[test]
fn models() {
    let said = Sandbox::new().run(&["models"]).ok();
    assert_snapshot!(said.text());
    assert!(said.stdout.lines().all(|l| l.chars().count() <= 100));
}

#[test]
fn models_as_json() {
    let said = Sandbox::new().run(&["models", "--format", "json"]).ok();
    let models: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let lstm = models.iter().find(|m| m["kind"] == "lstm").unwrap();
    // LSTM(50) on 16 columns: 4 (16 + 50 + 1) 50 weights, and 50 + 1 of the last layer
    assert_eq!(lstm["weights_16_columns"], 4 * (16 + 50 + 1) * 50 + 51);
    assert_eq!((&lstm["inputs"], &lstm["seeds"]), (&true.into(), &true.into()));
    assert_eq!(lstm["defaults"]["units"], 50);
}

#[test]
fn the_page_of_every_model_is_a_study_file() {
    let sandbox = Sandbox::new();
    let said = sandbox.run(&["models", "--format", "json"]).ok();
    let models: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    for model in &models {
        let kind = model["kind"].as_str().unwrap();
        let page = sandbox.run(&["models", kind]).ok().stdout;
        let study = format!("study = {{ name = \"x\" }}\ndata = {{ prices = \"bundled:stocknet\" }}\n{page}");
        sandbox.write("study.toml", &study);
        let settings =
            sandbox.run(&["study", "study.toml", "--show-settings", "--format", "json"]).ok().stdout;
        let settings: Value = serde_json::from_str(&settings).unwrap();
        let models = settings["models"].as_array().unwrap();
        assert!(models.contains(&model["defaults"]), "{kind}: {page}");
    }
}

#[test]
fn page_of_a_model() {
    assert_snapshot!(Sandbox::new().run(&["models", "cnn-lstm"]).ok().text());
}

#[test]
fn choices_stand_beside_every_key_that_has_them() {
    let page = |kind: &str| Sandbox::new().run(&["models", kind]).ok().stdout;
    assert_snapshot!(page("garch"));
    let sifted = page("emd-lstm");
    assert!(sifted.contains("\nscaled-variance = 0.001\n") && !sifted.contains("\n# \n"), "{sifted}");
    assert!(page("random-forest").contains("One of auto, sqrt, third, all."));
}

#[test]
fn columns_set_the_width() {
    let width = |columns: &str| {
        let sandbox = Sandbox::new();
        let output = sandbox.command(&["models"]).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|l| l.chars().count()).max().unwrap()
    };
    assert!(width("120") > 100 && width("120") <= 120);
    assert!(width("9999") <= 160 && width("no") <= 100);
}

#[test]
fn features() {
    let said = Sandbox::new().run(&["features"]).ok();
    assert_snapshot!(said.text());
    assert!(said.stdout.lines().all(|l| l.chars().count() <= 100));
}

#[test]
fn features_as_json() {
    let said = Sandbox::new().run(&["features", "--format", "json"]).ok();
    let features: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let ma20 = features.iter().find(|f| f["name"] == "ma20").unwrap();
    assert_eq!((&ma20["inputs"], &ma20["warm_up"]), (&"price".into(), &19.into()));
}

#[test]
fn the_schema_is_json_and_names_every_model() {
    let said = Sandbox::new().run(&["study", "--schema"]).ok();
    let schema: Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(schema["properties"]["models"].is_object());
    for model in bellwether::models::ModelSpec::all() {
        assert!(said.stdout.contains(&format!("\"const\": \"{}\"", model.info().kind)));
    }
}

#[test]
fn scorers() {
    let said = Sandbox::new().run(&["sentiment", "scorers"]).ok();
    assert_snapshot!(said.text());
    assert!(said.stdout.lines().all(|l| l.chars().count() <= 100));
    let said = Sandbox::new().run(&["sentiment", "scorers", "--format", "json"]).ok();
    let scorers: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let lexicon = scorers.iter().find(|s| s["kind"] == "lexicon").unwrap();
    assert_eq!((&lexicon["file"], &scorers[0]["needs"]), (&"path".into(), &Value::Null));
}
