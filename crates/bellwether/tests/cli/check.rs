//! `check`: files as other tools write them, and what is wrong with files.

use std::fmt::Write;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::{Sandbox, sessions};

pub(crate) const DAYS: usize = 80;

/// A price of 80 sessions that moves by up to 2, in no order.
pub(crate) fn closes(seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut at = 100.0;
    let step = |state: &mut u64| {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((*state >> 33) % 400) as f64 / 100.0 - 2.0
    };
    (0..DAYS)
        .map(|_| {
            at += step(&mut state);
            (at * 100.0_f64).round() / 100.0
        })
        .collect()
}

fn prices(sandbox: &Sandbox) {
    let mut text = "date,ticker,close\n".to_owned();
    for (ticker, seed) in [("AAA", 1), ("BBB", 2)] {
        for (day, close) in sessions(DAYS).iter().zip(closes(seed)) {
            writeln!(text, "{day},{ticker},{close}").unwrap();
        }
    }
    sandbox.write("prices.csv", &text);
}

/// A time index and a column for each quantile; what came is in the prices.
#[test]
fn darts() {
    let sandbox = Sandbox::new();
    prices(&sandbox);
    let mut text = "time,close_q0.10,close_q0.50,close_q0.90\n".to_owned();
    for ((day, close), before) in sessions(DAYS).iter().zip(closes(1)).skip(1).zip(closes(1)) {
        let median = before + 0.3 * (close - before);
        writeln!(text, "{day} 00:00:00,{:.3},{median:.3},{:.3}", median - 1.5, median + 1.5).unwrap();
    }
    sandbox.write("darts.csv", &text);
    let said = sandbox.run(&["check", "darts.csv", "--prices", "prices.csv", "--ticker", "AAA"]).ok();
    assert_snapshot!(said.text());
}

/// Rows by series, day and cutoff, a column for each model and interval.
#[test]
fn nixtla() {
    let sandbox = Sandbox::new();
    let mut text = "unique_id,ds,cutoff,y,NHITS,NHITS-lo-80,NHITS-hi-80,AutoARIMA\n".to_owned();
    for (ticker, seed) in [("AAA", 1), ("BBB", 2)] {
        let (days, close) = (sessions(DAYS), closes(seed));
        for i in 1..DAYS {
            let (before, noise) = (close[i - 1], ((i * 7) % 11) as f64 * 0.06 - 0.3);
            let (said, low, high) = (before + noise, before - 1.8, before + 1.8);
            let (day, cutoff, came) = (days[i], days[i - 1], close[i]);
            writeln!(
                text,
                "{ticker},{day},{cutoff},{came},{said:.2},{low:.2},{high:.2},{:.2}",
                before - noise
            )
            .unwrap();
        }
    }
    sandbox.write("cv.csv", &text);
    let said = sandbox.run(&["check", "cv.csv"]).ok();
    assert_snapshot!(said.text());
}

/// A score and a label, both returns.
#[test]
fn qlib() {
    let sandbox = Sandbox::new();
    let mut text = "datetime,instrument,score,label\n".to_owned();
    for (ticker, seed) in [("SH600000", 1), ("SH600004", 2)] {
        let close = closes(seed);
        for (i, day) in sessions(DAYS).iter().enumerate().skip(1) {
            let came = close[i] / close[i - 1] - 1.0;
            let said = 0.4 * came + ((i * 5) % 7) as f64 * 0.002 - 0.006;
            writeln!(text, "{day},{ticker},{said:.6},{came:.6}").unwrap();
        }
    }
    sandbox.write("pred.csv", &text);
    let said = sandbox.run(&["check", "pred.csv"]).ok();
    assert_snapshot!(said.text());
    let page = sandbox.read("bellwether-out/check-pred/report.html");
    assert!(page.contains("What the predictions look like") && page.contains("Tested on"));
    for unfit in ["bellwether study ", "log return", "There are no folds", "with text"] {
        assert!(!page.contains(unfit), "{unfit}");
    }
}

