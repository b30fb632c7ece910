//! Rows in batches: what the whole-file readers take, and no more memory than a batch.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use bellwether_ingest::{IngestError, RowOptions, RowReader};
use proptest::prelude::*;
use tempfile::TempDir;

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// All rows of a file in batches of `rows`.
fn read(
    path: &Path,
    rows: usize,
    options: &RowOptions,
) -> Result<(Vec<String>, Vec<Vec<String>>), IngestError> {
    let mut reader = RowReader::open(path, options)?;
    let names = reader.names().to_vec();
    let mut all = Vec::new();
    while let Some(batch) = reader.next_batch(rows, 1 << 20)? {
        assert!(batch.len() <= rows);
        for row in 0..batch.len() {
            all.push((0..names.len()).map(|c| batch.get(c, row).to_owned()).collect());
        }
    }
    Ok((names, all))
}

fn packed_gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_format_gives_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let csv = b"\xef\xbb\xbfid;text\r\n1;\"a \"\"b\"\"\r\nc\"\r\n\r\n2;\r\n";
    let lines = b"{\"id\": 1, \"text\": \"a \\\"b\\\"\\r\\nc\"}\n\n{\"id\":2,\"text\":null}\n";
    let array = b" [ {\"id\": 1, \"text\": \"a \\\"b\\\"\\r\\nc\"},\n{\"id\":2,\"text\":\"\"} ]\n";
    let wanted = vec![vec!["1".to_owned(), "a \"b\"\r\nc".to_owned()], vec!["2".to_owned(), String::new()]];
    for (name, bytes) in [("a.csv", &csv[..]), ("a.jsonl", lines), ("a.json", array)] {
        let zst = zstd::stream::encode_all(bytes, 1).unwrap();
        for (ending, bytes) in [("", bytes.to_vec()), (".gz", packed_gz(bytes)), (".zst", zst)] {
            let path = file(&folder, &format!("{name}{ending}"), &bytes);
            for rows in [1, 2, 10] {
                let (names, rows) = read(&path, rows, &RowOptions::default()).unwrap();
                assert_eq!(
                    (names, rows),
                    (vec!["id".to_owned(), "text".to_owned()], wanted.clone()),
                    "{name}"
                );
            }
            let text = RowOptions { text_only: true, ..RowOptions::default() };
            assert_eq!(read(&path, 10, &text).unwrap().1[0], ["a \"b\"\r\nc"]);
        }
    }
}

#[test]
fn parquet_is_read_in_stretches_and_its_values_are_text() {
    let layouts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts");
    let posts = ["posts/stocknet-parquet/tweets.parquet", "posts/parquet-gzip/posts.parquet.gz"];
    for path in posts.map(|p| layouts.join(p)) {
        let (names, whole) = read(&path, 100_000, &RowOptions::default()).unwrap();
        assert!(!whole.is_empty() && names.len() > 1, "{}", path.display());
        assert_eq!(read(&path, 1, &RowOptions::default()).unwrap().1, whole);
    }
    // any column can stand for the text: numbers are written out
    let path = layouts.join("prices/parquet-types/prices.parquet");
    let close = RowOptions { text: Some("close".to_owned()), text_only: true };
    let (names, rows) = read(&path, 10, &close).unwrap();
    assert_eq!(names.len(), 1);
    assert!(rows.iter().all(|row| row[0].parse::<f64>().is_ok()));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let error = |name: &str, bytes: &[u8]| {
        let said = read(&file(&folder, name, bytes), 10, &RowOptions::default()).unwrap_err().to_string();
        said.replace(&folder.path().display().to_string(), "")
    };
    assert_eq!(error("a.csv", b""), "/a.csv: the file is empty");
    assert!(error("a.csv", b"id,when\n1,2\n").starts_with("/a.csv: no column for `text` among `id`, `when`"));
    assert!(error("a.csv", b"text\n").starts_with("/a.csv: the file has a header and no rows"));
    assert!(
        error("a.json", b"{\"text\": \"a\"}\n{\"text\": oops}\n")
            .starts_with("/a.json, line 2: not a JSON object")
    );
    assert!(error("a.json", b"[{\"text\": \"a\"},\n 7]").starts_with("/a.json, line 2: not a JSON object"));
    assert!(error("a.json", b"[{\"text\": \"a\"},\n").starts_with("/a.json, line 2: not a JSON object"));
    let open = format!("id,text\n1,\"a\n{}", "2,b\n".repeat(100));
    assert_eq!(
        error("a.csv", open.as_bytes()),
        "/a.csv, line 2: a quote is opened and not closed, and the value runs over 101 lines"
    );
    let mut cut = packed_gz(&b"text\nabcdefgh\n".repeat(50));
    cut.truncate(cut.len() - 12);
    assert!(error("a.gz", &cut).contains("are cut short or damaged"));
    let most = "text\na,b\na,b\nc\n";
    assert!(error("a.csv", most.as_bytes()).contains("2 of 3 rows cannot be used"));
}

