//! Changes of the close over several sessions: momentum, rate of change, returns.

use super::Indicator;
use super::columns::PriceColumns;

/// In the price's units.
pub(super) const MOMENTUM10: Indicator = Indicator {
    name: "momentum10",
    warm_up: 10,
    block: 1,
    formula: "close[t] - close[t-10]",
    source: "as TA-Lib MOM(10)",
    recursion: None,
    compute: |columns, out| change::<10>(columns, out, |now, before| now - before),
};

/// In per cent; NaN where the earlier close is not positive.
pub(super) const ROC10: Indicator = Indicator {
    name: "roc10",
    warm_up: 10,
    block: 1,
    formula: "100 (close[t] / close[t-10] - 1)",
    source: "as TA-Lib ROC(10)",
    recursion: None,
    compute: |columns, out| change::<10>(columns, out, |now, before| 100.0 * simple(now, before)),
};

const SIMPLE: &str = "the simple return over the sessions; as TA-Lib ROCP";

/// One session.
pub(super) const RETURN1: Indicator = Indicator {
    name: "return1",
    warm_up: 1,
    block: 1,
    formula: "close[t] / close[t-1] - 1",
    source: SIMPLE,
    recursion: None,
    compute: |columns, out| change::<1>(columns, out, simple),
};

/// A week.
pub(super) const RETURN5: Indicator = Indicator {
    name: "return5",
    warm_up: 5,
    block: 1,
    formula: "close[t] / close[t-5] - 1",
    source: SIMPLE,
    recursion: None,
    compute: |columns, out| change::<5>(columns, out, simple),
};

/// A month.
pub(super) const RETURN20: Indicator = Indicator {
    name: "return20",
    warm_up: 20,
    block: 1,
    formula: "close[t] / close[t-20] - 1",
    source: SIMPLE,
    recursion: None,
    compute: |columns, out| change::<20>(columns, out, simple),
};

const LOGARITHMIC: &str = "the continuously compounded return over the sessions; as ln of TA-Lib ROCR";

/// A week.
pub(super) const LOG_RETURN5: Indicator = Indicator {
    name: "log-return5",
    warm_up: 5,
    block: 1,
    formula: "ln(close[t] / close[t-5])",
    source: LOGARITHMIC,
    recursion: None,
    compute: |columns, out| change::<5>(columns, out, logarithmic),
};

/// The logarithm of a ten-session momentum.
pub(super) const LOG_RETURN10: Indicator = Indicator {
    name: "log-return10",
    warm_up: 10,
    block: 1,
    formula: "ln(close[t] / close[t-10])",
    source: LOGARITHMIC,
    recursion: None,
    compute: |columns, out| change::<10>(columns, out, logarithmic),
};

/// A month.
pub(super) const LOG_RETURN20: Indicator = Indicator {
    name: "log-return20",
    warm_up: 20,
    block: 1,
    formula: "ln(close[t] / close[t-20])",
    source: LOGARITHMIC,
    recursion: None,
    compute: |columns, out| change::<20>(columns, out, logarithmic),
};

/// `of(close[t], close[t - K])`; NaN where one of the two is missing or the value is no finite number.
fn change<const K: usize>(columns: &PriceColumns, out: &mut [f64], of: impl Fn(f64, f64) -> f64) {
    let closes = &columns.close[..];
    let (warm_up, out) = out.split_at_mut(K.min(closes.len()));
    warm_up.fill(f64::NAN);
    for ((out, &now), &before) in out.iter_mut().zip(&closes[warm_up.len()..]).zip(closes) {
        let value = of(now, before);
        // less 0, or NaN where it is infinite
        *out = value - value * 0.0;
    }
}

fn simple(now: f64, before: f64) -> f64 {
    if before > 0.0 { now / before - 1.0 } else { f64::NAN }
}

fn logarithmic(now: f64, before: f64) -> f64 {
    if now > 0.0 && before > 0.0 { (now / before).ln() } else { f64::NAN }
}
