//! Whatever the bytes, a reader answers with data or an error, and with the same answer each time.

#![allow(clippy::unwrap_used)] // helpers of tests

use bellwether_ingest::{PostOptions, PriceOptions, read_posts_bytes, read_prices_bytes};
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
    if let Ok(posts) = read_posts_bytes("X.csv", bytes, &PostOptions::default()) {
        for posts in posts.posts.values() {
            assert!(posts.windows(2).all(|pair| pair[0].created_at <= pair[1].created_at));
            assert!(posts.iter().all(|p| p.copies >= 1));
        }
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
