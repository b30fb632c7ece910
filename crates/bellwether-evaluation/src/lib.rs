//! Splits, metrics and significance tests on plain forecasts.
