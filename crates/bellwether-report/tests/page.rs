//! What the templates are given.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use bellwether_report::page::Page;
use bellwether_study::record::RunRecord;
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
