//! Measures how many posts a second a scorer without settings reads on one core.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example score_speed -- finance posts.txt
//! ```
//!
//! The file holds one post a line; of a tab-separated line the last column is the post.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use bellwether_text::ScorerSpec;

const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    const USAGE: &str = "usage: score_speed KIND FILE";
    let mut arguments = std::env::args_os().skip(1);
    let kind = arguments.next().ok_or(USAGE)?.into_string().map_err(|_| USAGE)?;
    let path = arguments.next().ok_or(USAGE)?;
    let spec: ScorerSpec = serde_json::from_value(serde_json::json!({ "kind": kind }))?;
    let scorer = spec.build(Path::new("."))?;
    let file = std::fs::read_to_string(path)?;
    let posts: Vec<&str> = file.lines().map(|line| line.rsplit('\t').next().unwrap_or(line)).collect();
    let mut seconds = Vec::new();
    let mut mean = 0.0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let sum: f64 = posts.iter().map(|post| scorer.score(black_box(post)).compound).sum();
        seconds.push(start.elapsed().as_secs_f64());
        mean = sum / posts.len().max(1) as f64;
    }
    seconds.sort_by(f64::total_cmp);
    let rate = |seconds: f64| posts.len() as f64 / seconds;
    println!("{} posts, {} bytes, mean compound {mean:.4}", posts.len(), file.len());
    println!("{:.0} posts/s at the median of {ROUNDS} rounds", rate(seconds[ROUNDS / 2]));
    println!("{:.0} posts/s at the best", rate(seconds[0]));
    Ok(())
}
