//! Where in its forecast distribution the actual value fell: the probability integral transform (Dawid, 1984; Diebold, Gunther and Tay,
//! 1998). Those of a calibrated forecast are uniform on [0, 1].

use super::{DistributionError, check_quantiles, check_rows};

/// Share of each row's sample below the actual value, ties counted half: multiples of `½ / m` in [0, 1] for a sample of `m`.
///
/// # Errors
/// [`DistributionError::Input`] for empty, unequal or non-finite series.
///
/// ```
/// use bellwether_evaluation::distribution::pit_ensemble;
///
/// assert_eq!(pit_ensemble(&[2.0], &[&[1.0, 2.0, 3.0, 4.0]])?, [0.375]);
/// # Ok::<(), bellwether_evaluation::distribution::DistributionError>(())
/// ```
pub fn pit_ensemble(actual: &[f64], samples: &[&[f64]]) -> Result<Vec<f64>, DistributionError> {
    check_rows(actual, samples)?;
    let place = |(y, sample): (&f64, &&[f64])| {
        let below = sample.iter().filter(|x| *x < y).count() as f64;
        let at = sample.iter().filter(|x| *x == y).count() as f64;
        (below + at / 2.0) / sample.len() as f64
    };
    Ok(actual.iter().zip(samples).map(place).collect())
}

/// The level of each actual value, linear between quantiles. Below the first quantile it is half the first level, and above the last
/// half way from the last level to 1: quantiles say no more about their tails.
///
/// # Errors
/// [`DistributionError::Input`] for empty, unequal or non-finite series; [`DistributionError::Level`];
/// [`DistributionError::Crossing`].
pub fn pit_quantiles(
    actual: &[f64],
    levels: &[f64],
    quantiles: &[&[f64]],
) -> Result<Vec<f64>, DistributionError> {
    check_rows(actual, quantiles)?;
    check_quantiles(levels, quantiles)?;
    let place = |(y, row): (&f64, &&[f64])| {
        // the middle of equal quantiles
        let (from, to) = (row.partition_point(|q| q < y), row.partition_point(|q| q <= y));
        if from < to {
            return f64::midpoint(levels[from], levels[to - 1]);
        }
        match (from.checked_sub(1), levels.get(from)) {
            (None, first) => first.map_or(0.5, |level| level / 2.0),
            (Some(last), None) => f64::midpoint(levels[last], 1.0),
            (Some(low), Some(level)) => {
                let share = (y - row[low]) / (row[from] - row[low]);
                levels[low] + share * (level - levels[low])
            }
        }
    };
    Ok(actual.iter().zip(quantiles).map(place).collect())
}
