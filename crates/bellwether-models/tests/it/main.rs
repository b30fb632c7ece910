//! Models against other implementations, closed forms, and their own limits.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod arima;
mod drift;
mod gradient_boosting;
mod networks;
mod parameters;
mod ridge_reference;
mod saved;
mod support;
