//! `paper`: a paper's study beside its figures.

use std::fmt::Write;
use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

/// `rows` weekdays from `first` on, and closes by a rule: holidays among them, which are left out as they are read.
fn weekdays(first: &str, rows: usize) -> Vec<String> {
    let day: jiff::civil::Date = first.parse().unwrap();
    day.series(jiff::Span::new().days(1))
        .filter(|d| d.weekday().to_monday_one_offset() < 6)
        .take(rows)
        .map(|d| d.to_string())
        .collect()
}

/// Daily prices that wander by rule, with a ticker column where there is a ticker.
fn prices(tickers: &[&str], dates: &[String]) -> String {
    let mut out = "Ticker,Date,Open,High,Low,Close,Adj Close,Volume\n".to_owned();
    for (j, ticker) in tickers.iter().enumerate() {
        for (i, date) in dates.iter().enumerate() {
            let close = 100.0 + 5.0 * (i as f64 * 0.37 + j as f64).sin() + 2.0 * (i as f64 * 1.3).cos();
            let (open, high, low) = (close - 0.5, close + 1.0, close - 1.0);
            writeln!(out, "{ticker},{date},{open},{high},{low},{close},{close},{}", 1000 + i % 7).unwrap();
        }
    }
    out
}

/// A year of closes, by a rule.
fn closes() -> Vec<f64> {
    (0..252_u32).map(|i| 100.0 + f64::from(i * 37 % 23) / 7.0 + f64::from(i) / 50.0).collect()
}

/// Prices and posts where the study of the topics paper looks for them.
fn data(sandbox: &Sandbox) {
    fs::create_dir_all(sandbox.path("data/bertopic-amzn")).unwrap();
    // weekdays of a calendar that has the year's holidays
    let written =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/data/sessions.txt")).unwrap();
    let dates: Vec<&str> = written.lines().collect();
    let mut prices = "Date,Open,High,Low,Close,Adj Close,Volume,Stock Name\n".to_owned();
    for (date, close) in dates.iter().zip(closes()) {
        let (high, low) = (close + 1.0, close - 1.0);
        writeln!(prices, "{date},{close},{high},{low},{close},{close},1000,AMZN").unwrap();
    }
    sandbox.write("data/bertopic-amzn/prices.csv", &prices);
    let things =
        ["cloud servers margin growth", "prime shipping delivery trucks", "union strike warehouse pay"];
    let moods = ["great", "terrible", "today"];
    let mut posts = "ticker,created_at,text\n".to_owned();
    for (i, date) in dates.iter().enumerate() {
        for (j, thing) in things.iter().enumerate() {
            let words: Vec<&str> = thing.split(' ').collect();
            let (a, b) = (words[i % 4], words[(i / 4 + j) % 4]);
            writeln!(
                posts,
                "AMZN,{date}T15:{j:02}:00Z,{} {a} and {b} {} {i}",
                moods[(i + j) % 3],
                words[(i / 16) % 4]
            )
            .unwrap();
        }
    }
    sandbox.write("posts.csv", &posts);
    sandbox.run(&["sentiment", "score", "posts.csv", "-o", "data/bertopic-amzn/tweets.parquet"]).ok();
}

