//! Columns fed bar by bar.

use std::fmt;

use bellwether_core::Bar;

use super::columns::{PriceColumns, Row};
use super::{Compute, Indicator};

/// An indicator that remembers every bar since the first, in a few numbers.
pub(super) trait Recursion: Send {
    /// The value on the next bar. NaN during warm-up, and on a bar that lacks a number that is needed: that bar leaves
    /// no trace.
    fn push(&mut self, row: Row) -> f64;
}

/// The column of a recursion: its values, one bar after the other.
pub(super) fn fold(mut recursion: impl Recursion, columns: &PriceColumns, out: &mut [f64]) {
    for (out, row) in out.iter_mut().zip(columns.rows()) {
        *out = recursion.push(row);
    }
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
    Window(Box<Window>),
}

/// The newest bars, as many as one value depends on, from the start of a block on.
struct Window {
    rows: usize,
    block: usize,
    compute: Compute,
    columns: PriceColumns,
    out: Vec<f64>,
}

impl PriceStream {
    pub(super) fn new(indicator: &Indicator) -> Self {
        let memory = match indicator.recursion {
            Some(start) => Memory::Recursion(start()),
            None => Memory::Window(Box::new(Window {
                rows: indicator.warm_up + 1,
                block: indicator.block,
                compute: indicator.compute,
                columns: PriceColumns::default(),
                out: Vec::with_capacity(indicator.warm_up + indicator.block),
            })),
        };
        Self { name: indicator.name, memory }
    }

    /// The column's value on this bar, the next after all that were pushed.
    pub fn push(&mut self, bar: &Bar) -> f64 {
        match &mut self.memory {
            Memory::Recursion(recursion) => recursion.push(Row::of(bar)),
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
        if self.columns.len() + 1 == self.rows + self.block {
            self.columns.forget(self.block);
        }
        self.columns.push(bar);
        self.out.resize(self.columns.len(), f64::NAN);
        (self.compute)(&self.columns, &mut self.out);
        self.out.last().copied().unwrap_or(f64::NAN)
    }
}
