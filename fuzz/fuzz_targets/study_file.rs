//! Study files: any text gives a study or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = bellwether_study::StudyConfig::parse(text, std::path::Path::new("study.toml"));
    }
});
