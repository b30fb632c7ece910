//! What is odd about data is reported in words, with the values, and changes nothing else.

#![allow(clippy::unwrap_used)] // helpers of tests

use std::fmt::Write;

use bellwether_core::{Calendar, Finding, FindingKind, Ticker};
use bellwether_ingest::{
    InspectionKind, PostOptions, PriceOptions, Prices, TickerSource, inspect, posts_outside_prices,
    read_posts_bytes, read_prices_bytes,
};

fn prices(rows: &str) -> Prices {
    let csv = format!("Date,Open,High,Low,Close,Volume\n{rows}");
    read_prices_bytes("AAPL.csv", csv.as_bytes(), &PriceOptions::default()).unwrap()
}

fn closes(prices: &Prices) -> Vec<f64> {
    prices.bars.values().flatten().map(|b| b.close).collect()
}

/// The only finding: its kind, count and sentence.
fn only(list: &[Finding]) -> (FindingKind, usize, &str) {
    let [one] = list else { panic!("{list:#?}") };
    (one.kind, one.count, &one.message)
}

#[test]
fn repeated_rows_are_kept_once() {
    let read = prices(
        "2020-01-02,1,1,1,1,5\n2020-01-02,1,1,1,1,5\n2020-01-03,1,2,1,1.1,5\n2020-01-03,1,2,1,1.2,5\n",
    );
    let said = "2 repeated rows: line 2 and line 3 are the same (2020-01-02), \
                line 4 and line 5 differ in close (2020-01-03: 1.1 and 1.2); the first of each is kept";
    assert_eq!(only(&read.findings), (FindingKind::DuplicateRows, 2, said));
    assert_eq!(closes(&read), [1.0, 1.1]);
}

#[test]
fn contradicting_prices_are_kept() {
    let read = prices("2020-01-02,10,9,8,9,5\n2020-01-03,10,10.00001,9,10.00002,5\n");
    let said = "1 row whose open, high, low and close contradict each other: \
                2020-01-02 (open 10, high 9, low 8, close 9); kept as they are";
    assert_eq!(only(&read.findings), (FindingKind::OhlcViolation, 1, said));
    assert_eq!(closes(&read), [9.0, 10.00002]);
}

#[test]
fn prices_of_zero_are_kept() {
    let read = prices("2020-01-02,1,1,0,1,5\n2020-01-03,1,1,1,1,5\n");
    assert_eq!(only(&read.findings).0, FindingKind::NonPositivePrice);
    assert_eq!(closes(&read), [1.0, 1.0]);
}

#[test]
fn missing_sessions_are_listed() {
    // 6, 7 and 8 January 2020 were Monday to Wednesday
    let read = prices("2020-01-03,1,1,1,1,5\n2020-01-09,1,1,1,1,5\n");
    let said =
        "3 sessions of the exchange have no row: 2020-01-06, 2020-01-07, 2020-01-08; nothing is filled in";
    assert_eq!(only(&read.findings), (FindingKind::MissingSession, 3, said));
}

#[test]
fn rows_on_closed_days_are_left_out() {
    // 18 and 19 January 2020 were a weekend, 20 January the holiday of Martin Luther King
    let read =
        prices("2020-01-17,1,1,1,1,5\n2020-01-18,2,2,2,2,5\n2020-01-20,3,3,3,3,5\n2020-01-21,4,4,4,4,5\n");
    let (kind, count, said) = only(&read.findings);
    assert_eq!((kind, count), (FindingKind::UnexpectedSession, 2));
    assert!(said.contains("2020-01-18 (line 3), 2020-01-20 (line 4)"), "{said}");
    assert_eq!((closes(&read), read.rows), (vec![1.0, 4.0], 4));
}

#[test]
fn with_sessions_from_prices_other_tickers_tell_what_is_missing() {
    let calendar = Calendar::FromPrices {
        timezone: "Europe/London".into(),
        open: jiff::civil::time(8, 0, 0, 0),
        close: jiff::civil::time(16, 30, 0, 0),
    };
    let options = PriceOptions { calendar, ..Default::default() };
    let csv = b"Ticker,Date,Open,High,Low,Close,Volume\nA,2020-05-08,1,1,1,1,1\nA,2020-05-11,1,1,1,1,1\n\
        A,2020-05-12,1,1,1,1,1\nB,2020-05-08,1,1,1,1,1\nB,2020-05-12,1,1,1,1,1\n";
    let read = read_prices_bytes("prices.csv", csv, &options).unwrap();
    let (kind, count, said) = only(&read.findings);
    assert_eq!((kind, count), (FindingKind::MissingSession, 1));
    assert!(said.contains("2020-05-11"), "{said}");
    assert_eq!(read.findings[0].ticker.as_ref().unwrap().as_str(), "B");
}

