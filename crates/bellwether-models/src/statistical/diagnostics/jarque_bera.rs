use super::{DiagnosticError, centred};

/// Whether values are normal.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct JarqueBera {
    /// JB.
    pub statistic: f64,
    /// Probability of a JB as large, were the values normal; good from some hundred values on.
    pub p: f64,
    /// Third standardised moment; 0 for a normal distribution.
    pub skewness: f64,
    /// Fourth standardised moment; 3 for a normal distribution.
    pub kurtosis: f64,
}

/// The test of Jarque and Bera (1980), *Economics Letters* 6: `JB = n / 6 (S² + (K − 3)² / 4)` is χ² with 2 degrees of
/// freedom for normal values.
///
/// # Errors
/// [`DiagnosticError`] for fewer than 8 values, values that are not finite, or that do not vary.
pub fn jarque_bera(series: &[f64]) -> Result<JarqueBera, DiagnosticError> {
    let e = centred(series, 8)?;
    let n = e.len() as f64;
    let moment = |power: i32| e.iter().map(|v| v.powi(power)).sum::<f64>() / n;
    let variance = moment(2);
    let skewness = moment(3) / variance.powf(1.5);
    let kurtosis = moment(4) / (variance * variance);
    let statistic = n / 6.0 * (skewness * skewness + 0.25 * (kurtosis - 3.0) * (kurtosis - 3.0));
    Ok(JarqueBera { statistic, p: (-0.5 * statistic).exp(), skewness, kurtosis })
}
