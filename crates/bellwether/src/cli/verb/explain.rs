//! `bellwether sentiment explain`: which words moved a score.

use std::borrow::Cow;
use std::fmt::Write;

use bellwether_text::{Contribution, Polarity, TextError};
use serde::Serialize;

use crate::cli::End;
use crate::cli::args::ExplainArgs;
use crate::cli::clean::Clean;
use crate::cli::scoring::spec;
use crate::cli::screen::{self, Screen};

/// Widest bar beside a weight.
const BAR: usize = 20;

/// One scorer's answer, as JSON shows it.
#[derive(Debug, Serialize)]
struct Explanation<'a> {
    scorer: String,
    version: String,
    /// The text as the scorer read it, where that is not the text itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    cleaned: Option<&'a str>,
    polarity: Polarity,
    words: Vec<Word<'a>>,
}

#[derive(Debug, Serialize)]
struct Word<'a> {
    /// The first byte of the word in the text, as cleaned.
    at: usize,
    #[serde(rename = "word")]
    text: &'a str,
    weight: f64,
}

pub(crate) fn run(args: &ExplainArgs, screen: &Screen) -> anyhow::Result<End> {
    let scorers = spec::build(&args.scorers.list, args.scorers.clean.map(Clean::preset))?;
    let read: Vec<Cow<'_, str>> = scorers.iter().flat_map(|named| named.cleaned(&[&args.text])).collect();
    let explained = scorers.iter().zip(&read).map(|(named, text)| {
        let word = |Contribution { range, weight }: Contribution| {
            // a range that does not stand on characters would be a scorer's fault; it is shown as nothing
            Word { at: range.start, text: text.get(range).unwrap_or_default(), weight }
        };
        let scorer = &named.scorer;
        Ok(Explanation {
            scorer: named.name.clone(),
            version: named.scorer.version().to_owned(),
            cleaned: (**text != args.text).then_some(&**text),
            polarity: scorer.try_score(text)?,
            words: scorer.explain(text)?.into_iter().map(word).collect(),
        })
    });
    let explained: Vec<Explanation<'_>> = explained.collect::<Result<_, TextError>>()?;
    if screen.is_json() {
        screen::json(&explained)?;
    } else {
        let tables: Vec<String> = explained.iter().map(|e| table(e, screen)).collect();
        screen::data(tables.join("\n"))?;
    }
    Ok(End::Done)
}

fn table(explained: &Explanation<'_>, screen: &Screen) -> String {
    let Explanation { scorer, cleaned, polarity, words, .. } = explained;
    let Polarity { negative, neutral, positive, compound } = polarity;
    let head = format!("{scorer}: {compound:+.3}");
    let mut out = screen.heading(&head);
    let _ = writeln!(out, "  negative {negative:.3}, neutral {neutral:.3}, positive {positive:.3}");
    if let Some(cleaned) = cleaned {
        let plain: String = cleaned.chars().map(visible).collect();
        let _ = writeln!(out, "  read as: {plain}");
    }
    if words.is_empty() {
        out.push_str("  no words\n");
        return out;
    }
    let widest = words.iter().map(|w| shown(w.text).chars().count()).max().unwrap_or(0);
    let largest = words.iter().map(|w| w.weight.abs()).fold(0.0, f64::max);
    for Word { text, weight, .. } in words {
        let word = shown(text);
        let pad = " ".repeat(widest - word.chars().count());
        let length = if largest > 0.0 { (weight.abs() / largest * BAR as f64).round() as usize } else { 0 };
        let bar = "█".repeat(length);
        // a weight that would be written as zero has no sign
        let number = if weight.abs() < 0.0005 { "0.000".to_owned() } else { format!("{weight:+.3}") };
        let line = format!("{word}{pad}  {number:>7}  {bar}");
        out.push_str("  ");
        out.push_str(&coloured(line.trim_end(), *weight, screen));
        out.push('\n');
    }
    out
}

/// A character that a terminal shows and does not obey.
fn visible(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}

/// A word in at most so many characters, without control characters.
fn shown(word: &str) -> String {
    const LONGEST: usize = 40;
    let plain = word.chars().map(visible);
    if word.chars().count() <= LONGEST {
        plain.collect()
    } else {
        plain.take(LONGEST - 1).chain(['…']).collect()
    }
}

/// Green where the word moved the score up, red where down.
fn coloured(line: &str, weight: f64, screen: &Screen) -> String {
    if !screen.color || weight.abs() < 0.0005 {
        return line.to_owned();
    }
    let color = if weight > 0.0 { "32" } else { "31" };
    format!("\u{1b}[{color}m{line}\u{1b}[0m")
}
