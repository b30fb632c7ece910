//! `sentiment train`: a classifier of labelled texts.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

const WORDS: [[&str; 3]; 3] = [
    ["awful quarter", "selling it all", "terrible guidance"],
    ["flat today", "meeting at noon", "no news"],
    ["great quarter", "buying more", "love this stock"],
];
const LABELS: [&str; 3] = ["bearish", "neutral", "bullish"];

/// `texts` of each of the named classes.
fn labelled(classes: &[usize], texts: usize) -> String {
    let line = |i: usize, class: usize| format!("{} {i},{}\n", WORDS[class][i % 3], LABELS[class]);
    let lines = (0..texts).flat_map(|i| classes.iter().map(move |class| line(i, *class)));
    "text,label\n".to_owned() + &lines.collect::<String>()
}

const ARGS: [&str; 6] = ["sentiment", "train", "labelled.csv", "--label-column", "label", "-o"];

#[test]
fn a_model_is_trained_and_scores() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", &labelled(&[0, 1, 2], 30));
    let said = sandbox.run(&[&ARGS[..], &["own.bwl"]].concat()).ok();
    assert_snapshot!("train", said.text());
    let scored = ["sentiment", "score", "labelled.csv", "-o", "scored.csv", "--scorer", "own=linear:own.bwl"];
    sandbox.run(&scored).ok();
    let scored = sandbox.read("scored.csv");
    let compound = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
    assert!(scored.lines().skip(1).all(|line| {
        let wanted = if line.contains("bullish") { 1.0 } else { -1.0 };
        line.contains("neutral") || compound(line) * wanted > 0.0
    }));
    // the same texts and settings give the same file, and nothing lies beside it
    sandbox.run(&[&ARGS[..], &["again.bwl", "--folds", "0"]].concat()).ok();
    let bytes = |name: &str| fs::read(sandbox.path(name)).unwrap();
    assert_eq!(bytes("own.bwl"), bytes("again.bwl"));
    let said = sandbox.run(&[&ARGS[..], &["own.bwl", "--force", "--format", "json"]].concat()).ok();
    let found: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((&found["texts"], &found["left_out"]), (&serde_json::json!([30, 30, 30]), &0.into()));
    assert_eq!(found["cross_validation"]["folds"], 5);
    assert_eq!(found["bytes"], bytes("own.bwl").len());
    let mut files: Vec<_> =
        fs::read_dir(sandbox.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["again.bwl", "labelled.csv", "own.bwl", "scored.csv"]);
}

#[test]
fn a_model_learns_cleaned_texts() {
    let sandbox = Sandbox::new();
    let texts = labelled(&[0, 1, 2], 10);
    let with = |more: &str| texts.replace(",bearish", &format!(" {more},bearish"));
    sandbox.write("labelled.csv", &with("@jim http://t.co/x"));
    let said = sandbox.run(&[&ARGS[..], &["cleaned.bwl", "--clean", "twitter-roberta"]].concat()).ok();
    assert!(said.stdout.contains("linear:cleaned.bwl --clean twitter-roberta"), "{}", said.stdout);
    sandbox.run(&[&ARGS[..], &["raw.bwl"]].concat()).ok();
    sandbox.write("labelled.csv", &with("@user http"));
    sandbox.run(&[&ARGS[..], &["hand.bwl"]].concat()).ok();
    let bytes = |name: &str| fs::read(sandbox.path(name)).unwrap();
    assert_eq!(bytes("cleaned.bwl"), bytes("hand.bwl"));
    assert_ne!(bytes("raw.bwl"), bytes("hand.bwl"));
}

#[test]
fn two_classes_and_settings() {
    let sandbox = Sandbox::new();
    sandbox.write("labelled.csv", &labelled(&[0, 2], 30));
    sandbox.write(
        "settings.toml",
        "classifier = { kind = \"linear-svm\", c = 1.0, class-weight = \"balanced\" }\n",
    );
    let said =
        sandbox.run(&[&ARGS[..], &["own.bwl", "--settings", "settings.toml", "--folds", "3"]].concat());
    assert_snapshot!("train_two_classes", said.ok().text());
}

#[test]
fn errors_of_training() {
    let sandbox = Sandbox::new();
    let texts = labelled(&[0, 1, 2], 30);
    sandbox.write("labelled.csv", &texts);
    sandbox.write("numbers.csv", "text,label\nfine,1\nbad,0\n");
    sandbox.write("one.csv", &labelled(&[2], 30));
    sandbox.write("few.csv", &labelled(&[0, 2], 3));
    sandbox.write("key.toml", "learning-rate = 0.1\n");
    sandbox.write(
        "value.toml",
        "features = [{ kind = \"hashed\", analyzer = \"word\", ngrams = { min = 1, max = 2 }, bits = 99 }]\n",
    );
    sandbox.write("there.bwl", "");
    for (name, args) in [
        ("unknown_label", &["numbers.csv", "-o", "x.bwl"][..]),
        ("one_class", &["one.csv", "-o", "x.bwl"]),
        ("few_texts", &["few.csv", "-o", "x.bwl"]),
        ("folds", &["labelled.csv", "-o", "x.bwl", "--folds", "1"]),
        ("settings_key", &["labelled.csv", "-o", "x.bwl", "--settings", "key.toml"]),
        ("settings_value", &["labelled.csv", "-o", "x.bwl", "--settings", "value.toml"]),
        ("no_settings", &["labelled.csv", "-o", "x.bwl", "--settings", "none.toml"]),
        ("output_there", &["labelled.csv", "-o", "there.bwl"]),
        ("output_is_input", &["labelled.csv", "-o", "labelled.csv", "--force"]),
        ("output_is_settings", &["labelled.csv", "-o", "key.toml", "--settings", "key.toml", "--force"]),
        ("no_folder", &["labelled.csv", "-o", "nowhere/x.bwl", "--folds", "0"]),
    ] {
        let said = sandbox.run(&[&["sentiment", "train", "--label-column", "label"], args].concat());
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        assert_snapshot!(format!("train_{name}"), said.text());
        assert!(!sandbox.path("x.bwl").exists());
    }
    assert_eq!(sandbox.read("labelled.csv"), texts);
}
