//! Scores the posts on standard input, one a line, and prints neg, neu, pos and compound, tab-separated.
//!
//! A backslash, tab, line feed or carriage return within a post is written `\\`, `\t`, `\n` or `\r`.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example vader_tsv < posts.txt > scores.tsv
//! ```

use std::io::{self, BufRead, BufWriter, Write};

use bellwether_text::{Polarity, Scorer, Vader};

fn main() -> io::Result<()> {
    let vader = Vader::new();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut input = io::stdin().lock();
    let mut line = String::new();
    while input.read_line(&mut line)? != 0 {
        let post = unescape(line.strip_suffix('\n').unwrap_or(&line));
        let Polarity { negative, neutral, positive, compound } = vader.score(&post);
        writeln!(out, "{negative}\t{neutral}\t{positive}\t{compound}")?;
        line.clear();
    }
    out.flush()
}

fn unescape(line: &str) -> String {
    let mut post = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        post.push(match c {
            '\\' => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    post
}
