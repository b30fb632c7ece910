//! Which of many models beat a benchmark, with the chance of any false finding bounded: the stepwise multiple test of Romano and Wolf
//! (2005), with Hansen's (2005) consistent centres.
//!
//! A model is superior where its mean gain exceeds the quantile at `1 - size` of the largest centred gain over draws. Superior models
//! are set aside, and the rest is tested again against its own, smaller quantile, until nobody is found.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::gains::{Gains, check_draws};
use crate::bootstrap::quantile;
use crate::input::Series;

/// Models that beat a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SuperiorModels {
    /// Bound on the chance that any of them is not superior.
    pub size: f64,
    /// Their places, ascending.
    pub superior: Vec<usize>,
    /// The mean gain that had to be exceeded, a value a step, in the loss's unit.
    pub critical_values: Vec<f64>,
}

/// The models whose losses are below those of a benchmark on the same rows. `draws` and `block` as in
/// [`superior_ability`](super::superior_ability).
///
/// # Errors
/// [`SignificanceError::Size`] outside (0, 1), and those of [`superior_ability`](super::superior_ability).
pub fn step_m(
    benchmark: &[f64],
    models: &[&[f64]],
    draws: &[Vec<usize>],
    block: f64,
    size: f64,
) -> Result<SuperiorModels, SignificanceError> {
    if !(size > 0.0 && size < 1.0) {
        return Err(SignificanceError::Size { size });
    }
    let gains = Gains::of(benchmark, models, block)?;
    check_draws((Series::Baseline, benchmark), draws)?;
    let centred = |draw: &Vec<usize>| -> Vec<f64> {
        gains.drawn(draw).iter().zip(&gains.centres).map(|(d, [_, consistent, _])| d - consistent).collect()
    };
    let drawn: Vec<Vec<f64>> = draws.iter().map(centred).collect();
    let mut left: Vec<usize> = (0..models.len()).collect();
    let (mut superior, mut critical_values) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let largest = |d: &Vec<f64>| left.iter().map(|k| d[*k]).fold(f64::NEG_INFINITY, f64::max);
        let mut largest: Vec<f64> = drawn.iter().map(largest).collect();
        largest.sort_by(f64::total_cmp);
        let critical = quantile(&largest, 1.0 - size);
        critical_values.push(critical);
        let (found, rest): (Vec<usize>, Vec<usize>) = left.iter().partition(|k| gains.means[**k] > critical);
        if found.is_empty() {
            break;
        }
        superior.extend(found);
        left = rest;
    }
    superior.sort_unstable();
    Ok(SuperiorModels { size, superior, critical_values })
}
