//! Dense groups.
