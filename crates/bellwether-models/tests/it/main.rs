//! Models against other implementations, closed forms, and their own limits.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod architectures;
mod arima;
mod arima_grid;
mod diagnostics;
mod drift;
mod ets;
mod families;
mod global;
mod gradient_boosting;
mod heads;
mod importances;
mod interrupted;
mod intervals;
mod learners;
mod left_out;
mod modes;
mod nearest_date;
mod networks;
mod odd_prices;
mod own_past;
mod parameters;
mod published;
mod refusals;
mod ridge_reference;
mod saved;
mod support;
mod theta;
mod training;
mod volatility;
