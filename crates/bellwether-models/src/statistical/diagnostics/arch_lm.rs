use super::orthogonal::{Orthogonal, dot};
use super::{DiagnosticError, chi_squared_above, scaled};

/// Whether volatility clusters.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct ArchLm {
    /// n R².
    pub statistic: f64,
    /// Probability of a statistic as large, were the variance constant.
    pub p: f64,
    /// Lags in it, which are its degrees of freedom.
    pub lags: usize,
}

/// Engle's (1982) test, *Econometrica* 50: n R² of the regression of squares on their last `lags` values is χ² when the
/// variance is constant. The values are residuals: their mean is not taken away.
///
/// # Errors
/// [`DiagnosticError`] for fewer than `2 lags + 2` values, values that are not finite, or whose squares follow exactly.
pub fn arch_lm(residuals: &[f64], lags: usize) -> Result<ArchLm, DiagnosticError> {
    if lags == 0 {
        return Err(DiagnosticError::NoLags);
    }
    let scaled = scaled(residuals, lags.saturating_mul(2).saturating_add(2))?;
    let squares: Vec<f64> = scaled.iter().map(|v| v * v).collect();
    let n = squares.len() - lags;
    let own = &squares[lags..];
    let mean = own.iter().sum::<f64>() / n as f64;
    let less: Vec<f64> = own.iter().map(|v| v - mean).collect();
    let whole = dot(&less, &less);
    let mut regression = Orthogonal::new(less);
    let exact = DiagnosticError::Exact { lags };
    regression.add(&vec![1.0; n]).ok_or_else(|| exact.clone())?;
    for k in 1..=lags {
        regression.add(&squares[lags - k..lags - k + n]).ok_or_else(|| exact.clone())?;
    }
    let statistic = n as f64 * (1.0 - regression.squares() / whole);
    if !statistic.is_finite() {
        return Err(exact);
    }
    Ok(ArchLm { statistic, p: chi_squared_above(statistic, lags), lags })
}