/// An index without a name; directions with their probability.
#[test]
fn pandas() {
    let sandbox = Sandbox::new();
    let mut text = ",date,ticker,actual,y_pred,probability\n".to_owned();
    let close = closes(1);
    for (i, day) in sessions(DAYS).iter().enumerate().skip(1) {
        let rose = close[i] > close[i - 1];
        let said = if i % 3 == 0 { !rose } else { rose };
        let (p, rose, said) = (if said { 0.7 } else { 0.35 }, i32::from(rose), i32::from(said));
        writeln!(text, "{i},{day},AAA,{rose},{said},{p}").unwrap();
    }
    sandbox.write("out.csv", &text);
    let said = sandbox.run(&["check", "out.csv"]).ok();
    assert_snapshot!(said.text());
}

fn small(sandbox: &Sandbox) {
    let mut text = "date,ticker,actual,predicted\n".to_owned();
    for (day, close) in sessions(DAYS).iter().zip(closes(1)) {
        writeln!(text, "{day},AAA,{close},{}", close + 0.5).unwrap();
    }
    sandbox.write("small.csv", &text);
}

#[test]
fn json_is_the_record() {
    let sandbox = Sandbox::new();
    small(&sandbox);
    let said = sandbox.run(&["check", "small.csv", "--format", "json", "--out", "here"]).ok();
    let record: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(record["check"]["rows"][0]["days"], 79);
    assert_eq!(record["verdict"].as_array().unwrap().len(), 2);
    let written: Value = serde_json::from_str(&sandbox.read("here/record.json")).unwrap();
    assert_eq!(record, written);
    let again = sandbox.run(&["check", "small.csv", "--format", "json", "--out", "there"]).ok();
    assert_eq!(said.stdout, again.stdout);
}

/// A day that is no session is left out alone, and told.
#[test]
fn a_holiday_is_told() {
    let sandbox = Sandbox::new();
    prices(&sandbox);
    let mut text = "date,ticker,predicted\n".to_owned();
    for (i, day) in sessions(DAYS).iter().enumerate().skip(1) {
        writeln!(text, "{day},AAA,{}", 100 + i % 3).unwrap();
    }
    let mut holiday = sessions(DAYS)[0];
    while sessions(DAYS).contains(&holiday) {
        holiday = holiday.tomorrow().unwrap();
    }
    writeln!(text, "{holiday},AAA,100").unwrap();
    sandbox.write("h.csv", &text);
    let said = sandbox.run(&["check", "h.csv", "--prices", "prices.csv", "--format", "json"]).ok();
    assert!(
        said.stderr.contains("1 row on a day without a close in the prices; left out"),
        "{}",
        said.text()
    );
    let record: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(record["check"]["rows"][0]["days"], 79);
}

#[test]
fn what_is_wrong_is_told() {
    let sandbox = Sandbox::new();
    prices(&sandbox);
    let cases = [
        ("no-forecast", "date,ticker,actual\n2024-01-02,A,1\n"),
        ("twice", "date,ticker,actual,predicted\n2024-01-02,A,1,2\n2024-01-02,A,1,3\n"),
        ("probability", "date,ticker,actual,probability\n2024-01-02,A,1,0.5\n2024-01-03,A,0,1.5\n"),
        ("no-prices", "date,ticker,predicted\n2024-01-02,A,1\n2024-01-03,A,2\n"),
        ("one-day", "date,ticker,actual,predicted\n2024-01-02,A,1.5,2\n"),
        ("cutoff", "unique_id,ds,cutoff,y,LSTM\nA,2024-01-02,2024-01-02,1,2\n"),
    ];
    let mut all = String::new();
    for (name, text) in cases {
        let file = format!("{name}.csv");
        sandbox.write(&file, text);
        let said = sandbox.run(&["check", &file]);
        assert_eq!(said.code, 1, "{}", said.text());
        writeln!(all, "{}", said.text()).unwrap();
    }
    let said = sandbox.run(&["check", "twice.csv", "--column", "weight=actual"]);
    assert_ne!(said.code, 0);
    writeln!(all, "{}", said.text()).unwrap();
    let other = sandbox.run(&["check", "no-prices.csv", "--prices", "prices.csv"]);
    assert_eq!(other.code, 1);
    write!(all, "{}", other.text()).unwrap();
    assert_snapshot!(all);
}
