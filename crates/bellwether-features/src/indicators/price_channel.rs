//! Where the close lies between the lowest low and the highest high of the last sessions.

use std::borrow::Cow;

use super::blocks::extremes;
use super::columns::PriceColumns;

/// `of(highest, lowest, close)` over `W` sessions, where all of them have the three prices; NaN elsewhere. 0 where the
/// two are the same.
pub(super) fn channel<const W: usize>(
    columns: &PriceColumns,
    out: &mut [f64],
    of: impl Fn(f64, f64, f64) -> f64,
) {
    let (high, low) = without_gaps(columns);
    extremes::<W>([&high, &low, &columns.close], out, |highest, lowest, close| {
        let width = highest - lowest;
        let value = if width == 0.0 { 0.0 } else { of(highest, lowest, close) };
        // plus 0, or NaN where a bar of infinite width is in the window
        value + width * 0.0
    });
}

/// Highs and lows; a bar that lacks a price reaches to infinity both ways, which shows in the width of every window
/// that holds it.
fn without_gaps(columns: &PriceColumns) -> (Cow<'_, [f64]>, Cow<'_, [f64]>) {
    let PriceColumns { high, low, close, .. } = columns;
    if columns.bars_are_whole() {
        return (Cow::Borrowed(high), Cow::Borrowed(low));
    }
    let bars =
        || high.iter().zip(low).zip(close).map(|((&high, &low), &close)| (high, low, high + low + close));
    let or = |value: f64, of_three: f64, gap: f64| if of_three.is_nan() { gap } else { value };
    let highs = bars().map(|(high, _, all)| or(high, all, f64::INFINITY)).collect();
    let lows = bars().map(|(_, low, all)| or(low, all, f64::NEG_INFINITY)).collect();
    (Cow::Owned(highs), Cow::Owned(lows))
}
