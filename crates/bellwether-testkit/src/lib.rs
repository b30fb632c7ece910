//! Laws, fixtures and synthetic markets for tests. Not published.
//!
//! A [`Market`] is made from a seed, with or without a planted signal in its posts. A law is a function in [`laws`]
//! that takes one registered item (a feature, a model, a whole study) and answers `Ok`, or the [`Violation`] with the
//! values that moved. [`registered`] lists the items from their own schema, so that a new one is under every law
//! without a line written here; the tests loop over it, and show of each law that it catches an offender.

mod case;
pub mod laws;
pub mod leaks;
mod market;
mod registry;
pub mod studies;
mod trace;
mod violation;

pub use case::{Case, Setup};
pub use market::{Market, MarketSpec, PHRASES, Poison};
pub use registry::{learning, quick, registered, with_settings};
pub use trace::Trace;
pub use violation::Violation;
