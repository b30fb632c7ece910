//! How wide an interval must be, and whether it held.

mod conformal;
mod coverage;
mod error;
mod mean_width;
mod pinball_loss;

pub use conformal::{Interval, SplitConformal};
pub use coverage::coverage;
pub use error::IntervalError;
pub use mean_width::mean_width;
pub use pinball_loss::pinball_loss;

/// A level strictly between 0 and 1.
fn check_level(level: f64) -> Result<(), IntervalError> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(IntervalError::Level { level }) }
}
