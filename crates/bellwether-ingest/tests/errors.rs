//! What the reader says about files that it cannot read: one snapshot for each file, checked by eye.

#![allow(clippy::unwrap_used)] // helpers of tests

use std::error::Error;
use std::fmt::Write;

use bellwether_core::{Calendar, Ticker};
use bellwether_ingest::{
    IngestError, PostColumns, PostOptions, PriceColumns, PriceOptions, inspect, read_posts, read_posts_bytes,
    read_prices, read_prices_bytes,
};

/// Error, causes and hint, as the command line shows them.
fn told(error: &IngestError) -> String {
    let mut out = format!("error: {error}\n");
    let mut cause = error.source();
    while let Some(inner) = cause {
        writeln!(out, "caused by: {inner}").unwrap();
        cause = inner.source();
    }
    out + "hint: " + &error.hint()
}

fn prices_with(name: &str, bytes: &[u8], options: &PriceOptions) -> String {
    told(&read_prices_bytes(name, bytes, options).unwrap_err())
}

fn prices(bytes: &[u8]) -> String {
    prices_with("AAPL.csv", bytes, &PriceOptions::default())
}

fn posts(bytes: &[u8]) -> String {
    told(&read_posts_bytes("AAPL.csv", bytes, &PostOptions::default()).unwrap_err())
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/layouts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn files_that_are_no_tables() {
    insta::assert_snapshot!("empty", prices(b""));
    insta::assert_snapshot!("blank", prices(b"\n \n"));
    insta::assert_snapshot!("header_only", prices(b"Date,Open,High,Low,Close,Volume\n"));
    insta::assert_snapshot!("binary", prices(b"\x00\x01\x02\x03\x04\x05\x06"));
    insta::assert_snapshot!("zip", prices(b"PK\x03\x04\x14\x00"));
    insta::assert_snapshot!("html", prices(b"<!DOCTYPE html><html><body>404</body></html>"));
    insta::assert_snapshot!("json_array_of_numbers", prices(b"[1, 2]"));
    insta::assert_snapshot!("json_broken_line", posts(b"{\"text\": \"a\"}\n{\"text\": "));
}

#[test]
fn files_that_are_cut_short() {
    let zstd = fixture("prices/zstd/AAPL.csv.zst");
    insta::assert_snapshot!("zstd_cut", prices_with("AAPL.csv.zst", &zstd[..90], &PriceOptions::default()));
    let gzip = fixture("prices/gzip/table.csv.gz");
    insta::assert_snapshot!("gzip_cut", prices_with("table.csv.gz", &gzip[..90], &PriceOptions::default()));
    let parquet = fixture("prices/parquet-pandas/AAPL.parquet");
    let cut = &parquet[..2000];
    insta::assert_snapshot!("parquet_cut", prices_with("AAPL.parquet", cut, &PriceOptions::default()));
}

#[test]
fn a_quote_that_is_never_closed() {
    let mut lines = b"created_at,text\n2020-01-02T10:00:00Z,a\n2020-01-02T10:01:00Z,\"b\n".to_vec();
    lines.extend(b"2020-01-02T10:02:00Z,c\n".repeat(40));
    insta::assert_snapshot!("unclosed_quote", posts(&lines));
}

#[test]
fn lines_are_counted_alike_with_every_line_end() {
    for end in ["\n", "\r\n"] {
        let rows = ["Date,Close", "2020-01-02,1", "2020-01-03,2", "2020-01-06,x", "2020-01-07,3"];
        assert!(prices(rows.join(end).as_bytes()).contains("line 4"), "{end:?}");
    }
}

#[test]
fn columns_that_are_missing_or_double() {
    insta::assert_snapshot!("no_close", prices(b"Date,Open,High,Low,Adj Close\n2020-01-02,1,2,1,2\n"));
    insta::assert_snapshot!("no_date", prices(b",Open,Close\n0,1,2\n1,1,2\n"));
    insta::assert_snapshot!("no_header", prices(b"2020-01-02,74.06,75.15,73.80,75.09,135480400\n"));
    insta::assert_snapshot!("close_twice", prices(b"Date,Close,close\n2020-01-02,1,2\n"));
    insta::assert_snapshot!("no_text", posts(b"created_at,ticker,likes\n2020-01-02T10:00:00Z,AAPL,1\n"));
    let columns = PriceColumns { close: Some("Last Price".into()), ..Default::default() };
    let options = PriceOptions { columns, ..Default::default() };
    insta::assert_snapshot!(
        "posts_as_prices",
        prices_with(
            "tweets.csv",
            b"ticker,created_at,text\nAAPL,2020-01-02T15:00:00Z,up\n",
            &PriceOptions::default()
        )
    );
    insta::assert_snapshot!(
        "named_column_absent",
        prices_with("AAPL.csv", b"Date,Close\n2020-01-02,1\n", &options)
    );
    insta::assert_snapshot!(
        "named_column_twice",
        prices_with("AAPL.csv", b"Date,Last Price,Last Price\n2020-01-02,1,2\n", &options)
    );
    let file = fixture("prices/parquet-types/prices.parquet");
    let columns = PriceColumns { close: Some("tags.list.element".into()), ..Default::default() };
    let options = PriceOptions { columns, ..Default::default() };
    insta::assert_snapshot!("column_type", prices_with("prices.parquet", &file, &options));
}

#[test]
fn tickers_that_are_not_known() {
    let csv = b"Date,Close\n2020-01-02,1\n";
    insta::assert_snapshot!("no_ticker", prices_with("data/prices.csv", csv, &PriceOptions::default()));
    let csv = b"Ticker,Date,Close\nAAPL,2020-01-02,1\nnot a ticker,2020-01-02,1\n";
    insta::assert_snapshot!("bad_ticker", prices(csv));
    let options = PriceOptions { tickers: Some([Ticker::new("TSLA").unwrap()].into()), ..Default::default() };
    let csv = b"Ticker,Date,Close\nAAPL,2020-01-02,1\nMSFT,2020-01-02,1\n";
    insta::assert_snapshot!("ticker_absent", prices_with("AAPL.csv", csv, &options));
}

#[test]
fn dates_that_cannot_be_read() {
    insta::assert_snapshot!("bad_date", prices(b"Date,Close\n2020-01-02,1\n2020-02-30,1\n"));
    insta::assert_snapshot!("two_digit_year", prices(b"Date,Close\n01/31/20,1\n"));
    insta::assert_snapshot!(
        "ambiguous_dates",
        prices(b"Date,Close\n02/01/2020,1\n03/01/2020,1\n03/03/2020,1\n06/01/2020,1\n07/01/2020,2\n")
    );
    insta::assert_snapshot!(
        "contradictory_dates",
        prices(b"Date,Close\n02/01/2020,1\n13/01/2020,1\n01/14/2020,1\n")
    );
    let given = PriceOptions { dates: Some(bellwether_ingest::DateOrder::MonthFirst), ..Default::default() };
    let csv = b"Date,Close\n02/01/2020,1\n13/01/2020,1\n";
    insta::assert_snapshot!("date_against_the_option", prices_with("AAPL.csv", csv, &given));
    insta::assert_snapshot!("intraday", prices(b"Date,Close\n2020-01-02 09:30,1\n2020-01-02 09:35,1\n"));
    insta::assert_snapshot!("no_session", prices(b"Date,Close\n2020-01-04,1\n2020-01-05,1\n"));
}

#[test]
fn numbers_that_cannot_be_read() {
    insta::assert_snapshot!("bad_number", prices(b"Date,Close\n2020-01-02,1\n2020-01-03,about 2\n"));
    insta::assert_snapshot!("ambiguous_number", prices(b"Date;Close\n2020-01-02;1,234\n2020-01-03;1,235\n"));
    insta::assert_snapshot!("row_too_long", prices(b"Date,Close\n2020-01-02,1,234.50\n"));
}

#[test]
fn posts_that_cannot_be_used() {
    insta::assert_snapshot!(
        "unusable_posts",
        posts(
            b"created_at,text,likes\nyesterday,a,1\n2020-01-02T10:00:00Z,b,many\n2020-01-02T10:00:00Z,c,1\n"
        )
    );
    let ambiguous = b"date,text\n02/01/2020,a\n03/01/2020,b\n";
    insta::assert_snapshot!("ambiguous_post_dates", posts(ambiguous));
    let options = PostOptions { time_zone: Some("Europe/Atlantis".into()), ..Default::default() };
    let csv = b"date,text\n2020-01-02,a\n";
    insta::assert_snapshot!("unknown_zone", told(&read_posts_bytes("AAPL.csv", csv, &options).unwrap_err()));
}

/// Messages name the folder that the test runs in; it is taken out.
fn in_folder(folder: &std::path::Path, error: &IngestError) -> String {
    told(error).replace(&folder.display().to_string(), "[folder]")
}

#[test]
fn folders_and_paths() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let (price, post) = (PriceOptions::default(), PostOptions::default());
    let absent = folder.join("absent.csv");
    // the cause is in the words of the operating system
    let told = in_folder(folder, &read_prices(&absent, &price).unwrap_err());
    let own: Vec<_> = told.lines().filter(|l| !l.starts_with("caused by")).collect();
    insta::assert_snapshot!("absent", own.join("\n"));
    std::fs::write(folder.join("README.md"), "text").unwrap();
    insta::assert_snapshot!("no_files", in_folder(folder, &read_prices(folder, &price).unwrap_err()));
    insta::assert_snapshot!("no_files_posts", in_folder(folder, &read_posts(folder, &post).unwrap_err()));
    std::fs::write(folder.join("AAPL.csv"), "Date,Close\n2020-01-02,1\n").unwrap();
    std::fs::write(folder.join("tweets.csv"), "ticker,created_at,text\nA,2020-01-02T10:00:00Z,b\n").unwrap();
    insta::assert_snapshot!("mixed_folder", in_folder(folder, &read_prices(folder, &price).unwrap_err()));
    let neither = folder.join("counts.csv");
    std::fs::write(&neither, "date,ticker,count\n2020-01-02,A,1\n").unwrap();
    insta::assert_snapshot!("neither", in_folder(folder, &inspect(&neither, &price, &post).unwrap_err()));
    std::fs::write(&neither, "date,ticker,close,tweet\n2020-01-02,A,1,b\n").unwrap();
    insta::assert_snapshot!("both", in_folder(folder, &inspect(&neither, &price, &post).unwrap_err()));
}

#[test]
fn a_calendar_without_a_zone_is_refused() {
    let calendar = Calendar::FromPrices {
        timezone: "Europe/Atlantis".into(),
        open: jiff::civil::time(8, 0, 0, 0),
        close: jiff::civil::time(16, 0, 0, 0),
    };
    let options = PriceOptions { calendar, ..Default::default() };
    insta::assert_snapshot!("calendar", prices_with("AAPL.csv", b"Date,Close\n2020-01-02,1\n", &options));
}

/// Settings come from files that people write: an unknown key is an error that names it.
#[test]
fn unknown_settings_are_refused() {
    let read = serde_json::from_str::<PriceColumns>("{\"closing\": \"x\"}");
    assert!(read.unwrap_err().to_string().starts_with("unknown field `closing`"));
    let read = serde_json::from_str::<PostColumns>("{\"created_at\": \"Date\"}").unwrap();
    assert_eq!(read.created_at.as_deref(), Some("Date"));
}
