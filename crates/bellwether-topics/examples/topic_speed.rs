//! Seconds from vectors to topics: UMAP, HDBSCAN, c-TF-IDF.
//!
//! ```sh
//! topic_speed vectors FILE.tsv DOCUMENTS FOLDER    the text of a line and its label are the first and the third column
//! topic_speed fit FOLDER ROUNDS
//! ```
//!
//! The first writes so many documents to `documents.txt`, one a line, and their vectors by latent semantic analysis to
//! `vectors.f32`, row after row. Where the table has fewer, further documents are the first half of one text and the second
//! half of another of the same label. The second prints `seconds topics outliers` of each round.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example with a stopwatch")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_topics::Points;
use bellwether_topics::embed::{EmbedParams, LsaParams};
use bellwether_topics::models::{BertopicParams, FittedBertopic};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["vectors", file, documents, folder] => {
            vectors(&fs::read_to_string(file)?, documents.parse()?, Path::new(folder))
        }
        ["fit", folder, rounds] => fit(Path::new(folder), rounds.parse()?),
        _ => Err("usage: topic_speed vectors FILE.tsv DOCUMENTS FOLDER | fit FOLDER ROUNDS".into()),
    }
}

fn vectors(table: &str, count: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?, columns.nth(1)?))
        })
        .collect();
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    rows.iter().for_each(|(text, label)| by_label.entry(label).or_default().push(text));
    let mut documents: Vec<String> = rows.iter().take(count).map(|row| row.0.to_owned()).collect();
    for at in 0..count - documents.len() {
        let (text, label) = rows[at % rows.len()];
        let same = &by_label[label];
        let other = same[(at * 7919 + 1) % same.len()];
        let half = |text: &str, second: bool| -> Vec<String> {
            let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            let (a, b) = words.split_at(words.len().div_ceil(2));
            if second { b.to_vec() } else { a.to_vec() }
        };
        documents.push([half(text, false), half(other, true)].concat().join(" "));
    }
    let (_, points) = EmbedParams::Lsa(LsaParams::default()).fit(&documents, &RunContext::new(1))?;
    let bytes: Vec<u8> = points.values().iter().flat_map(|v| v.to_le_bytes()).collect();
    fs::write(folder.join("vectors.f32"), bytes)?;
    fs::write(folder.join("documents.txt"), documents.join("\n") + "\n")?;
    Ok(())
}

fn fit(folder: &Path, rounds: usize) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(folder.join("documents.txt"))?;
    let documents: Vec<&str> = text.lines().collect();
    let bytes = fs::read(folder.join("vectors.f32"))?;
    let values: Vec<f32> = bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let width = values.len() / documents.len();
    let points = Points::new(values, width)?;
    for _ in 0..rounds {
        let start = Instant::now();
        let run = RunContext::new(1);
        let fitted = FittedBertopic::fit_with(&BertopicParams::default(), &documents, &points, &run)?;
        let seconds = start.elapsed().as_secs_f64();
        let outside = fitted.topic_of().iter().filter(|topic| topic.is_none()).count();
        println!("{seconds:.4} {} {outside}", fitted.topics().len());
    }
    Ok(())
}
