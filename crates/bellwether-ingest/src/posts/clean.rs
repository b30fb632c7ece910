//! Rows into posts: time order, each post once.

use std::collections::{BTreeMap, HashMap};

use bellwether_core::{FindingKind, Post, Ticker, Timestamp};

use super::rows::Row;
use crate::intake::Intake;

/// What makes two rows of one ticker the same post.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'r> {
    Id(&'r str),
    /// Without an identity: author, time and text.
    Author(&'r str, Timestamp, &'r str),
    /// Without an author: everything that is known.
    All(Timestamp, &'r str, [Option<u64>; 6]),
}

/// The posts of each ticker. Rows out of order or repeated are counted.
pub(super) fn posts(
    by_ticker: BTreeMap<Ticker, Vec<Row>>,
    intake: &mut Intake,
) -> BTreeMap<Ticker, Vec<Post>> {
    let mut out = BTreeMap::new();
    for (ticker, rows) in by_ticker {
        unsorted(intake, &rows);
        let repeated = repeated(intake, &ticker, &rows);
        let kept = rows.into_iter().zip(repeated).filter(|(_, repeated)| !repeated);
        let mut posts: Vec<Post> = kept.map(|(row, _)| row.post).collect();
        posts.sort_by_key(|post| post.created_at);
        out.insert(ticker, posts);
    }
    out
}

/// Counts rows earlier than the one before them, over all tickers: the order of posts says little.
fn unsorted(intake: &mut Intake, rows: &[Row]) {
    for pair in rows.windows(2).filter(|pair| pair[1].post.created_at < pair[0].post.created_at) {
        let at = intake.at(pair[1].file, pair[1].place);
        let example = || format!("{at} ({} after {})", pair[1].post.created_at, pair[0].post.created_at);
        intake.tally.add(FindingKind::UnsortedRows, None, None, example);
    }
}

/// For each row, whether an earlier row is the same post.
fn repeated(intake: &mut Intake, ticker: &Ticker, rows: &[Row]) -> Vec<bool> {
    let mut first: HashMap<Identity<'_>, usize> = HashMap::with_capacity(rows.len());
    let mut out = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let earlier = *first.entry(identity(row)).or_insert(i);
        out.push(earlier != i);
        if earlier == i {
            continue;
        }
        let places = (intake.at(rows[earlier].file, rows[earlier].place), intake.at(row.file, row.place));
        let example = match difference(&rows[earlier].post, &row.post) {
            None => format!("{} and {} are the same", places.0, places.1),
            Some(field) => format!("{} and {} are one post but differ in {field}", places.0, places.1),
        };
        intake.tally.add(FindingKind::DuplicateRows, Some(ticker), None, || example);
    }
    out
}

fn identity(row: &Row) -> Identity<'_> {
    let Post { created_at, text, author, copies, followers, likes, retweets, replies, kind } = &row.post;
    if !row.id.trim().is_empty() {
        Identity::Id(&row.id)
    } else if let Some(author) = author {
        Identity::Author(author, *created_at, text)
    } else {
        let kind = kind.map(|kind| kind as u64);
        let counts = [Some(u64::from(*copies)), *followers, *likes, *retweets, *replies, kind];
        Identity::All(*created_at, text, counts)
    }
}

/// The first field in which two posts differ.
fn difference(a: &Post, b: &Post) -> Option<&'static str> {
    let fields = [
        ("created_at", a.created_at != b.created_at),
        ("text", a.text != b.text),
        ("copies", a.copies != b.copies),
        ("followers", a.followers != b.followers),
        ("likes", a.likes != b.likes),
        ("retweets", a.retweets != b.retweets),
        ("replies", a.replies != b.replies),
        ("kind", a.kind != b.kind),
    ];
    fields.into_iter().find(|(_, differ)| *differ).map(|(name, _)| name)
}
