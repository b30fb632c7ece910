//! Bulls against bears.

use super::{Opinion, TextFeature};

/// Posts, copies counted, that are positive and that are negative; NaN with a polarity that is missing.
fn sides(row: &[Opinion]) -> (f64, f64) {
    let mut sides = (0.0, 0.0);
    for o in row {
        if o.polarity.is_nan() {
            return (f64::NAN, f64::NAN);
        } else if o.polarity >= TextFeature::POLARITY_THRESHOLD {
            sides.0 += o.weight;
        } else if o.polarity <= -TextFeature::POLARITY_THRESHOLD {
            sides.1 += o.weight;
        }
    }
    sides
}

/// Bullishness in −1..=1; 0 where no post takes a side.
pub(super) fn bullishness(row: &[Opinion]) -> f64 {
    let (bulls, bears) = sides(row);
    if bulls + bears == 0.0 { 0.0 } else { (bulls - bears) / (bulls + bears) }
}

/// The log ratio of bulls to bears, one added to each: it grows with the number of posts too.
pub(super) fn bull_bear(row: &[Opinion]) -> f64 {
    let (bulls, bears) = sides(row);
    ((1.0 + bulls) / (1.0 + bears)).ln()
}

/// 1 when as many are for as against, 0 when all who take a side take the same.
pub(super) fn disagreement(row: &[Opinion]) -> f64 {
    let (bulls, bears) = sides(row);
    // of 1 - B², which loses what is left of it when nearly all agree
    if bulls + bears == 0.0 { 0.0 } else { 2.0 * (bulls * bears).sqrt() / (bulls + bears) }
}
