//! Tall matrices, row after row. Sums are made in parts of fixed size, so that they do not depend on the threads.

use nalgebra::{DMatrix, SymmetricEigen};
use rayon::prelude::*;

/// Rows that are summed up in one part.
const PART: usize = 512;

/// `YᵀY` of a matrix with `k` columns: `k × k`.
pub(crate) fn gram(y: &[f64], k: usize) -> Vec<f64> {
    let parts: Vec<Vec<f64>> = y
        .par_chunks(PART * k)
        .map(|rows| {
            let mut sum = vec![0.0; k * k];
            for row in rows.chunks_exact(k) {
                for (i, &a) in row.iter().enumerate() {
                    let (to, from) = (&mut sum[i * k + i..(i + 1) * k], &row[i..]);
                    to.iter_mut().zip(from).for_each(|(to, &b)| *to += a * b);
                }
            }
            sum
        })
        .collect();
    let mut all = vec![0.0; k * k];
    for part in parts {
        all.iter_mut().zip(&part).for_each(|(all, part)| *all += part);
    }
    for i in 0..k {
        for j in 0..i {
            all[i * k + j] = all[j * k + i];
        }
    }
    all
}

/// The product of a matrix with `k` columns and one of `k × m`.
pub(crate) fn product(y: &[f64], k: usize, b: &[f64], m: usize) -> Vec<f64> {
    let mut out = vec![0.0; y.len() / k * m];
    out.par_chunks_mut(m).with_min_len(64).zip(y.par_chunks(k)).for_each(|(out, row)| {
        for (&a, b) in row.iter().zip(b.chunks_exact(m)) {
            out.iter_mut().zip(b).for_each(|(out, &b)| *out += a * b);
        }
    });
    out
}

/// Eigenvalues of a symmetric `k × k` matrix, the largest first, and its eigenvectors in columns, row after row.
pub(crate) fn eigen(matrix: Vec<f64>, k: usize) -> (Vec<f64>, Vec<f64>) {
    let SymmetricEigen { eigenvectors, eigenvalues } = SymmetricEigen::new(DMatrix::from_vec(k, k, matrix));
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
    let values = order.iter().map(|&at| eigenvalues[at]).collect();
    let mut vectors = vec![0.0; k * k];
    for (column, &from) in order.iter().enumerate() {
        for row in 0..k {
            vectors[row * k + column] = eigenvectors[(row, from)];
        }
    }
    (values, vectors)
}

/// Columns at right angles and of length 1 that span those of `y`, that of the longest direction first; zero columns where
/// `y` spans fewer dimensions. Exact to rounding
/// where `y` is nearly such already, or done twice.
pub(crate) fn near_orthonormal(y: &[f64], k: usize) -> Vec<f64> {
    let (values, mut vectors) = eigen(gram(y, k), k);
    // below it a value is rounding
    let floor = values[0] * 1e-14 * k as f64;
    for row in vectors.chunks_exact_mut(k) {
        for (v, &value) in row.iter_mut().zip(&values) {
            *v = if value > floor { *v / value.sqrt() } else { 0.0 };
        }
    }
    product(y, k, &vectors, k)
}
