//! Layouts as vendors, libraries and public collections write them. The expected values are those typed into the files
//! (`layouts/make_binary.py` holds those of the binary ones), not what the reader answered.

#![allow(clippy::unwrap_used)] // helpers of tests

use std::path::{Path, PathBuf};

use bellwether_core::{Bar, Calendar, Finding, Post, Ticker};
use bellwether_ingest::{
    Arrangement, DateOrder, Format, PostColumns, PostOptions, PriceColumns, PriceOptions, TickerSource,
    read_posts, read_prices,
};

fn path(kind: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts").join(kind).join(name)
}

/// `kind ticker count` of each finding, by kind's name.
fn findings(list: &[Finding]) -> String {
    let ticker = |f: &Finding| f.ticker.as_ref().map_or("-".to_owned(), Ticker::to_string);
    let mut out: Vec<_> = list.iter().map(|f| format!("{:?} {} {}", f.kind, ticker(f), f.count)).collect();
    out.sort();
    out.join(", ")
}

/// Two values, or both missing.
fn equal(found: f64, expected: &str) -> bool {
    if expected == "-" { found.is_nan() } else { found == expected.parse::<f64>().unwrap() }
}

fn check_bar(name: &str, ticker: &Ticker, bar: &Bar, expected: &str) {
    let parts: Vec<_> = expected.split_whitespace().collect();
    let found = [bar.open, bar.high, bar.low, bar.close, bar.adj_close, bar.volume];
    let same = parts[0] == ticker.as_str()
        && parts[1] == bar.date().to_string()
        && found.iter().zip(&parts[2..]).all(|(f, e)| equal(*f, e));
    assert!(same && parts.len() == 8, "{name}: expected {expected}, found {ticker} {bar:?}");
}

const AAPL_2: &str = "AAPL 2020-01-02 74.06 75.15 73.80 75.09 - 135480400";
const AAPL_3: &str = "AAPL 2020-01-03 74.29 75.14 74.13 74.36 - 146322800";
const AAPL_6: &str = "AAPL 2020-01-06 73.45 74.99 73.19 74.95 - 118387200";
const AAPL_2_ADJ: &str = "AAPL 2020-01-02 74.06 75.15 73.80 75.09 73.15 135480400";
const AAPL_3_ADJ: &str = "AAPL 2020-01-03 74.29 75.14 74.13 74.36 72.44 146322800";
const AAPL_6_ADJ: &str = "AAPL 2020-01-06 73.45 74.99 73.19 74.95 73.02 118387200";
const AAPL_JULY: &str = "AAPL 2020-07-06 74.29 75.14 74.13 74.36 - 146322800";
const MSFT_2: &str = "MSFT 2020-01-02 158.78 160.73 158.33 160.62 - 22622100";
const MSFT_3: &str = "MSFT 2020-01-03 158.32 159.95 158.06 158.62 - 21116200";

