//! What holds for every text, whatever its scores are.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::thread;

use bellwether_text::{Polarity, PolarityLabel, Scorer, ScorerSpec, Vader};
use proptest::prelude::*;

fn check(text: &str, polarity: Polarity) {
    let Polarity { negative, neutral, positive, compound } = polarity;
    for share in [negative, neutral, positive] {
        assert!((0.0..=1.0).contains(&share), "{polarity:?} of {text:?}");
    }
    assert!((-1.0..=1.0).contains(&compound), "{polarity:?} of {text:?}");
    let total = negative + neutral + positive;
    // three shares, each rounded to three decimals
    assert!(total == 0.0 || (total - 1.0).abs() < 0.001_500_1, "{polarity:?} of {text:?}");
}

/// Words that meet the rules, joined by whatever counts as space, or by nothing.
fn charged_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "good",
        "BAD",
        "love",
        "hate!",
        "not",
        "isn't",
        "no",
        "so",
        "this",
        "never",
        "very",
        "REALLY",
        "kind",
        "of",
        "but",
        "BUT",
        "least",
        "at",
        "without",
        "doubt",
        "bus",
        "stop",
        "kiss",
        "death",
        ":)",
        ":(",
        "😀",
        "❤\u{fe0f}",
        "日本",
        "İ",
        "\u{212a}ind",
        "??",
        "!!!!",
        "\0",
        "'",
    ]);
    let space = prop::sample::select(vec![" ", " ", " ", "\t", "\u{1c}", "\u{a0}", "\u{3000}", ""]);
    prop::collection::vec((word, space), 0..120)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, space)| [word, space]).collect())
}

/// Every scorer that needs no file, and a mean of them.
fn scorers() -> Vec<Box<dyn Scorer>> {
    let mut specs = ScorerSpec::bundled();
    specs.push(ScorerSpec::Ensemble { of: ScorerSpec::bundled(), weights: vec![1.0, 2.0, 0.5] });
    let here = std::path::Path::new(".");
    specs
        .iter()
        .map(|spec| {
            let scorer = spec.build(here).unwrap();
            assert_eq!(scorer.name(), spec.label());
            scorer
        })
        .collect()
}

proptest! {
    #[test]
    fn every_scorer_is_total_and_the_same_alone_in_a_batch_and_on_another_thread(
        text in charged_text(),
        wild in "\\PC{0,80}|[\\x00-\\x7f]{0,80}|.{0,80}",
    ) {
        for scorer in scorers() {
            let alone = [scorer.score(&text), scorer.score(&wild)];
            check(&text, alone[0]);
            check(&wild, alone[1]);
            prop_assert_eq!(scorer.score_all(&[&text, &wild]), alone);
            let elsewhere = thread::scope(|scope| scope.spawn(|| scorer.score(&text)).join()).unwrap();
            prop_assert_eq!(elsewhere, alone[0]);
            for term in scorer.explain(&wild).unwrap() {
                prop_assert!(wild.get(term.range).is_some() && term.weight.is_finite());
            }
        }
    }

    #[test]
    fn any_text_has_a_finite_polarity(text in "\\PC{0,80}|[\\x00-\\x7f]{0,80}|.{0,80}") {
        check(&text, Vader::new().score(&text));
    }

    #[test]
    fn any_bytes_read_as_text_have_a_finite_polarity(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        check(&text, Vader::new().score(&text));
    }

    #[test]
    fn charged_text_has_a_finite_polarity_that_does_not_depend_on_what_came_before(
        text in charged_text(),
        other in charged_text(),
    ) {
        let vader = Vader::new();
        let polarity = vader.score(&text);
        check(&text, polarity);
        vader.score(&other);
        prop_assert_eq!(vader.score(&text), polarity);
        let elsewhere = thread::scope(|scope| scope.spawn(|| Vader::new().score(&text)).join()).unwrap();
        prop_assert_eq!(elsewhere, polarity);
        prop_assert_eq!(vader.score_all(&[&other, &text])[1], polarity);
    }

    #[test]
    fn space_around_a_text_does_not_count(text in charged_text()) {
        let vader = Vader::new();
        prop_assert_eq!(vader.score(&format!(" \t{text}\n ")), vader.score(&text));
    }

    #[test]
    fn labels_follow_the_compound(compound in -1.0..=1.0, threshold in 0.0..=1.0) {
        let label = Polarity { compound, ..Polarity::default() }.label(threshold);
        let mirrored = Polarity { compound: -compound, ..Polarity::default() }.label(threshold);
        prop_assert_eq!(label == PolarityLabel::Positive, mirrored == PolarityLabel::Negative);
        prop_assert_eq!(label == PolarityLabel::Neutral, compound == 0.0 || compound.abs() < threshold);
    }
}

/// Each of these posts keeps a quadratic implementation busy for minutes to hours.
#[test]
fn two_megabytes_in_one_post_are_scored_in_linear_time() {
    const BYTES: usize = 2_000_000;
    let vader = Vader::new();
    for pattern in [
        "good bad but ",
        "good GREAT very love not hate, ",
        "isn't so good ",
        "😀😡",
        "❤\u{fe0f} ",
        "''''''''!",
        "!?",
        "n't",
        "\u{3000}é",
        "no ",
        "a",
        " ",
    ] {
        let post = pattern.repeat(BYTES / pattern.len());
        check(pattern, vader.score(&post));
    }
    let mut late = "good nice bad sad great fine love ".repeat(BYTES / 34);
    late.push_str("but good");
    check("late but", vader.score(&late));
}

#[test]
fn every_kind_of_scorer_is_listed() {
    let kinds: Vec<&str> = ScorerSpec::KINDS.iter().map(|kind| kind.kind).collect();
    for spec in ScorerSpec::bundled() {
        let json = serde_json::to_value(&spec).unwrap();
        assert!(kinds.contains(&json["kind"].as_str().unwrap()), "{json}");
    }
    let wrong = serde_json::from_str::<ScorerSpec>(r#"{"kind":"none"}"#).unwrap_err().to_string();
    for kind in &kinds {
        assert!(wrong.contains(&format!("`{kind}`")), "{kind}: {wrong}");
    }
}

#[test]
fn the_settings_that_a_kind_of_scorer_lists_are_its_own() {
    for kind in ScorerSpec::KINDS {
        let mut alone = serde_json::json!({ "kind": kind.kind });
        let needs = match serde_json::from_value::<ScorerSpec>(alone.clone()) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        let listed =
            if kind.needs.is_empty() { String::new() } else { format!("missing field `{}`", kind.needs) };
        assert_eq!(needs, listed, "{}", kind.kind);
        if let Some(file) = kind.file {
            alone[file] = "some/file".into();
            serde_json::from_value::<ScorerSpec>(alone).unwrap();
        }
    }
}

#[test]
fn a_specification_survives_its_way_through_json_and_rejects_what_it_does_not_know() {
    let spec = ScorerSpec::Vader {};
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(json, r#"{"kind":"vader"}"#);
    assert_eq!(serde_json::from_str::<ScorerSpec>(&json).unwrap(), spec);
    for wrong in [r#"{"kind":"vader","lexicon":"mine"}"#, r#"{"kind":"Vader"}"#, r"{}"] {
        assert!(serde_json::from_str::<ScorerSpec>(wrong).is_err(), "{wrong}");
    }
}