#[test]
fn rows_out_of_order_are_sorted() {
    let read = prices("2020-01-03,1,2,1,1.1,5\n2020-01-02,1,1,1,1,5\n");
    let said = "1 row out of time order: line 3 (2020-01-02 after 2020-01-03); put in order";
    assert_eq!(only(&read.findings), (FindingKind::UnsortedRows, 1, said));
    assert_eq!(closes(&read), [1.0, 1.1]);
}

#[test]
fn rows_without_prices_stay_as_bars() {
    let read = prices("2020-01-02,1,1,1,1,5\n2020-01-03,,,,,\n2020-01-06,null,1,1,1,5\n");
    let said = "2 rows that lack a price: 2020-01-03 (open, high, low, close), 2020-01-06 (open); \
                kept as not-a-number";
    assert_eq!(only(&read.findings), (FindingKind::NanRow, 2, said));
    assert_eq!(read.bars.values().next().unwrap().len(), 3);
}

/// Twenty quiet sessions at `price`, then one day with the given open, close and volume.
fn move_after_quiet_days(price: f64, open: f64, close: f64, volume: f64) -> Vec<Finding> {
    let mut rows = String::new();
    for day in 1..=31 {
        let date = jiff::civil::date(2019, 10, day);
        if date.weekday().to_monday_zero_offset() < 5 {
            writeln!(rows, "{date},{price},{},{},{price},1000000", price * 1.01, price * 0.99).unwrap();
        }
    }
    let (high, low) = (open.max(close), open.min(close));
    writeln!(rows, "2019-11-01,{open},{high},{low},{close},{volume}").unwrap();
    prices(&rows).findings
}

#[test]
fn unadjusted_splits_are_named_by_their_ratio() {
    for (price, open, close, volume, ratio) in [
        (100.0, 50.4, 49.5, 2.2e6, "2:1"),
        (300.0, 201.0, 203.0, 1.4e6, "3:2"),
        (2400.0, 119.0, 122.0, 21e6, "20:1"),
        (500.0, 124.0, 129.0, 5e6, "4:1"),
        (0.5, 5.05, 4.9, 1e5, "1:10"),
        (2.0, 40.5, 39.0, 6e4, "1:20"),
    ] {
        let found = move_after_quiet_days(price, open, close, volume);
        let (kind, _, said) = only(&found);
        assert_eq!(kind, FindingKind::LikelySplit);
        assert!(said.contains(&format!("2019-11-01 ({ratio}, close {close} after {price})")), "{said}");
    }
}

#[test]
fn crashes_and_leaps_are_no_splits() {
    for (open, close, volume) in [
        (50.5, 49.0, 15e6), // half the price on many times the value
        (95.0, 50.0, 2e6),  // the fall came during the day
        (80.0, 79.0, 1e6),  // an ordinary bad day
        (50.0, 42.0, 2e6),  // nor does the close stay near the ratio
        (130.0, 133.0, 1e6),
    ] {
        assert_eq!(move_after_quiet_days(100.0, open, close, volume), [], "{open} {close} {volume}");
    }
}

