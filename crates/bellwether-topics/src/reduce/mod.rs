//! Fewer dimensions.
