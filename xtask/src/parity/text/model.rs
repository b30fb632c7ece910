//! The bundled model `finance`, trained again.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::line::{Line, skipped};
use crate::place::{root, shared};
use crate::{build, process};

const MODEL: &str = "crates/bellwether-text/data/finance/model.bin";

/// One where training gives other bytes.
pub(super) fn run() -> Result<usize> {
    let texts = match shared("data/sentiment/financial_news_tweets_train.csv") {
        Ok(texts) => texts,
        Err(reason) => {
            skipped("parity.text.finance.model", &reason);
            return Ok(0);
        }
    };
    let folder = tempfile::tempdir()?;
    let again = folder.path().join("model.bin");
    process::watch(Command::new(build::example("train_finance")?).arg(texts).arg(&again))?;
    let (bundled, again) = (fs::read(root().join(MODEL))?, fs::read(again)?);
    let same = bundled == again;
    let word = if same { "same" } else { "DIFFERENT" };
    Line::new("parity.text.finance.model", word, "bytes").with("bytes", bundled.len()).print();
    Ok(usize::from(!same))
}
