//! Trains the bundled finance model and writes its file.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example train_finance -- \
//!     financial_news_tweets_train.csv crates/bellwether-text/data/finance/model.bin
//! ```
//!
//! The CSV has the columns text and label: 0 negative, 1 positive, 2 neutral.
#![allow(clippy::print_stdout, reason = "says what it made")]

use std::error::Error;

use bellwether_text::PolarityLabel::{Negative, Neutral, Positive};
use bellwether_text::linear::{TrainParams, train};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(data), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: train_finance DATA.csv MODEL.bin".into());
    };
    let mut texts = Vec::new();
    let mut labels = Vec::new();
    for row in csv::Reader::from_path(data)?.deserialize() {
        let (text, label): (String, u8) = row?;
        texts.push(text);
        labels.push(match label {
            0 => Negative,
            1 => Positive,
            2 => Neutral,
            other => return Err(format!("label {other} of row {}", texts.len()).into()),
        });
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let model = train(&texts, &labels, &TrainParams::default())?;
    let bytes = model.to_bytes();
    std::fs::write(&out, &bytes)?;
    println!("{} texts, {} features, {} bytes", texts.len(), model.vectorizer().width(), bytes.len());
    Ok(())
}
