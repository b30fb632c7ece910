//! Whatever the bytes, a reader answers with data or an error, and with the same answer each time.

#![allow(clippy::unwrap_used)] // helpers of tests

use bellwether_ingest::{
    PostOptions, PredictionOptions, PriceOptions, read_posts_bytes, read_predictions_bytes, read_prices_bytes,
};
use proptest::prelude::*;

const SEEDS: [&str; 12] = [
    "prices/yahoo/AAPL.csv",
    "prices/yfinance-download/prices.csv",
    "prices/nasdaq/AAPL.csv",
    "prices/json-lines/prices.jsonl",
    "prices/json-array/prices.json",
    "prices/zstd/AAPL.csv.zst",
    "prices/gzip/table.csv.gz",
    "prices/parquet-types/prices.parquet",
    "prices/parquet-int96/prices.parquet",
    "posts/kaggle-stock-tweets/stock_tweets.csv",
    "posts/twitter-v1/AAPL.jsonl",
    "posts/stocknet-parquet/tweets.parquet",
];

fn read_all(bytes: &[u8]) {
    let prices = || read_prices_bytes("X.csv", bytes, &PriceOptions::default());
    match (prices(), prices()) {
        (Ok(a), Ok(b)) => {
            assert_eq!(format!("{a:?}"), format!("{b:?}"));
            for bars in a.bars.values() {
                assert!(!bars.is_empty() && bars.windows(2).all(|pair| pair[0].date() < pair[1].date()));
            }
        }
        (Err(a), Err(b)) => {
            assert_eq!(a.to_string(), b.to_string());
            assert!(!a.hint().is_empty());
        }
        _ => panic!("two answers"),
    }
    read_predictions(bytes);
    if let Ok(posts) = read_posts_bytes("X.csv", bytes, &PostOptions::default()) {
        for posts in posts.posts.values() {
            assert!(posts.windows(2).all(|pair| pair[0].created_at <= pair[1].created_at));
            assert!(posts.iter().all(|p| p.copies >= 1));
        }
    }
}

/// Rows in order of time, each day and cutoff once, and of each model what is a number.
fn read_predictions(bytes: &[u8]) -> bool {
    let read = || read_predictions_bytes("X.csv", bytes, &PredictionOptions::default());
    match (read(), read()) {
        (Ok(a), Ok(b)) => {
            assert_eq!(a, b);
            assert!(!a.models.is_empty() && !a.rows.is_empty());
            for rows in a.rows.values() {
                assert!(rows.windows(2).all(|w| (w[0].date, w[0].cutoff) < (w[1].date, w[1].cutoff)));
                for row in rows {
                    assert_eq!(row.models.len(), a.models.len());
                    assert!(row.cutoff.is_none_or(|cutoff| cutoff < row.date));
                    let said = row.models.iter().flatten();
                    let numbers = said
                        .clone()
                        .flat_map(|p| p.point.into_iter().chain(p.quantiles.iter().map(|q| q.value)));
                    let numbers = numbers.chain(row.actual).chain(row.previous);
                    assert!(numbers.into_iter().all(f64::is_finite));
                    assert!(said.clone().all(|p| p.probability.is_none_or(|p| (0.0..=1.0).contains(&p))));
                    assert!(said.clone().all(|p| p.quantiles.windows(2).all(|w| w[0].level < w[1].level)));
                }
            }
            true
        }
        (Err(a), Err(b)) => {
            assert_eq!(a.to_string(), b.to_string());
            assert!(!a.hint().is_empty());
            false
        }
        _ => panic!("two answers"),
    }
}

fn seed(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/layouts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Cells that sit at the edges of what dates, numbers and tickers can be.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?",
        "-?[0-9]{1,20}",
        "[$€]?-?[0-9]{1,3}([.,][0-9]{1,3}){0,3}[KMB]?",
        "(Jan|Feb|Mon|Tue) [0-9]{1,2},? [0-9]{4}",
        "[A-Z$.,;| ]{0,8}",
        "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Tables under the names that predictions have, with cells that are right, and at the edges.
    #[test]
    fn tables_of_predictions(
        names in prop::collection::vec(
            prop::sample::select(vec![
                "date", "ds", "cutoff", "unique_id", "instrument", "actual", "y", "label", "score", "y_pred", "LSTM",
                "LSTM-lo-80", "LSTM-hi-80", "close_q0.10", "q50", "median", "probability", "previous_close", "0.5", "", "index",
            ]),
            1..7,
        ),
        cells in prop::collection::vec(
            prop_oneof![
                3 => cell(),
                4 => "2024-0[1-3]-(0[1-9]|1[0-9])",
                4 => "-?[0-9]{1,3}(\\.[0-9]{1,2})?",
                1 => "0\\.[0-9]|1|0|nan|NaN||-1|1e999|-inf",
                1 => "[A-Z]{1,4}",
            ],
            1..48,
        ),
    ) {
        let mut table = names.join(",");
        for row in cells.chunks(names.len()) {
            table.push('\n');
            table.push_str(&row.join(","));
        }
        read_predictions(table.as_bytes());
    }

    /// A table that is right is read, whatever the order of its rows.
    #[test]
    fn right_tables_are_read(
        rows in prop::collection::btree_map((1i8..28, prop::sample::select(vec!["A", "B"])), (-9.0..9.0f64, -9.0..9.0f64), 1..20),
        backwards in any::<bool>(),
    ) {
        let mut lines: Vec<String> = rows
            .iter()
            .map(|((day, ticker), (actual, said))| format!("2024-01-{day:02},{ticker},{actual},{said}"))
            .collect();
        if backwards {
            lines.reverse();
        }
        let table = format!("date,ticker,actual,predicted\n{}\n", lines.join("\n"));
        let read = read_predictions_bytes("x.csv", table.as_bytes(), &PredictionOptions::default()).unwrap();
        let count: usize = read.rows.values().map(Vec::len).sum();
        prop_assert_eq!(count, rows.len());
        for (ticker, own) in &read.rows {
            for row in own {
                let (actual, said) = rows[&(row.date.day(), ticker.as_str())];
                prop_assert_eq!((row.actual, row.models[0].as_ref().unwrap().point), (Some(actual), Some(said)));
            }
        }
    }

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn arbitrary_bytes_after_a_magic_number(
        magic in prop::sample::select(vec![&b"PAR1"[..], b"\x28\xb5\x2f\xfd", b"\x1f\x8b\x08", b"{", b"[", b"\xef\xbb\xbf"]),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        end in prop::sample::select(vec![&b""[..], b"PAR1", b"\x08\x00\x00\x00PAR1", b"}", b"]"]),
    ) {
        read_all(&[magic, &bytes, end].concat());
    }

    #[test]
    fn damaged_files(
        name in prop::sample::select(SEEDS.to_vec()),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = seed(name);
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        read_all(&bytes);
    }

    #[test]
    fn arbitrary_cells(rows in prop::collection::vec((cell(), cell(), cell(), cell()), 1..6)) {
        let mut csv = "Date\tClose\tText\tTicker\tlikes\n".to_owned();
        for (a, b, c, d) in &rows {
            csv += &[a.as_str(), b, c, d, b].join("\t");
            csv.push('\n');
        }
        read_all(csv.as_bytes());
    }
}
