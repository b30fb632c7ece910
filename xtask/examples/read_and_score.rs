//! Reads prices and posts and scores every post with VADER, on one core: `read_and_score PRICES POSTS`.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use bellwether_ingest::{PostOptions, PriceOptions, read_posts, read_prices};
use bellwether_text::{Scorer, Vader};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1);
    let (Some(prices), Some(posts)) = (paths.next(), paths.next()) else {
        return Err("usage: read_and_score PRICES POSTS".into());
    };
    let prices = read_prices(Path::new(&prices), &PriceOptions::default())?;
    let posts = read_posts(Path::new(&posts), &PostOptions::default())?;
    let vader = Vader::new();
    let scores: Vec<f64> =
        posts.posts.values().flatten().map(|post| vader.score(&post.text).compound).collect();
    let bars: usize = prices.bars.values().map(Vec::len).sum();
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    writeln!(
        io::stdout(),
        "tickers={} bars={bars} posts={} mean={mean:.4}",
        prices.bars.len(),
        scores.len()
    )?;
    Ok(())
}
