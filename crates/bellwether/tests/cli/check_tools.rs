//! `check`: the columns that tools write, and what is told of values.

use std::fmt::Write;

use serde_json::Value;

use crate::check::{DAYS, closes};
use crate::sandbox::{Said, Sandbox, sessions};

/// A file of a row a day from the second on: the header, and a row of the place, the close and the close before.
fn file(sandbox: &Sandbox, name: &str, header: &str, row: impl Fn(usize, f64, f64) -> String) {
    let mut text = format!("{header}\n");
    let close = closes(1);
    for (i, day) in sessions(DAYS).iter().enumerate().skip(1) {
        writeln!(text, "{}", row(i, close[i], close[i - 1]).replace("DAY", &day.to_string())).unwrap();
    }
    sandbox.write(name, &text);
}

fn record(sandbox: &Sandbox, args: &[&str]) -> (Value, Said) {
    let all: Vec<&str> =
        ["check"].into_iter().chain(args.iter().copied()).chain(["--format", "json"]).collect();
    let said = sandbox.run(&all).ok();
    (serde_json::from_str(&said.stdout).unwrap(), said)
}

/// The models of a record, and of the first the coverage that its widest interval should have.
fn models(record: &Value) -> (Vec<&str>, Option<f64>) {
    let rows = record["check"]["rows"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|r| r["model"].as_str().unwrap()).collect();
    let own =
        record["tickers"][0]["rows"].as_array().unwrap().iter().find(|r| r["model"] == names[0]).unwrap();
    (names, own["quantiles"]["widest"]["level"].as_f64())
}

/// Quantiles without a name before them are of the only model.
#[test]
fn bare_quantiles_are_of_the_only_model() {
    let sandbox = Sandbox::new();
    for (low, high) in
        [("q0.1", "q0.9"), ("0.1", "0.9"), ("lo-80", "hi-80"), ("lo_80", "hi_80"), ("lower_80", "upper_80")]
    {
        for model in ["predicted", "LSTM"] {
            let header = format!("date,ticker,actual,{model},{low},{high}");
            file(&sandbox, "q.csv", &header, |_, came, before| {
                format!("DAY,AAA,{came},{before},{},{}", before - 1.5, before + 1.5)
            });
            let (record, _) = record(&sandbox, &["q.csv"]);
            assert_eq!(models(&record), (vec![model], Some(0.8)), "{header}");
        }
    }
}

/// Beside several models the file must say whose they are.
#[test]
fn bare_quantiles_beside_several_models() {
    let sandbox = Sandbox::new();
    file(&sandbox, "q.csv", "date,ticker,actual,LSTM,GRU,lo-80,hi-80", |_, came, before| {
        format!("DAY,AAA,{came},{before},{before},{},{}", before - 1.5, before + 1.5)
    });
    let said = sandbox.run(&["check", "q.csv"]);
    assert_eq!(said.code, 1);
    let text = said.text();
    assert!(
        text.contains("column `lo-80` says of no model that it is its own, and there are 2: `LSTM`, `GRU`"),
        "{text}"
    );
    assert!(text.contains("such as `LSTM_q0.1` or `LSTM-lo-80`"), "{text}");
    let (record, _) = record(&sandbox, &["q.csv", "--column", "predicted=GRU"]);
    assert_eq!(models(&record), (vec!["GRU"], Some(0.8)));
}

/// The frame of `predict` with `y` beside it: yhat is the model, and its ends are of 80 % unless said otherwise.
#[test]
fn prophet() {
    let sandbox = Sandbox::new();
    let header = "ds,trend,yhat_lower,yhat_upper,trend_lower,trend_upper,additive_terms,yhat,y";
    file(&sandbox, "prophet.csv", header, |_, came, before| {
        format!("DAY,{before},{},{},{before},{before},0.0,{before},{came}", before - 1.5, before + 1.5)
    });
    let (read, said) = record(&sandbox, &["prophet.csv"]);
    assert_eq!(models(&read), (vec!["yhat"], Some(0.8)));
    assert!(said.stderr.contains("taken for the 80 % interval that Prophet makes"), "{}", said.stderr);
    let (read, said) = record(&sandbox, &["prophet.csv", "--interval", "95"]);
    assert_eq!(models(&read), (vec!["yhat"], Some(0.95)));
    assert!(!said.stderr.contains("Prophet"), "{}", said.stderr);
}

