//! Measures how many posts a second are cleaned on one core, in a stream of any length.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example clean_speed -- tweets.csv 10000000
//! ```
//!
//! The posts of the file (a column `text`) are repeated, each time with another number behind them, a second apart: every
//! post is cleaned by the NFLX paper's steps; then all filters and the language look at every post as well.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use bellwether_core::{Post, Timestamp};
use bellwether_text::noise::{Filter, Sieve};
use bellwether_text::{Cleaner, CleaningPreset, Language, detect_language};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or("usage: clean_speed FILE [POSTS]")?;
    let count = match arguments.next() {
        Some(count) => count.to_str().ok_or("the number of posts")?.parse()?,
        None => 1_000_000,
    };
    let mut reader = csv::Reader::from_path(path)?;
    let column = reader.headers()?.iter().position(|name| name == "text").ok_or("no column `text`")?;
    let texts = reader.records().map(|row| Ok(row?.get(column).unwrap_or_default().to_owned()));
    let texts: Vec<String> = texts.collect::<Result<_, csv::Error>>()?;
    if texts.is_empty() {
        return Err("the file has no posts".into());
    }

    let mut text = String::new();
    let nth = |i: usize, text: &mut String| {
        text.clear();
        text.push_str(&texts[i % texts.len()]);
        // a round of its own, so that nothing is a duplicate of the round before
        write!(text, " {}", i / texts.len()).expect("strings can be written to");
    };

    let mut cleaner = Cleaner::new(CleaningPreset::Nflx.steps());
    let mut bytes = 0;
    let start = Instant::now();
    for i in 0..count {
        nth(i, &mut text);
        bytes += cleaner.clean(black_box(&text)).len();
    }
    let rate = |start: Instant| count as f64 / start.elapsed().as_secs_f64();
    println!("clean {:.0} posts/s", rate(start));

    let mut sieve = Sieve::new(&Filter::all());
    let (mut kept, mut foreign, mut unknown) = (0_usize, 0_usize, 0_usize);
    let start = Instant::now();
    for i in 0..count {
        nth(i, &mut text);
        let post = Post::new(Timestamp::from_second(1_400_000_000 + i as i64)?, text.as_str());
        if !sieve.admits(&post) {
            continue;
        }
        match detect_language(&post.text) {
            None => unknown += 1,
            Some(Language::En) => {}
            Some(_) => {
                foreign += 1;
                continue;
            }
        }
        kept += 1;
        bytes += cleaner.clean(black_box(&post.text)).len();
    }
    println!("sift {:.0} posts/s", rate(start));
    println!("{count} posts, {kept} kept, {bytes} bytes cleaned");
    println!("{foreign} in another language than English, {unknown} too short to tell");
    for taken in sieve.taken() {
        println!("{} took {} of {}", taken.filter, taken.posts, taken.seen);
    }
    Ok(())
}
