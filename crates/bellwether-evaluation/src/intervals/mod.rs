//! How wide an interval must be, and whether it held.
//!
//! [`SplitConformal`] has one width for all rows, [`RollingIntervals`] follow the errors of late, [`AdaptiveConformal`] follow their own
//! misses, and [`EnbPi`] makes an ensemble of any model whose errors need no rows set aside. All but the first go through rows in time order, and no row's interval knows its own actual value or a later one.

mod adaptive;
mod conformal;
mod coverage;
mod enbpi;
mod error;
mod mean_width;
mod pinball_loss;
mod rolling;
mod window;

pub use adaptive::{AdaptiveConformal, AdaptiveRow};
pub use conformal::{Interval, SplitConformal};
pub use coverage::coverage;
pub use enbpi::{EnbPi, EnbPiRow, FittedEnbPi, Member, Tails};
pub use error::IntervalError;
pub use mean_width::mean_width;
pub use pinball_loss::pinball_loss;
pub use rolling::RollingIntervals;

/// A level strictly between 0 and 1.
fn check_level(level: f64) -> Result<(), IntervalError> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(IntervalError::Level { level }) }
}
