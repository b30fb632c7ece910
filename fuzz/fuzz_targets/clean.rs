//! Cleaning, matching and filters: any text goes through, and what is found lies within it.
#![no_main]

use bellwether_core::{Post, Timestamp};
use bellwether_text::matching::{Companies, Matcher};
use bellwether_text::noise::{Filter, Sieve};
use bellwether_text::{Cleaner, CleaningPreset, Step, detect_language};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for step in Step::ALL {
        step.apply(&text, &mut String::new());
    }
    for preset in CleaningPreset::ALL {
        Cleaner::new(preset.steps()).clean(&text);
    }
    detect_language(&text);
    for found in Matcher::new(&Companies::bundled()).matches(&text) {
        assert!(!text[found.start..found.end].is_empty());
    }
    let mut sieve = Sieve::new(&Filter::all());
    for (second, line) in text.lines().enumerate() {
        let at = Timestamp::from_second(second as i64 * 60).unwrap();
        sieve.admits(&Post { author: Some("a".into()), likes: Some(1), ..Post::new(at, line) });
    }
});
