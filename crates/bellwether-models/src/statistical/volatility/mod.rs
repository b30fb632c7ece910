//! Volatility: the variance of the next value, from the size of the last ones.
//!
//! ```text
//! y_t = μ + ε_t,    ε_t = σ_t z_t,    z_t independent, of mean 0 and variance 1: normal, or Student's t
//! GARCH(1, 1):      σ²_t = ω + α ε²_{t−1} + β σ²_{t−1}
//! GJR-GARCH:        σ²_t = ω + (α + γ [ε_{t−1} < 0]) ε²_{t−1} + β σ²_{t−1}
//! EWMA:             σ²_t = (1 − λ) ε²_{t−1} + λ σ²_{t−1}                          RiskMetrics, λ = 0.94
//! ```
//!
//! [`fit`] maximises the likelihood under `ω > 0, α ≥ 0, α + γ ≥ 0, β ≥ 0, α + γ / 2 + β < 1`. Before the first value, ε²
//! and σ² are the mean of the first 75 squares with weights 0.94^t. A gap (NaN) behind it is a missing value: its
//! square is taken to be the variance expected of it. Results do not hang on the unit of the series.
//!
//! Compared with: the Python package `arch`. Bollerslev (1986), *Journal of Econometrics* 31; Bollerslev (1987), *Review of
//! Economics and Statistics* 69; Glosten, Jagannathan and Runkle (1993), *Journal of Finance* 48; J. P. Morgan (1996),
//! *RiskMetrics Technical Document*.

mod distribution;
mod errors;
mod fit;
mod fitted;
mod likelihood;
mod optimiser;
mod parameters;
mod standard_errors;

pub use distribution::Errors;
pub use errors::VolatilityError;
pub use fit::{Covariance, Options, fit};
pub use fitted::FittedVolatility;
pub use parameters::Parameters;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the variance moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Process {
    /// GARCH(1, 1): it follows the last square and its own last value.
    #[default]
    Garch,
    /// GARCH with a further term after falls.
    GjrGarch,
    /// RiskMetrics: an exponentially weighted mean of squares, λ = 0.94, nothing to be fitted.
    Ewma,
    /// The same with λ fitted.
    EwmaFitted,
}

/// The mean of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mean {
    /// Zero.
    Zero,
    /// A constant.
    #[default]
    Constant,
}
