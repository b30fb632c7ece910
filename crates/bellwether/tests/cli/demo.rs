//! The bundled study as a template.

use insta::assert_snapshot;

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
    for name in ["networks.toml", "baselines.toml", "decompositions.toml", "scorers.toml"] {
        let config = StudyConfig::read(&sandbox.path(&format!("mine/{name}"))).unwrap();
        // the model that is shown the whole series stands behind the same one that is not
        let leaking = config.models.iter().position(|m| m.decomposition.sees_future());
        assert_eq!(leaking.is_some(), name == "decompositions.toml");
        let twin = leaking.map(|i| config.models[i - 1].label());
        assert!(twin.is_none_or(|label| label == "emd-lstm"));
    }
}
