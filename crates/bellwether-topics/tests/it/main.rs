//! Topics against other implementations, and their laws.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod cluster_laws;
mod clusters;
