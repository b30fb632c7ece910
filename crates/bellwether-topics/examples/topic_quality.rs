//! How good the topics of every model are on a table whose first column is the text, as the papers of topic models measure: NPMI
//! and diversity of ten words a topic, means over 10, 20, 30, 40 and 50 topics, each with several seeds.
//!
//! ```sh
//! cargo run --release -p bellwether-topics --example topic_quality -- FILE.tsv [DOCUMENTS [SEEDS [FOLDER [MODEL]…]]]
//! ```
//!
//! Prints `model npmi diversity seconds seeds` a line, of these models (a name, or settings as JSON) or all; those that take long or hardly depend on the seed
//! with one seed. With a folder, writes the vectors of latent semantic analysis to `vectors.f32`
//! there, what UMAP makes of them to `low.f32`, and HDBSCAN's labels of those to `labels.i32`, in order of the rows, and prints
//! `trustworthiness value` too.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "an example with a stopwatch")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_topics::cluster::{ClusterParams, HdbscanParams};
use bellwether_topics::embed::{EmbedParams, LsaParams, PpmiParams};
use bellwether_topics::models::{
    BertopicParams, LdaParams, LsaTopicsParams, NmfParams, Top2vecParams, TopicModelParams,
};
use bellwether_topics::quality::{Coherence, coherence, mean_coherence, topic_diversity};
use bellwether_topics::reduce::{Metric, ReduceParams, trustworthiness};
use bellwether_topics::represent::Words;

const COUNTS: [usize; 5] = [10, 20, 30, 40, 50];
const NEIGHBOURS: usize = 15;
/// The smallest topic of BERTopic: its paper's on all data but BBC, for which the paper's code does not say.
const SMALLEST: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: topic_quality FILE.tsv [DOCUMENTS [SEEDS [FOLDER [MODEL]…]]]")?;
    let most: usize = args.next().map_or(Ok(usize::MAX), |n| n.parse())?;
    let seeds: u64 = args.next().map_or(Ok(1), |n| n.parse())?;
    let text = std::fs::read_to_string(path)?;
    let documents: Vec<&str> = text.lines().filter_map(|line| line.split('\t').next()).take(most).collect();
    if let Some(folder) = args.next() {
        steps(&documents, Path::new(&folder))?;
    }
    let texts: Vec<Vec<String>> = documents.iter().map(|document| Words::Plain.of(document)).collect();
    for (name, params) in chosen(&args.collect::<Vec<_>>())? {
        let is_once = matches!(params.kind(), "lda" | "nmf" | "lsa");
        let seeds = if is_once { 1 } else { seeds };
        let start = Instant::now();
        let (mut npmi, mut diversity) = (Vec::new(), Vec::new());
        for count in COUNTS {
            for seed in 1..=seeds {
                let fitted = params.clone().with_topics(count).fit(&documents, &RunContext::new(seed))?;
                let words: Vec<Vec<String>> = fitted
                    .topics()
                    .iter()
                    .map(|topic| topic.words.iter().map(|word| word.0.clone()).collect())
                    .collect();
                npmi.push(mean_coherence(&coherence(Coherence::CNpmi, &words, &texts)).ok_or("no topic")?);
                diversity.push(topic_diversity(&words, 10).ok_or("no topic")?);
            }
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let seconds = start.elapsed().as_secs_f64();
        println!("{name} {:.4} {:.4} {seconds:.1} {seeds}", mean(&npmi), mean(&diversity));
    }
    Ok(())
}

/// The named models, or all; settings as JSON are a model too.
fn chosen(args: &[String]) -> Result<Vec<(String, TopicModelParams)>, Box<dyn Error>> {
    let own = |model: (&str, TopicModelParams)| (model.0.to_owned(), model.1);
    if args.is_empty() {
        return Ok(models().map(own).into());
    }
    let one = |arg: &String| match models().into_iter().find(|model| model.0 == arg) {
        Some(model) => Ok(own(model)),
        None => Ok((arg.replace(' ', ""), serde_json::from_str(arg)?)),
    };
    args.iter().map(one).collect()
}

fn models() -> [(&'static str, TopicModelParams); 8] {
    let (lsa, ppmi) = (EmbedParams::Lsa(LsaParams::default()), EmbedParams::Ppmi(PpmiParams::default()));
    let cluster =
        ClusterParams::Hdbscan(HdbscanParams { min_cluster_size: SMALLEST, ..HdbscanParams::default() });
    let bertopic = |embed| {
        let cluster = cluster.clone();
        TopicModelParams::Bertopic(Box::new(BertopicParams { embed, cluster, ..BertopicParams::default() }))
    };
    let top2vec =
        |embed| TopicModelParams::Top2vec(Box::new(Top2vecParams { embed, ..Top2vecParams::default() }));
    [
        ("bertopic-lsa", bertopic(lsa.clone())),
        ("bertopic-default", TopicModelParams::default()),
        ("bertopic-ppmi", bertopic(ppmi.clone())),
        ("top2vec-lsa", top2vec(lsa)),
        ("top2vec-ppmi", top2vec(ppmi)),
        ("lda", TopicModelParams::Lda(LdaParams::default())),
        ("nmf", TopicModelParams::Nmf(NmfParams::default())),
        ("lsa", TopicModelParams::Lsa(LsaTopicsParams::default())),
    ]
}

/// What each step before the words makes, for other implementations to be laid beside.
fn steps(documents: &[&str], folder: &Path) -> Result<(), Box<dyn Error>> {
    let run = RunContext::new(1);
    let (_, vectors) = EmbedParams::Lsa(LsaParams::default()).fit(documents, &run)?;
    let (low, _) = ReduceParams::default().fit(&vectors, &run)?;
    let found = ClusterParams::default().fit(&low, &run)?;
    for (name, points) in [("vectors.f32", &vectors), ("low.f32", &low)] {
        let bytes: Vec<u8> = points.values().iter().flat_map(|v| v.to_le_bytes()).collect();
        std::fs::write(folder.join(name), bytes)?;
    }
    let labels = found.labels.iter().map(|label| label.map_or(-1, u32::cast_signed));
    std::fs::write(folder.join("labels.i32"), labels.flat_map(i32::to_le_bytes).collect::<Vec<u8>>())?;
    println!("trustworthiness {:.5}", trustworthiness(&vectors, &low, NEIGHBOURS, Metric::Cosine)?);
    Ok(())
}
