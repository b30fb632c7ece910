//! Reader of predictions: any bytes under any ending give rows or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let options = bellwether_ingest::PredictionOptions::default();
    for name in ["cv.csv", "AAPL.parquet", "pred.csv.gz", "pred.csv.zst"] {
        let _ = bellwether_ingest::read_predictions_bytes(name, data, &options);
    }
});
