//! Saved networks: any bytes give a network, which can be written again, or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(network) = bellwether_nn::Network::from_bytes(data) {
        let again = network.to_bytes().expect("what was read can be written");
        let read = bellwether_nn::Network::from_bytes(&again).expect("what was written can be read");
        assert_eq!(read.spec(), network.spec());
    }
});
