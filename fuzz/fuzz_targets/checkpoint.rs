//! Checkpoints: any bytes give a training between two epochs, which can be written again, or a typed error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(checkpoint) = bellwether_nn::Checkpoint::from_bytes(data) {
        let again = checkpoint.to_bytes().expect("what was read can be written");
        let read = bellwether_nn::Checkpoint::from_bytes(&again).expect("what was written can be read");
        assert_eq!((read.params(), read.history()), (checkpoint.params(), checkpoint.history()));
    }
});
