//! Rules of the house that no lint knows.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// Reference files are small enough to be read.
const LARGEST_REFERENCE: u64 = 220_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Files below a folder, without build outputs and hidden folders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy();
        if name.starts_with('.') || matches!(&*name, "target" | "bellwether-out" | "__pycache__") {
            continue;
        }
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension().is_some_and(|e| wanted.iter().any(|w| e == *w))
}

/// Every line of code and prose that holds one of the words, with its place.
fn lines_with(words: &[&str], extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(root()).iter().filter(|path| has_extension(path, extensions)) {
        let text = fs::read_to_string(path).unwrap();
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                let path = path.strip_prefix(root()).unwrap().display();
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    found
}

fn crate_folders() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_is_left_unfinished() {
    // in pieces, so that this file is not found
    let words = [
        concat!("#[ign", "ore"),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
    ];
    let found = lines_with(&words, &["rs", "py", "md", "toml", "html", "js"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_path_of_one_machine() {
    let words = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];
    let found = lines_with(&words, &["rs", "py", "md", "toml", "html", "js"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn tests_do_not_sleep() {
    let word = concat!("thread::sl", "eep");
    let found: Vec<_> =
        lines_with(&[word], &["rs"]).into_iter().filter(|line| line.contains("/tests/")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_crate_is_in_the_documents() {
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap_or_else(|e| panic!("{document}: {e}"));
        for name in crate_folders() {
            assert!(text.contains(&format!("`{name}`")), "{document} does not name `{name}`");
        }
    }
}

#[test]
fn readme_has_the_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["cargo run --release -- demo", "cargo test --workspace"] {
        assert!(readme.lines().any(|line| line.trim_start().starts_with(command)), "no line `{command}`");
    }
}

#[test]
fn reference_data_are_small() {
    for name in crate_folders() {
        let folder = root().join("crates").join(name).join("tests/reference");
        if !folder.is_dir() {
            continue;
        }
        for path in files(&folder) {
            let size = fs::metadata(&path).unwrap().len();
            assert!(size <= LARGEST_REFERENCE, "{} has {size} bytes", path.display());
        }
    }
}
