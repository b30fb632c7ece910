//! What the templates are given.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use bellwether_report::page::Page;
use bellwether_study::record::{RunRecord, TopicRecord, TopicsFold, TopicsRecord};
use serde_json::Value;

/// Charts are shortened to their title and how many series they draw.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("<svg") => {
            let title =
                text.split("<title>").nth(1).and_then(|t| t.split("</title>").next()).unwrap_or_default();
            *text = format!("chart: {title}; {} paths", text.matches("<path").count());
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

fn context(record: &RunRecord) -> Value {
    let mut value = serde_json::to_value(Page::new(record).unwrap()).unwrap();
    shorten(&mut value);
    value
}

#[test]
fn study() {
    insta::assert_json_snapshot!(context(&common::study()));
}

#[test]
fn direction() {
    let value = context(&common::direction());
    insta::assert_json_snapshot!([&value["forecasts"], &value["tickers"][0]]);
}

#[test]
fn pictured() {
    insta::assert_json_snapshot!(&context(&common::pictured())["pictures"][1]["pictures"][0]);
}

#[test]
fn hollow() {
    insta::assert_json_snapshot!(context(&common::hollow()));
}

/// A row of the board for each scorer, and a section that compares them.
#[test]
fn several_scorers_are_compared() {
    let value = context(&common::scored());
    let scorers = &value["scorers"];
    assert_eq!(scorers["names"], serde_json::json!(["vader", "a lexicon of finance"]));
    assert_eq!(scorers["comparisons"], 4);
    let cells: Vec<String> = scorers["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r["cells"].as_array().unwrap())
        .map(|c| {
            format!("{} | {} | {}", c["gain"], c["test"], c["own"]).replace('\u{a0}', " ").replace('"', "")
        })
        .collect();
    assert_eq!(
        cells,
        [
            "−0.3 points | no difference, p > .99 | on its own p = .41",
            "+2.1 points | better, p = .012 | on its own p = .002",
            "−7.1 points | worse, p = .002 | on its own p < .001",
            "+0.1 points | no difference, p > .99 | on its own p = .61",
        ]
    );
    let matrix = |i: usize| {
        let row = &scorers["matrices"][i]["rows"][0]["cells"];
        (row[0]["shade"].is_null(), row[1]["text"].as_str().unwrap().replace('\u{a0}', " "))
    };
    assert_eq!(matrix(0), (true, "+0.46".to_owned()));
    assert_eq!(matrix(2), (true, "61 %".to_owned()));
    let board = &value["leaderboard"]["tickers"][0]["board"]["rows"];
    let arms: Vec<&str> = board.as_array().unwrap().iter().map(|r| r["arm"].as_str().unwrap()).collect();
    assert_eq!(arms.iter().filter(|a| **a == "with a lexicon of finance").count(), 3);
    let html = bellwether_report::html::render(&common::scored()).unwrap();
    assert!(html.contains("id=\"scorers\""));
    assert!(!bellwether_report::html::render(&common::study()).unwrap().contains("id=\"scorers\""));
    let text = bellwether_report::terminal::leaderboard(&common::scored(), 120, false);
    assert!(text.contains("SCORERS") && text.contains("adjusted for 4 comparisons"), "{text}");
}

/// The topics of the last fold, and which of them are those of the fold before.
#[test]
fn topics_are_shown_beside_the_scorers() {
    let topic = |place, words: [&str; 2], size, similarity, sentiment, examples: &[&str]| TopicRecord {
        place,
        words: words.map(str::to_owned).to_vec(),
        size,
        similarity,
        sentiment: vec![sentiment],
        examples: examples.iter().map(|text| (*text).to_owned()).collect(),
    };
    let fold = |last: &str, topics| TopicsFold {
        after: None,
        last: last.parse().unwrap(),
        posts: 400,
        outside: 50,
        found: 7,
        topics,
    };
    let mut record = common::study();
    record.topics = Some(TopicsRecord {
        whole_series: false,
        scorers: vec!["vader".to_owned()],
        folds: vec![
            fold("2015-01-02", vec![topic(0, ["oil", "opec"], 90, None, Some(0.1), &[])]),
            fold(
                "2015-02-03",
                vec![
                    topic(0, ["oil", "crude"], 120, Some(0.64), Some(-0.25), &["oil <down> again"]),
                    topic(1, ["cloud", "aws"], 80, None, None, &[]),
                ],
            ),
        ],
    });
    let topics = &context(&record)["topics"];
    let row = &topics["rows"][0];
    assert_eq!(
        (&row["words"], &row["share"], &row["sentiment"][0]),
        (&"oil, crude".into(), &"30.0\u{a0}%".into(), &"−0.250".into())
    );
    let kept = |fold: usize, place: usize| {
        topics["folds"][fold]["cells"][place]["kept"].as_str().unwrap().to_owned()
    };
    assert_eq!([kept(0, 0), kept(1, 0), kept(1, 1)], ["", "64\u{a0}% in common", "another topic"]);
    let html = bellwether_report::html::render(&record).unwrap();
    assert!(html.contains("id=\"topics\"") && html.contains("oil &lt;down&gt; again"));
    assert!(!bellwether_report::html::render(&common::study()).unwrap().contains("id=\"topics\""));
}

/// Names as tables print them and names in kebab-case are the same metrics.
#[test]
fn metrics_are_known_under_both_of_their_names() {
    let kebab = common::study();
    let mut printed = kebab.clone();
    for score in printed.tickers.iter_mut().flat_map(|t| &mut t.rows).flat_map(|r| &mut r.scores) {
        score.metric = match score.metric.as_str() {
            "skill-score" => "Skill".into(),
            "directional-accuracy" => "Direction".into(),
            "r2" => "R²".into(),
            other => other.to_uppercase(),
        };
    }
    assert_eq!(context(&kebab), context(&printed));
}

#[test]
fn several_horizons_and_quantiles() {
    let value = context(&common::several());
    insta::assert_json_snapshot!([
        &value["further"]["metrics"],
        &value["further"]["tickers"][0],
        &value["quantiles"],
        &value["forecasts"]["further"],
        &value["forecasts"]["tickers"][0]
    ]);
}
