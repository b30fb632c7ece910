//! Price readers: any bytes under any ending give bars or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = bellwether_ingest::PriceOptions::default();
    for name in ["AAPL.csv", "AAPL.parquet", "AAPL.csv.gz", "AAPL.csv.zst"] {
        let _ = bellwether_ingest::read_prices_bytes(name, data, &options);
    }
});
