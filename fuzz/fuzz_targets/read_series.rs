//! Reader of series beside prices and posts: any bytes under any ending give values or a typed error, and no value is known
//! before the day that it describes unless that is asked for.
#![no_main]

use bellwether_ingest::{Period, SeriesOptions, read_series_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let periods = [Period::Daily, Period::Weekly, Period::Monthly, Period::Quarterly, Period::Annual];
    for (period, name) in periods.into_iter().zip(["a.csv", "a.jsonl", "a.parquet", "a.csv.gz", "a.csv"]) {
        let options = SeriesOptions { period, ..SeriesOptions::default() };
        if let Ok(series) = read_series_bytes(name, data, &options) {
            let values = series.data.values().flat_map(|by| by.values()).flatten();
            assert!(values.into_iter().all(|d| d.value.is_finite()));
        }
    }
});
