//! How wide an interval must be, and whether it held.
//!
//! [`SplitConformal`] has one width for all rows, [`RollingIntervals`] follow the errors of late, [`AdaptiveConformal`] follow their own
//! misses. The latter two go through rows in time order, and no row's interval knows its own actual value or a later one.

mod adaptive;
mod conformal;
mod coverage;
mod error;
mod mean_width;
mod pinball_loss;
mod rolling;
mod window;

pub use adaptive::{AdaptiveConformal, AdaptiveRow};
pub use conformal::{Interval, SplitConformal};
pub use coverage::coverage;
pub use error::IntervalError;
pub use mean_width::mean_width;
pub use pinball_loss::pinball_loss;
pub use rolling::RollingIntervals;

/// A level strictly between 0 and 1.
fn check_level(level: f64) -> Result<(), IntervalError> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(IntervalError::Level { level }) }
}