/// Layouts that need no options: path, bars, findings.
#[rustfmt::skip]
const PRICES: &[(&str, &[&str], &str)] = &[
    ("yahoo/AAPL.csv", &[AAPL_2_ADJ, AAPL_3_ADJ, AAPL_6_ADJ], ""),
    ("yahoo-plain/AAPL.csv", &[AAPL_2, AAPL_3, AAPL_6], ""),
    // 125 sessions lie between 3 January and 6 July 2020, by the exchange's calendar
    ("yfinance-history/AAPL.csv", &[AAPL_2, AAPL_3, "AAPL 2020-07-06 73.45 74.99 73.19 74.95 - 118387200"],
        "MissingSession AAPL 125, UnusedColumns - 2"),
    ("yfinance-download/prices.csv", &[AAPL_2, AAPL_3, AAPL_6, MSFT_3,
        "MSFT 2020-01-06 157.08 159.10 156.51 159.03 - 20813700"], ""),
    ("yfinance-one/prices.csv", &[AAPL_2_ADJ, AAPL_3_ADJ], ""),
    ("yfinance-by-ticker/prices.csv", &["AAPL 2020-01-03 74.29 - - 74.36 - -", "MSFT 2020-01-03 158.32 - - 158.62 - -"],
        "AbsentColumns - 3"),
    ("kaggle-stock-name/stock_yfinance_data.csv", &[AAPL_2_ADJ, AAPL_3_ADJ,
        "MSFT 2020-01-02 158.78 160.73 158.33 160.62 155.42 22622100"], ""),
    ("lower-case-name/all_stocks.csv", &[AAPL_2, AAPL_3, MSFT_2], ""),
    ("nasdaq/AAPL.csv", &[AAPL_3, AAPL_6, "AAPL 2020-01-13 77.91 79.27 77.79 79.24 - 121532000"],
        "MissingSession AAPL 4, UnsortedRows AAPL 2"),
    ("investing/AAPL.csv", &["AAPL 2020-01-02 74.06 75.15 73.80 75.09 - 999500",
        "AAPL 2020-01-03 9074.29 9075.14 9074.13 9074.36 - 2500000000",
        "AAPL 2020-01-06 73.45 74.99 73.19 74.95 - 118390000"], "UnsortedRows AAPL 2, UnusedColumns - 1"),
    ("stooq/aapl.us.txt", &["AAPL.US 2020-01-02 74.06 75.15 73.80 75.09 - 135480400",
        "AAPL.US 2020-01-03 74.29 75.14 74.13 74.36 - 146322800"], "UnusedColumns - 3"),
    ("semicolon-decimal-comma/sap.csv", &["SAP 2020-01-02 120.5 122 120.1 121.8 - 1250000",
        "SAP 2020-01-03 121 121.9 119.95 120.4 - 900500", "SAP 2020-01-13 1221 1223.5 1220 1222 - 800000"],
        "MissingSession SAP 5"),
    ("tab-crlf-bom/prices.tsv", &["BRK-B 2020-01-02 227.51 228.39 226.71 228.39 - 3764000",
        "BRK-B 2020-01-03 226.18 227.42 225.51 226.18 - 3023000"], ""),
    ("alpha-vantage/IBM.csv", &["IBM 2020-01-02 135 135.92 134.77 135.42 108 3148600",
        "IBM 2020-01-03 133.57 134.86 133.56 134.34 107.14 2373700"], "UnsortedRows IBM 1, UnusedColumns - 2"),
    ("unnamed-index/AAPL.csv", &[AAPL_2, AAPL_3], ""),
    ("numbered-index/table.csv", &[AAPL_2_ADJ, AAPL_3_ADJ], "UnusedColumns - 1"),
    ("folder-per-ticker", &[AAPL_2, MSFT_2], ""),
    ("alpaca/AAPL.csv", &[AAPL_2, AAPL_JULY], "MissingSession AAPL 126, UnusedColumns - 2"),
    ("month-name-quoted/AAPL.csv", &[AAPL_2, AAPL_3], ""),
    ("google-finance/GOOG.csv", &["GOOG 2020-01-02 67.08 68.41 67.08 68.37 - 28132000",
        "GOOG 2020-01-13 71.79 72 71.3 71.96 - 33046000"], "MissingSession GOOG 6"),
    ("json-lines/prices.jsonl", &[AAPL_2_ADJ, "AAPL 2020-01-03 74.29 75.14 74.13 74.36 72.44 -"], ""),
    ("json-array/prices.json", &[AAPL_2], ""),
    ("date-close-only/SP500.csv", &["SP500 2020-01-02 - - - 3257.85 - -", "SP500 2020-01-03 - - - 3234.85 - -",
        "SP500 2020-01-06 - - - - - -"], "AbsentColumns - 4, NanRow SP500 1"),
    ("parquet-pandas/AAPL.parquet", &[AAPL_2_ADJ, AAPL_JULY], "MissingSession AAPL 126"),
    ("parquet-zoned-index/AAPL.parquet", &[AAPL_2_ADJ, AAPL_JULY], "MissingSession AAPL 126"),
    ("parquet-unnamed-index/AAPL.parquet", &[AAPL_2_ADJ, AAPL_JULY], "MissingSession AAPL 126"),
    ("parquet-types/prices.parquet", &["AAPL 2020-01-02 74.5 75.25 73.75 75.09 - 135480400",
        "AAPL 2020-01-03 74.25 75.125 74.125 74.36 - -", "MSFT 2020-01-02 158.75 160.75 158.25 160.62 - 22622100"],
        "UnusedColumns - 1"),
    ("parquet-text-dates/prices.parquet", &["AAPL 2020-01-02 74.06 75.15 73.80 75.09 - -",
        "AAPL 2020-01-03 74.29 75.14 74.13 74.36 - -"], "AbsentColumns - 1"),
    ("parquet-int96/prices.parquet", &["AAPL 2020-01-02 - - - 75.09 - -", "AAPL 2020-07-06 - - - 74.36 - -"],
        "AbsentColumns - 4, MissingSession AAPL 126"),
    ("gzip/table.csv.gz", &[AAPL_2_ADJ, AAPL_3_ADJ], "UnusedColumns - 1"),
    ("zstd/AAPL.csv.zst", &[AAPL_2_ADJ, AAPL_3_ADJ, AAPL_6_ADJ], ""),
];

