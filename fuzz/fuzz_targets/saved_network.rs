//! Saved networks: any bytes give a network or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = bellwether_nn::Network::from_bytes(data);
});
