//! Autocorrelations, and partial ones by the recursion of Durbin (1960), *Review of the International Statistical
//! Institute* 28.
//!
//! ```text
//! ρ_k = Σ_{t>k} e_t e_{t−k} / Σ e_t²,    e = y − ȳ
//! ```

use super::orthogonal::dot;
use super::{DiagnosticError, centred};

/// ρ₀ = 1 to ρ at `lags`.
///
/// # Errors
/// [`DiagnosticError`] for fewer than `lags + 2` values, values that are not finite, or that do not vary.
pub fn autocorrelations(series: &[f64], lags: usize) -> Result<Vec<f64>, DiagnosticError> {
    let e = centred(series, lags.saturating_add(2))?;
    let whole = dot(&e, &e);
    Ok((0..=lags).map(|k| dot(&e[k..], &e) / whole).collect())
}

/// Partial autocorrelations at 0, which is 1, to `lags`: of the values `k` apart, given those between them.
///
/// # Errors
/// As [`autocorrelations`].
pub fn partial_autocorrelations(series: &[f64], lags: usize) -> Result<Vec<f64>, DiagnosticError> {
    let rho = autocorrelations(series, lags)?;
    let mut out = vec![1.0];
    let (mut phi, mut error): (Vec<f64>, f64) = (Vec::new(), 1.0);
    for k in 1..=lags {
        let explained: f64 = phi.iter().enumerate().map(|(i, p)| p * rho[k - 1 - i]).sum();
        let own = if error > 0.0 { (rho[k] - explained) / error } else { 0.0 };
        let before = phi.clone();
        phi.iter_mut().zip(before.iter().rev()).for_each(|(p, other)| *p -= own * other);
        phi.push(own);
        error *= 1.0 - own * own;
        out.push(own);
    }
    Ok(out)
}
