//! Mistakes in study files and data: what, where, and what to do.

use insta::assert_snapshot;

use crate::sandbox::{STUDY, Sandbox};

/// Runs the small study after one change, and gives what was said.
fn after(from: &str, to: &str) -> String {
    assert!(STUDY.contains(from), "{from}");
    let sandbox = Sandbox::with_study();
    sandbox.write("study.toml", &STUDY.replacen(from, to, 1));
    let said = sandbox.run(&["study", "study.toml", "--quiet"]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
    said.stderr
}

#[test]
fn unknown_key() {
    assert_snapshot!(after("seeds =", "seed ="));
}

#[test]
fn unknown_key_of_a_model() {
    assert_snapshot!(after("units = 4", "unit = 4"));
}

#[test]
fn unknown_model() {
    assert_snapshot!(after("\"lstm\"", "\"lsmt\""));
}

#[test]
fn unknown_feature() {
    assert_snapshot!(after("\"ma7\"", "\"ma-7\""));
}

#[test]
fn wrong_type() {
    assert_snapshot!(after("refit-every = 20", "refit-every = \"monthly\""));
}

#[test]
fn not_toml() {
    assert_snapshot!(after("[inputs]", "[inputs"));
}

#[test]
fn model_parameter_out_of_range() {
    assert_snapshot!(after("epochs = 3", "epochs = 0"));
}

#[test]
fn value_out_of_range() {
    assert_snapshot!(after("seeds = [1, 2]", "seeds = []"));
}

/// The models of the study, and the two tickers, under a protocol that leaves one out.
fn left_out(from: &str, to: &str) -> String {
    let models = STUDY.find("[[models]]").unwrap();
    let drift = "[[models]]\nkind = \"drift\"\n";
    let study = format!("{}{drift}", &STUDY[..models]).replace("walk-forward", "leave-one-ticker-out");
    assert!(study.contains(from), "{from}");
    let sandbox = Sandbox::with_study();
    let prices = sandbox.read("prices.csv");
    let one: Vec<&str> = prices.lines().filter(|line| !line.contains("BBB")).collect();
    sandbox.write("one.csv", &one.join("\n"));
    sandbox.write("study.toml", &study.replacen(from, to, 1));
    let said = sandbox.run(&["study", "study.toml", "--quiet"]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
    said.stderr
}

#[test]
fn a_model_of_one_ticker_that_is_left_out() {
    let models = |model: &str| left_out("kind = \"drift\"", model);
    let all = [
        models("kind = \"ridge\""),
        models("kind = \"emd-lstm\""),
        models("kind = \"ridge\"\npca = { components = 2 }"),
    ];
    assert_snapshot!(all.join("\n"));
}

#[test]
fn no_ticker_to_learn_from() {
    let all = [left_out("[data]", "[data]\ntickers = [\"AAA\"]"), left_out("prices.csv", "one.csv")];
    assert_snapshot!(all.join("\n"));
}

#[test]
fn topics_of_a_ticker_that_is_left_out() {
    assert_snapshot!(left_out(
        "text = [\"score\"]",
        "text = [\"score\"]\ntopics = { columns = [\"score-topic\"] }"
    ));
}

#[test]
fn missing_study_file() {
    let sandbox = Sandbox::with_study();
    assert_snapshot!(sandbox.run(&["study", "studdy.toml"]).text());
}

#[test]
fn missing_prices() {
    assert_snapshot!(after("prices.csv", "price.csv"));
}

#[test]
fn unknown_bundle() {
    assert_snapshot!(after("prices.csv", "bundled:stock"));
}

#[test]
fn ticker_not_in_the_prices() {
    assert_snapshot!(after("[data]", "[data]\ntickers = [\"AAB\"]"));
}

#[test]
fn no_sessions_in_the_range() {
    assert_snapshot!(after("[data]", "[data]\nstart = \"2021-01-01\""));
}

#[test]
fn too_little_data_for_the_protocol() {
    assert_snapshot!(after("test = { rows = 40 }", "test = { rows = 400 }"));
}

#[test]
fn ambiguous_dates() {
    let sandbox = Sandbox::with_study();
    sandbox.write("prices.csv", "Ticker,Date,Close\nAAA,03/04/2020,10\nAAA,06/04/2020,11\n");
    assert_snapshot!(sandbox.run(&["study", "study.toml", "--quiet"]).text());
}

#[test]
fn column_not_recognised() {
    let sandbox = Sandbox::with_study();
    sandbox.write("prices.csv", "Ticker,Date,Worth\nAAA,2020-04-03,10\nAAA,2020-04-06,11\n");
    assert_snapshot!(sandbox.run(&["study", "study.toml", "--quiet"]).text());
}

#[test]
fn no_ticker_anywhere() {
    let sandbox = Sandbox::with_study();
    sandbox.write("prices of today.csv", "Date,Close\n2020-04-03,10\n2020-04-06,11\n");
    sandbox.write("study.toml", &STUDY.replace("prices.csv", "prices of today.csv"));
    assert_snapshot!(sandbox.run(&["study", "study.toml", "--quiet"]).text());
}

#[test]
fn unreadable_value() {
    let sandbox = Sandbox::with_study();
    sandbox.write("prices.csv", "Ticker,Date,Close\nAAA,2020-04-03,10\nAAA,2020-04-06,ten\n");
    assert_snapshot!(sandbox.run(&["study", "study.toml", "--quiet"]).text());
}

#[test]
fn no_such_model_to_show() {
    assert_snapshot!(Sandbox::new().run(&["models", "lsmt"]).text());
}
