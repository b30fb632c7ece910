//! Near duplicates among the posts of StockNet, beside every pair compared.

use std::process::Command;

use anyhow::{Context, Result};

use crate::line::{Line, skipped};
use crate::place::shared;
use crate::{build, process};

/// Of near duplicates, the share that may be missed.
const MOST: f64 = 0.001;

/// Posts that are dropped and are no near duplicates; and one where too many are missed.
pub(super) fn run() -> Result<usize> {
    let posts = match shared("data/stocknet/tweets.parquet") {
        Ok(posts) => posts,
        Err(reason) => {
            skipped("parity.text.near-duplicates", &reason);
            return Ok(0);
        }
    };
    let printed = process::watch(Command::new(build::example("near_duplicates")?).arg(posts))?.stdout;
    let numbers = printed.split_whitespace().map_while(|word| word.parse::<usize>().ok());
    let numbers: Vec<usize> = numbers.collect();
    let [posts, dropped, wrong, missed] = numbers[..] else {
        return Err(anyhow::anyhow!("near_duplicates prints four numbers")).context(printed);
    };
    let share = missed as f64 / (dropped + missed).max(1) as f64;
    Line::new("parity.text.near-duplicates", format!("{share:.5}"), "missed")
        .with("posts", posts)
        .with("dropped", dropped)
        .with("wrongly", wrong)
        .with("missed", missed)
        .goal(share, MOST)
        .print();
    Ok(wrong + usize::from(share > MOST))
}
