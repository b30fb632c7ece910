//! Bollinger bands: the 20-session mean, two sample standard deviations up and down.

use super::Indicator;
use super::blocks::moments;

const SOURCE: &str = "Bollinger (2001), Bollinger on Bollinger Bands, with the sample standard deviation (divisor \
                      19); TA-Lib BBANDS divides by 20, so its bands are narrower by sqrt(19/20)";

/// Upper band; NaN for the first 19 rows.
pub(super) const UPPER_BAND: Indicator = Indicator {
    name: "upper-band",
    warm_up: 19,
    block: 20,
    formula: "ma20[t] + 2 sd20[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| moments::<20>(&columns.close, out, |m| m.mean + 2.0 * m.variance.sqrt()),
};

/// Lower band; NaN for the first 19 rows. May be negative.
pub(super) const LOWER_BAND: Indicator = Indicator {
    name: "lower-band",
    warm_up: 19,
    block: 20,
    formula: "ma20[t] - 2 sd20[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| moments::<20>(&columns.close, out, |m| m.mean - 2.0 * m.variance.sqrt()),
};

/// Distance of the bands as a share of their middle.
pub(super) const BAND_WIDTH: Indicator = Indicator {
    name: "band-width",
    warm_up: 19,
    block: 20,
    formula: "(upper-band[t] - lower-band[t]) / ma20[t] = 4 sd20[t] / ma20[t]",
    source: SOURCE,
    recursion: None,
    compute: |columns, out| moments::<20>(&columns.close, out, |m| 4.0 * m.variance.sqrt() / m.mean),
};
