//! One-session log return of the close.

use super::Indicator;
use super::columns::PriceColumns;

/// NaN for the first row and where either close is missing or not positive.
pub(super) const LOG_RETURN: Indicator = Indicator {
    name: "log-return",
    warm_up: 1,
    block: 1,
    formula: "ln(close[t] / close[t-1])",
    source: "the continuously compounded return; the value that the log-return target realises",
    recursion: None,
    compute,
};

fn compute(columns: &PriceColumns, out: &mut [f64]) {
    let mut previous = f64::NAN;
    for (out, &close) in out.iter_mut().zip(&columns.close) {
        let both_positive = close > 0.0 && previous > 0.0;
        *out = if both_positive { (close / previous).ln() } else { f64::NAN };
        previous = close;
    }
}

/// The column, for what is computed from it.
pub(super) fn log_returns(columns: &PriceColumns) -> Vec<f64> {
    let mut out = vec![0.0; columns.len()];
    compute(columns, &mut out);
    out
}