/// Ends of which nothing says what they should hold are left out and told of.
#[test]
fn intervals_of_unsaid_coverage() {
    let sandbox = Sandbox::new();
    file(&sandbox, "p.csv", "date,actual,pred,lower,upper", |_, came, before| {
        format!("DAY,{came},{before},{},{}", before - 1.5, before + 1.5)
    });
    let (read, said) = record(&sandbox, &["p.csv"]);
    assert_eq!(models(&read), (vec!["pred"], None));
    assert!(said.stderr.contains("`lower`, `upper`: nothing says what share of the days"), "{}", said.stderr);
    let (read, _) = record(&sandbox, &["p.csv", "--interval", "90"]);
    assert_eq!(models(&read), (vec!["pred"], Some(0.9)));
}

/// As neuralforecast, AutoGluon, statsmodels and darts name quantiles.
#[test]
fn quantiles_of_other_tools() {
    let sandbox = Sandbox::new();
    let low_high = |came: f64, before: f64, front: &str| {
        format!("{front}DAY,{came},{before},{},{}", before - 1.5, before + 1.5)
    };
    let cases = [
        ("unique_id,ds,y,NHITS-median,NHITS-lo-80.0,NHITS-hi-80.0", "AAA,", "NHITS", 0.8),
        ("unique_id,ds,y,TFT,TFT_ql0.05,TFT_ql0.95", "AAA,", "TFT", 0.9),
        ("item_id,timestamp,y,mean,0.1,0.9", "AAA,", "mean", 0.8),
        (",y,mean,mean_ci_lower,mean_ci_upper", "", "mean", 0.95),
        ("time,actual,close_0.5,close_0.1,close_0.9", "", "close", 0.8),
        ("time,actual,close_q0.50,close_q0.10,close_q0.90", "", "close", 0.8),
    ];
    for (header, front, model, level) in cases {
        file(&sandbox, "t.csv", header, |_, came, before| low_high(came, before, front));
        let (read, _) = record(&sandbox, &["t.csv"]);
        assert_eq!(models(&read), (vec![model], Some(level)), "{header}");
    }
}

