//! Near duplicates of a file of posts, ticker by ticker, beside every pair of the hours compared: `near_duplicates POSTS`.
//!
//! Prints the posts, those that the filter drops, those of them that are like no kept one, and the kept ones that are like an
//! earlier kept one.

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use bellwether_core::Post;
use bellwether_ingest::{PostOptions, read_posts};
use bellwether_text::noise::{Filter, NearDuplicateFilter, Sieve};
use bellwether_text::{Step, TokenKind, tokens};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: near_duplicates POSTS")?;
    let read = read_posts(Path::new(&path), &PostOptions::default())?;
    let (mut count, mut dropped, mut wrong, mut missed) = (0, 0, 0, 0);
    for posts in read.posts.into_values() {
        let (own, own_wrong, own_missed) = judge(&posts);
        count += posts.len();
        dropped += own;
        wrong += own_wrong;
        missed += own_missed;
    }
    writeln!(io::stdout(), "{count} {dropped} {wrong} {missed}")?;
    Ok(())
}

/// Posts dropped, wrongly dropped, and missed.
fn judge(posts: &[Post]) -> (usize, usize, usize) {
    let filter = NearDuplicateFilter::default();
    let mut sieve = Sieve::new(&[Filter::NearDuplicates(filter.clone())]);
    let kept = sieve.sift(posts.to_vec());
    let mut rest = kept.iter().peekable();
    // kept posts of the hours, with their words
    let mut window: VecDeque<(&Post, HashSet<String>)> = VecDeque::new();
    let (mut dropped, mut wrong, mut missed) = (0, 0, 0);
    for post in posts {
        let words = words(&post.text);
        let age = |other: &Post| post.created_at.as_second() - other.created_at.as_second();
        while window.front().is_some_and(|(other, _)| age(other) >= i64::from(filter.hours) * 3600) {
            window.pop_front();
        }
        let judged = words.len() >= filter.least_words as usize;
        let near = judged && window.iter().any(|(_, other)| is_near(&words, other, filter.similarity));
        let is_kept = rest.next_if(|kept| **kept == *post).is_some();
        dropped += usize::from(!is_kept);
        wrong += usize::from(!is_kept && !near);
        missed += usize::from(is_kept && near);
        if is_kept && judged {
            window.push_back((post, words));
        }
    }
    (dropped, wrong, missed)
}

fn is_near(a: &HashSet<String>, b: &HashSet<String>, similarity: f64) -> bool {
    let (fewer, more) = (a.len().min(b.len()), a.len().max(b.len()));
    if (fewer as f64) < similarity * more as f64 {
        return false;
    }
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both) as f64 >= similarity
}

/// The different words of a post: neither links nor names nor numbers, in lower case.
fn words(text: &str) -> HashSet<String> {
    let mut said = String::new();
    Step::RetweetHeadOut.apply(text, &mut said);
    tokens(&said)
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Hashtag | TokenKind::Cashtag))
        .map(|token| token.text.to_lowercase())
        .collect()
}
