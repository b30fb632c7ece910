//! VADER: any text has finite scores in range.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    use bellwether_text::Scorer;
    let score = bellwether_text::Vader::new().score(&String::from_utf8_lossy(data));
    assert!((-1.0..=1.0).contains(&score.compound));
});
