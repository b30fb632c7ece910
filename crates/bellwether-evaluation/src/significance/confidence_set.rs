//! The model confidence set: which of many models may be the best (Hansen, Lunde and Nason, 2011).
//!
//! With mean losses `L_i` of the models still in the set and `L*_i` of a draw of a block bootstrap, the set's equality is tested by
//!
//! ```text
//! range  T = max_{ij} (L_i − L_j) / s_ij      s²_ij = mean over draws of ((L*_i − L*_j) − (L_i − L_j))²
//! max    T = max_i (L_i − L̄) / s_i            s²_i  = mean over draws of ((L*_i − L̄*) − (L_i − L̄))²
//! ```
//!
//! and the p-value is the share of draws whose centred statistic exceeds `T`. The model at which the maximum is reached leaves, and the
//! rest is tested again. A model's p-value is the largest up to its leaving; the last has 1. The set at 95 % holds those above .05:
//! it holds the best model with that confidence.

use serde::{Deserialize, Serialize};

use super::SignificanceError;
use super::gains::{ByRow, check_draws};
use crate::input::{InputError, Series, check_pair, mean};

/// The statistic by which equality is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetStatistic {
    /// The largest difference of two models, `T_R`. The default.
    #[default]
    Range,
    /// The largest difference of a model from the set's mean, `T_max`.
    Max,
}

/// A model confidence set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ModelConfidenceSet {
    /// The statistic behind it.
    pub statistic: SetStatistic,
    /// The p-value of each model, in the order given: the smallest size of test at which it is left out.
    pub p_values: Vec<f64>,
    /// The models in the order of leaving, the worst first; those that never left are last.
    pub order: Vec<usize>,
}

impl ModelConfidenceSet {
    /// Places of the models in the set at confidence `1 - size`, ascending.
    pub fn included(&self, size: f64) -> Vec<usize> {
        (0..self.p_values.len()).filter(|i| self.p_values[*i] > size).collect()
    }
}

/// The model confidence set of losses on the same rows, one series a model, smaller is better. `draws` are places of rows, as
/// [`StationaryBootstrap::places`](crate::bootstrap::StationaryBootstrap::places) gives them.
///
/// Models that are equal on every row cannot be told apart, and stay together.
///
/// # Errors
/// [`SignificanceError::Input`] for empty, unequal or non-finite series, without models or draws, and for draws of other lengths;
/// [`SignificanceError::Draw`] for a place beyond the rows.
///
/// ```
/// use bellwether_evaluation::significance::{SetStatistic, model_confidence_set};
///
/// let (good, bad) = ([1.0, 2.0, 1.5, 0.5], [3.0, 4.5, 3.0, 2.0]);
/// let draws = vec![vec![0, 1, 1, 2], vec![3, 0, 2, 2], vec![1, 2, 3, 0]];
/// let set = model_confidence_set(&[&good, &bad], &draws, SetStatistic::Range)?;
/// assert_eq!(set.included(0.05), [0]);
/// assert_eq!(set.order, [1, 0]);
/// # Ok::<(), bellwether_evaluation::significance::SignificanceError>(())
/// ```
pub fn model_confidence_set(
    losses: &[&[f64]],
    draws: &[Vec<usize>],
    statistic: SetStatistic,
) -> Result<ModelConfidenceSet, SignificanceError> {
    let Some(first) = losses.first() else {
        return Err(InputError::Empty { series: Series::First }.into());
    };
    for model in losses {
        check_pair((Series::First, first), (Series::Second, model))?;
    }
    check_draws((Series::First, first), draws)?;
    let means: Vec<f64> = losses.iter().map(|loss| mean(loss)).collect();
    let by_row = ByRow::of(losses);
    let drawn_errors = |draw: &Vec<usize>| -> Vec<f64> {
        by_row.means(draw).iter().zip(&means).map(|(drawn, centre)| drawn - centre).collect()
    };
    let errors: Vec<Vec<f64>> = draws.iter().map(drawn_errors).collect();

    let mut left: Vec<usize> = (0..losses.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut p_values = vec![1.0; left.len()];
    let mut largest = 0.0_f64;
    while left.len() > 1 {
        let step = match statistic {
            SetStatistic::Range => range(&left, &means, &errors),
            SetStatistic::Max => max(&left, &means, &errors),
        };
        if step.worst.is_empty() || step.worst.len() == left.len() {
            break;
        }
        largest = largest.max(step.p_value);
        for model in &step.worst {
            p_values[*model] = largest;
        }
        left.retain(|model| !step.worst.contains(model));
        order.extend(step.worst);
    }
    order.extend(left);
    Ok(ModelConfidenceSet { statistic, p_values, order })
}

/// One test of equality, and who leaves.
struct Step {
    p_value: f64,
    /// Empty where the models are equal.
    worst: Vec<usize>,
}

/// A difference in units of its spread; without spread zero stays zero, and anything else is beyond every draw.
fn standardised(difference: f64, spread: f64) -> f64 {
    if difference == 0.0 { 0.0 } else { difference / spread }
}

fn range(left: &[usize], means: &[f64], errors: &[Vec<f64>]) -> Step {
    let count = errors.len() as f64;
    let (mut statistic, mut worst) = (0.0, None);
    let mut beyond = vec![0.0_f64; errors.len()];
    for (place, &i) in left.iter().enumerate() {
        for &j in &left[place + 1..] {
            let squares: f64 = errors.iter().map(|e| (e[i] - e[j]).powi(2)).sum();
            let spread = (squares / count).sqrt();
            let found = standardised(means[i] - means[j], spread);
            if found.abs() > statistic {
                (statistic, worst) = (found.abs(), Some(if found > 0.0 { i } else { j }));
            }
            for (largest, e) in beyond.iter_mut().zip(errors) {
                *largest = largest.max(standardised(e[i] - e[j], spread).abs());
            }
        }
    }
    Step { p_value: share_beyond(statistic, &beyond), worst: worst.into_iter().collect() }
}

fn max(left: &[usize], means: &[f64], errors: &[Vec<f64>]) -> Step {
    let size = left.len() as f64;
    let of_set = |values: &[f64]| -> Vec<f64> {
        let centre = left.iter().map(|i| values[*i]).sum::<f64>() / size;
        left.iter().map(|i| values[*i] - centre).collect()
    };
    let drawn: Vec<Vec<f64>> = errors.iter().map(|e| of_set(e)).collect();
    let spread: Vec<f64> = (0..left.len())
        .map(|k| (drawn.iter().map(|d| d[k].powi(2)).sum::<f64>() / drawn.len() as f64).sqrt())
        .collect();
    let largest_of = |values: &[f64]| {
        values.iter().zip(&spread).map(|(v, s)| standardised(*v, *s)).fold(f64::NEG_INFINITY, f64::max)
    };
    let found = of_set(means);
    let statistic = largest_of(&found);
    let beyond: Vec<f64> = drawn.iter().map(|d| largest_of(d)).collect();
    let at_top = |k: &usize| standardised(found[*k], spread[*k]) >= statistic;
    let worst = (0..left.len()).filter(at_top).map(|k| left[k]).collect();
    Step { p_value: share_beyond(statistic, &beyond), worst }
}

fn share_beyond(statistic: f64, drawn: &[f64]) -> f64 {
    drawn.iter().filter(|d| statistic < **d).count() as f64 / drawn.len() as f64
}
