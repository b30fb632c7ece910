//! The technical, volatility, liquidity and calendar columns against TA-Lib and pandas.

use bellwether_core::Bar;
use bellwether_features::PriceFeature;

use crate::support::{Table, assert_close, sessions};

const AMZN: &str = include_str!("../reference/amzn/bars.csv");
const QUIET: &str = include_str!("../reference/ta-lib/quiet-bars.csv");
const TA_LIB: [&str; 2] =
    [include_str!("../reference/ta-lib/averages.csv"), include_str!("../reference/ta-lib/oscillators.csv")];
const TA_LIB_QUIET: &str = include_str!("../reference/ta-lib/quiet.csv");
const PANDAS: &str = include_str!("../reference/pandas/liquidity.csv");
const PANDAS_QUIET: &str = include_str!("../reference/pandas/liquidity-quiet.csv");
const CALENDAR: &str = include_str!("../reference/pandas/calendar.csv");

fn bars(text: &str) -> Vec<Bar> {
    let table = Table::read(text);
    let [open, high, low, close, volume] =
        ["open", "high", "low", "close", "volume"].map(|c| table.numbers(c));
    let bar = |(i, session)| Bar {
        session,
        open: open[i],
        high: high[i],
        low: low[i],
        close: close[i],
        adj_close: f64::NAN,
        volume: volume[i],
    };
    sessions(close.len()).into_iter().enumerate().map(bar).collect()
}

fn named(table: &Table) -> impl Iterator<Item = (PriceFeature, Vec<f64>)> {
    PriceFeature::ALL.into_iter().filter_map(|f| Some((f, table.get(f.name())?)))
}

/// TA-Lib's first rows: it shows the line only where the signal is there, and %K only where %D is.
fn shown_from(feature: PriceFeature) -> usize {
    match feature {
        PriceFeature::MacdLine => PriceFeature::MacdSignal.warm_up(),
        PriceFeature::StochK14 => PriceFeature::StochD3.warm_up(),
        _ => feature.warm_up(),
    }
}

/// Of the value, or of 1 where that is more: the columns are differences and shares of prices of some hundreds.
const TA_LIB_TOLERANCE: f64 = 1e-9;

#[test]
fn amzn_as_ta_lib() {
    let bars = bars(AMZN);
    let mut count = 0;
    for (feature, expected) in TA_LIB.iter().flat_map(|text| named(&Table::read(text)).collect::<Vec<_>>()) {
        let mut found = feature.compute(&bars);
        let from = shown_from(feature);
        assert_eq!(expected.iter().take_while(|v| v.is_nan()).count(), from, "{feature}");
        found[..from].fill(f64::NAN);
        assert_close(feature.name(), &found, &expected, TA_LIB_TOLERANCE, 1.0);
        count += 1;
    }
    assert_eq!(count, 22);
}

/// A suspension of fifty sessions, limit-up days, sessions without volume. TA-Lib's running sums leave rounding errors
/// behind, which a price that has not moved divides by one another; eighths add up exactly, so that it has none here.
#[test]
fn a_quiet_market_as_ta_lib() {
    let bars = bars(QUIET);
    let mut count = 0;
    for (feature, expected) in named(&Table::read(TA_LIB_QUIET)) {
        let mut found = feature.compute(&bars);
        found[..shown_from(feature)].fill(f64::NAN);
        assert_close(feature.name(), &found, &expected, TA_LIB_TOLERANCE, 1.0);
        count += 1;
    }
    assert_eq!(count, 22);
}

/// Digits of the fixture, 13, relative to the value; near 0 what cancels: covariances of returns lose 1e-15 of them,
/// of which Roll's spread is a root.
#[test]
fn the_rest_as_pandas() {
    for (market, text) in [(AMZN, PANDAS), (QUIET, PANDAS_QUIET)] {
        let bars = bars(market);
        let mut count = 0;
        for (feature, expected) in named(&Table::read(text)) {
            let floor = if feature == PriceFeature::RollSpread20 { 1e-3 } else { 1e-4 };
            assert_close(feature.name(), &feature.compute(&bars), &expected, 1e-10, floor);
            count += 1;
        }
        assert_eq!(count, 16);
    }
}

#[test]
fn calendar_as_pandas() {
    let dates = Table::read(AMZN).parsed("date");
    let mut bars = bars(AMZN);
    for (bar, date) in bars.iter_mut().zip(dates) {
        bar.session.date = date;
    }
    let mut count = 0;
    for (feature, expected) in named(&Table::read(CALENDAR)) {
        assert_close(feature.name(), &feature.compute(&bars), &expected, 0.0, 0.0);
        count += 1;
    }
    assert_eq!(count, 4);
}
