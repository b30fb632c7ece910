//! Folders of transformers: any bytes as `config.json`, tokenizer or weights give a scorer or a typed error.
#![no_main]

use std::fs;

use bellwether_text::{EncoderParams, EncoderScorer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let write =
        |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("room for the file");
    // a config, a vocabulary and weights, each up to a zero byte
    let mut parts = data.splitn(3, |byte| *byte == 0);
    write("config.json", parts.next().unwrap_or_default());
    write("vocab.txt", parts.next().unwrap_or_default());
    write("model.safetensors", parts.next().unwrap_or_default());
    let _ = EncoderScorer::open(&EncoderParams::new("."), folder.path());
});