#[test]
fn a_quick_run_stands_beside_the_figures() {
    let sandbox = Sandbox::new();
    data(&sandbox);
    let said = sandbox.run(&["paper", "topics", "--data", "data", "--quick", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(json["seeds"], 1);
    assert!(json["quick"].as_str().unwrap().contains("one seed"));
    let rows = json["rows"].as_array().unwrap();
    // persistence, then four models without text, with scores, and with topics
    assert_eq!(rows.len(), 1 + 4 * 3);
    assert_eq!(rows[0]["model"], "persistence");
    let closes = closes();
    let squares: f64 = (232..252).map(|i| (closes[i] - closes[i - 1]).powi(2)).sum();
    let rmse = rows[0]["as_published"]["scores"]["rmse"][0].as_f64().unwrap();
    // closes are written with all their digits
    assert!((rmse - (squares / 20.0).sqrt()).abs() < 1e-12, "{rmse}");
    let cell = |row: &Value| {
        let own = |key: &str| row[key].as_str().unwrap().to_owned();
        (own("model"), own("inputs"), row["published"]["rmse"].as_f64())
    };
    let cells: Vec<_> = rows[1..4].iter().map(cell).collect();
    let row = |inputs: &str, figure| ("lstm".to_owned(), inputs.to_owned(), figure);
    assert_eq!(
        cells,
        [row("without text", Some(4.261)), row("with vader", None), row("with topics", Some(3.802))]
    );
    assert_eq!(rows[3]["variants"]["with topics by VADER"]["rmse"], 4.151);
    for row in rows {
        for run in ["as_published", "walk_forward"] {
            assert!(row[run]["failures"].is_null() && row[run]["scores"]["mae"][0].is_f64(), "{row}");
        }
    }
    let seen = json["sees_future"].as_array().unwrap();
    assert!(seen.iter().any(|what| what.as_str().unwrap().contains("inputs.topics")), "{seen:?}");
    assert!(!json["verdict"].as_array().unwrap().is_empty());
    for file in ["paper.json", "as-published/report.html", "walk-forward/record.json"] {
        assert!(sandbox.path(&format!("bellwether-out/paper-topics-quick/{file}")).is_file(), "{file}");
    }
    for run in ["as-published", "walk-forward"] {
        for file in ["report.html", "record.json"] {
            let written = sandbox.read(&format!("bellwether-out/paper-topics-quick/{run}/{file}"));
            assert!(written.contains("(quick run)"), "{run}/{file}");
        }
    }
    // again from what is kept, as text
    let again = sandbox.run(&["paper", "topics", "--data", "data", "--quick"]).ok();
    assert!(
        again.stdout.contains("The last known value alone has") && again.stdout.contains("quick"),
        "{}",
        again.text()
    );
    assert!(again.stderr.contains("of them kept"), "{}", again.text());
}

/// Two models on one stock; the figures of the paper with tweets are variants of the networks without.
#[test]
fn one_stock_is_run_and_has_a_page() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("data/nflx")).unwrap();
    sandbox.write("data/nflx/prices.csv", &prices(&["NFLX"], &weekdays("2020-01-02", 900)));
    let said = sandbox.run(&["paper", "nflx", "--data", "data", "--quick", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&said.stdout).unwrap();
    let rows = json["rows"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row["model"].as_str().unwrap()).collect();
    assert_eq!(names, ["persistence", "cnn-lstm", "ar-lstm"]);
    assert_eq!(rows[1]["published"]["mse"], 344.06);
    assert_eq!(rows[1]["variants"]["with tweets"]["mse"], 280.72);
    assert!(rows[0]["walk_forward"]["vs_baseline"].is_null());
    for row in &rows[1..] {
        // against persistence, on 378 days
        let skill = &row["walk_forward"]["vs_baseline"];
        let (low, high) = (skill["interval"][0].as_f64().unwrap(), skill["interval"][1].as_f64().unwrap());
        let share = skill["share"].as_f64().unwrap();
        assert!(low <= share && share <= high, "{row}");
        assert_eq!(skill["days"], 378);
        let mse = |row: &Value| row["walk_forward"]["scores"]["mse"][0].as_f64().unwrap();
        // of one stock and one seed: one less the ratio of the mean squared errors
        assert!((share - (1.0 - mse(row) / mse(&rows[0]))).abs() < 1e-9, "{row}");
    }
    let markdown = sandbox.read("bellwether-out/paper-nflx-quick/paper.md");
    assert!(markdown.contains("| persistence |") && markdown.contains("quick run"), "{markdown}");
    assert!(markdown.contains("(as-published/report.html)"), "{markdown}");
    assert!(markdown.contains("## mean squared error, quick run\n"), "{markdown}");
    let html = sandbox.read("bellwether-out/paper-nflx-quick/paper.html");
    assert!(
        html.contains("<h2>Mean squared error, quick run</h2>")
            && html.contains("class=\"kicker\"")
            && html.contains("<tr class=\"naive\"><th scope=\"row\">persistence</th>")
            && html.contains("href=\"walk-forward/report.html\""),
        "{html}"
    );
}

/// Tweets are not public; where the folder has them, the networks are run with and without, and the paper's figures with
/// tweets stand beside the networks with.
#[test]
fn tweets_of_the_user_join() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("data/nflx")).unwrap();
    let dates = weekdays("2020-01-02", 900);
    sandbox.write("data/nflx/prices.csv", &prices(&["NFLX"], &dates));
    let mut tweets = "ticker,created_at,text\n".to_owned();
    for (i, date) in dates.iter().enumerate() {
        let mood = ["great", "terrible", "today"][i % 3];
        writeln!(tweets, "NFLX,{date}T15:00:00Z,a {mood} show {i}").unwrap();
    }
    sandbox.write("data/nflx/tweets.csv", &tweets);
    let said = sandbox.run(&["paper", "nflx", "--data", "data", "--quick", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&said.stdout).unwrap();
    let rows: Vec<(String, Option<f64>)> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let own = |key: &str| row[key].as_str().unwrap().to_owned();
            (format!("{} {}", own("model"), own("inputs")), row["published"]["mse"].as_f64())
        })
        .collect();
    let row = |name: &str, figure| (name.to_owned(), figure);
    assert_eq!(
        rows,
        [
            row("persistence ", None),
            row("cnn-lstm without text", Some(344.06)),
            row("cnn-lstm with text", Some(280.72)),
            row("ar-lstm without text", Some(236.20)),
            row("ar-lstm with text", Some(230.88)),
        ]
    );
    assert!(
        json["data"]
            .as_str()
            .unwrap()
            .ends_with("Joined here: nflx/tweets.csv, tweets: ticker, created_at, text")
    );
    assert!(json["rows"].as_array().unwrap().iter().all(|row| row["variants"].is_null()), "{json}");
}

