//! ARIMA: differences of the series, less a regression, follow an autoregression with moving-average errors.
//!
//! ```text
//! u_t = y_t − x_t'β
//! φ(B) Φ(B^s) (1 − B)^d (1 − B^s)^D u_t = θ(B) Θ(B^s) ε_t,    ε_t ~ N(0, σ²)
//! φ(B) = 1 − φ₁B − … − φ_p B^p,    θ(B) = 1 + θ₁B + … + θ_q B^q
//! ```
//!
//! [`fit`] maximises the exact Gaussian likelihood by Kalman filter. σ² and β are had in closed form; the others go
//! through their partial autocorrelations, so that every point tried is stationary and invertible. With differencing,
//! the likelihood is that of the values given the first `d + s·D`; without gaps, that of the differences. A gap in the
//! series is a missing value and needs no filling.
//!
//! Compared with: statsmodels `SARIMAX`. Harvey (1989), *Forecasting, Structural Time Series Models and the Kalman
//! Filter*; Jones (1980), *Technometrics* 22; Monahan (1984), *Biometrika* 71; Hannan and Rissanen (1982),
//! *Biometrika* 69.

mod auto;
mod conditional;
mod errors;
mod filter;
mod fit;
mod fitted;
mod kpss;
mod objective;
mod polynomial;
mod seasonal;
mod standard_errors;
mod start;
mod state;

pub use crate::statistical::Prediction;
pub use auto::{Search, Selection, select, select_with};
pub use errors::ArimaError;
pub use fit::{Options, Start, fit};
pub use fitted::FittedArima;
pub use kpss::{differences, kpss_level};
pub use seasonal::{seasonal_differences, seasonal_strength};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seasonal orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seasonal {
    /// Seasonal autoregressive terms, P.
    pub p: usize,
    /// Seasonal differences, D.
    pub d: usize,
    /// Seasonal moving-average terms, Q.
    pub q: usize,
    /// Values in a season, at least 2.
    pub period: usize,
}

/// Orders of an ARIMA model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Autoregressive terms.
    pub p: usize,
    /// Differences.
    pub d: usize,
    /// Moving-average terms.
    pub q: usize,
    /// The seasonal part, if any.
    pub seasonal: Option<Seasonal>,
}

impl Order {
    /// Longest lag that an order may reach, all parts together.
    pub const LONGEST: usize = 400;

    /// An order without a seasonal part.
    pub const fn new(p: usize, d: usize, q: usize) -> Self {
        Self { p, d, q, seasonal: None }
    }

    /// With a seasonal part.
    #[must_use]
    pub const fn with_seasonal(self, p: usize, d: usize, q: usize, period: usize) -> Self {
        Self { seasonal: Some(Seasonal { p, d, q, period }), ..self }
    }

    /// Coefficients of the autoregression, the moving average, and their seasonal parts.
    pub(super) fn parts(&self) -> [usize; 4] {
        let (sp, sq) = self.seasonal.map_or((0, 0), |s| (s.p, s.q));
        [self.p, self.q, sp, sq]
    }

    /// Ordinary and seasonal differences together.
    pub(super) fn differences(&self) -> usize {
        self.d.saturating_add(self.seasonal.map_or(0, |s| s.d))
    }

    pub(super) fn delta(&self) -> Vec<f64> {
        let (seasonal, period) = self.seasonal.map_or((0, 1), |s| (s.d, s.period));
        polynomial::differencing(self.d, seasonal, period)
    }

    pub(super) fn check(&self) -> Result<(), ArimaError> {
        let (sp, sd, sq, period) = self.seasonal.map_or((0, 0, 0, 2), |s| (s.p, s.d, s.q, s.period));
        let seasonal = sp.max(sq).saturating_add(sd).saturating_mul(period);
        let lags = self.p.max(self.q).saturating_add(self.d).saturating_add(seasonal);
        if period < 2 || lags > Self::LONGEST || self.differences() > 3 {
            return Err(ArimaError::Order { order: *self, lags });
        }
        Ok(())
    }
}

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({}, {}, {})", self.p, self.d, self.q)?;
        match self.seasonal {
            Some(s) => write!(f, "({}, {}, {})[{}]", s.p, s.d, s.q, s.period),
            None => Ok(()),
        }
    }
}

/// The deterministic part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Constant {
    /// None: a series without differences wanders around zero.
    #[default]
    None,
    /// A mean, for a series without differences.
    Mean,
    /// A straight line: the mean change of a series with one difference; with a level where there is none.
    Drift,
}
