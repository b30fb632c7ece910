//! Forecasts that look only at the target's own past.

mod always_majority;
mod drift;
mod persistence;

pub use always_majority::{AlwaysMajority, AlwaysMajorityParams};
pub use drift::{Drift, DriftParams};
pub use persistence::{Persistence, PersistenceParams};

pub(crate) use always_majority::FittedAlwaysMajority;
pub(crate) use drift::FittedDrift;
pub(crate) use persistence::FittedPersistence;
