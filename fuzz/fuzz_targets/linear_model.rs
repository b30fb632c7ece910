//! Files of linear classifiers: any bytes give a model, which can be written again, or a typed error.
#![no_main]

use bellwether_text::Scorer;
use bellwether_text::linear::Model;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(model) = Model::from_bytes(data) {
        let read = Model::from_bytes(&model.to_bytes()).expect("what was written can be read");
        assert_eq!(read.version(), model.version());
        assert!(model.score("not a great quarter").compound.is_finite());
    }
});
