//! What models gain over a benchmark, and how a bootstrap of the gains is centred.

use super::SignificanceError;
use crate::input::{InputError, Series, check_aligned, check_pair, mean};

/// Gains of models over a benchmark on the same rows.
pub(super) struct Gains {
    /// Loss of the benchmark less that of the model, a series a model.
    series: ByRow,
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
        let series = ByRow::of(&series.iter().map(Vec::as_slice).collect::<Vec<_>>());
        Ok(Self { series, means, centres })
    }

    /// Mean gain of each model over the rows of a draw.
    pub(super) fn drawn(&self, draw: &[usize]) -> Vec<f64> {
        self.series.means(draw)
    }
}

/// Series of equal length, laid row by row, so that the means of all over a draw are made in one pass.
pub(super) struct ByRow {
    values: Vec<f64>,
    width: usize,
}

impl ByRow {
    pub(super) fn of(series: &[&[f64]]) -> Self {
        let rows = series.first().map_or(0, |s| s.len());
        let values = (0..rows).flat_map(|row| series.iter().map(move |s| s[row])).collect();
        Self { values, width: series.len() }
    }

    /// Mean of each series at places that are there.
    pub(super) fn means(&self, places: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; self.width];
        for place in places {
            let row = &self.values[place * self.width..(place + 1) * self.width];
            sums.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
        }
        sums.iter_mut().for_each(|sum| *sum /= places.len() as f64);
        sums
    }
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
