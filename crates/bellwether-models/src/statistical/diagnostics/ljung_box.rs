use super::{DiagnosticError, autocorrelations, chi_squared_above};

/// Whether a series remembers.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct LjungBox {
    /// Q.
    pub statistic: f64,
    /// Probability of a Q as large, were there no memory.
    pub p: f64,
    /// Lags in it, which are its degrees of freedom.
    pub lags: usize,
}

/// The test of Ljung and Box (1978), *Biometrika* 65: `Q = n (n + 2) Σ_{k≤lags} ρ_k² / (n − k)` is χ² without memory.
///
/// # Errors
/// As [`autocorrelations`]; [`DiagnosticError::NoLags`].
pub fn ljung_box(series: &[f64], lags: usize) -> Result<LjungBox, DiagnosticError> {
    if lags == 0 {
        return Err(DiagnosticError::NoLags);
    }
    let n = series.len() as f64;
    let rho = autocorrelations(series, lags)?;
    let sum: f64 = rho.iter().enumerate().skip(1).map(|(k, r)| r * r / (n - k as f64)).sum();
    let statistic = n * (n + 2.0) * sum;
    Ok(LjungBox { statistic, p: chi_squared_above(statistic, lags), lags })
}
