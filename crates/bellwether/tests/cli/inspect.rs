//! `data inspect`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

const ODD: &str = "\
date;symbol;open;high;low;close;volume;note
2020-01-02;XYZ;10.0;11.0;9.5;10.5;100;a
2020-01-03;XYZ;10.5;10.0;10.4;10.6;120;b
2020-01-03;XYZ;10.5;10.0;10.4;10.6;120;b
2020-01-07;XYZ;2.60;2.70;2.50;2.65;480;c
2020-01-08;XYZ;;;;;;d
";

#[test]
fn bundled_prices_and_posts() {
    let sandbox = Sandbox::new();
    sandbox.run(&["demo", "--export", "demo"]).ok();
    let said = sandbox.run(&["data", "inspect", "demo/prices.csv.zst", "demo/tweets.csv.zst"]).ok();
    assert_snapshot!(said.text());
}

#[test]
fn odd_prices() {
    let sandbox = Sandbox::new();
    sandbox.write("odd.csv", ODD);
    let said = sandbox.run(&["data", "inspect", "odd.csv"]).ok();
    assert_snapshot!(said.text());
}

#[test]
fn json_is_one_array() {
    let sandbox = Sandbox::new();
    sandbox.write("odd.csv", ODD);
    let said = sandbox.run(&["data", "inspect", "odd.csv", "--format", "json"]).ok();
    let files: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(files[0]["kind"], "prices");
    assert_eq!(files[0]["file"], "odd.csv");
    assert_eq!(files[0]["tickers"][0]["ticker"], "XYZ");
    assert_eq!(files[0]["tickers"][0]["first"], "2020-01-02");
}

#[test]
fn ambiguous_dates_are_refused_until_told() {
    let sandbox = Sandbox::new();
    sandbox.write("ABC.csv", "Date,Close\n03/04/2020,10\n06/04/2020,11\n");
    let said = sandbox.run(&["data", "inspect", "ABC.csv"]);
    assert_eq!(said.code, 1);
    assert_snapshot!(said.text());
    let told = sandbox.run(&["data", "inspect", "ABC.csv", "--dates", "day-first"]).ok();
    assert!(told.stdout.contains("2020-04-03"), "{}", told.text());
}

#[test]
fn columns_can_be_named() {
    let sandbox = Sandbox::new();
    sandbox.write("x.csv", "when,worth\n2020-01-02,10\n2020-01-03,11\n");
    let said = sandbox.run(&["data", "inspect", "x.csv"]);
    assert_eq!(said.code, 1);
    assert_snapshot!(said.stderr);
    let named =
        ["data", "inspect", "x.csv", "--column", "date=when", "--column", "close=worth", "--ticker", "xyz"];
    let told = sandbox.run(&named).ok();
    assert!(
        told.stdout.contains("date (when), close (worth)") && told.stdout.contains("XYZ"),
        "{}",
        told.text()
    );
    let unknown = sandbox.run(&["data", "inspect", "x.csv", "--column", "shut=worth"]);
    assert_eq!(unknown.code, 1);
    assert_snapshot!("unknown_role", unknown.stderr);
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let sandbox = Sandbox::new();
    sandbox.write("odd.csv", ODD);
    sandbox.write("empty.csv", "");
    let said = sandbox.run(&["data", "inspect", "empty.csv", "odd.cvs", "odd.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stdout.contains("XYZ"));
    assert_snapshot!(said.stderr);
}

#[test]
fn a_named_column_that_is_not_there_is_the_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("ABC.csv", "Date,Close\n2020-01-02,1e300\n");
    let said = sandbox.run(&["data", "inspect", "ABC.csv", "--column", "close=Nope"]);
    assert_eq!(said.code, 1);
    insta::assert_snapshot!(said.stderr);
}
