//! p-values adjusted for the number of tests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SignificanceError;
use crate::input::{Series, check};

/// How the p-values of a family of tests are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Adjustment {
    /// Bounds the chance of any false finding; [`holm`]. The default.
    #[default]
    Holm,
    /// Bounds the expected share of false findings; [`benjamini_hochberg`].
    BenjaminiHochberg,
}

impl Adjustment {
    /// Adjusts a family of p-values.
    ///
    /// # Errors
    ///
    /// As [`holm`].
    pub fn adjust(self, p_values: &[f64]) -> Result<Vec<f64>, SignificanceError> {
        match self {
            Self::Holm => holm(p_values),
            Self::BenjaminiHochberg => benjamini_hochberg(p_values),
        }
    }
}

/// Holm's adjustment (1979), in the order given: the chance of one or more false findings stays below the
/// level, however the tests depend on each other.
///
/// With `p₍₁₎ ≤ … ≤ p₍ₘ₎`: `adjusted₍ᵢ₎ = max_{j ≤ i} min(1, (m - j + 1) p₍ⱼ₎)`.
///
/// # Errors
///
/// [`SignificanceError::Input`] without p-values or with NaN; [`SignificanceError::PValue`] outside [0, 1].
///
/// ```
/// use bellwether_evaluation::significance::{benjamini_hochberg, holm};
///
/// assert_eq!(holm(&[0.5, 0.125])?, [0.5, 0.25]);
/// assert_eq!(benjamini_hochberg(&[0.5, 0.125])?, [0.5, 0.25]);
/// # Ok::<(), bellwether_evaluation::significance::SignificanceError>(())
/// ```
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, SignificanceError> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; order.len()];
    let mut floor = 0.0_f64;
    for (rank, index) in order.iter().enumerate() {
        floor = floor.max(((order.len() - rank) as f64 * p_values[*index]).min(1.0));
        adjusted[*index] = floor;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjustment (1995), in the order given: the expected share of false findings among
/// the findings stays below the level, for independent or positively dependent tests.
///
/// With `p₍₁₎ ≤ … ≤ p₍ₘ₎`: `adjusted₍ᵢ₎ = min_{j ≥ i} min(1, m p₍ⱼ₎ / j)`.
///
/// # Errors
///
/// As [`holm`].
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>, SignificanceError> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; order.len()];
    let mut ceiling = 1.0_f64;
    for (rank, index) in order.iter().enumerate().rev() {
        ceiling = ceiling.min(order.len() as f64 / (rank + 1) as f64 * p_values[*index]);
        adjusted[*index] = ceiling;
    }
    Ok(adjusted)
}

/// Indices in ascending order of valid p-values; equal ones in the order given.
fn ascending(p_values: &[f64]) -> Result<Vec<usize>, SignificanceError> {
    check(Series::PValues, p_values)?;
    if let Some(index) = p_values.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(SignificanceError::PValue { index, value: p_values[index] });
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_outside_the_unit_interval_are_typed() {
        assert_eq!(holm(&[0.1, 1.5]), Err(SignificanceError::PValue { index: 1, value: 1.5 }));
        assert!(matches!(benjamini_hochberg(&[]), Err(SignificanceError::Input(_))));
        assert!(matches!(holm(&[f64::NAN]), Err(SignificanceError::Input(_))));
    }
}
