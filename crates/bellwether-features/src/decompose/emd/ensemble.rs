//! Ensembles: the mean of the modes of a series with noise added, trial by trial.
//!
//! Wu and Huang (2009), *Advances in Adaptive Data Analysis* 1(1); complementary pairs: Yeh, Shieh and Huang (2010),
//! same journal 2(2). A trial that has no `k`-th mode counts as zero there, so that the modes of an ensemble are means
//! over all trials; what noise is left over is in the residual, and the sum of all parts is the series.

use rand_chacha::ChaCha8Rng;

use super::sift::{Sifter, check};
use super::{Modes, Noise, Sifting, range};
use crate::FeatureError;

/// Ensemble empirical mode decomposition with `trials` draws of normal noise, whose standard deviation is `width` times
/// the range of the series. The authors have .2 standard deviations of the series and some hundred trials; PyEMD .05 of
/// its range.
///
/// # Errors
/// As [`emd`](super::emd); [`FeatureError::Setting`] for no trials or a width that is no number above 0.
pub fn eemd(
    series: &[f64],
    sifting: &Sifting,
    trials: usize,
    width: f64,
    stream: &mut ChaCha8Rng,
) -> Result<Modes, FeatureError> {
    eemd_given(series, sifting, &Noise::draw(stream, trials, series.len()), width)
}

/// As [`eemd`] with noise that is given, before it is widened.
///
/// # Errors
/// As [`eemd`]; [`FeatureError::SeriesTooShort`] for noise of another length than the series.
pub fn eemd_given(
    series: &[f64],
    sifting: &Sifting,
    noise: &Noise,
    width: f64,
) -> Result<Modes, FeatureError> {
    ensemble(series, sifting, noise, width, &[1.0])
}

/// Complementary ensemble: every draw of noise is added and taken off, so that it leaves nothing in the mean but what the
/// sifting makes of it. `trials` counts the pairs.
///
/// # Errors
/// As [`eemd`].
pub fn ceemd(
    series: &[f64],
    sifting: &Sifting,
    trials: usize,
    width: f64,
    stream: &mut ChaCha8Rng,
) -> Result<Modes, FeatureError> {
    ceemd_given(series, sifting, &Noise::draw(stream, trials, series.len()), width)
}

/// As [`ceemd`] with noise that is given, before it is widened.
///
/// # Errors
/// As [`eemd_given`].
pub fn ceemd_given(
    series: &[f64],
    sifting: &Sifting,
    noise: &Noise,
    width: f64,
) -> Result<Modes, FeatureError> {
    ensemble(series, sifting, noise, width, &[1.0, -1.0])
}

/// Refuses noise that is none for the series.
pub(super) fn check_noise(series: &[f64], noise: &Noise, width: f64) -> Result<(), FeatureError> {
    const METHOD: &str = "an ensemble decomposition";
    let refuse =
        |setting, value, expected| Err(FeatureError::Setting { method: METHOD, setting, value, expected });
    if noise.series().is_empty() {
        return refuse("trials", 0.0, "at least 1");
    }
    if !(width > 0.0 && width.is_finite()) {
        return refuse("width", width, "a number above 0");
    }
    for drawn in noise.series() {
        if drawn.len() != series.len() {
            let (needed, found) = (series.len(), drawn.len());
            return Err(FeatureError::SeriesTooShort { method: METHOD, needed, found });
        }
        crate::decompose::check_finite(METHOD, drawn)?;
    }
    Ok(())
}

fn ensemble(
    series: &[f64],
    sifting: &Sifting,
    noise: &Noise,
    width: f64,
    signs: &[f64],
) -> Result<Modes, FeatureError> {
    check(series, sifting)?;
    check_noise(series, noise, width)?;
    let scale = width * range(series);
    let trials = (noise.series().len() * signs.len()) as f64;
    let mut sums: Vec<Vec<f64>> = Vec::new();
    let mut sifter = Sifter::default();
    let mut noisy = Vec::with_capacity(series.len());
    for drawn in noise.series() {
        for sign in signs {
            noisy.clear();
            noisy.extend(series.iter().zip(drawn).map(|(x, e)| x + sign * (scale * e)));
            for (k, mode) in sifter.decompose(&noisy, sifting).modes.into_iter().enumerate() {
                match sums.get_mut(k) {
                    Some(sum) => sum.iter_mut().zip(mode).for_each(|(s, m)| *s += m),
                    None => sums.push(mode),
                }
            }
        }
    }
    sums.iter_mut().flatten().for_each(|s| *s /= trials);
    Ok(Modes::of(series, sums))
}
