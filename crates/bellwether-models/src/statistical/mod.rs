//! Models of time-series statistics.

pub mod arima;