/// Columns of samples are no models.
#[test]
fn samples_are_refused() {
    let sandbox = Sandbox::new();
    let header: Vec<String> = (0..8).map(|i| format!("close_s{i}")).collect();
    file(&sandbox, "s.csv", &format!("time,actual,{}", header.join(",")), |_, came, before| {
        format!("DAY,{came}{}", format!(",{before}").repeat(8))
    });
    let said = sandbox.run(&["check", "s.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("`close_s0` and so on are 8 samples of one forecast"), "{}", said.stderr);
}

/// One less the ratio of squared errors, on the rows so many days ahead.
fn skill(close: &[f64], h: usize, days: impl Iterator<Item = usize>, said: impl Fn(usize) -> f64) -> f64 {
    let (mut own, mut naive) = (0.0, 0.0);
    for i in days {
        own += (close[i] - said(i)).powi(2);
        naive += (close[i] - close[i - h]).powi(2);
    }
    1.0 - own / naive
}

/// Three horizons of each cutoff, as cross-validation writes them, by a cutoff or by a number: each is scored on its own rows
/// beside the value known so many days before, by the formula of the skill.
#[test]
fn horizons_of_cross_validation() {
    let sandbox = Sandbox::new();
    let (days, close) = (sessions(DAYS), closes(1));
    let said = |i: usize, h: usize| close[i - h] + 0.1 * h as f64;
    let mut by_cutoff = "unique_id,ds,cutoff,y,ARIMA\n".to_owned();
    let mut by_step = "ticker,date,horizon,actual,ARIMA\n".to_owned();
    for origin in 0..DAYS - 3 {
        for h in 1..=3 {
            let i = origin + h;
            writeln!(by_cutoff, "AAA,{},{},{},{}", days[i], days[origin], close[i], said(i, h)).unwrap();
            writeln!(by_step, "AAA,{},{h},{},{}", days[i], close[i], said(i, h)).unwrap();
        }
    }
    sandbox.write("cv.csv", &by_cutoff);
    sandbox.write("steps.csv", &by_step);
    let mut text = "date,ticker,close\n".to_owned();
    for (day, close) in days.iter().zip(&close) {
        writeln!(text, "{day},AAA,{close}").unwrap();
    }
    sandbox.write("prices.csv", &text);
    for name in ["cv.csv", "steps.csv"] {
        let (read, _) = record(&sandbox, &[name, "--prices", "prices.csv"]);
        let horizons = read["check"]["horizons"].as_array().unwrap();
        assert_eq!(horizons.len(), 3, "{name}");
        for (k, found) in horizons.iter().enumerate() {
            let h = k + 1;
            let row = &found["rows"][0];
            assert_eq!(
                (found["horizon"].as_u64(), row["days"].as_u64()),
                (Some(h as u64), Some(DAYS as u64 - 3))
            );
            let expected = skill(&close, h, h..DAYS - 3 + h, |i| said(i, h));
            let skill = row["skill"].as_f64().unwrap();
            assert!((skill - expected).abs() < 1e-9, "{name}, {h} ahead: {skill} and {expected}");
        }
        assert_eq!(read["check"]["rows"][0]["skill"], horizons[0]["rows"][0]["skill"]);
        assert_eq!(read["verdict"].as_array().unwrap().len(), 3);
        let (alone, _) = record(&sandbox, &[name, "--prices", "prices.csv", "--horizon", "2"]);
        assert_eq!(alone["check"]["rows"][0]["skill"], horizons[1]["rows"][0]["skill"]);
        assert!(alone["check"].get("horizons").is_none());
    }
    let shown = sandbox.run(&["check", "cv.csv"]).ok();
    insta::assert_snapshot!(shown.text());
    assert!(sandbox.read("bellwether-out/check-cv/report.html").contains("By horizon"));
    let none = sandbox.run(&["check", "cv.csv", "--horizon", "7"]);
    assert!(none.stderr.contains("the file has 1, 2, 3"), "{}", none.stderr);
}

/// Prices of one file without tickers are of the only ticker of the predictions, whatever the file is called.
#[test]
fn prices_without_a_ticker() {
    let sandbox = Sandbox::new();
    let mut text = "Date,Close\n".to_owned();
    for (day, close) in sessions(DAYS).iter().zip(closes(1)) {
        writeln!(text, "{day},{close}").unwrap();
    }
    sandbox.write("my_prices.csv", &text);
    for header in ["date,ticker,predicted", "date,desk,predicted"] {
        file(&sandbox, "one.csv", header, |_, _, before| format!("DAY,AAA,{before}"));
        let (read, _) = record(&sandbox, &["one.csv", "--prices", "my_prices.csv"]);
        assert_eq!(read["check"]["rows"][0]["days"], DAYS - 1, "{header}");
    }
    file(&sandbox, "two.csv", "date,ticker,predicted", |i, _, before| {
        format!("DAY,{},{before}", if i % 2 == 0 { "AAA" } else { "BBB" })
    });
    let said = sandbox.run(&["check", "two.csv", "--prices", "my_prices.csv"]);
    assert_eq!(said.code, 1);
    assert!(
        said.stderr.contains("does not say whose prices it has, and the predictions are of 2: AAA, BBB"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("a column `ticker`"), "{}", said.stderr);
}

/// Quantiles that cross are counted, the first with its line, and scored in order.
#[test]
fn quantiles_that_cross() {
    let sandbox = Sandbox::new();
    file(&sandbox, "x.csv", "date,actual,predicted,lo-80,hi-80", |i, came, before| {
        let wide = if i % 10 == 3 { -1.5 } else { 1.5 };
        format!("DAY,{came},{before},{},{}", before - wide, before + wide)
    });
    let (read, said) = record(&sandbox, &["x.csv"]);
    assert_eq!(models(&read), (vec!["predicted"], Some(0.8)));
    assert!(said.stderr.contains("8 rows whose quantiles cross: line 4 ("), "{}", said.stderr);
    assert!(said.stderr.contains("put in rising order, and scored so"), "{}", said.stderr);
    let widest = &read["tickers"][0]["rows"][2]["quantiles"]["widest"];
    assert!((widest["mean_width"].as_f64().unwrap() - 3.0).abs() < 1e-9, "{widest}");
}

/// A column that is not there is named by the role that was asked for, with those that are.
#[test]
fn a_column_that_is_not_there() {
    let sandbox = Sandbox::new();
    file(&sandbox, "c.csv", "date,actual,predicted", |_, came, before| format!("DAY,{came},{before}"));
    for role in ["predicted", "actual", "step"] {
        let said = sandbox.run(&["check", "c.csv", "--column", &format!("{role}=nope")]);
        assert_eq!(said.code, 1);
        let error = format!("no column `nope` (given for `{role}`) among `date`, `actual`, `predicted`");
        assert!(said.stderr.contains(&error), "{}", said.stderr);
        assert!(said.stderr.contains(&format!("--column {role}=NAME")), "{}", said.stderr);
    }
}

/// Prices as returns, returns as prices, and prices that are scaled beside those of a file.
#[test]
fn values_of_another_kind() {
    let sandbox = Sandbox::new();
    let mut text = "date,ticker,close\n".to_owned();
    for (day, close) in sessions(DAYS).iter().zip(closes(1)) {
        writeln!(text, "{day},AAA,{close}").unwrap();
    }
    sandbox.write("prices.csv", &text);
    file(&sandbox, "p.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{came},{before}")
    });
    file(&sandbox, "r.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{},0.001", came / before - 1.0)
    });
    file(&sandbox, "s.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{},{}", came / 200.0, before / 200.0)
    });
    let refused = [
        (vec!["p.csv", "--target", "log-return"], "no return is so large", "--target close"),
        (vec!["r.csv", "--target", "close"], "is no price", "--target log-return or direction"),
        (vec!["s.csv", "--prices", "prices.csv"], "they are not of one size", "undo scaling"),
    ];
    for (args, error, hint) in refused {
        let all: Vec<&str> = ["check"].into_iter().chain(args).collect();
        let said = sandbox.run(&all);
        assert_eq!(said.code, 1, "{}", said.text());
        assert!(said.stderr.contains(error) && said.stderr.contains(hint), "{}", said.stderr);
    }
    file(&sandbox, "m.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{came},{}", came / before - 1.0)
    });
    let said = sandbox.run(&["check", "m.csv"]).ok();
    assert!(said.stdout.contains("The predictions of predicted are of size 0.0"), "{}", said.stdout);
}

