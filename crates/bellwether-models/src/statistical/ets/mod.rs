//! ETS: error, trend and season, each none, additive or multiplicative, smoothed exponentially.
//!
//! ```text
//! ŷ = base, base + s or base · s;   base = l, l + φb or l b^φ
//! l' = base + α e / r,  b' = φb + β e / r,  s' = s + γ e          (and the forms in ratios: see recursion.rs)
//! ln L = −n/2 (ln 2πσ² + 1) − Σ ln ŷ (the last with multiplicative errors),  σ² = mean of e², or of (e / ŷ)²
//! ```
//!
//! [`fit`] maximises the likelihood in α, β, γ, φ and the initial states; those of linear forms with additive errors are
//! had in closed form. The parameters stay within 1e-4 of 0 and 1 (β of α, γ of 1 − α), the damping within .8 and .98.
//! A gap is a missing value. [`select`] takes the form with the lowest AICc.
//!
//! Compared with: statsmodels `ETSModel`, but for additive errors with a multiplicative season, where its code divides by
//! the level after the error and not, as its documentation and the book, by the one before. Hyndman, Koehler, Ord and Snyder (2008), *Forecasting with Exponential
//! Smoothing*.

mod errors;
mod fit;
mod fitted;
mod form;
mod linear;
mod moments;
mod paths;
mod recursion;
mod select;

pub use errors::SmoothingError;
pub use fit::fit;
pub use fitted::FittedEts;
pub use form::{ErrorKind, Form, Season, Trend};
pub use recursion::{Smoothing, States};
pub use select::{EtsSelection, Forms, select};