fn check_prices(name: &str, options: &PriceOptions, expected: &[&str], odd: &str) {
    let read = read_prices(&path("prices", name), options).unwrap_or_else(|e| panic!("{name}: {e}"));
    let bars: Vec<_> = read.bars.iter().flat_map(|(t, bars)| bars.iter().map(move |b| (t, b))).collect();
    assert_eq!(bars.len(), expected.len(), "{name}: {bars:?}");
    for ((ticker, bar), expected) in bars.into_iter().zip(expected) {
        check_bar(name, ticker, bar, expected);
    }
    assert_eq!(findings(&read.findings), odd, "{name}: {:?}", read.findings);
    assert_eq!(read.rows, expected.len(), "{name}");
}

#[test]
fn price_layouts_without_options() {
    for (name, bars, odd) in PRICES {
        check_prices(name, &PriceOptions::default(), bars, odd);
    }
}

#[test]
fn price_layouts_with_options() {
    let dates = PriceOptions { dates: Some(DateOrder::DayFirst), ..Default::default() };
    check_prices("day-first-given/AAPL.csv", &dates, &[AAPL_2, AAPL_3], "");

    let name = |n: &str| Some(n.to_owned());
    let columns = PriceColumns {
        date: name("Datum"),
        ticker: name("Kuerzel"),
        open: name("Erster"),
        high: name("Hoch"),
        low: name("Tief"),
        close: name("schluss"),
        adj_close: None,
        volume: name("Stuecke"),
    };
    let mapped = PriceOptions { columns, ..Default::default() };
    check_prices("mapped/verlauf.csv", &mapped, &["SAP 2020-01-02 120.5 122 120.1 121.8 - 1250000"], "");

    let calendar = Calendar::FromPrices {
        timezone: "UTC".into(),
        open: jiff::civil::time(0, 0, 0, 0),
        close: jiff::civil::time(0, 0, 0, 0),
    };
    let around_the_clock = PriceOptions { calendar, ..Default::default() };
    let days = [
        "BTC-USD 2020-01-01 7194.89 7254.33 7174.94 7200.17 - 18565664997",
        "BTC-USD 2020-01-02 7202.55 7212.16 6935.27 6985.47 - 20802083465",
    ];
    check_prices("crypto-epoch/BTC-USD.csv", &around_the_clock, &days, "");

    let ticker = PriceOptions { ticker: Some(Ticker::new("MSFT").unwrap()), ..Default::default() };
    let read = read_prices(&path("prices", "yahoo/AAPL.csv"), &ticker).unwrap();
    assert_eq!(read.bars.keys().map(Ticker::as_str).collect::<Vec<_>>(), ["MSFT"]);
    assert_eq!(read.layout.ticker, TickerSource::Given);

    let only = [Ticker::new("MSFT").unwrap()].into();
    let one = PriceOptions { tickers: Some(only), ..Default::default() };
    let read = read_prices(&path("prices", "folder-per-ticker"), &one).unwrap();
    assert_eq!(read.bars.keys().map(Ticker::as_str).collect::<Vec<_>>(), ["MSFT"]);
}

#[test]
fn the_layout_says_what_was_recognised() {
    let read = |name| read_prices(&path("prices", name), &PriceOptions::default()).unwrap().layout;
    let layout = read("semicolon-decimal-comma/sap.csv");
    assert_eq!((layout.separator, layout.date_order), (Some(';'), Some(DateOrder::DayFirst)));
    let layout = read("nasdaq/AAPL.csv");
    assert_eq!(layout.date_order, Some(DateOrder::MonthFirst));
    assert_eq!(layout.columns[4].column, "Close/Last");
    assert_eq!(layout.columns[4].role, "close");
    let layout = read("folder-per-ticker");
    assert_eq!((layout.arrangement, layout.files), (Arrangement::Folder, 2));
    assert_eq!(layout.ticker, TickerSource::FileName);
    assert_eq!(read("yfinance-one/prices.csv").format, Format::CsvByTicker);
    assert_eq!(read("stooq/aapl.us.txt").unused, ["<OPENINT>", "<PER>", "<TIME>"]);
}

