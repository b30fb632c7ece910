//! Post readers: any bytes under any ending give posts or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = bellwether_ingest::PostOptions::default();
    for name in ["AAPL.csv", "AAPL.jsonl", "AAPL.parquet", "AAPL.jsonl.gz", "AAPL.csv.zst"] {
        let _ = bellwether_ingest::read_posts_bytes(name, data, &options);
    }
});
