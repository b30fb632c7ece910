//! The bar's own values, as columns.

use super::Indicator;

const SOURCE: &str = "the price file";

/// First traded price.
pub(super) const OPEN: Indicator = Indicator {
    name: "open",
    warm_up: 0,
    block: 1,
    formula: "open[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.open),
};

/// Highest traded price.
pub(super) const HIGH: Indicator = Indicator {
    name: "high",
    warm_up: 0,
    block: 1,
    formula: "high[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.high),
};

/// Lowest traded price.
pub(super) const LOW: Indicator = Indicator {
    name: "low",
    warm_up: 0,
    block: 1,
    formula: "low[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.low),
};

/// Last traded price.
pub(super) const CLOSE: Indicator = Indicator {
    name: "close",
    warm_up: 0,
    block: 1,
    formula: "close[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.close),
};

/// Close restated for later splits and dividends; all NaN when the file has none.
pub(super) const ADJ_CLOSE: Indicator = Indicator {
    name: "adj-close",
    warm_up: 0,
    block: 1,
    formula: "adj_close[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.adj_close),
};

/// Shares traded.
pub(super) const VOLUME: Indicator = Indicator {
    name: "volume",
    warm_up: 0,
    block: 1,
    formula: "volume[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| out.copy_from_slice(&columns.volume),
};
