//! Complete ensemble empirical mode decomposition with adaptive noise.
//!
//! ```text
//! E_k(·): the k-th mode by EMD;  M(x) = x − E_1(x), the local mean;  w_i: noise, i = 1 … trials, E_k(w_i) over the
//! standard deviation of E_1(w_i);  everything in units of the series' standard deviation
//! mode 1 = mean_i E_1(x + ε E_1(w_i)),            r_1 = x − mode 1
//! r_k    = mean_i M(r_(k−1) + ε sd(r_(k−1)) E_k(w_i)),   mode k = r_(k−1) − r_k
//! ```
//!
//! It ends when the rest has no mode, spans less than `range`, or sums to less than `total` in absolute values. Torres et
//! al. (2011), ICASSP; Colominas, Schlotthauer and Torres (2014), *Biomedical Signal Processing and Control* 14. Compared
//! with PyEMD.

use rand_chacha::ChaCha8Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ensemble::check_noise;
use super::sift::{Sifter, check};
use super::{Modes, Noise, Sifting, deviation, range, rest};
use crate::FeatureError;

/// Settings of CEEMDAN.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Ceemdan {
    /// Draws of noise; at least 1. Default 100.
    pub trials: usize,
    /// How wide the noise is, in standard deviations of what it is added to; above 0. Default 0.005.
    pub epsilon: f64,
    /// Most modes; 0 for no limit, which ends at 101. Default 0.
    pub max_modes: usize,
    /// It ends when the rest spans less than this many standard deviations of the series. Default 0.01.
    pub range: f64,
    /// It ends when the absolute values of the rest sum to less than this, likewise. Default 0.05.
    pub total: f64,
    /// How each series is sifted, in units of the series' standard deviation.
    pub sifting: Sifting,
}

impl Default for Ceemdan {
    fn default() -> Self {
        Self {
            trials: 100,
            epsilon: 0.005,
            max_modes: 0,
            range: 0.01,
            total: 0.05,
            sifting: Sifting::default(),
        }
    }
}

/// Decomposes a series with noise drawn from a random stream.
///
/// # Errors
/// As [`eemd`](super::eemd).
pub fn ceemdan(series: &[f64], settings: &Ceemdan, stream: &mut ChaCha8Rng) -> Result<Modes, FeatureError> {
    ceemdan_given(series, settings, &Noise::draw(stream, settings.trials, series.len()))
}

/// Decomposes a series with noise that is given; its number of series stands for `trials`.
///
/// # Errors
/// As [`eemd_given`](super::eemd_given).
pub fn ceemdan_given(series: &[f64], settings: &Ceemdan, noise: &Noise) -> Result<Modes, FeatureError> {
    let Ceemdan { trials: _, epsilon, max_modes, range: least_range, total, sifting } = *settings;
    check(series, &sifting)?;
    check_noise(series, noise, epsilon)?;
    let scale = deviation(series);
    if scale == 0.0 {
        return Ok(Modes { modes: Vec::new(), residual: series.to_vec() });
    }
    let x: Vec<f64> = series.iter().map(|v| v / scale).collect();
    let mut work =
        Work { sifter: Sifter::default(), one: Sifting { max_modes: 1, ..sifting }, noisy: Vec::new() };
    let noise = work.modes_of_noise(noise, &sifting);

    let mut sum = vec![0.0; x.len()];
    for modes in &noise {
        let mode = work.first_mode(&x, epsilon, modes.first());
        sum.iter_mut().zip(mode).for_each(|(s, m)| *s += m);
    }
    let trials = noise.len() as f64;
    let mut modes = vec![sum.into_iter().map(|s| s / trials).collect::<Vec<f64>>()];
    let mut previous: Vec<f64> = x.iter().zip(&modes[0]).map(|(x, m)| x - m).collect();
    for _ in 0..100 {
        let left = rest(&x, &modes);
        let done = max_modes > 0 && modes.len() >= max_modes
            || work.has_no_mode(&left)
            || range(&left) < least_range
            || left.iter().map(|v| v.abs()).sum::<f64>() < total;
        if done {
            break;
        }
        let width = epsilon * deviation(&previous);
        let mut mean = vec![0.0; x.len()];
        for own in &noise {
            let local = work.local_mean(&previous, width, own.get(modes.len()));
            mean.iter_mut().zip(local).for_each(|(s, m)| *s += m / trials);
        }
        modes.push(previous.iter().zip(&mean).map(|(p, m)| p - m).collect());
        previous = mean;
    }
    modes.iter_mut().flatten().for_each(|m| *m *= scale);
    Ok(Modes::of(series, modes))
}

struct Work {
    sifter: Sifter,
    one: Sifting,
    noisy: Vec<f64>,
}

impl Work {
    /// All parts of each noise, over the standard deviation of the first.
    fn modes_of_noise(&mut self, noise: &Noise, sifting: &Sifting) -> Vec<Vec<Vec<f64>>> {
        let of = |drawn: &Vec<f64>| {
            let Modes { mut modes, residual } = self.sifter.decompose(drawn, sifting);
            if !is_nothing(&residual) {
                modes.push(residual);
            }
            let scale = modes.first().map_or(1.0, |m| deviation(m));
            if scale > 0.0 {
                modes.iter_mut().flatten().for_each(|m| *m /= scale);
            }
            modes
        };
        noise.series().iter().map(of).collect()
    }

    /// One mode of a series with noise, and what it leaves over.
    fn split(&mut self, series: &[f64], width: f64, noise: Option<&Vec<f64>>) -> Modes {
        self.noisy.clear();
        match noise {
            Some(noise) => self.noisy.extend(series.iter().zip(noise).map(|(x, e)| x + width * e)),
            None => self.noisy.extend_from_slice(series),
        }
        self.sifter.decompose(&self.noisy, &self.one)
    }

    /// The first mode; the series itself where it has none.
    fn first_mode(&mut self, series: &[f64], width: f64, noise: Option<&Vec<f64>>) -> Vec<f64> {
        let Modes { modes, residual } = self.split(series, width, noise);
        modes.into_iter().next().unwrap_or(residual)
    }

    /// What the first mode leaves over.
    fn local_mean(&mut self, series: &[f64], width: f64, noise: Option<&Vec<f64>>) -> Vec<f64> {
        let Modes { modes, residual } = self.split(series, width, noise);
        match modes.into_iter().next() {
            // a series that is its own mode
            Some(mode) if is_nothing(&residual) => mode,
            _ => residual,
        }
    }

    fn has_no_mode(&mut self, series: &[f64]) -> bool {
        let Modes { modes, residual } = self.split(series, 0.0, None);
        modes.is_empty() || is_nothing(&residual)
    }
}

/// Whether nothing but rounding is left.
fn is_nothing(values: &[f64]) -> bool {
    values.iter().all(|v| v.abs() <= 1e-8)
}
