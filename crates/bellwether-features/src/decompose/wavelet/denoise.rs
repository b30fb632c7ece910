//! Denoising: transform, shrink the details, transform back.
//!
//! Donoho and Johnstone (1994), *Biometrika* 81(3); the rule of standard deviations is that of the survey's studies,
//! which drop the coefficients that stand out of their level.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Boundary, Wavelet, wavedec, waverec};
use crate::FeatureError;

/// What becomes of a detail coefficient below the threshold `λ`, and above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shrinkage {
    /// `sign(d) max(|d| − λ, 0)`.
    #[default]
    Soft,
    /// `d` where `|d| ≥ λ`, else 0.
    Hard,
}

impl Shrinkage {
    fn apply(self, details: &mut [f64], threshold: f64) {
        for d in details {
            let kept = d.abs() >= threshold;
            *d = match self {
                Self::Hard if kept => *d,
                Self::Soft if kept => *d - d.signum() * threshold,
                Self::Hard | Self::Soft => 0.0,
            };
        }
    }
}

/// Which detail coefficients are noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Threshold {
    /// Those below `σ √(2 ln n)`, with `σ` the median of the finest level's absolute coefficients over .6745.
    Universal {
        /// How the others are shrunk.
        #[serde(default)]
        shrinkage: Shrinkage,
    },
    /// Those below a given value.
    Fixed {
        /// The value, in units of the coefficients; at least 0.
        value: f64,
        /// How the others are shrunk.
        #[serde(default)]
        shrinkage: Shrinkage,
    },
    /// Those farther from 0 than `k` standard deviations of their level's coefficients: they become 0, the others stay.
    Deviations {
        /// How many; above 0.
        k: f64,
    },
}

/// How a series is denoised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Denoising {
    /// The wavelet. Default `db4`.
    pub wavelet: Wavelet,
    /// How the series goes on beyond its ends. Default symmetric.
    pub boundary: Boundary,
    /// Levels; at least 1. Default 2.
    pub levels: usize,
    /// Which coefficients are noise. Default the universal threshold, soft.
    pub threshold: Threshold,
}

impl Default for Denoising {
    fn default() -> Self {
        Self {
            wavelet: Wavelet::Db4,
            boundary: Boundary::Symmetric,
            levels: 2,
            threshold: Threshold::Universal { shrinkage: Shrinkage::Soft },
        }
    }
}

/// Of a normal distribution of standard deviation 1, the median of the absolute values.
const MEDIAN_DEVIATION: f64 = 0.674_489_750_196_081_7;

/// The series without what its wavelet coefficients hold for noise. Every value depends on the whole series: see the
/// module's head on how to use it without looking ahead.
///
/// # Errors
/// As [`wavedec`]; [`FeatureError::Setting`] for a threshold out of range.
pub fn denoise(x: &[f64], how: &Denoising) -> Result<Vec<f64>, FeatureError> {
    let Denoising { wavelet, boundary, levels, threshold } = *how;
    check(threshold)?;
    let mut coefficients = wavedec(x, wavelet, boundary, levels)?;
    match threshold {
        Threshold::Universal { shrinkage } => {
            let finest = coefficients.details.last().map_or(&[][..], Vec::as_slice);
            let sigma = median(finest.iter().map(|d| d.abs()).collect()) / MEDIAN_DEVIATION;
            let limit = sigma * (2.0 * (x.len() as f64).ln()).sqrt();
            coefficients.details.iter_mut().for_each(|d| shrinkage.apply(d, limit));
        }
        Threshold::Fixed { value, shrinkage } => {
            coefficients.details.iter_mut().for_each(|d| shrinkage.apply(d, value));
        }
        Threshold::Deviations { k } => {
            for details in &mut coefficients.details {
                let limit = k * deviation(details);
                details.iter_mut().filter(|d| d.abs() > limit).for_each(|d| *d = 0.0);
            }
        }
    }
    waverec(&coefficients)
}

fn check(threshold: Threshold) -> Result<(), FeatureError> {
    let refuse = |setting, value, expected| {
        Err(FeatureError::Setting { method: "wavelet denoising", setting, value, expected })
    };
    match threshold {
        Threshold::Fixed { value, .. } if !(value >= 0.0 && value.is_finite()) => {
            refuse("threshold.value", value, "a number of at least 0")
        }
        Threshold::Deviations { k } if !(k > 0.0 && k.is_finite()) => {
            refuse("threshold.k", k, "a number above 0")
        }
        _ => Ok(()),
    }
}

/// Standard deviation with `n` below the sum; 0 for no values.
fn deviation(values: &[f64]) -> f64 {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt()
}

/// The median; 0 for no values.
fn median(mut values: Vec<f64>) -> f64 {
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    let (below, middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n.is_multiple_of(2) {
        0.5 * (below.iter().copied().fold(f64::NEG_INFINITY, f64::max) + *middle)
    } else {
        *middle
    }
}