#[test]
fn a_quote_that_swallows_the_file_does_not_fill_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv.zst");
    let mut encoder = zstd::Encoder::new(fs::File::create(&path).unwrap(), 1).unwrap();
    encoder.write_all(b"text\nfine\n\"oops\n").unwrap();
    let lines = b"a line of text\n".repeat(100_000);
    for _ in 0..60 {
        encoder.write_all(&lines).unwrap();
    }
    encoder.finish().unwrap();
    let mut reader = RowReader::open(&path, &RowOptions::default()).unwrap();
    assert_eq!(reader.next_batch(1, 1 << 20).unwrap().unwrap().get(0, 0), "fine");
    let said = reader.next_batch(1, 1 << 20).unwrap_err();
    assert!(matches!(said, IngestError::RowTooLong { .. }), "{said}");
    assert!(said.to_string().contains("line 3"), "{said}");
}

#[test]
fn broken_text_and_long_rows_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "a.csv", b"id,text\n1,a\xffb\n2,x,y\n3,c,\n");
    let mut reader = RowReader::open(&path, &RowOptions::default()).unwrap();
    let rows = reader.next_batch(10, 1 << 20).unwrap().unwrap();
    assert_eq!((rows.get(1, 0), rows.number(0), rows.number(1)), ("a\u{fffd}b", 1, 3));
    let findings: Vec<String> = reader.findings().into_iter().map(|f| f.message).collect();
    assert_eq!(
        findings,
        [
            "1 row left out: line 3 has 3 values for 2 columns; the values cannot be used",
            "1 row with bytes that are not UTF-8: line 2; each such byte is replaced by U+FFFD",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_rows_or_an_error(head in "(text\n|\\[|\\{|\"text\"|)", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, "any", &[head.as_bytes(), &bytes].concat());
        let _ = read(&path, 3, &RowOptions::default());
    }

    #[test]
    fn texts_survive_json(texts in prop::collection::vec(any::<String>(), 1..8), array: bool) {
        let folder = tempfile::tempdir().unwrap();
        let items: Vec<_> = texts.iter().map(|t| serde_json::json!({ "text": t })).collect();
        let bytes = if array {
            serde_json::to_vec(&items).unwrap()
        } else {
            items.iter().map(|i| i.to_string() + "\n").collect::<String>().into_bytes()
        };
        let path = file(&folder, "a.json", &bytes);
        let rows = read(&path, 3, &RowOptions::default()).unwrap().1.concat();
        prop_assert_eq!(rows, texts);
    }
}

#[test]
fn the_time_of_posts_is_found_by_its_name() {
    let path = std::env::temp_dir().join(format!("bellwether-times-{}.csv", std::process::id()));
    fs::write(&path, "ticker,created_at,text,said\nA,2014-01-02,good,1388620800\n").unwrap();
    let reader = RowReader::open(&path, &RowOptions::default()).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(reader.time_column(None).unwrap(), Some(1));
    assert_eq!(reader.time_column(Some("said")).unwrap(), Some(3));
    assert!(reader.time_column(Some("when")).unwrap_err().to_string().contains("when"));
}

#[test]
fn times_are_read_as_posts_have_them() {
    let read = |values: &[&str]| bellwether_ingest::read_times("a.csv", "t", values.iter().copied(), None);
    let written = |values: &[&str]| -> Vec<Option<String>> {
        read(values).unwrap().iter().map(|time| time.map(|time| time.to_string())).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        written(&["1388620800", "", "nan", "2014-01-02 15:30:00"]),
        [some("2014-01-02T00:00:00Z"), None, None, some("2014-01-02T15:30:00Z")]
    );
    // 13 can only be a day
    assert_eq!(
        written(&["13/04/2020", "03/04/2020"]),
        [some("2020-04-13T00:00:00Z"), some("2020-04-03T00:00:00Z")]
    );
    assert!(read(&["03/04/2020"]).is_err());
}