/// The forecasts are once in the record, column by column.
#[test]
fn a_record_is_not_large() {
    let sandbox = Sandbox::new();
    file(&sandbox, "big.csv", "date,ticker,actual,a,b,c", |i, came, before| {
        let noise = ((i * 7) % 11) as f64 * 0.06 - 0.3;
        format!("DAY,AAA,{came},{:.2},{:.2},{:.2}", before + noise, before - noise, before + 2.0 * noise)
    });
    sandbox.run(&["check", "big.csv"]).ok();
    let text = sandbox.read("bellwether-out/check-big/record.json");
    let read: Value = serde_json::from_str(&text).unwrap();
    let forecasts = &read["tickers"][0]["forecasts"];
    assert_eq!(forecasts["date"].as_array().unwrap().len(), DAYS - 2, "the first has none before it");
    assert_eq!(forecasts["rows"].as_array().unwrap().len(), 5);
    let bytes = serde_json::to_vec(forecasts).unwrap().len();
    assert!(bytes < 130 * (DAYS - 1), "{bytes} bytes of {} rows", DAYS - 1);
}

/// Changes over several rows overlap, and the test of directions is of independent ones.
#[test]
fn directions_are_tested_one_row_ahead() {
    let sandbox = Sandbox::new();
    file(&sandbox, "d.csv", "date,ticker,actual,predicted", |i, came, before| {
        format!("DAY,AAA,{came},{}", before + 0.3 * (came - before) + ((i * 7) % 11) as f64 * 0.06 - 0.3)
    });
    let p_values = |horizon: &str| {
        let (record, said) = record(&sandbox, &["d.csv", "--horizon", horizon]);
        let row = &record["check"]["rows"][0]["directions"][0];
        (row["share"].is_f64(), row["p_value"].is_f64(), said.stdout)
    };
    let (one, five) = (p_values("1"), p_values("5"));
    assert!(one.0 && one.1 && five.0 && !five.1, "{}", five.2);
    assert!(five.2.contains("Directions are not tested: further ahead than one row"), "{}", five.2);
    // 75 days or so hold fifteen stretches of five
    let (_, _, far) = p_values("10");
    assert!(far.contains("are few for 10 rows ahead") && !one.2.contains("are few for"), "{far}");
}

