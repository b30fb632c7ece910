//! Tables of companies: any bytes under either ending give a table, by which texts are matched, or a typed error.
#![no_main]

use std::fs;

use bellwether_text::matching::{Companies, Matcher};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder for the file");
    let text = String::from_utf8_lossy(data);
    for name in ["companies.toml", "companies.csv"] {
        let path = folder.path().join(name);
        fs::write(&path, data).expect("room for the file");
        if let Ok(companies) = Companies::read(&path) {
            for found in Matcher::new(&companies).matches(&text) {
                assert!(!text[found.start..found.end].is_empty());
            }
        }
    }
});
