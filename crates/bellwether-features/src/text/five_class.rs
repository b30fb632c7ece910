//! The five classes of the candlestick paper.

use super::score::weighted_mean;
use super::{Opinion, TextSettings};

/// Mean class of the session's posts: 2 more positive, 1 positive, 0 neutral, −1 negative, −2 more negative. The paper's
/// own formulas of classes and daily score are pictures that we do not have; the thresholds are settings.
pub(super) fn five_class(row: &[Opinion], settings: &TextSettings) -> f64 {
    weighted_mean(row, |o| (o.weight, class(o.polarity, settings.class_thresholds)))
}

/// NaN of a polarity that is missing.
fn class(polarity: f64, [positive, more]: [f64; 2]) -> f64 {
    let size = polarity.abs();
    let class = if size >= more {
        2.0
    } else if size >= positive {
        1.0
    } else {
        0.0
    };
    if polarity.is_nan() { f64::NAN } else { class * polarity.signum() }
}