/// What came four rows before the day was not known five rows before it.
#[test]
fn a_copy_of_what_was_not_known_is_no_persistence() {
    let sandbox = Sandbox::new();
    let close = closes(1);
    file(&sandbox, "k.csv", "date,ticker,actual,predicted", |i, came, _| {
        format!("DAY,AAA,{came},{}", close[i.saturating_sub(4)])
    });
    let said = |horizon: &str| sandbox.run(&["check", "k.csv", "--horizon", horizon]).ok().stdout;
    let unwrapped = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped(said("5")).contains(
        "what came 4 rows before the day that they are of (AAA), which was not known 5 rows before it"
    ));
    assert!(unwrapped(said("4")).contains("are the last known value (AAA)"));
}

/// An option that the file leaves nothing to do for is refused.
#[test]
fn no_option_is_ignored() {
    let sandbox = Sandbox::new();
    file(&sandbox, "o.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{came},{before}")
    });
    for (option, error) in [
        (["--ticker", "BBB"], "--ticker does nothing here: the file has tickers, in column `ticker`"),
        (["--interval", "80"], "--interval does nothing here: the file has no ends of intervals"),
        (["--time-zone", "Europe/Paris"], "--prices <"),
    ] {
        let said = sandbox.run(&["check", "o.csv", option[0], option[1]]);
        assert!(said.code != 0 && said.stderr.contains(error), "{}", said.text());
    }
}

/// The file's own day before is old where sessions are missing, and yesterday's close then looks like knowledge.
#[test]
fn a_file_with_holes_gets_no_verdict() {
    let sandbox = Sandbox::new();
    let (days, close) = (sessions(DAYS), closes(1));
    let write = |name: &str, keep: &dyn Fn(usize) -> bool| {
        let mut text = "date,ticker,actual,predicted\n".to_owned();
        for i in (1..DAYS).filter(|i| keep(*i)) {
            writeln!(text, "{},AAA,{},{}", days[i], close[i], close[i - 1]).unwrap();
        }
        sandbox.write(name, &text);
    };
    // a test part drawn at random, and all days
    write("holes.csv", &|i| (i * 7919) % 13 < 6);
    write("whole.csv", &|_| true);
    let said = sandbox.run(&["check", "holes.csv"]).ok().stdout;
    assert!(said.contains("No verdict: ") && said.contains("follow a hole in the file"), "{said}");
    assert!(said.contains("Give the prices (--prices)") && !said.contains("beats"), "{said}");
    let said = sandbox.run(&["check", "whole.csv"]).ok().stdout;
    assert!(!said.contains("No verdict"), "{said}");
    // weeks have no holes
    let mut text = "date,ticker,actual,predicted\n".to_owned();
    for (week, close) in close.iter().enumerate() {
        let day = jiff::civil::date(2015, 1, 2) + jiff::Span::new().weeks(week as i64);
        writeln!(text, "{day},AAA,{close},100").unwrap();
    }
    sandbox.write("weeks.csv", &text);
    let said = sandbox.run(&["check", "weeks.csv"]).ok().stdout;
    assert!(!said.contains("No verdict"), "{said}");
}

/// What is no forecast gets no verdict, and scaled prices are no returns.
#[test]
fn answers_and_scaled_prices_get_no_verdict() {
    let sandbox = Sandbox::new();
    file(&sandbox, "same.csv", "date,ticker,actual,predicted", |_, came, _| format!("DAY,AAA,{came},{came}"));
    let said = sandbox.run(&["check", "same.csv"]).ok().stdout;
    assert!(said.contains("No verdict: the predictions of predicted are what came on a day"), "{said}");
    assert!(!said.contains("beats"), "{said}");
    file(&sandbox, "scaled.csv", "date,ticker,actual,predicted", |_, came, before| {
        format!("DAY,AAA,{},{}", (came - 100.0) / 4.0, (before - 100.0) / 4.0)
    });
    let said = sandbox.run(&["check", "scaled.csv"]);
    assert!(said.code == 1 && said.stderr.contains("moves like a price"), "{}", said.text());
    assert!(said.stderr.contains("undo the scaling"), "{}", said.text());
    file(&sandbox, "ends.csv", "date,ticker,actual,q0.1,q0.9", |_, came, before| {
        format!("DAY,AAA,{came},{},{}", before - 1.0, before + 1.0)
    });
    let said = sandbox.run(&["check", "ends.csv"]);
    assert!(said.code == 1 && said.stderr.contains("quantiles need the median"), "{}", said.text());
}
