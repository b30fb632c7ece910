//! Reader of rows a batch at a time: any bytes under any ending give rows of as many columns as there are names, or a typed error.
#![no_main]

use std::fs;

use bellwether_ingest::{RowOptions, RowReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder for the file");
    for name in ["a.csv", "a.jsonl", "a.parquet", "a.csv.gz", "a.jsonl.zst"] {
        let path = folder.path().join(name);
        fs::write(&path, data).expect("room for the file");
        for text_only in [false, true] {
            let options = RowOptions { text: None, text_only };
            let Ok(mut reader) = RowReader::open(&path, &options) else { continue };
            let mut last = 0;
            while let Ok(Some(rows)) = reader.next_batch(7, 1000) {
                for r in 0..rows.len() {
                    assert!(rows.number(r) > last, "rows are in order");
                    last = rows.number(r);
                    let _ = rows.get(reader.text_column(), r);
                }
            }
        }
    }
});
