//! Exact agreement with the reference program, to the last decimal that it prints.
//!
//! `data/vader/vader_reference_tweets.tsv`: the 4,200 posts published with VADER, scored by vaderSentiment.
//! `tests/reference/vader/hard_cases.tsv`: posts around every rule, scored by vaderSentiment 3.3.2
//! (`make_hard_cases.py` beside it). No tolerance: the decimals are compared as numbers.

use bellwether_text::{Polarity, Scorer, Vader};

const POSTS: &str = include_str!("../data/vader/vader_reference_tweets.tsv");
const HARD_CASES: &str = include_str!("reference/vader/hard_cases.tsv");
const FINANCE_CASES: &str = include_str!("reference/vader/finance_cases.tsv");

/// The scores in four consecutive columns: neg, neu, pos, compound.
fn expected(columns: &[&str]) -> Polarity {
    let number = |k: usize| columns[k].parse().expect("the fixture holds numbers");
    Polarity { negative: number(0), neutral: number(1), positive: number(2), compound: number(3) }
}

fn mismatches(vader: Vader, rows: impl Iterator<Item = (String, Polarity)>) -> (usize, Vec<String>) {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (post, expected) in rows {
        count += 1;
        let found = vader.score(&post);
        if found != expected {
            wrong.push(format!("{post:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    (count, wrong)
}

#[test]
fn published_posts_score_as_by_the_reference() {
    let rows = POSTS.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.splitn(7, '\t').collect();
        (columns[6].to_owned(), expected(&columns[2..6]))
    });
    let (count, wrong) = mismatches(Vader::new(), rows);
    assert_eq!(count, 4200);
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn rows_of(cases: &str) -> impl Iterator<Item = (String, Polarity)> {
    cases.split_terminator('\n').map(|line| {
        let columns: Vec<&str> = line.splitn(5, '\t').collect();
        (unescape(columns[4]), expected(&columns[..4]))
    })
}

#[test]
fn hard_cases_score_as_by_the_reference() {
    let (count, wrong) = mismatches(Vader::new(), rows_of(HARD_CASES));
    assert_eq!(count, 720);
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The reference with the same lexicon on top (`make_finance_cases.py`).
#[test]
fn the_finance_lexicon_scores_as_in_the_reference() {
    let (count, wrong) = mismatches(Vader::with_finance_lexicon(), rows_of(FINANCE_CASES));
    assert_eq!(count, 60);
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn unescape(post: &str) -> String {
    let marked = post.replace("\\\\", "\u{f0000}");
    let whole = marked.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r");
    whole.replace('\u{f0000}', "\\")
}
