//! The smoothest functions on a graph: eigenvectors of its normalised Laplacian.
//!
//! `L = 1 − D^(−1/2) W D^(−1/2)`; its smallest eigenvalues are the largest of `M = D^(−1/2) W D^(−1/2)`, all of which lie between −1
//! and 1. A block of vectors goes through a Chebyshev polynomial of `M` that keeps values up to the block's smallest small
//! and lets those above grow; then come an orthonormal basis and the eigenvectors within it (Zhou, Saad, Tiago and
//! Chelikowsky, *Self-consistent-field calculations using Chebyshev-filtered subspace iteration*, 2006). A block costs
//! about as much as a vector, since the graph's edges are what is read from all over memory.

use bellwether_core::RunContext;
use nalgebra::DMatrix;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;

use super::graph::FuzzyGraph;
use crate::TopicsError;

/// Up to so many points the whole matrix is decomposed.
const DENSE: usize = 256;
/// Degree of the polynomial.
const DEGREE: usize = 20;
/// Rounds of it at most.
const ROUNDS: usize = 8;
/// Relative change of `1 − λ` below which a round was the last.
const TOLERANCE: f64 = 0.02;
/// Rows of a sum, for the same order on any number of threads.
const ROWS: usize = 4096;

/// The `count` eigenvectors after the first, row after row: `points × count` values. The graph must be connected and have more
/// than `count + 1` points. The largest value of each vector is positive.
pub(super) fn eigenvectors(
    graph: &FuzzyGraph,
    count: usize,
    run: &RunContext,
) -> Result<Vec<f32>, TopicsError> {
    let n = graph.len();
    let mut vectors = if n <= DENSE {
        dense(graph, count)
    } else {
        match count + 3 {
            ..=8 => filtered::<8>(graph, count, run)?,
            9..=16 => filtered::<16>(graph, count, run)?,
            17..=32 => filtered::<32>(graph, count, run)?,
            33..=64 => filtered::<64>(graph, count, run)?,
            _ => filtered::<128>(graph, count, run)?,
        }
    };
    for c in 0..count {
        let column = vectors.iter().skip(c).step_by(count);
        let largest = column.fold(0.0_f32, |most, &v| if v.abs() > most.abs() { v } else { most });
        if largest < 0.0 {
            vectors.iter_mut().skip(c).step_by(count).for_each(|v| *v = -*v);
        }
    }
    Ok(vectors)
}

/// `1 / √degree` of each point.
fn scales(graph: &FuzzyGraph) -> Vec<f64> {
    (0..graph.len())
        .map(|i| graph.edges(i).1.iter().map(|&w| f64::from(w)).sum::<f64>())
        .map(|degree| if degree > 0.0 { degree.sqrt().recip() } else { 0.0 })
        .collect()
}

fn dense(graph: &FuzzyGraph, count: usize) -> Vec<f32> {
    let n = graph.len();
    let scale = scales(graph);
    let mut matrix = DMatrix::<f64>::zeros(n, n);
    for i in 0..n {
        let (to, weights) = graph.edges(i);
        for (&j, &w) in to.iter().zip(weights) {
            matrix[(i, j as usize)] = f64::from(w) * scale[i] * scale[j as usize];
        }
    }
    let eigen = matrix.symmetric_eigen();
    let order = descending(eigen.eigenvalues.as_slice());
    let mut vectors = Vec::with_capacity(n * count);
    for i in 0..n {
        vectors.extend(order[1..=count].iter().map(|&c| eigen.eigenvectors[(i, c)] as f32));
    }
    vectors
}

fn descending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order
}

/// The first column of the block is the known first eigenvector.
fn filtered<const B: usize>(
    graph: &FuzzyGraph,
    count: usize,
    run: &RunContext,
) -> Result<Vec<f32>, TopicsError> {
    let n = graph.len();
    let scale: Vec<f32> = scales(graph).into_iter().map(|s| s as f32).collect();
    let mut rng = run.rng("umap/spectral");
    let mut block: Vec<[f32; B]> = vec![[0.0; B]; n];
    for (row, &s) in block.iter_mut().zip(&scale) {
        row[0] = if s > 0.0 { s.recip() } else { 0.0 };
        for v in &mut row[1..] {
            *v = unit(&mut rng);
        }
    }
    let first: Vec<f32> = block.iter().map(|row| row[0]).collect();
    orthonormal(&mut block, &mut rng);
    let mut product = vec![[0.0; B]; n];
    let mut before = vec![[0.0; B]; n];
    let mut bound = 0.3_f32;
    let mut gaps = vec![f64::INFINITY; count];
    for round in 0..ROUNDS {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let (middle, half) = (0.5 * (bound - 1.0), 0.5 * (bound + 1.0));
        multiply(graph, &scale, &block, &mut product);
        step(&mut product, &block, None, middle, half);
        std::mem::swap(&mut before, &mut block);
        std::mem::swap(&mut block, &mut product);
        for _ in 1..DEGREE {
            multiply(graph, &scale, &block, &mut product);
            step(&mut product, &block, Some(&before), middle, half);
            std::mem::swap(&mut before, &mut block);
            std::mem::swap(&mut block, &mut product);
        }
        for (row, &v) in block.iter_mut().zip(&first) {
            row[0] = v;
        }
        orthonormal(&mut block, &mut rng);
        multiply(graph, &scale, &block, &mut product);
        let eigen = DMatrix::from_row_slice(B, B, &inner(&block, &product));
        let eigen = (0.5 * (&eigen + eigen.transpose())).symmetric_eigen();
        let order = descending(eigen.eigenvalues.as_slice());
        let rotation: Vec<[f32; B]> =
            (0..B).map(|r| std::array::from_fn(|c| eigen.eigenvectors[(r, order[c])] as f32)).collect();
        rotate(&mut block, &rotation);
        let now: Vec<f64> = (1..=count).map(|c| 1.0 - eigen.eigenvalues[order[c]]).collect();
        let change = now.iter().zip(&gaps).map(|(a, b)| (a - b).abs() / a.max(1e-6)).fold(0.0, f64::max);
        if round > 0 && change < TOLERANCE {
            break;
        }
        gaps = now;
        bound = (eigen.eigenvalues[order[B - 1]] as f32).clamp(-0.5, 0.999);
    }
    Ok(block.iter().flat_map(|row| row[1..=count].iter().copied()).collect())
}

