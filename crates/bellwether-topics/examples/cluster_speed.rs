//! Measures HDBSCAN on groups in five dimensions, the shape that UMAP leaves, and the other methods on fewer points. With a
//! folder, writes the points to `points_N.f32` there, single precision row after row, and the labels of HDBSCAN to
//! `labels_N.i32`, for `cluster_speed.py FOLDER` beside this file, which measures other implementations.
//!
//! ```sh
//! cargo run --release -p bellwether-topics --example cluster_speed [FOLDER]
//! ```
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a stopwatch")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use bellwether_core::RunContext;
use bellwether_topics::Points;
use bellwether_topics::cluster::{
    AgglomerativeParams, ClusterParams, DbscanParams, HdbscanParams, KMeansParams,
};
use rand_chacha::rand_core::Rng;

const WIDTH: usize = 5;
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1);
    let hdbscan =
        |size| ClusterParams::Hdbscan(HdbscanParams { min_cluster_size: size, ..HdbscanParams::default() });
    for (n, params) in [
        (16_000, hdbscan(15)),
        (100_000, hdbscan(15)),
        (16_000, ClusterParams::KMeans(KMeansParams { clusters: 50, ..KMeansParams::default() })),
        (16_000, ClusterParams::Dbscan(DbscanParams { reach: 0.2, min_samples: 10 })),
        (
            16_000,
            ClusterParams::Agglomerative(AgglomerativeParams {
                clusters: 50,
                ..AgglomerativeParams::default()
            }),
        ),
    ] {
        let points = groups(n)?;
        let mut seconds = Vec::new();
        let mut labels = Vec::new();
        let rounds = if n > 50_000 { 1 } else { ROUNDS };
        for _ in 0..rounds {
            let start = Instant::now();
            labels = params.fit(&points, &RunContext::new(1))?.labels;
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        let labels: Vec<i32> = labels.into_iter().map(|label| label.map_or(-1, |l| l as i32)).collect();
        let clusters = labels.iter().max().map_or(0, |l| l + 1);
        if let (Some(folder), ClusterParams::Hdbscan(_)) = (&folder, &params) {
            let bytes: Vec<u8> = points.values().iter().flat_map(|v| v.to_le_bytes()).collect();
            std::fs::write(Path::new(folder).join(format!("points_{n}.f32")), bytes)?;
            let bytes: Vec<u8> = labels.iter().flat_map(|v| v.to_le_bytes()).collect();
            std::fs::write(Path::new(folder).join(format!("labels_{n}.i32")), bytes)?;
        }
        println!("{:.3} s, {n} × {WIDTH}, {clusters} clusters: {params:?}", seconds[rounds / 2]);
    }
    Ok(())
}

/// Sixty curved groups of differing size and density, and a twentieth of the points anywhere.
fn groups(n: usize) -> Result<Points, Box<dyn Error>> {
    let mut rng = RunContext::new(4).rng("points");
    let mut unit = || (rng.next_u64() >> 11) as f32 / (1_u64 << 53) as f32;
    let shapes: Vec<[[f32; WIDTH]; 3]> =
        (0..60).map(|_| [(); 3].map(|()| [(); WIDTH].map(|()| unit()))).collect();
    let mut values = Vec::with_capacity(n * WIDTH);
    for i in 0..n {
        let which = (unit() * unit() * shapes.len() as f32) as usize;
        let [center, slope, bend] = &shapes[which];
        let t = unit() * 2.0 - 1.0;
        for j in 0..WIDTH {
            let noise: f32 = (0..6).map(|_| unit() - 0.5).sum();
            values.push(if i % 20 == 0 {
                unit() * 12.0 - 1.0
            } else {
                center[j] * 10.0 + (slope[j] - 0.5) * t + (bend[j] - 0.5) * t * t + noise * 0.15
            });
        }
    }
    Ok(Points::new(values, WIDTH)?)
}