#[test]
fn posts_are_kept_once() {
    let csv = "ticker,created_at,text,tweet_id,likes\nA,2020-01-02T10:00:00Z,x,1,5\nB,2020-01-02T10:00:00Z,x,1,5\n\
        A,2020-01-02T10:00:00Z,x,1,5\nA,2020-01-02T10:00:00Z,x,2,5\nA,2020-01-02T11:00:00Z,x,2,5\n";
    let read = read_posts_bytes("posts.csv", csv.as_bytes(), &PostOptions::default()).unwrap();
    let said = "2 repeated rows: line 2 and line 4 are the same, line 5 and line 6 are one post but differ in \
                created_at; the first of each is kept";
    assert_eq!(only(&read.findings), (FindingKind::DuplicateRows, 2, said));
    assert_eq!(read.posts.values().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn posts_without_an_identity_are_one_when_nothing_differs() {
    let csv = "ticker,created_at,text,likes\nA,2020-01-02T10:00:00Z,x,5\nA,2020-01-02T10:00:00Z,x,6\n\
        A,2020-01-02T10:00:00Z,x,5\n";
    let read = read_posts_bytes("posts.csv", csv.as_bytes(), &PostOptions::default()).unwrap();
    assert_eq!(only(&read.findings).1, 1);
    assert_eq!(read.posts.values().next().unwrap().len(), 2);
}

#[test]
fn few_broken_posts_are_left_out() {
    let csv = "ticker,created_at,text,likes\nA,2020-01-02T10:00:00Z,x,5\nA,soon,y,6\nA,2020-01-02T12:00:00Z,z,5\n\
        A,2020-01-02T13:00:00Z,z,5,6,7\n";
    let read = read_posts_bytes("posts.csv", csv.as_bytes(), &PostOptions::default()).unwrap();
    let said = "2 rows left out: line 5 has 6 values where the header has 4, line 3, column `created_at`: `soon` \
                is not a time; the values cannot be used";
    assert_eq!(only(&read.findings), (FindingKind::SkippedRows, 2, said));
    assert_eq!((read.posts.values().next().unwrap().len(), read.rows), (2, 4));
}

#[test]
fn a_clock_time_that_comes_twice_is_the_later_one() {
    // New York, 1 November 2020: 01:30 came at 05:30 and at 06:30 UTC
    let options = PostOptions { time_zone: Some("America/New_York".into()), ..Default::default() };
    let csv = b"ticker,created_at,text\nA,2020-11-01 01:30:00,x\n";
    let read = read_posts_bytes("posts.csv", csv, &options).unwrap();
    assert_eq!(read.posts.values().next().unwrap()[0].created_at.to_string(), "2020-11-01T06:30:00Z");
}

/// Blanks, names of companies, and even two columns of tickers do not matter to who does not look at them.
#[test]
fn tickers_that_are_not_looked_at_need_not_be_any() {
    let csv = "ticker,Ticker,created_at,text\nApple Inc.,,2020-01-02T15:00:00Z,a\n,,2020-01-02T16:00:00Z,b\n\
        AAPL,x y,2020-01-02T17:00:00Z,c\n";
    let read = |options: &PostOptions| read_posts_bytes("all of them.csv", csv.as_bytes(), options);
    let given = PostOptions { ticker: Some(Ticker::new("_").unwrap()), ..Default::default() };
    assert!(read(&given).is_err());
    let options = PostOptions { ignore_tickers: true, ..given };
    let posts = read(&options).unwrap();
    let [(ticker, own)] = posts.posts.iter().collect::<Vec<_>>()[..] else { panic!("{:?}", posts.posts) };
    assert_eq!((ticker.as_str(), own.len()), ("_", 3));
    assert_eq!(only(&posts.findings).0, FindingKind::UnusedColumns);
    assert_eq!(posts.layout.ticker, TickerSource::Given);
}

#[test]
fn posts_that_no_price_answers_are_counted() {
    let prices = prices("2020-01-02,1,1,1,1,5\n2020-01-03,1,1,1,1,5\n");
    // the first session opened at 14:30 UTC, the last closed at 21:00
    let csv = b"ticker,created_at,text\nAAPL,2020-01-02T14:29:59Z,a\nAAPL,2020-01-02T14:30:00Z,b\n\
        AAPL,2020-01-03T21:00:00Z,c\nAAPL,2020-01-03T21:00:01Z,d\nAAPL,2020-01-04T00:00:00Z,e\nTSLA,2020-01-02T15:00:00Z,f\n";
    let posts = read_posts_bytes("posts.csv", csv, &PostOptions::default()).unwrap();
    let found = posts_outside_prices(&prices, &posts);
    let said: Vec<_> = found.iter().map(|f| (f.count, f.message.as_str())).collect();
    assert_eq!(
        said,
        [
            (
                3,
                "3 posts outside the prices: 1 before the first session, 2020-01-02, 2 after the last session, \
                 2020-01-03; no session takes them"
            ),
            (1, "1 post outside the prices: TSLA has no prices; no session takes them"),
        ]
    );
}

#[test]
fn an_inspection_decides_and_summarises() {
    let layouts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts");
    let look =
        |name: &str| inspect(&layouts.join(name), &PriceOptions::default(), &PostOptions::default()).unwrap();
    let seen = look("prices/folder-per-ticker");
    assert_eq!((seen.kind, seen.rows), (InspectionKind::Prices, 2));
    let json = serde_json::to_value(&seen.tickers[0]).unwrap();
    let expected = r#"{"ticker":"AAPL","rows":1,"first":"2020-01-02","last":"2020-01-02"}"#;
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(expected).unwrap());
    let seen = look("posts/stocknet-raw");
    assert_eq!((seen.kind, seen.rows), (InspectionKind::Posts, 3));
    // 03:29 UTC on New Year's Day was still the year before in New York
    assert_eq!(seen.tickers[0].first.unwrap().to_string(), "2013-12-31");
}
