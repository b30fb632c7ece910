//! Directions from the whole covariance matrix.

use bellwether_core::RunContext;
use bellwether_nn::encoder::Linear;
use nalgebra::DMatrix;
use rayon::prelude::*;

use super::{Found, eigen};
use crate::{Points, TopicsError};

/// Points of a product: sums over them are in single precision.
const POINTS: usize = 256;
/// Rows of the matrix computed by one task.
const ROWS: usize = 32;

pub(super) fn directions(points: &Points, mean: &[f64], run: &RunContext) -> Result<Found, TopicsError> {
    let width = points.width();
    let zeros = vec![0.0; width];
    // products stay in the range of single precision
    let apart = points
        .values()
        .par_chunks(width)
        .map(|row| row.iter().zip(mean).fold(0.0_f64, |most, (&v, m)| most.max((f64::from(v) - m).abs())));
    let unit = apart.reduce(|| 0.0, f64::max);
    let mut sums = vec![0.0_f64; width * width];
    for rows in points.values().chunks(POINTS * width) {
        if run.is_stopped() {
            return Err(TopicsError::Stopped);
        }
        let count = rows.len() / width;
        let mut turned = vec![0.0; rows.len()];
        turned.par_chunks_mut(count).enumerate().for_each(|(c, column)| {
            for (to, row) in column.iter_mut().zip(rows.chunks_exact(width)) {
                *to = ((f64::from(row[c]) - mean[c]) / unit) as f32;
            }
        });
        let packed = Linear::new(count, width, &turned, &zeros);
        sums.par_chunks_mut(ROWS * width).zip(turned.par_chunks(ROWS * count)).for_each(|(sums, turned)| {
            let mut products = vec![0.0; sums.len()];
            packed.apply_rows(turned, &mut products);
            sums.iter_mut().zip(&products).for_each(|(sum, &p)| *sum += f64::from(p));
        });
    }
    let matrix = DMatrix::from_row_slice(width, width, &sums) / (points.len() - 1) as f64;
    let mut found = eigen(0.5 * (&matrix + matrix.transpose()));
    found.variances.iter_mut().for_each(|variance| *variance *= unit * unit);
    Ok(found)
}
