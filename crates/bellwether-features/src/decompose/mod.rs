//! Decompositions and reductions of series and tables.
//!
//! They look at all that they are given. What makes them causal is what they are given: the price columns that use them
//! decompose the window that ends with each row, again at every row; [`Pca`] is fitted on training rows.

mod emd;
mod pca;
mod segments;
mod wavelet;

pub use emd::{
    Ceemdan, Modes, Noise, Sifting, Stop, ceemd, ceemd_given, ceemdan, ceemdan_given, eemd, eemd_given, emd,
};
pub use pca::{Components, FittedPca, Pca};
pub use segments::{Segment, segments, turning_points};
pub use wavelet::{
    Boundary, Coefficients, Denoising, Shrinkage, Threshold, Wavelet, denoise, dwt, idwt, wavedec, waverec,
};

use crate::FeatureError;

/// Refuses values that are not finite numbers.
fn check_finite(method: &'static str, series: &[f64]) -> Result<(), FeatureError> {
    match series.iter().position(|v| !v.is_finite()) {
        Some(at) => Err(FeatureError::SeriesNotFinite { method, at, value: series[at] }),
        None => Ok(()),
    }
}

/// Refuses series that are too short.
fn check_length(method: &'static str, series: &[f64], needed: usize) -> Result<(), FeatureError> {
    if series.len() < needed {
        return Err(FeatureError::SeriesTooShort { method, needed, found: series.len() });
    }
    Ok(())
}
