//! Columns fed bar by bar.

use std::collections::VecDeque;
use std::fmt;

use bellwether_core::Bar;

use super::Indicator;

/// An indicator that remembers every bar since the first, in a few numbers.
pub(super) trait Recursion: Send {
    /// The value on the next bar. NaN during warm-up, and on a bar that lacks a number that is needed: that bar leaves
    /// no trace.
    fn push(&mut self, bar: &Bar) -> f64;
}

/// The column of a recursion: its values, one bar after the other.
pub(super) fn fold(mut recursion: impl Recursion, bars: &[Bar]) -> Vec<f64> {
    bars.iter().map(|bar| recursion.push(bar)).collect()
}

/// A price feature fed one bar at a time, for data that arrives while the program runs.
///
/// The values have the bits of [`PriceFeature::compute`](crate::PriceFeature::compute) over the same bars, NaN during
/// warm-up included. What a bar adds cannot be taken back.
///
/// ```
/// # use bellwether_core::{Bar, Session};
/// # let session = Session {
/// #     date: "2015-01-02".parse()?,
/// #     open: "2015-01-02T14:30:00Z".parse()?,
/// #     close: "2015-01-02T21:00:00Z".parse()?,
/// # };
/// # let bar = |c| Bar { session, open: c, high: c, low: c, close: c, adj_close: c, volume: 1e6 };
/// use bellwether_features::PriceFeature;
/// let mut log_return = PriceFeature::LogReturn.stream();
/// assert!(log_return.push(&bar(8.0)).is_nan());
/// assert_eq!(log_return.push(&bar(16.0)), 2.0_f64.ln());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PriceStream {
    name: &'static str,
    memory: Memory,
}

enum Memory {
    Recursion(Box<dyn Recursion>),
    Window(Window),
}

/// The newest bars, as many as one value depends on.
struct Window {
    rows: usize,
    compute: fn(&[Bar]) -> Vec<f64>,
    bars: VecDeque<Bar>,
}

impl PriceStream {
    pub(super) fn new(indicator: &Indicator) -> Self {
        let memory = match indicator.recursion {
            Some(start) => Memory::Recursion(start()),
            None => Memory::Window(Window {
                rows: indicator.warm_up + 1,
                compute: indicator.compute,
                bars: VecDeque::with_capacity(indicator.warm_up + 1),
            }),
        };
        Self { name: indicator.name, memory }
    }

    /// The column's value on this bar, the next after all that were pushed.
    pub fn push(&mut self, bar: &Bar) -> f64 {
        match &mut self.memory {
            Memory::Recursion(recursion) => recursion.push(bar),
            Memory::Window(window) => window.push(bar),
        }
    }
}

impl fmt::Debug for PriceStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PriceStream").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Window {
    fn push(&mut self, bar: &Bar) -> f64 {
        if self.bars.len() == self.rows {
            self.bars.pop_front();
        }
        self.bars.push_back(*bar);
        (self.compute)(self.bars.make_contiguous()).last().copied().unwrap_or(f64::NAN)
    }
}