/// From −1 to 1.
fn unit(rng: &mut impl Rng) -> f32 {
    (f64::from(rng.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
}

/// `to = M from`.
fn multiply<const B: usize>(graph: &FuzzyGraph, scale: &[f32], from: &[[f32; B]], to: &mut [[f32; B]]) {
    to.par_iter_mut().with_min_len(256).enumerate().for_each(|(i, to)| {
        let mut sum = [0.0_f32; B];
        let (others, weights) = graph.edges(i);
        for (&j, &w) in others.iter().zip(weights) {
            let weight = w * scale[j as usize];
            let row = &from[j as usize];
            for c in 0..B {
                sum[c] += weight * row[c];
            }
        }
        for c in 0..B {
            to[c] = scale[i] * sum[c];
        }
    });
}

/// The next Chebyshev polynomial from the product of the last: `2 (product − middle · last) / half − before`, or half of that without
/// `before` for the first.
fn step<const B: usize>(
    product: &mut [[f32; B]],
    last: &[[f32; B]],
    before: Option<&[[f32; B]]>,
    middle: f32,
    half: f32,
) {
    let factor = if before.is_some() { 2.0 / half } else { 1.0 / half };
    product.par_iter_mut().with_min_len(1024).enumerate().for_each(|(i, row)| {
        for c in 0..B {
            row[c] = factor * (row[c] - middle * last[i][c]) - before.map_or(0.0, |before| before[i][c]);
        }
    });
}

/// `aᵀ b`, row after row.
fn inner<const B: usize>(a: &[[f32; B]], b: &[[f32; B]]) -> Vec<f64> {
    let parts: Vec<Vec<f64>> = a
        .par_chunks(ROWS)
        .zip(b.par_chunks(ROWS))
        .map(|(a, b)| {
            let mut sums = vec![0.0_f64; B * B];
            for (a, b) in a.iter().zip(b) {
                for (sums, &a) in sums.chunks_exact_mut(B).zip(a) {
                    for c in 0..B {
                        sums[c] += f64::from(a) * f64::from(b[c]);
                    }
                }
            }
            sums
        })
        .collect();
    let mut sums = vec![0.0; B * B];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, p)| *sum += p);
    }
    sums
}

/// `block · rotation`.
fn rotate<const B: usize>(block: &mut [[f32; B]], rotation: &[[f32; B]]) {
    block.par_iter_mut().with_min_len(1024).for_each(|row| {
        let mut turned = [0.0; B];
        for (&v, by) in row.iter().zip(rotation) {
            for c in 0..B {
                turned[c] += v * by[c];
            }
        }
        *row = turned;
    });
}

/// Makes the columns orthonormal, each to those before it (Gram and Schmidt, twice). A column that depends on those before is
/// drawn anew.
fn orthonormal<const B: usize>(block: &mut [[f32; B]], rng: &mut impl Rng) {
    for column in 0..B {
        let mut length = dots(block, column)[column].sqrt();
        for _ in 0..3 {
            let started = length;
            if length > 0.0 && length.is_finite() {
                let by = (1.0 / length) as f32;
                block.iter_mut().for_each(|row| row[column] *= by);
            }
            for _ in 0..2 {
                let dots = dots(block, column);
                block.par_iter_mut().with_min_len(1024).for_each(|row| {
                    let taken: f64 = (0..column).map(|c| dots[c] * f64::from(row[c])).sum();
                    row[column] -= taken as f32;
                });
            }
            length = dots(block, column)[column].sqrt();
            if started > 0.0 && started.is_finite() && length > 1e-5 {
                break;
            }
            block.iter_mut().for_each(|row| row[column] = unit(rng));
            length = dots(block, column)[column].sqrt();
        }
        let by = (1.0 / length) as f32;
        block.iter_mut().for_each(|row| row[column] *= by);
    }
}

/// Products of a column with all columns.
fn dots<const B: usize>(block: &[[f32; B]], column: usize) -> [f64; B] {
    let parts: Vec<[f64; B]> = block
        .par_chunks(ROWS)
        .map(|rows| {
            let mut sums = [0.0_f64; B];
            for row in rows {
                for c in 0..B {
                    sums[c] += f64::from(row[c]) * f64::from(row[column]);
                }
            }
            sums
        })
        .collect();
    let mut sums = [0.0; B];
    for part in parts {
        for c in 0..B {
            sums[c] += part[c];
        }
    }
    sums
}
