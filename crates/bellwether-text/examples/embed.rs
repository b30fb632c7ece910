//! Posts as vectors, and how many a second.
//!
//! ```sh
//! cargo run --release -p bellwether-text --example embed -- MODEL posts.txt [THREADS [vectors.f32]]
//! ```
//!
//! MODEL is the folder of a sentence encoder, the posts stand one a line; the vectors are written as little-endian `f32`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use bellwether_text::{Embedder, EmbedderParams};
use rayon::ThreadPoolBuilder;

const ROUNDS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [model, posts, ..] = words.as_slice() else {
        return Err("usage: embed MODEL POSTS [THREADS [OUT]]".into());
    };
    let threads = words.get(2).map_or(Ok(0), |threads| threads.parse())?;
    let file = std::fs::read_to_string(posts)?;
    let posts: Vec<&str> = file.lines().collect();
    let embedder = Embedder::open(&EmbedderParams::new(model), Path::new(""))?;
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut best = f64::INFINITY;
    let mut vectors = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        vectors = pool.install(|| embedder.embed_all(&posts))?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{} posts, {} numbers each, {}", posts.len(), embedder.dimension(), embedder.version());
    println!("{:.1} posts/s at the best of {ROUNDS} rounds", posts.len() as f64 / best);
    if let Some(out) = words.get(3) {
        let bytes: Vec<u8> = vectors.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(out, bytes)?;
    }
    Ok(())
}
