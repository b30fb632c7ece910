//! Log momentum as the topic-sentiment paper's code has it.

use super::Indicator;

/// `ln(close - 1)`: a level, not a change, in spite of its name. NaN for a close of 1 or less.
pub(super) const LOG_MOMENTUM: Indicator = Indicator {
    name: "log-momentum",
    warm_up: 0,
    block: 1,
    formula: "ln(close[t] - 1)",
    source: "the topic-sentiment paper's feature set",
    recursion: None,
    compute: |columns, out| {
        for (out, &close) in out.iter_mut().zip(&columns.close) {
            *out = if close > 1.0 { (close - 1.0).ln() } else { f64::NAN };
        }
    },
};
