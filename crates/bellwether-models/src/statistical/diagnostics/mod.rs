//! What a series is like: does it wander, does it remember, does its volatility cluster, are its tails heavy.
//!
//! | test | the series is, unless p is small |
//! |---|---|
//! | [`adf`] | a random walk |
//! | [`kpss`] | one that returns to a level or a line |
//! | [`ljung_box`] | without memory |
//! | [`arch_lm`] | of constant volatility |
//! | [`jarque_bera`] | normal |
//!
//! Every function takes finite values, oldest first, and works in a unit of its own, so that no square overflows.
//!
//! Compared with: statsmodels.

mod acf;
mod adf;
mod arch_lm;
mod errors;
mod jarque_bera;
mod kpss;
mod ljung_box;
mod mackinnon;
mod orthogonal;

pub use acf::{autocorrelations, partial_autocorrelations};
pub use adf::{Adf, AdfLags, Deterministic, adf};
pub use arch_lm::{ArchLm, arch_lm};
pub use errors::DiagnosticError;
pub use jarque_bera::{JarqueBera, jarque_bera};
pub use kpss::{Kpss, KpssLags, Level, kpss};
pub use ljung_box::{LjungBox, ljung_box};

pub(super) use kpss::eta;

use statrs::function::gamma::gamma_ur;

/// P(χ² with `degrees` > `value`).
fn chi_squared_above(value: f64, degrees: usize) -> f64 {
    if value > 0.0 { gamma_ur(0.5 * degrees as f64, 0.5 * value) } else { 1.0 }
}

/// The values less their mean, in units of the largest of what is left.
fn centred(series: &[f64], needed: usize) -> Result<Vec<f64>, DiagnosticError> {
    let scaled = scaled(series, needed)?;
    let mean = scaled.iter().sum::<f64>() / scaled.len() as f64;
    let less: Vec<f64> = scaled.iter().map(|v| v - mean).collect();
    let largest = less.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    // rounding leaves this much of a constant
    if largest < 1e-12 {
        return Err(DiagnosticError::NoVariation { values: series.len() });
    }
    Ok(less.iter().map(|v| v / largest).collect())
}

/// The values in units of the largest.
fn scaled(series: &[f64], needed: usize) -> Result<Vec<f64>, DiagnosticError> {
    if let Some(index) = series.iter().position(|v| !v.is_finite()) {
        return Err(DiagnosticError::NotFinite { index, value: series[index] });
    }
    if series.len() < needed {
        return Err(DiagnosticError::TooShort { needed, found: series.len() });
    }
    let largest = series.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest < f64::MIN_POSITIVE {
        return Err(DiagnosticError::NoVariation { values: series.len() });
    }
    Ok(series.iter().map(|v| v / largest).collect())
}