/// Every paper says which files it needs, and all of them stop before anything runs.
#[test]
fn every_paper_names_its_data() {
    let sandbox = Sandbox::new();
    for (name, file) in [
        ("nflx", "nflx/prices.csv"),
        ("maama", "maama/prices.csv"),
        ("candles", "candle5/prices.csv"),
        ("emd", "indices"),
        ("movement", "advalstm/acl18_features.parquet"),
        ("all", "nflx/prices.csv"),
    ] {
        let said = sandbox.run(&["paper", name, "--data", "data"]);
        assert_eq!(said.code, 1, "{}", said.text());
        assert!(said.stderr.contains(&format!("data/{file} is not there")), "{}", said.text());
        assert!(said.stderr.contains("hint: the folder of --data holds"), "{}", said.text());
    }
    // a series file beside prices that are there
    fs::create_dir_all(sandbox.path("data/maama")).unwrap();
    sandbox.write("data/maama/prices.csv", &prices(&["AAPL"], &weekdays("2015-01-02", 5)));
    let said = sandbox.run(&["paper", "maama", "--data", "data"]);
    assert!(said.stderr.contains("us_macro_annual.csv is not there"), "{}", said.text());
}

#[test]
fn what_is_not_there_is_said() {
    let sandbox = Sandbox::new();
    let said = |args: &[&str]| {
        let said = sandbox.run(args);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        said.stderr
    };
    assert_snapshot!("paper_unknown", said(&["paper", "topic", "--data", "data"]));
    assert_snapshot!("paper_without_data", said(&["paper", "topics", "--data", "data"]));
}

/// Without the folder each paper says which files it needs, and their columns.
#[test]
fn a_paper_without_data_says_what_it_needs() {
    let sandbox = Sandbox::new();
    for (name, words) in [
        ("nflx", &["nflx/prices.csv", "NFLX", "Date, Open, High, Low, Close"][..]),
        ("maama", &["maama/us_macro_annual.csv", "unemployment_rate_bls_avg", "tweet_count"]),
        ("topics", &["bertopic-amzn/tweets.parquet", "ticker, created_at, text", "not public"]),
        ("movement", &["Adv-ALSTM", "stocknet/prices.parquet", "Xu and Cohen"]),
        ("all", &["nflx/prices.csv", "candle5/prices.csv", "indices/sp500.csv", "advalstm/acl18"]),
    ] {
        let said = sandbox.run(&["paper", name]);
        assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{}", said.text());
        assert!(
            said.stderr.contains(&format!("`bellwether paper {name}` needs a folder of data")),
            "{}",
            said.text()
        );
        for word in words {
            assert!(said.stderr.contains(word), "{name}: {word}: {}", said.text());
        }
    }
    // the name is looked at first
    let said = sandbox.run(&["paper", "nflix"]);
    assert!(said.stderr.contains("did you mean `nflx`?"), "{}", said.text());
}
