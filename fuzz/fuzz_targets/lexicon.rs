//! Word lists: any bytes give a list or a typed error, and what it scores is finite.
#![no_main]

use std::path::Path;

use bellwether_text::{Lexicon, LexiconFormat, Scorer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for negation in [false, true] {
        let path = Path::new("words.csv");
        if let Ok(lexicon) = Lexicon::parse("words", path, data, LexiconFormat::default(), negation) {
            let scored = lexicon.score(&String::from_utf8_lossy(data));
            assert!(scored.compound.is_finite() && scored.compound.abs() <= 1.0);
        }
    }
});
