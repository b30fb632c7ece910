//! `paper movement` on made-up tables.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;

use crate::sandbox::Sandbox;

enum Column {
    Text(Vec<ByteArray>),
    Long(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
}

/// A table of optional columns, none of which has gaps, as pandas writes them.
fn write_parquet(path: &Path, columns: &[(String, Column)]) {
    let mut schema = "message schema {\n".to_owned();
    for (name, column) in columns {
        let kind = match column {
            Column::Text(_) => "binary",
            Column::Long(_) => "int64",
            Column::Float(_) => "float",
            Column::Double(_) => "double",
        };
        let text = if matches!(column, Column::Text(_)) { " (UTF8)" } else { "" };
        writeln!(schema, "optional {kind} {name}{text};").unwrap();
    }
    schema.push('}');
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (_, column) in columns {
        let mut out = group.next_column().unwrap().unwrap();
        match column {
            Column::Text(v) => {
                out.typed::<ByteArrayType>().write_batch(v, Some(&vec![1; v.len()]), None).unwrap()
            }
            Column::Long(v) => {
                out.typed::<Int64Type>().write_batch(v, Some(&vec![1; v.len()]), None).unwrap()
            }
            Column::Float(v) => {
                out.typed::<FloatType>().write_batch(v, Some(&vec![1; v.len()]), None).unwrap()
            }
            Column::Double(v) => {
                out.typed::<DoubleType>().write_batch(v, Some(&vec![1; v.len()]), None).unwrap()
            }
        };
        out.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

/// The tables of both sets.
fn tables(sandbox: &Sandbox, reference: &Value) {
    fs::create_dir_all(sandbox.path("data/advalstm")).unwrap();
    for set in ["acl18", "kdd17"] {
        let of = &reference[set];
        let dates: Vec<&str> = of["dates"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect();
        sandbox.write(&format!("data/advalstm/{set}_trading_dates.csv"), &(dates.join("\n") + "\n"));
        let rows: Vec<&Vec<Value>> =
            of["rows"].as_array().unwrap().iter().map(|row| row.as_array().unwrap()).collect();
        let mut columns = vec![
            (
                "ticker".to_owned(),
                Column::Text(rows.iter().map(|row| row[0].as_str().unwrap().into()).collect()),
            ),
            ("row".to_owned(), Column::Long((0..rows.len()).map(|i| (i % dates.len()) as i64).collect())),
        ];
        for j in 0..13 {
            let values = rows.iter().map(|row| row[j + 1].as_f64().unwrap() as f32).collect();
            columns.push((j.to_string(), Column::Float(values)));
        }
        write_parquet(&sandbox.path(&format!("data/advalstm/{set}_features.parquet")), &columns);
    }
}

/// Two stocks for the walk-forward, one too short for it, and posts.
fn stocknet(sandbox: &Sandbox) {
    fs::create_dir_all(sandbox.path("data/stocknet")).unwrap();
    let day: jiff::civil::Date = "2013-11-01".parse().unwrap();
    let dates: Vec<String> = day
        .series(jiff::Span::new().days(1))
        .filter(|d| d.weekday().to_monday_one_offset() < 6)
        .take(640)
        .map(|d| d.to_string())
        .collect();
    let (mut tickers, mut days, mut closes) = (Vec::new(), Vec::new(), Vec::new());
    let mut posts = "ticker,created_at,text\n".to_owned();
    for (j, (ticker, rows)) in [("AAPL", 640), ("IBM", 640), ("T", 150)].into_iter().enumerate() {
        for (i, date) in dates.iter().enumerate().take(rows) {
            tickers.push(ByteArray::from(ticker));
            days.push(ByteArray::from(date.as_str()));
            closes.push(100.0 + 5.0 * (i as f64 * 0.37 + j as f64).sin() + 2.0 * (i as f64 * 1.3).cos());
            let mood = ["great", "terrible", "plain"][(i + j) % 3];
            writeln!(posts, "{ticker},{date}T15:00:00Z,a {mood} day {i}").unwrap();
        }
    }
    let volume = vec![1000; closes.len()];
    let moved = |by: f64| Column::Double(closes.iter().map(|v| v + by).collect());
    let columns = [
        ("ticker", Column::Text(tickers)),
        ("Date", Column::Text(days)),
        ("Open", moved(-0.5)),
        ("High", moved(1.0)),
        ("Low", moved(-1.0)),
        ("Close", moved(0.0)),
        ("Volume", Column::Long(volume)),
    ]
    .map(|(name, column)| (name.to_owned(), column));
    write_parquet(&sandbox.path("data/stocknet/prices.parquet"), &columns);
    sandbox.write("posts.csv", &posts);
    sandbox.run(&["sentiment", "score", "posts.csv", "-o", "data/stocknet/tweets.parquet"]).ok();
}

/// Samples, greater class and market as pandas counts them, then a page, and the same again from what is kept.
#[test]
fn samples_and_naive_forecasts_are_those_of_pandas() {
    let reference = include_str!("../reference/pandas/movement.json");
    let reference: Value = serde_json::from_str(reference).unwrap();
    let sandbox = Sandbox::new();
    tables(&sandbox, &reference);
    stocknet(&sandbox);
    let said = sandbox.run(&["paper", "movement", "--data", "data", "--quick", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(json["quick"].as_str().unwrap().contains("one seed"));
    let coin = json["words"][1].as_str().unwrap();
    for (set, name) in json["sets"].as_array().unwrap().iter().zip(["acl18", "kdd17"]) {
        let expected = &reference[name];
        assert_eq!(set["samples"], expected["samples"], "{name}");
        assert_eq!(set["days"], expected["days"], "{name}");
        let span = ["low", "high"].map(|side| 100.0 * set["coin"][side].as_f64().unwrap());
        assert!(span[0] < 50.0 && 50.0 < span[1], "{span:?}");
        let said = format!("{:.1} to {:.1} % on the {} test days of", span[0], span[1], set["days"]);
        assert!(coin.contains(&said), "{coin}");
        let rows = set["rows"].as_array().unwrap();
        let names: Vec<&str> = rows.iter().map(|row| row["model"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "market's last direction",
                "always-majority",
                "logistic-regression",
                "lstm",
                "alstm",
                "alstm, adversarial"
            ]
        );
        let close = |row: &Value, score: &str, key: &str| {
            let own = row["scores"][score]["mean"].as_f64().unwrap();
            let theirs = expected[key].as_f64().unwrap();
            assert!((own - theirs).abs() < 1e-12, "{name} {key}: {own} for {theirs}");
        };
        close(&rows[0], "accuracy", "market");
        close(&rows[0], "mcc", "market_mcc");
        close(&rows[1], "accuracy", "majority");
        for row in rows {
            let of = |key: &str| row["scores"]["accuracy"][key].as_f64().unwrap();
            assert!(of("low") <= of("mean") && of("mean") <= of("high"), "{row}");
        }
    }
    let walk = &json["walk_forward"];
    assert_eq!(walk["tickers"], 2);
    assert_eq!(walk["left_out"], serde_json::json!(["T"]));
    let models = walk["models"].as_array().unwrap();
    assert_eq!(models[0]["model"], "market's last direction");
    for name in ["lstm (global)", "alstm (global)", "alstm, adversarial (global)"] {
        assert!(models.iter().any(|row| row["model"] == format!("{name} with text")), "{models:?}");
    }
    assert_eq!(walk["epochs"], 2);
    for row in models {
        assert!(row["scores"]["mcc"]["mean"].is_f64(), "{row}");
    }
    let folder = "bellwether-out/paper-movement-quick";
    let markdown = sandbox.read(&format!("{folder}/paper.md"));
    assert!(markdown.contains("| always-majority |"), "{markdown}");
    let captions: Vec<&str> = markdown.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(captions.len(), 3);
    assert!(captions.iter().all(|caption| caption.ends_with(", quick run")), "{captions:?}");
    assert!(markdown.contains("Left out, with fewer than 565 sessions: T."), "{markdown}");
    assert!(sandbox.read(&format!("{folder}/paper.html")).contains("walk-forward/report.html"));
    let record: Value = serde_json::from_str(&sandbox.read(&format!("{folder}/paper.json"))).unwrap();
    assert_eq!(record, json);

    let again = sandbox.run(&["paper", "movement", "--data", "data", "--quick"]).ok();
    assert!(again.stdout.contains("market's last direction"), "{}", again.text());
    assert!(again.stderr.contains("of them kept"), "{}", again.text());
}

/// A table that does not fit its dates is refused with both numbers.
#[test]
fn a_table_that_does_not_fit_its_dates_is_refused() {
    let reference = include_str!("../reference/pandas/movement.json");
    let reference: Value = serde_json::from_str(reference).unwrap();
    let sandbox = Sandbox::new();
    tables(&sandbox, &reference);
    stocknet(&sandbox);
    let dates = sandbox.read("data/advalstm/acl18_trading_dates.csv");
    let said = |dates: &str| {
        sandbox.write("data/advalstm/acl18_trading_dates.csv", dates);
        let said = sandbox.run(&["paper", "movement", "--data", "data", "--quick"]);
        assert_eq!(said.code, 1, "{}", said.text());
        said.stderr
    };
    let longer = said(&format!("{dates}2015-12-01\n"));
    assert!(longer.contains("AAA has 196 rows for 197 trading dates"), "{longer}");
    let shorter = said(dates.trim_end().rsplit_once('\n').unwrap().0);
    assert!(shorter.contains("AAA has no row 195; rows must be 0 to 194"), "{shorter}");
    let odd = said(&dates.replacen("2015-03-03", "soon", 1));
    assert!(odd.contains("line 2: `soon` is no date such as 2014-01-02"), "{odd}");
}