/// Ticker, time, `copies followers likes retweets replies`, text.
type Expected = (&'static str, &'static str, &'static str, &'static str);

fn check_posts(name: &str, options: &PostOptions, expected: &[Expected], odd: &str) {
    let read = read_posts(&path("posts", name), options).unwrap_or_else(|e| panic!("{name}: {e}"));
    let posts: Vec<_> = read.posts.iter().flat_map(|(t, posts)| posts.iter().map(move |p| (t, p))).collect();
    assert_eq!(posts.len(), expected.len(), "{name}: {posts:?}");
    for ((ticker, post), (symbol, time, counts, text)) in posts.into_iter().zip(expected) {
        let Post { created_at, text: found, author: _, copies, followers, likes, retweets, replies, kind: _ } =
            post;
        let shown = |n: &Option<u64>| n.map_or("-".to_owned(), |n| n.to_string());
        let found_counts =
            format!("{copies} {} {} {} {}", shown(followers), shown(likes), shown(retweets), shown(replies));
        assert_eq!((ticker.as_str(), &**found), (*symbol, *text), "{name}");
        assert_eq!((created_at.to_string(), found_counts.as_str()), ((*time).to_owned(), *counts), "{name}");
    }
    assert_eq!(findings(&read.findings), odd, "{name}: {:?}", read.findings);
}

const OURS: &[Expected] = &[
    ("AAPL", "2014-01-01T01:18:36Z", "3 6 - - -", "RT @user: $AAPL"),
    ("AAPL", "2014-01-01T01:52:31Z", "1 17449 - - -", "#iPhone, #Samsung"),
];

