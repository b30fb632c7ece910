//! What a percentile interval lacks where days are few.
//!
//! The middle of draws from `n` days in stationary blocks of mean length `b` is too narrow, for three reasons that are known beforehand:
//!
//! - The draws know the days' own mean and not the true one. The variance that they imply is a quadratic form of the days (Politis and
//!   Romano, 1994, lemma 1), of which independent days let see the part `E = 1 − λ/n` (`1 − 1/n` without blocks).
//! - What days more than a block apart have in common is torn apart: a share `r` of the variance is left out
//!   ([`left_out`](super::block_length::left_out)).
//! - The variance is itself an estimate. That form has Satterthwaite's (1946) degrees of freedom
//!   `ν = (n − λ)² / (n Σ g² − λ²)`, which is `n − 1` without blocks and near `n / b` with them: as many as there are blocks.
//!
//! ```text
//! g_0 = 1     g_k = (1 − k/n) q^k + (k/n) q^{n−k}     q = 1 − 1/b     λ = Σ g
//! ends = middle draw ± factor · (distance of the quantile)            factor = t_ν / z / √(E (1 − r))
//! ```
//!
//! with Student's `t` and the normal `z` at the interval's level. So the shape is that of the draws, and the width that of a t interval,
//! as Davison and Hinkley (1997) and Lazarus, Lewis, Stock and Watson (2018) advise. Quantiles are at `α (draws + 1)`, by which so many
//! draws lie outside as the level says; the usual ones leave out one or two more.

use statrs::function::erf::erfc_inv;

use crate::significance::student_t;

/// How the variance of a mean is seen by draws of independent days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    /// The part of the variance that they see on average, in (0, 1): `E`.
    pub(super) part: f64,
    /// Its degrees of freedom, at least 1: `ν`.
    pub(super) degrees: f64,
}

/// Of `days` days in stationary blocks of mean length `block`; none of fewer than two.
pub(super) fn seen(days: usize, block: f64) -> Option<Seen> {
    if days < 2 {
        return None;
    }
    let n = days as f64;
    let goes_on = 1.0 - 1.0 / block.max(1.0);
    let weight = |k: usize| {
        let share = k as f64 / n;
        (1.0 - share) * goes_on.powf(k as f64) + share * goes_on.powf((days - k) as f64)
    };
    let (mut sum, mut squares) = (1.0, 1.0);
    for k in 1..days {
        let g = weight(k);
        sum += g;
        squares += g * g;
    }
    let part = 1.0 - sum / n;
    let degrees = (n - sum).powi(2) / (n * squares - sum * sum);
    (part > 0.0 && degrees.is_finite()).then(|| Seen { part, degrees: degrees.max(1.0) })
}

/// By what the distance of an end from the middle draw must be multiplied; `left_out` is the share of the variance beyond blocks.
pub(super) fn factor(days: usize, block: f64, left_out: f64, level: f64) -> Option<f64> {
    let Seen { part, degrees } = seen(days, block)?;
    let normal = std::f64::consts::SQRT_2 * erfc_inv(1.0 - level);
    let student = student_t::critical(1.0 - level, degrees);
    let factor = student / normal / (part * (1.0 - left_out)).sqrt();
    factor.is_finite().then_some(factor)
}

/// The middle `level` of a statistic over draws of `days` days in stationary blocks of `block` days on average, sorted, widened about the middle
/// draw by what so few days in such blocks are known to leave out, as [`DayClusters::interval`](super::DayClusters::interval) is; but for
/// what days more than a block apart have in common. `None` without draws, of one day, of a level outside (0, 1), and of blocks so long that
/// draws hardly differ.
///
/// ```
/// use bellwether_evaluation::bootstrap::widened_interval;
///
/// let draws: Vec<f64> = (0..999).map(f64::from).collect();
/// let (low, high) = widened_interval(&draws, 60, 1.0, 0.95).unwrap();
/// // √(60 / 59) · 2.001 / 1.960 times as far from 499 as the 25th of them
/// assert!(((499.0 - low) / (499.0 - 24.0) - 1.0296).abs() < 1e-3 && (499.0 - low - (high - 499.0)).abs() < 1e-9);
/// ```
pub fn widened_interval(sorted: &[f64], days: usize, block: f64, level: f64) -> Option<(f64, f64)> {
    if sorted.is_empty() || !(level > 0.0 && level < 1.0) {
        return None;
    }
    Some(ends(sorted, level, factor(days, block, 0.0, level)?))
}

