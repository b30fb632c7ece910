//! One-session log return of the close.

use bellwether_core::Bar;

use super::{Indicator, closes};

/// NaN for the first row and where either close is missing or not positive.
pub(super) const LOG_RETURN: Indicator = Indicator {
    name: "log-return",
    warm_up: 1,
    formula: "ln(close[t] / close[t-1])",
    source: "the continuously compounded return; the value that the log-return target realises",
    recursion: None,
    compute,
};

fn compute(bars: &[Bar]) -> Vec<f64> {
    let mut previous = f64::NAN;
    let step = |close: f64| {
        let both_positive = close > 0.0 && previous > 0.0;
        let out = if both_positive { (close / previous).ln() } else { f64::NAN };
        previous = close;
        out
    };
    closes(bars).into_iter().map(step).collect()
}
