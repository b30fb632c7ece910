//! How good the topics of several models are on a table whose first column is the text, as the topic models' papers measure:
//! means over 10, 20, 30, 40 and 50 topics, ten words each.
//!
//! cargo run --release -p bellwether-topics --example topic_quality -- bbc_news.tsv
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example with a stopwatch")]

use std::error::Error;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_topics::cluster::{ClusterParams, HdbscanParams};
use bellwether_topics::embed::{EmbedParams, LsaParams, PpmiParams};
use bellwether_topics::models::{BertopicParams, FittedBertopic, FittedLda, FittedNmf, LdaParams, NmfParams};
use bellwether_topics::quality::{Coherence, coherence, mean_coherence, topic_diversity};
use bellwether_topics::represent::Words;

const COUNTS: [usize; 5] = [10, 20, 30, 40, 50];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: topic_quality FILE.tsv")?;
    let seeds: u64 = std::env::args().nth(2).map_or(Ok(1), |n| n.parse())?;
    let text = std::fs::read_to_string(path)?;
    let documents: Vec<&str> = text.lines().filter_map(|line| line.split('\t').next()).collect();
    let texts: Vec<Vec<String>> = documents.iter().map(|document| Words::Plain.of(document)).collect();
    let run = RunContext::new(1);

    for (name, embed) in [
        ("bertopic, lsa", EmbedParams::Lsa(LsaParams::default())),
        ("bertopic, ppmi", EmbedParams::Ppmi(PpmiParams::default())),
    ] {
        let (_, vectors) = embed.fit(&documents, &run)?;
        report(name, &texts, seeds, |topics, seed| {
            let params = BertopicParams {
                embed: embed.clone(),
                topics: Some(topics),
                cluster: ClusterParams::Hdbscan(HdbscanParams {
                    min_cluster_size: 10,
                    ..HdbscanParams::default()
                }),
                ..BertopicParams::default()
            };
            let fitted = FittedBertopic::fit_with(&params, &documents, &vectors, &RunContext::new(seed))?;
            Ok(fitted.topics().iter().map(|t| t.words.iter().map(|w| w.0.clone()).collect()).collect())
        })?;
    }
    let own =
        |words: Vec<Vec<&str>>| words.iter().map(|w| w.iter().map(|s| (*s).to_owned()).collect()).collect();
    report("lda", &texts, seeds, |topics, seed| {
        let params = LdaParams { topics, ..LdaParams::default() };
        Ok(own(FittedLda::fit(&params, &documents, &RunContext::new(seed))?.words().top_words(10)))
    })?;
    report("nmf", &texts, 1, |topics, seed| {
        let params = NmfParams { topics, ..NmfParams::default() };
        Ok(own(FittedNmf::fit(&params, &documents, &RunContext::new(seed))?.words().top_words(10)))
    })?;
    Ok(())
}

type Topics = Vec<Vec<String>>;

fn report(
    name: &str,
    texts: &[Vec<String>],
    seeds: u64,
    fit: impl Fn(usize, u64) -> Result<Topics, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let (mut npmi, mut diversity, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for count in COUNTS {
        for seed in 1..=seeds {
            let topics = fit(count, seed)?;
            npmi.push(mean_coherence(&coherence(Coherence::CNpmi, &topics, texts)).unwrap_or(f64::NAN));
            diversity.push(topic_diversity(&topics, 10).unwrap_or(f64::NAN));
            found.push(topics.len());
        }
    }
    println!("{name}: seconds={:.1} topics={found:?}", start.elapsed().as_secs_f64());
    println!("  npmi {npmi:.3?}\n  diversity {diversity:.3?}");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    println!("  means: npmi={:.3} diversity={:.3}", mean(&npmi), mean(&diversity));
    Ok(())
}
