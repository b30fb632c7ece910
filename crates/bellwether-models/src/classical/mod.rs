//! Models of classical statistics and machine learning.

mod gradient_boosting;
mod ridge;

pub use gradient_boosting::{
    Boosting, BoostingLoss, BoostingParams, GradientBoosting, GradientBoostingParams,
};
pub use ridge::{Ridge, RidgeParams};

pub(crate) use gradient_boosting::FittedGradientBoosting;
pub(crate) use ridge::FittedRidge;
