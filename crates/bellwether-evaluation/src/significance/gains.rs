//! What models gain over a benchmark, and how a bootstrap of the gains is centred.

use super::SignificanceError;
use crate::input::{InputError, Series, check_aligned, check_pair, mean};

/// Gains of models over a benchmark on the same rows.
pub(super) struct Gains {
    /// Loss of the benchmark less that of the model, a series a model.
    pub(super) series: Vec<Vec<f64>>,
    /// Mean gain of each model.
    pub(super) means: Vec<f64>,
    /// What is taken from the drawn mean of each model: lower, consistent, upper.
    pub(super) centres: Vec<[f64; 3]>,
}

impl Gains {
    /// Gains of `models`, centred as Hansen (2005) does for a stationary bootstrap with blocks of `block` rows on average.
    pub(super) fn of(benchmark: &[f64], models: &[&[f64]], block: f64) -> Result<Self, SignificanceError> {
        let n = benchmark.len();
        let first = models.first().copied().unwrap_or_default();
        check_pair((Series::Baseline, benchmark), (Series::First, first))?;
        let mut series = Vec::with_capacity(models.len());
        for model in models {
            check_pair((Series::Baseline, benchmark), (Series::First, model))?;
            series.push(benchmark.iter().zip(*model).map(|(b, m)| b - m).collect::<Vec<f64>>());
        }
        let means: Vec<f64> = series.iter().map(|gain| mean(gain)).collect();
        let bound = 2.0 * (n as f64).ln().ln() / n as f64;
        let centre = |(gain, mean): (&Vec<f64>, &f64)| {
            let least = -(implied_variance(gain, block) * bound).sqrt();
            // with hardly a row the bound is no number, and nobody is left out
            let counts = !least.is_finite() || *mean >= least;
            [mean.max(0.0), if counts { *mean } else { 0.0 }, *mean]
        };
        let centres = series.iter().zip(&means).map(centre).collect();
        Ok(Self { series, means, centres })
    }

    /// Mean gain of each model over the rows of a draw.
    pub(super) fn drawn(&self, draw: &[usize]) -> Vec<f64> {
        self.series.iter().map(|gain| mean_at(gain, draw)).collect()
    }
}

/// Mean of a series at places that are there.
pub(super) fn mean_at(series: &[f64], places: &[usize]) -> f64 {
    places.iter().map(|&place| series[place]).sum::<f64>() / places.len() as f64
}

/// At least one draw, each of as many places as rows, none beyond them.
pub(super) fn check_draws(rows: (Series, &[f64]), draws: &[Vec<usize>]) -> Result<(), SignificanceError> {
    if draws.is_empty() {
        return Err(InputError::Empty { series: Series::Draw }.into());
    }
    for draw in draws {
        check_aligned(rows, (Series::Draw, draw))?;
        if let Some(&place) = draw.iter().find(|place| **place >= rows.1.len()) {
            return Err(SignificanceError::Draw { place, rows: rows.1.len() });
        }
    }
    Ok(())
}

/// The variance of `√n` times the mean that the stationary bootstrap implies (Politis and Romano, 1994, lemma 1).
fn implied_variance(series: &[f64], block: f64) -> f64 {
    let n = series.len();
    let size = n as f64;
    let centre = mean(series);
    let goes_on = 1.0 - 1.0 / block.max(1.0);
    let product = |lag: usize| -> f64 {
        series.iter().zip(&series[lag..]).map(|(a, b)| (a - centre) * (b - centre)).sum::<f64>() / size
    };
    let weight = |lag: usize| {
        let share = lag as f64 / size;
        (1.0 - share) * goes_on.powi(lag as i32) + share * goes_on.powi((n - lag) as i32)
    };
    product(0) + (1..n).map(|lag| 2.0 * weight(lag) * product(lag)).sum::<f64>()
}
