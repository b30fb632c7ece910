//! Saved models: any bytes give a model or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = bellwether_models::restore(data);
});
