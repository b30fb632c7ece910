//! Times UMAP on made-up points, and how far its neighbours are the right ones.
//!
//! usage: `umap_speed [POINTS WIDTH]…` (default 16000 384 and 100000 50), or `umap_speed FILE cosine|euclidean` for the
//! trustworthiness of an embedding of comma-separated rows.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::unwrap_used)]

use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_topics::Points;
use bellwether_topics::reduce::{Index, Metric, Neighbours, Search, Umap, UmapParams, trustworthiness};
use rand_chacha::rand_core::Rng;

/// Groups in a space of a few dimensions, with noise in all: as sentence embeddings are.
fn points(n: usize, width: usize, run: &RunContext) -> Points {
    const INNER: usize = 24;
    let mut rng = run.rng("points");
    let mut normal = || {
        let sum: f64 = (0..6).map(|_| f64::from(rng.next_u32()) / f64::from(u32::MAX)).sum();
        ((sum - 3.0) * 2.0_f64.sqrt()) as f32
    };
    let groups = (n / 250).max(4);
    let centres: Vec<f32> = (0..groups * INNER).map(|_| normal()).collect();
    let turn: Vec<f32> = (0..INNER * width).map(|_| normal()).collect();
    let mut values = Vec::with_capacity(n * width);
    for i in 0..n {
        let centre = &centres[(i * 7919 % groups) * INNER..][..INNER];
        let inner: Vec<f32> = centre.iter().map(|c| c + 0.6 * normal()).collect();
        for c in 0..width {
            let along: f32 = inner.iter().enumerate().map(|(d, v)| v * turn[d * width + c]).sum();
            values.push(along + 1.5 * normal());
        }
    }
    Points::new(values, width).unwrap()
}

/// How many of the nearest neighbours of five hundred points are found, by size and by cells.
fn recall(points: &Points, metric: Metric, quick: &Neighbours, run: &RunContext) {
    let by_cells = Index::new(points, metric, Search::Cells, run).unwrap().of_all(15, run).unwrap();
    let index = Index::new(points, metric, Search::Exact, run).unwrap();
    let some: Vec<usize> = (0..points.len()).step_by((points.len() / 500).max(1)).collect();
    let exact = index.nearest(&points.select(&some), 15, run).unwrap();
    for (name, found) in [("by size", quick), ("by cells", &by_cells)] {
        let right: usize = some
            .iter()
            .enumerate()
            .map(|(e, &i)| exact.ids(e).iter().filter(|id| found.ids(i).contains(id)).count())
            .sum();
        println!("  recall {name}: {:.4}", right as f64 / (15 * some.len()) as f64);
    }
}

fn seconds<T>(what: &str, f: impl FnOnce() -> T) -> T {
    let from = Instant::now();
    let value = f();
    println!("  {what}: {:.2} s", from.elapsed().as_secs_f64());
    value
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.len() == 2 && args[0].parse::<usize>().is_err() {
        return of_file(&args[0], &args[1]);
    }
    let numbers: Vec<usize> = args.iter().map(|a| a.parse().unwrap()).collect();
    let numbers = if numbers.is_empty() { vec![16_000, 384, 100_000, 50] } else { numbers };
    for size in numbers.chunks_exact(2) {
        let run = RunContext::new(1);
        let points = points(size[0], size[1], &run);
        println!("{} x {}", size[0], size[1]);
        let quick = seconds("index and neighbours", || {
            Index::new(&points, Metric::Cosine, Search::BySize, &run).unwrap().of_all(15, &run).unwrap()
        });
        recall(&points, Metric::Cosine, &quick, &run);
        let umap = Umap::new(UmapParams::default()).unwrap();
        let (_, fitted) = seconds("UMAP", || umap.fit(&points, &run).unwrap());
        let first: Vec<usize> = (0..1000).collect();
        seconds("transform of 1000", || fitted.transform(&points.select(&first), &run).unwrap());
    }
}

fn of_file(path: &str, metric: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    let width = text.lines().next().unwrap().split(',').count();
    let values = text.lines().flat_map(|l| l.split(',').map(|v| v.parse().unwrap())).collect();
    let points = Points::new(values, width).unwrap();
    let metric = if metric == "cosine" { Metric::Cosine } else { Metric::Euclidean };
    let run = RunContext::new(0);
    let quick = seconds("index and neighbours", || {
        Index::new(&points, metric, Search::BySize, &run).unwrap().of_all(15, &run).unwrap()
    });
    recall(&points, metric, &quick, &run);
    for (n_components, min_dist) in [(5, 0.0), (2, 0.1)] {
        for seed in 0..3 {
            let params = UmapParams { n_components, min_dist, metric, ..UmapParams::default() };
            let run = RunContext::new(seed);
            let (low, _) = seconds("UMAP", || Umap::new(params).unwrap().fit(&points, &run).unwrap());
            let trust = trustworthiness(&points, &low, 15, metric).unwrap();
            println!("{n_components} dimensions, seed {seed}: trustworthiness {trust:.4}");
        }
    }
}
