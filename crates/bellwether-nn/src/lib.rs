//! The training engine: layers with explicit forward and backward passes. Knows nothing of finance.
