//! The augmented Dickey-Fuller test: Said and Dickey (1984), *Biometrika* 71.
//!
//! ```text
//! Δy_t = a + b t + ρ y_{t−1} + Σ_{k≤lags} c_k Δy_{t−k} + ε_t;    the statistic is ρ in its standard errors
//! ```

use super::orthogonal::Orthogonal;
use super::{DiagnosticError, mackinnon, scaled};

/// What is in the regression beside the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deterministic {
    /// Nothing: against a return to zero.
    None,
    /// `a`: against a return to a level.
    #[default]
    Constant,
    /// `a + b t`: against a return to a line.
    Trend,
}

/// Changes in the regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdfLags {
    /// As many as AIC prefers, at most `12 (n / 100)^(1/4)` rounded up (Schwert 1989).
    #[default]
    Aic,
    /// So many.
    Fixed(usize),
}

/// Whether a series is a random walk.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Adf {
    /// The statistic; the lower, the less of a random walk.
    pub statistic: f64,
    /// Probability of a statistic as low, were it one (MacKinnon 1994).
    pub p: f64,
    /// Changes in the regression.
    pub lags: usize,
    /// Values in the regression.
    pub values: usize,
    /// The statistics at 1, 5 and 10 % (MacKinnon 2010).
    pub critical: [f64; 3],
}

/// The test.
///
/// # Errors
/// [`DiagnosticError`] for too few values for the lags, values that are not finite or do not vary, or that follow each
/// other exactly.
pub fn adf(series: &[f64], deterministic: Deterministic, lags: AdfLags) -> Result<Adf, DiagnosticError> {
    let n = series.len();
    let trend = match deterministic {
        Deterministic::None => 0,
        Deterministic::Constant => 1,
        Deterministic::Trend => 2,
    };
    let least = 2 * (trend + 2);
    let series = scaled(series, least)?;
    if series.iter().all(|v| *v == series[0]) {
        return Err(DiagnosticError::NoVariation { values: n });
    }
    let room = n / 2 - trend - 1;
    let lags = match lags {
        AdfLags::Fixed(lags) if lags > room => {
            let needed = lags.saturating_add(trend + 1).saturating_mul(2);
            return Err(DiagnosticError::TooShort { needed, found: n });
        }
        AdfLags::Fixed(lags) => lags,
        AdfLags::Aic => {
            let most = (12.0 * (n as f64 / 100.0).powf(0.25)).ceil() as usize;
            best_lags(&series, deterministic, most.min(room))?
        }
    };
    let changes: Vec<f64> = series.windows(2).map(|w| w[1] - w[0]).collect();
    let values = changes.len() - lags;
    let mut regression = Orthogonal::new(changes[lags..].to_vec());
    let exact = DiagnosticError::Exact { lags };
    let mut columns = fixed(deterministic, values);
    columns.extend((1..=lags).map(|k| changes[lags - k..changes.len() - k].to_vec()));
    for column in &columns {
        regression.add(column).ok_or_else(|| exact.clone())?;
    }
    // the level comes last, so that its share is its coefficient in units of its standard error's root
    let share = regression.add(&series[lags..n - 1]).ok_or_else(|| exact.clone())?;
    let free = values as f64 - (columns.len() + 1) as f64;
    let statistic = share / (regression.squares() / free).sqrt();
    if !statistic.is_finite() || free <= 0.0 {
        return Err(exact);
    }
    Ok(Adf {
        statistic,
        p: mackinnon::probability(statistic, deterministic),
        lags,
        values,
        critical: mackinnon::critical(values, deterministic),
    })
}

fn fixed(deterministic: Deterministic, n: usize) -> Vec<Vec<f64>> {
    let time = || (1..=n).map(|t| t as f64 / n as f64).collect();
    match deterministic {
        Deterministic::None => Vec::new(),
        Deterministic::Constant => vec![vec![1.0; n]],
        Deterministic::Trend => vec![vec![1.0; n], time()],
    }
}

/// The number of lags that AIC prefers, all judged on the same values; the fewest of equal ones.
fn best_lags(series: &[f64], deterministic: Deterministic, most: usize) -> Result<usize, DiagnosticError> {
    let changes: Vec<f64> = series.windows(2).map(|w| w[1] - w[0]).collect();
    let n = changes.len() - most;
    let mut regression = Orthogonal::new(changes[most..].to_vec());
    let exact = DiagnosticError::Exact { lags: most };
    let mut columns = fixed(deterministic, n);
    columns.push(series[most..most + n].to_vec());
    for column in &columns {
        regression.add(column).ok_or_else(|| exact.clone())?;
    }
    let mut best = (f64::INFINITY, 0);
    for lags in 0..=most {
        if lags > 0 {
            regression.add(&changes[most - lags..changes.len() - lags]).ok_or_else(|| exact.clone())?;
        }
        let criterion = n as f64 * regression.squares().ln() + 2.0 * lags as f64;
        if criterion < best.0 {
            best = (criterion, lags);
        }
    }
    Ok(best.1)
}
