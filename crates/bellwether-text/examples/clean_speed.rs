//! Measures how many posts a second are cleaned on one core, in a stream of any length.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example clean_speed -- tweets.csv 10000000
//! ```
//!
//! The posts of the file (a column `text`) are repeated, a second apart, and each round starts when the filters have forgotten
//! the one before: every post is cleaned by the NFLX paper's steps; then all filters and the language look at every post as
//! well. Two thousand people take turns with a machine, which writes every twentieth post; every tenth is liked by nobody.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use bellwether_core::{Post, Timestamp};
use bellwether_text::noise::{Filter, Sieve};
use bellwether_text::{Cleaner, CleaningPreset, Language, detect_language};

/// Seconds between the rounds: a week and an hour.
const FORGOTTEN: usize = 169 * 3600;
const PEOPLE: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or("usage: clean_speed FILE [POSTS]")?;
    let count: usize = match arguments.next() {
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

    let rounds = count.div_ceil(texts.len());
    let authors: Vec<Arc<str>> = (0..=PEOPLE).map(|number| format!("author{number}").into()).collect();
    let nth = |i: usize| -> Result<Post, Box<dyn Error>> {
        let (round, within) = (i / texts.len(), i % texts.len());
        let second = 1_400_000_000 + round * (texts.len() + FORGOTTEN) + within;
        let mut post = Post::new(Timestamp::from_second(i64::try_from(second)?)?, texts[within].as_str());
        post.author = Some(authors[if i.is_multiple_of(20) { 0 } else { 1 + i % PEOPLE }].clone());
        post.retweets = Some(5);
        post.likes = Some(if i % 10 == 3 { 0 } else { 20 });
        Ok(post)
    };

    let mut cleaner = Cleaner::new(CleaningPreset::Nflx.steps());
    let mut bytes = 0;
    let start = Instant::now();
    for i in 0..count {
        bytes += cleaner.clean(black_box(&texts[i % texts.len()])).len();
    }
    let rate = |start: Instant| count as f64 / start.elapsed().as_secs_f64();
    println!("clean {:.0} posts/s", rate(start));

    let mut sieve = Sieve::new(&Filter::all());
    let (mut kept, mut foreign, mut unknown) = (0_usize, 0_usize, 0_usize);
    let start = Instant::now();
    for i in 0..count {
        let post = nth(i)?;
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
    println!("kept {kept} of {count} posts in {rounds} rounds, {bytes} bytes cleaned");
    println!("{foreign} in another language than English, {unknown} too short to tell");
    for taken in sieve.taken() {
        println!("{} took {} of {}", taken.filter, taken.posts, taken.seen);
    }
    Ok(())
}
