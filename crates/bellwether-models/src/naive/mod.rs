//! Forecasts that look only at the target's own past, or at the date.

mod always_majority;
mod drift;
mod historical_mean;
mod nearest_date;
mod persistence;

pub use always_majority::{AlwaysMajority, AlwaysMajorityParams};
pub use drift::{Drift, DriftParams};
pub use historical_mean::{HistoricalMean, HistoricalMeanParams};
pub use nearest_date::{NearestDate, NearestDateParams};
pub use persistence::{Persistence, PersistenceParams};

pub(crate) use always_majority::FittedAlwaysMajority;
pub(crate) use drift::FittedDrift;
pub(crate) use historical_mean::FittedHistoricalMean;
pub(crate) use nearest_date::FittedNearestDate;
pub(crate) use persistence::FittedPersistence;
