//! Volatility, annualised over 252 sessions: from closes, and from highs and lows.

use bellwether_core::Bar;

use super::rolling::mean;
use super::{Indicator, one_session_log_returns};

/// A share a year: 0.2 is 20 %.
pub(super) const REALISED20: Indicator = Indicator {
    name: "realised-vol20",
    warm_up: 20,
    formula: "sqrt(252 mean(log-return[t-19..=t]^2))",
    source: "Andersen and Bollerslev (1998), on daily returns, without their mean",
    recursion: None,
    compute: |bars| {
        let squares: Vec<f64> = one_session_log_returns(bars).into_iter().map(|r| r * r).collect();
        annual(&squares, 1.0)
    },
};

/// A share a year; NaN while a low that is not positive is in the window.
pub(super) const PARKINSON20: Indicator = Indicator {
    name: "parkinson20",
    warm_up: 19,
    formula: "sqrt(252 mean(ln(high / low)^2) / (4 ln 2)) over 20 sessions",
    source: "Parkinson (1980)",
    recursion: None,
    compute: |bars| {
        let range = |b: &Bar| {
            let is_range = b.low > 0.0 && b.high > 0.0 && (b.high / b.low).is_finite();
            if is_range { (b.high / b.low).ln().powi(2) } else { f64::NAN }
        };
        annual(&bars.iter().map(range).collect::<Vec<_>>(), 4.0 * std::f64::consts::LN_2)
    },
};

fn annual(squares: &[f64], divisor: f64) -> Vec<f64> {
    mean::<20>(squares).into_iter().map(|m| (252.0 * m / divisor).sqrt()).collect()
}
