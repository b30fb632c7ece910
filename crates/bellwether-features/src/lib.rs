//! Causal feature columns, scalers, and windows.
