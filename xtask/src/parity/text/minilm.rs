//! MiniLM's sentence vectors beside `transformers`, whose states are pooled as sentence-transformers pools them, post by post.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::build;
use crate::line::{Line, skipped};
use crate::minilm::{MiniLm, POSTS};
use crate::process;

/// Cosine that every post should reach.
const LEAST: f64 = 0.9999;
const DIMENSION: usize = 384;

/// Posts whose vectors differ.
pub(super) fn run() -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let minilm = match MiniLm::prepare(folder.path())? {
        Ok(minilm) => minilm,
        Err(reason) => {
            skipped("parity.text.minilm", &reason);
            return Ok(0);
        }
    };
    let MiniLm { python, script, model, posts } = &minilm;
    let (ours, theirs) = (folder.path().join("ours.f32"), folder.path().join("theirs.f32"));
    let mut embed = Command::new(build::example("embed")?);
    process::watch(embed.arg(model).arg(posts).arg("0").arg(&ours))?;
    python.output(python.script(script).arg("vectors").arg(model).arg(posts).arg(&theirs))?;
    let (ours, theirs) = (read(&fs::read(&ours)?), read(&fs::read(&theirs)?));
    if ours.len() != POSTS * DIMENSION || theirs.len() != ours.len() {
        bail!("{} and {} numbers, expected {}", ours.len(), theirs.len(), POSTS * DIMENSION);
    }
    let cosines: Vec<f64> =
        ours.chunks_exact(DIMENSION).zip(theirs.chunks_exact(DIMENSION)).map(|(a, b)| cosine(a, b)).collect();
    let least = cosines.iter().copied().fold(f64::INFINITY, f64::min);
    let differ = cosines.iter().filter(|&&cosine| cosine.is_nan() || cosine < LEAST).count();
    Line::new("parity.text.minilm", format!("{least:.7}"), "cosine")
        .with("posts", POSTS)
        .with("peer", python.peer("transformers")?)
        .with("pooling", "mean")
        .at_least(least, LEAST)
        .print();
    Ok(differ)
}

fn read(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
