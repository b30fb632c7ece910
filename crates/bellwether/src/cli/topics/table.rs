//! An outcome as a table in the terminal.

use std::fmt::Write as _;

use super::outcome::{Outcome, TopicRow};
use crate::cli::count::count;
use crate::cli::screen::Screen;
use crate::cli::table::{Align, Table, wrap};

/// Topics that are listed; the page and `--format json` have all.
const LISTED: usize = 20;
/// Words of a topic that are listed.
const WORDS: usize = 6;
/// Characters of a post that are shown.
const SHOWN: usize = 110;

pub(crate) fn text(outcome: &Outcome, screen: &Screen) -> String {
    let mut out = String::new();
    let mut table = Table::new(&[
        ("topic", Align::Right),
        ("posts", Align::Right),
        ("share", Align::Right),
        ("polarity", Align::Right),
        ("words, and a post", Align::Left),
    ]);
    for row in outcome.topics.iter().take(LISTED) {
        let cells = [row.topic.to_string(), row.posts.to_string(), percent(row.share), signed(row.polarity)];
        let [topic, posts, share, polarity] = cells;
        table.row([topic, posts, share, polarity, words(row)]);
        if let Some(example) = row.examples.first() {
            let blank = String::new;
            table.row([blank(), blank(), blank(), blank(), format!("“{}”", shortened(example))]);
        }
    }
    let outside = outcome.outliers as f64 / outcome.posts.max(1) as f64;
    let polarity = outcome.outliers_polarity.map_or_else(String::new, signed);
    let what = "outside all topics".to_owned();
    table.row(["–".to_owned(), outcome.outliers.to_string(), percent(outside), polarity, what]);
    out.push_str(&table.text(screen.width, |heading| screen.heading(heading)));
    out.push('\n');
    let topics = outcome.topics.len();
    if topics == 0 {
        out.push_str(
            "No group of texts is dense enough to be a topic: a smaller --min-size finds smaller ones.\n",
        );
    }
    if topics > LISTED {
        let _ = writeln!(
            out,
            "The {LISTED} largest of {topics} topics; -o PAGE.html and --format json have all."
        );
    }
    for line in wrap(&summary(outcome), screen.width) {
        let _ = writeln!(out, "{line}");
    }
    if let Some(leads) = &outcome.leads {
        for line in wrap(&leads.sentence(), screen.width) {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

fn summary(outcome: &Outcome) -> String {
    let Outcome { posts, documents, without_words, npmi, diversity, scorer, polarity, .. } = outcome;
    let mut text = format!("{}, {documents} different", count(*posts as u64, "post"));
    if *without_words > 0 {
        let _ = write!(text, ", {without_words} without a word");
    }
    let _ =
        write!(text, ". Polarity is the mean compound by {scorer}, {} over all posts.", signed(*polarity));
    if let (Some(npmi), Some(diversity)) = (npmi, diversity) {
        let _ = write!(
            text,
            " Coherence (NPMI, −1 to 1) {}, diversity {diversity:.2}: the share of different words among the first ten of \
             all topics.",
            signed(*npmi)
        );
    }
    text
}

fn words(row: &TopicRow) -> String {
    let words: Vec<&str> = row.words.iter().take(WORDS).map(|word| word.word.as_str()).collect();
    words.join(" ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

pub(super) fn signed(value: f64) -> String {
    let text = format!("{value:+.2}").replace('-', "−");
    if text.ends_with("0.00") { "0.00".to_owned() } else { text }
}

/// A post on one line.
fn shortened(post: &str) -> String {
    let line = post.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    let mut short: String = line.chars().take(SHOWN).collect();
    short.push('…');
    short
}
