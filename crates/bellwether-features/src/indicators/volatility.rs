//! Volatility, annualised over 252 sessions: from closes, and from highs and lows.

use super::Indicator;
use super::blocks::means;
use super::log_return::log_returns;

/// A share a year: 0.2 is 20 %.
pub(super) const REALISED20: Indicator = Indicator {
    name: "realised-vol20",
    warm_up: 20,
    block: 20,
    formula: "sqrt(252 mean(log-return[t-19..=t]^2))",
    source: "Andersen and Bollerslev (1998), on daily returns, without their mean",
    recursion: None,
    compute: |columns, out| {
        let mut squares = log_returns(columns);
        for r in &mut squares {
            *r *= *r;
        }
        annual(&squares, 1.0, out);
    },
};

/// A share a year; NaN while a low that is not positive is in the window.
pub(super) const PARKINSON20: Indicator = Indicator {
    name: "parkinson20",
    warm_up: 19,
    block: 20,
    formula: "sqrt(252 mean(ln(high / low)^2) / (4 ln 2)) over 20 sessions",
    source: "Parkinson (1980)",
    recursion: None,
    compute: |columns, out| {
        let range = |(&high, &low): (&f64, &f64)| {
            let is_range = low > 0.0 && high > 0.0 && (high / low).is_finite();
            if is_range { (high / low).ln().powi(2) } else { f64::NAN }
        };
        let squares: Vec<f64> = columns.high.iter().zip(&columns.low).map(range).collect();
        annual(&squares, 4.0 * std::f64::consts::LN_2, out);
    },
};

fn annual(squares: &[f64], divisor: f64, out: &mut [f64]) {
    means::<20>(squares, out, |mean| (252.0 * mean / divisor).sqrt());
}
