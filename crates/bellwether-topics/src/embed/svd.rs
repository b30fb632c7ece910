//! Truncated singular value decomposition of a sparse matrix.
//!
//! `A ≈ U Σ Vᵀ` by randomised subspace iteration (Halko, Martinsson and Tropp, 2011): a random start of `k` columns and some
//! more is multiplied by `AᵀA` (or `AAᵀ`, whichever is smaller) and made orthonormal, again and again; what `A` is within that
//! space is decomposed exactly.

use bellwether_core::RunContext;
use rand_chacha::rand_core::Rng;

use super::dense::{eigen, gram, near_orthonormal, product};
use crate::TopicsError;
use crate::represent::Sparse;

/// Columns of the random start beyond those that are asked for.
const OVERSAMPLE: usize = 10;

/// The largest singular values of a matrix and the vectors on its right.
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// Singular values, the largest first; 0 beyond the rank.
    pub values: Vec<f64>,
    /// Right vectors: columns of the matrix × `values.len()`, row after row. Of each vector the largest part, the first of
    /// equal ones, is positive. Zero beyond the rank.
    pub right: Vec<f64>,
}

/// The `k` largest singular values of `matrix` and the vectors on its right, after so many `iterations`, from the random
/// stream `stream`.
///
/// # Errors
/// Where the run is stopped.
///
/// # Panics
/// Where `k` is 0 or above the rows or columns.
pub fn truncated_svd(
    matrix: &Sparse,
    k: usize,
    iterations: usize,
    run: &RunContext,
    stream: &str,
) -> Result<Svd, TopicsError> {
    let least = matrix.len().min(matrix.width());
    assert!(k > 0 && k <= least, "{k} of {least} singular values");
    let transposed = matrix.transposed();
    // `tall` has the fewer columns
    let wide_first = matrix.width() > matrix.len();
    let (tall, flat) = if wide_first { (&transposed, matrix) } else { (matrix, &transposed) };
    let l = (k + OVERSAMPLE).min(least);
    let mut rng = run.rng(stream);
    let unit = 2.0 / f64::from(u32::MAX);
    let start: Vec<f64> = (0..least * l).map(|_| f64::from(rng.next_u32()) * unit - 1.0).collect();
    let mut q = near_orthonormal(&start, l);
    for _ in 0..iterations {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        q = near_orthonormal(&flat.times(&tall.times(&q, l), l), l);
    }
    let q = near_orthonormal(&q, l);
    let image = tall.times(&q, l);
    let (squares, turns) = eigen(gram(&image, l), l);
    let floor = squares[0] * 1e-13;
    let values: Vec<f64> =
        squares[..k].iter().map(|&square| if square > floor { square.sqrt() } else { 0.0 }).collect();
    let first: Vec<f64> = turns.chunks_exact(l).flat_map(|row| &row[..k]).copied().collect();
    let scaled = |scale: &dyn Fn(f64) -> f64| -> Vec<f64> {
        first.chunks_exact(k).flat_map(|row| row.iter().zip(&values).map(|(v, &s)| v * scale(s))).collect()
    };
    let mut right = if wide_first {
        // the space is that of the left vectors: V = Aᵀ U / σ
        product(&image, l, &scaled(&|s| if s > 0.0 { 1.0 / s } else { 0.0 }), k)
    } else {
        product(&q, l, &scaled(&|s| if s > 0.0 { 1.0 } else { 0.0 }), k)
    };
    fix_signs(&mut right, k);
    Ok(Svd { values, right })
}

fn fix_signs(vectors: &mut [f64], k: usize) {
    let mut largest = vec![0.0_f64; k];
    for row in vectors.chunks_exact(k) {
        for (largest, &v) in largest.iter_mut().zip(row) {
            if v.abs() > largest.abs() {
                *largest = v;
            }
        }
    }
    for row in vectors.chunks_exact_mut(k) {
        row.iter_mut().zip(&largest).filter(|(_, largest)| **largest < 0.0).for_each(|(v, _)| *v = -*v);
    }
}
