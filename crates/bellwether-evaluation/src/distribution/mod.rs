//! Scores of forecast distributions, and whether they were calibrated.
//!
//! A distribution is given as a sample of it (an ensemble, drawn paths) or as quantiles at levels. [`crps_ensemble`] and
//! [`crps_quantiles`] score it; [`pit_ensemble`] and [`pit_quantiles`] say where in it the actual value fell, and [`uniformity`]
//! whether those places are spread as a calibrated forecast's are.

mod crps;
mod error;
mod kolmogorov;
mod pit;

pub use crps::{crps_ensemble, crps_quantiles};
pub use error::DistributionError;
pub use kolmogorov::{Uniformity, uniformity};
pub use pit::{pit_ensemble, pit_quantiles};

use crate::input::{InputError, Series, check};

/// As many distributions as actual values, finite and not empty.
fn check_rows(actual: &[f64], rows: &[&[f64]]) -> Result<(), DistributionError> {
    check(Series::Actual, actual)?;
    if actual.len() != rows.len() {
        return Err(InputError::LengthMismatch {
            left: Series::Actual,
            left_len: actual.len(),
            right: Series::Distribution,
            right_len: rows.len(),
        }
        .into());
    }
    rows.iter().try_for_each(|row| check(Series::Distribution, row)).map_err(Into::into)
}

/// Levels strictly ascending in (0, 1), and as many quantiles in each row, none below the one before.
fn check_quantiles(levels: &[f64], rows: &[&[f64]]) -> Result<(), DistributionError> {
    check(Series::Levels, levels)?;
    let mut last = 0.0;
    for (index, &level) in levels.iter().enumerate() {
        if !(level > last && level < 1.0) {
            return Err(DistributionError::Level { index, level });
        }
        last = level;
    }
    for (row, quantiles) in rows.iter().enumerate() {
        if quantiles.len() != levels.len() {
            return Err(InputError::LengthMismatch {
                left: Series::Levels,
                left_len: levels.len(),
                right: Series::Distribution,
                right_len: quantiles.len(),
            }
            .into());
        }
        if let Some(index) = quantiles.windows(2).position(|two| two[1] < two[0]) {
            return Err(DistributionError::Crossing {
                row,
                lower: quantiles[index],
                upper: quantiles[index + 1],
            });
        }
    }
    Ok(())
}
