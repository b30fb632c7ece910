//! Rolling sample standard deviation of the close.

use super::Indicator;
use super::blocks::moments;

/// Sample standard deviation (divisor 19) of 20 closes; NaN for the first 19.
pub(super) const SD20: Indicator = Indicator {
    name: "sd20",
    warm_up: 19,
    block: 20,
    formula: "sqrt(sum((close[s] - ma20[t])^2, s = t-19..=t) / 19)",
    source: "pandas `rolling(20).std()`; TA-Lib STDDEV(20) divides by 20 and is sqrt(19/20) of it",
    recursion: None,
    compute: |columns, out| moments::<20>(&columns.close, out, |m| m.variance.sqrt()),
};
