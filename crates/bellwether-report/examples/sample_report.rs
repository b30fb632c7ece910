//! Writes the report of a record: `sample_report <kind> <path>`; without a path prints the leaderboard.
//!
//! Kinds: the path of a record (`….json`), or a synthetic one: `study`, `direction`, `interrupted`, `several`, `scored`, `random-split`, `left-out`, `same-dates`, `no-posts`, `hostile`, `wild`, `pictured`, `empty`, `hollow`, `many`.
#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_else(|| "study".into());
    let record = match kind.as_str() {
        file if std::path::Path::new(file).extension().is_some_and(|e| e == "json") => {
            serde_json::from_str(&std::fs::read_to_string(file)?)?
        }
        "direction" => common::direction(),
        "interrupted" => common::interrupted(),
        "several" => common::several(),
        "scored" => common::scored(),
        "random-split" => common::random_split(),
        "left-out" => common::left_out(false),
        "same-dates" => common::left_out(true),
        "no-posts" => common::no_posts(),
        "hostile" => common::hostile(),
        "wild" => common::wild(),
        "empty" => common::empty(),
        "pictured" => common::pictured(),
        "hollow" => common::hollow(),
        "many" => common::many(88),
        _ => common::study(),
    };
    let html = bellwether_report::html::render(&record)?;
    assert!(html.ends_with("</html>"));
    match arguments.next() {
        Some(path) => std::fs::write(path, html)?,
        None => println!("{}", bellwether_report::terminal::leaderboard(&record, 120, true)),
    }
    Ok(())
}
