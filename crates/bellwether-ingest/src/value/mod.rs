//! Values out of cells: times, numbers, tickers.

mod clock;
mod number;
mod stamp;
mod ticker;

pub(crate) use number::{decimal_mark, floats, parse_count};
pub(crate) use stamp::{Stamp, Stamps, stamps};
pub(crate) use ticker::Symbols;

/// A value short enough for a message.
pub(crate) fn shortened(value: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = value.chars().take(SHOWN).collect();
    if value.chars().count() > SHOWN {
        short.push('…');
    }
    short
}
