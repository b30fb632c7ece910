//! The test of stationarity by Kwiatkowski, Phillips, Schmidt and Shin (1992), *Journal of Econometrics* 54.
//!
//! ```text
//! e_t = y_t − ȳ, or what a straight line leaves over;  S_t = e_1 + … + e_t
//! η = Σ S_t² / (n² s²),   s² = (Σ e_t² + 2 Σ_{k≤l} (1 − k / (l + 1)) Σ_t e_t e_{t−k}) / n
//! ```

use super::orthogonal::dot;
use super::{DiagnosticError, centred};

/// What the series returns to, if it is stationary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// A level.
    #[default]
    Constant,
    /// A straight line.
    Trend,
}

/// Lags of the long-run variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KpssLags {
    /// As many as the data ask for: Hobijn, Franses and Ooms (2004), *Statistica Neerlandica* 58.
    #[default]
    Automatic,
    /// So many.
    Fixed(usize),
}

/// Whether a series wanders away.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Kpss {
    /// η.
    pub statistic: f64,
    /// Probability of an η as large, were the series stationary, between the points of the paper's table; never less than
    /// .01 nor more than .1, where the table ends.
    pub p: f64,
    /// Lags of the long-run variance.
    pub lags: usize,
}

/// Table 1 of the paper.
const PROBABILITIES: [f64; 4] = [0.1, 0.05, 0.025, 0.01];
const CONSTANT: [f64; 4] = [0.347, 0.463, 0.574, 0.739];
const TREND: [f64; 4] = [0.119, 0.146, 0.176, 0.216];

/// The test.
///
/// # Errors
/// [`DiagnosticError`] for fewer than 4 values, or not more than there are lags; values that are not finite, or that do
/// not vary around the level or the line.
pub fn kpss(series: &[f64], level: Level, lags: KpssLags) -> Result<Kpss, DiagnosticError> {
    let needed = match lags {
        KpssLags::Automatic => 4,
        KpssLags::Fixed(lags) => lags.saturating_add(2).max(4),
    };
    let mut e = centred(series, needed)?;
    let n = e.len();
    if level == Level::Trend {
        let time: Vec<f64> = (0..n).map(|t| t as f64 - 0.5 * (n - 1) as f64).collect();
        let slope = dot(&time, &e) / dot(&time, &time);
        e.iter_mut().zip(&time).for_each(|(v, t)| *v -= slope * t);
    }
    let lags = match lags {
        KpssLags::Automatic => automatic(&e),
        KpssLags::Fixed(lags) => lags,
    };
    let statistic = eta(&e, lags).ok_or(DiagnosticError::NoVariation { values: n })?;
    let table = if level == Level::Trend { TREND } else { CONSTANT };
    Ok(Kpss { statistic, p: between(statistic, &table), lags })
}

/// η of values that are of order one and have no mean; `None` where they do not vary.
pub(in super::super) fn eta(e: &[f64], lags: usize) -> Option<f64> {
    let n = e.len() as f64;
    let covariance = |k: usize| dot(&e[k..], e);
    let weight = |k: usize| 1.0 - k as f64 / (lags + 1) as f64;
    let variance = (covariance(0) + 2.0 * (1..=lags).map(|k| weight(k) * covariance(k)).sum::<f64>()) / n;
    if !(covariance(0) / n > 1e-24 && variance > 0.0) {
        return None;
    }
    let (mut sum, mut squares) = (0.0, 0.0);
    for v in e {
        sum += v;
        squares += sum * sum;
    }
    Some(squares / (n * n * variance))
}

fn automatic(e: &[f64]) -> usize {
    let n = e.len() as f64;
    let (mut level, mut slope) = (dot(e, e) / n, 0.0);
    for k in 1..=n.powf(2.0 / 9.0) as usize {
        let product = 2.0 * dot(&e[k..], e) / n;
        level += product;
        slope += k as f64 * product;
    }
    let rate = 1.1447 * (slope / level).powi(2).cbrt();
    ((rate * n.cbrt()) as usize).min(e.len() - 1)
}

/// The probability between the table's points.
fn between(statistic: f64, table: &[f64; 4]) -> f64 {
    let Some(above) = table.iter().position(|c| statistic < *c) else { return PROBABILITIES[3] };
    let Some(below) = above.checked_sub(1) else { return PROBABILITIES[0] };
    let share = (statistic - table[below]) / (table[above] - table[below]);
    PROBABILITIES[below] + share * (PROBABILITIES[above] - PROBABILITIES[below])
}
