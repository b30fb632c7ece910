//! Directions from products with a random subspace.

use bellwether_core::RunContext;
use nalgebra::DMatrix;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;

use super::{Found, eigen};
use crate::{Points, TopicsError};

/// Dimensions of the subspace beside those asked for.
const SPARE: usize = 10;
/// Products at most.
const ROUNDS: usize = 60;
/// Relative change of the variances asked for below which a product was the last.
const TOLERANCE: f64 = 1e-9;
/// Points of a sum, for the same order on any number of threads.
const POINTS: usize = 1024;

pub(super) fn directions(
    points: &Points,
    mean: &[f64],
    count: usize,
    run: &RunContext,
) -> Result<Found, TopicsError> {
    let width = points.width();
    let size = (count + SPARE).min(width);
    let mut rng = run.rng("pca/subspace");
    let random = DMatrix::from_fn(width, size, |_, _| f64::from(rng.next_u32()) / f64::from(u32::MAX) - 0.5);
    let mut basis = random.qr().q();
    let mut last = vec![f64::INFINITY; count];
    for _ in 0..ROUNDS {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let image = product(points, mean, &basis);
        // within the subspace, then the subspace itself
        let small = basis.transpose() * &image;
        let found = eigen(0.5 * (&small + small.transpose()));
        let now = &found.variances[..count];
        let largest = now[0];
        let settled = now.iter().zip(&last).all(|(a, b)| (a - b).abs() <= TOLERANCE * largest);
        last = now.to_vec();
        if settled {
            return Ok(Found { directions: basis * found.directions, variances: found.variances });
        }
        basis = image.qr().q();
    }
    let small = basis.transpose() * product(points, mean, &basis);
    let found = eigen(0.5 * (&small + small.transpose()));
    Ok(Found { directions: basis * found.directions, variances: found.variances })
}

/// The covariance matrix times the basis.
fn product(points: &Points, mean: &[f64], basis: &DMatrix<f64>) -> DMatrix<f64> {
    let (width, size) = basis.shape();
    let rows: Vec<f64> = basis.transpose().as_slice().to_vec();
    let parts: Vec<Vec<f64>> = points
        .values()
        .par_chunks(POINTS * width)
        .map(|points| {
            let mut sums = vec![0.0; width * size];
            let mut along = vec![0.0; size];
            for row in points.chunks_exact(width) {
                along.fill(0.0);
                for ((&v, m), basis) in row.iter().zip(mean).zip(rows.chunks_exact(size)) {
                    let v = f64::from(v) - m;
                    along.iter_mut().zip(basis).for_each(|(to, b)| *to += v * b);
                }
                for ((&v, m), sums) in row.iter().zip(mean).zip(sums.chunks_exact_mut(size)) {
                    let v = f64::from(v) - m;
                    sums.iter_mut().zip(&along).for_each(|(to, a)| *to += v * a);
                }
            }
            sums
        })
        .collect();
    let mut sums = vec![0.0; width * size];
    for part in &parts {
        sums.iter_mut().zip(part).for_each(|(sum, p)| *sum += p);
    }
    DMatrix::from_row_slice(width, size, &sums) / (points.len() - 1) as f64
}