#[rustfmt::skip]
const POSTS: &[(&str, &[Expected], &str)] = &[
    ("kaggle-stock-tweets/stock_tweets.csv", &[
        ("AAPL", "2022-09-29T23:24:43Z", "1 - - - -", "About $AAPL"),
        ("TSLA", "2022-09-29T23:24:43Z", "1 - - - -", "Short one"),
        ("TSLA", "2022-09-29T23:41:16Z", "1 - - - -",
            "Mainstream media has done an amazing job, they \"say\".\n\nSecond paragraph about $TSLA"),
    ], "UnsortedRows - 1, UnusedColumns - 1"),
    ("ours/tweets.csv", OURS, ""),
    ("ours-zstd/tweets.csv.zst", OURS, ""),
    ("stocknet-raw", &[
        ("AAPL", "2014-01-01T03:29:29Z", "1 - - - -", "RT @user: $AAPL"),
        ("AAPL", "2014-01-01T03:59:03Z", "1 - - - -", "$AAPL rises — up"),
        ("MSFT", "2014-01-03T20:00:00Z", "1 - - - -", "$MSFT"),
    ], "SkippedRows - 1, UnsortedRows - 1"),
    ("stocknet-tokens", &[("AAPL", "2014-01-01T03:59:03Z", "1 - - - -", "rt AT_USER $ aapl rises")], ""),
    ("twitter-v1/AAPL.jsonl", &[("AAPL", "2018-10-10T20:19:24Z", "1 6172196 1028 284 12", "To the moon $AAPL")],
        "UnusedColumns - 2"),
    ("top-companies/Tweet.csv", &[
        ("AAPL", "2015-01-01T00:00:57Z", "1 - 1 3 0", "lx21 made $10008 on $AAPL"),
        ("AAPL", "2015-01-01T00:01:36Z", "1 - 0 0 5", "Insanity of today weirdo massive selling"),
    ], ""),
    // known from midnight in New York on
    ("headlines-date-only/analyst.csv", &[
        ("A", "2020-06-06T04:00:00Z", "1 - - - -", "Stocks That Hit 52-Week Highs"),
        ("A", "2021-01-01T05:00:00Z", "1 - - - -", "Stocks That Hit Lows"),
    ], "TimeOfDayAbsent - 2, UnusedColumns - 3"),
    ("headlines-midnight/analyst.csv", &[
        ("A", "2020-06-04T04:00:00Z", "1 - - - -", "Stocks That Hit Lows"),
        ("A", "2020-06-06T04:00:00Z", "1 - - - -", "Stocks That Hit 52-Week Highs"),
    ], "TimeOfDayAbsent - 2, UnsortedRows - 1"),
    ("headlines-offset/analyst.csv", &[
        ("A", "2020-06-05T04:00:00Z", "1 - - - -", "Stocks on Friday"),
        ("A", "2020-06-05T14:30:54Z", "1 - - - -", "Stocks That Hit 52-Week Highs"),
    ], "UnsortedRows - 1"),
    ("no-zone/posts.csv", &[
        ("AAPL", "2020-01-02T09:31:00Z", "1 - - - -", "Up"),
        ("AAPL", "2020-07-02T09:31:00Z", "1 - - - -", "Down"),
    ], "TimeZoneAbsent - 2"),
    ("engagement/MSFT.csv", &[
        ("MSFT", "2020-01-02T15:00:00Z", "1 2500 1234 12 -", "$MSFT is fine"),
        ("MSFT", "2020-01-02T16:00:00Z", "1 1 0 0 0", "caf\u{fffd}"),
    ], "BrokenText - 1"),
    ("several-tickers/posts.jsonl", &[
        ("AAPL", "2020-01-02T15:31:00Z", "1 - - - -", "Both"),
        ("AAPL", "2020-01-02T15:31:01Z", "1 - - - -", "Two"),
        ("MSFT", "2020-01-02T15:31:00Z", "1 - - - -", "Both"),
        ("TSLA", "2020-01-02T15:31:01Z", "1 - - - -", "Two"),
    ], ""),
    ("spelled-times/AAPL.csv", &[
        ("AAPL", "2020-01-02T14:31:00Z", "1 - - - -", "Rising"),
        ("AAPL", "2020-01-03T14:30:15Z", "1 - - - -", "Falling"),
    ], ""),
    ("stocknet-parquet/tweets.parquet", &[
        ("AAPL", "2014-01-01T07:00:00Z", "1 10 0 1 -", "RT one"),
        ("MSFT", "2014-01-01T07:54:36.5Z", "1 - 12 3 -", "two"),
    ], "DuplicateRows AAPL 1, SkippedRows - 1, UnusedColumns - 1"),
    ("parquet-gzip/posts.parquet.gz", &[("AAPL", "2020-01-02T15:31:00Z", "1 - - - -", "one")], "TimeZoneAbsent - 1"),
];

#[test]
fn post_layouts_without_options() {
    for (name, posts, odd) in POSTS {
        check_posts(name, &PostOptions::default(), posts, odd);
    }
}

#[test]
fn post_layouts_with_options() {
    let zone = |zone: &str| PostOptions { time_zone: Some(zone.into()), ..Default::default() };
    let expected = [
        ("AAPL", "2020-01-02T14:31:00Z", "1 - - - -", "Up"),
        ("AAPL", "2020-07-02T13:31:00Z", "1 - - - -", "Down"),
    ];
    check_posts("no-zone/posts.csv", &zone("America/New_York"), &expected, "");

    let name = |n: &str| Some(n.to_owned());
    let columns = PostColumns {
        created_at: name("Wann"),
        text: name("Was"),
        ticker: name("Wer"),
        ..Default::default()
    };
    let expected = [
        ("SAP", "2020-01-31T09:00:00Z", "1 - - - -", "Hallo"),
        ("SAP", "2020-02-01T09:00:00Z", "1 - - - -", "Tschuess"),
    ];
    let options = PostOptions { columns, ..zone("Europe/Berlin") };
    check_posts("mapped/beitraege.csv", &options, &expected, "");

    let only = PostOptions { tickers: Some([Ticker::new("TSLA").unwrap()].into()), ..Default::default() };
    let expected = [("TSLA", "2020-01-02T15:31:01Z", "1 - - - -", "Two")];
    check_posts("several-tickers/posts.jsonl", &only, &expected, "");
}

#[test]
fn folders_by_ticker_are_recognised() {
    let layout = read_posts(&path("posts", "stocknet-raw"), &PostOptions::default()).unwrap().layout;
    assert_eq!((layout.arrangement, layout.files), (Arrangement::FolderPerTicker, 2));
    assert_eq!((layout.ticker, layout.format), (TickerSource::FolderName, Format::JsonLines));
}
