//! How far the neighbours in few dimensions were neighbours before.

use rayon::prelude::*;

use super::{Metric, neighbours};
use crate::{Points, TopicsError};

/// Trustworthiness (Venna and Kaski, 2001), from 0 to 1: 1 where each of the `k` nearest in few dimensions was among the `k` nearest
/// before, less the more, the farther they were.
///
/// `1 − 2 / (n k (2n − 3k − 1)) Σ_i Σ_j max(0, r(i, j) − k)`, over the `k` nearest `j` of each `i` by Euclidean distance in `low`, with
/// `r` the rank of `j` among all others of `i` by `metric` in `points`, from 1. Takes time in the square of the number of points.
///
/// # Errors
/// Where `k` is zero or not below half the number of points, or there are not as many points in `low`.
pub fn trustworthiness(points: &Points, low: &Points, k: usize, metric: Metric) -> Result<f64, TopicsError> {
    let n = points.len();
    if k == 0 || 2 * k >= n {
        return Err(TopicsError::TooFewDocuments { found: n, needed: 2 * k + 1, setting: "k", value: k });
    }
    if low.len() != n {
        return Err(TopicsError::Setting {
            setting: "low",
            found: format!("{} points", low.len()),
            expected: format!("{n} points"),
        });
    }
    let before = neighbours::Distances::new(points, metric);
    let after = neighbours::Distances::new(low, Metric::Euclidean);
    let penalties: Vec<u64> = (0..n)
        .into_par_iter()
        .map(|i| {
            let order = |distances: Vec<f32>| {
                let mut order: Vec<u32> = (0..n as u32).filter(|&j| j as usize != i).collect();
                order.sort_by(|&a, &b| distances[a as usize].total_cmp(&distances[b as usize]));
                order
            };
            let mut rank = vec![0_u64; n];
            for (r, &j) in order(before.from(i)).iter().enumerate() {
                rank[j as usize] = r as u64 + 1;
            }
            order(after.from(i))[..k].iter().map(|&j| rank[j as usize].saturating_sub(k as u64)).sum()
        })
        .collect();
    let (n, k, penalty) = (n as f64, k as f64, penalties.iter().sum::<u64>() as f64);
    Ok(1.0 - penalty * 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0)))
}