/// The ends of the middle `level` of sorted draws, each `factor` times as far from the middle draw.
pub(super) fn ends(sorted: &[f64], level: f64, factor: f64) -> (f64, f64) {
    let tail = (1.0 - level) / 2.0;
    let middle = quantile(sorted, 0.5);
    let end = |share: f64| middle + factor * (quantile(sorted, share) - middle);
    (end(tail), end(1.0 - tail))
}

/// The quantile at `level` of sorted values, linear between neighbours at `level (n + 1)` (the sixth definition of Hyndman and Fan), not
/// beyond either end.
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let last = (sorted.len() - 1) as f64;
    let at = (level * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, last);
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::{Seen, ends, factor, quantile, seen};

    #[derive(Deserialize)]
    struct Reference {
        cases: Vec<Case>,
        values: Vec<f64>,
        quantiles: Vec<[f64; 2]>,
    }

    #[derive(Deserialize)]
    struct Case {
        days: usize,
        block: f64,
        left_out: f64,
        level: f64,
        part: f64,
        degrees: f64,
        factor: f64,
    }

    /// 1e-9: traces of matrices of up to 200 rows, differences of nearly equal sums, and scipy's quantile of Student's t.
    #[test]
    fn as_the_quadratic_form_in_numpy_and_scipy() {
        let reference: Reference =
            serde_json::from_str(include_str!("../../tests/reference/scipy/widening.json")).unwrap();
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b, "{a} {b}");
        for case in reference.cases {
            let Seen { part, degrees } = seen(case.days, case.block).unwrap();
            close(part, case.part);
            close(degrees, case.degrees);
            close(factor(case.days, case.block, case.left_out, case.level).unwrap(), case.factor);
        }
        let mut values = reference.values;
        values.sort_by(f64::total_cmp);
        for [level, expected] in reference.quantiles {
            assert!((quantile(&values, level) - expected).abs() < 1e-14, "{level}");
        }
    }

    /// Without blocks: t of n − 1 degrees, and n / (n − 1) of the variance.
    #[test]
    fn without_blocks_it_is_that_of_a_mean() {
        for days in [2, 20, 60, 500] {
            let Seen { part, degrees } = seen(days, 1.0).unwrap();
            assert!((part - (1.0 - 1.0 / days as f64)).abs() < 1e-15);
            assert!((degrees - (days as f64 - 1.0)).abs() < 1e-9 * days as f64);
        }
        assert_eq!(seen(1, 1.0), None);
    }

    /// Whatever the block, there is a width, and longer blocks know less.
    #[test]
    fn longer_blocks_widen() {
        for days in [20, 61, 250] {
            let of = |block: f64| factor(days, block, 0.0, 0.95).unwrap();
            let all = [1.0, 1.5, 3.0, 8.0, 20.0, 100.0, 1e4].map(of);
            assert!(all.is_sorted() && all[0] > 1.0, "{all:?}");
        }
    }

    /// Ends move away from the middle draw, each by its own distance.
    #[test]
    fn the_shape_stays() {
        let draws: Vec<f64> = (0..999).map(|i| f64::from(i).powi(2)).collect();
        let (low, high) = ends(&draws, 0.9, 1.0);
        assert!((low - draws[49]).abs() < 1e-6 && (high - draws[949]).abs() < 1e-6, "{low} {high}");
        let (lower, higher) = ends(&draws, 0.9, 1.5);
        let middle = draws[499];
        assert!((middle - lower - 1.5 * (middle - low)).abs() < 1e-9);
        assert!((higher - middle - 1.5 * (high - middle)).abs() < 1e-9);
    }
}
