//! Moving average convergence divergence: fast less slow exponential mean, their signal and what is between.

use super::Indicator;
use super::columns::{PriceColumns, Row};
use super::ewm::Ewm;
use super::recursion::{Recursion, fold};
use super::smoothing::{CHUNK, Ema};

/// Spans 12 and 26, weights that sum to one from the first bar on, so no warm-up; the first value is 0.
pub(super) const MACD: Indicator = Indicator {
    name: "macd",
    warm_up: 0,
    block: 1,
    formula: "ewm(close, span 12)[t] - ewm(close, span 26)[t]",
    source: "Appel (1979), computed as pandas `ewm(span=…).mean()`; TA-Lib starts each mean from a simple one and \
             agrees once both starts are forgotten",
    recursion: Some(|| Box::new(Weighted::new())),
    compute: |columns, out| fold(Weighted::new(), columns, out),
};

struct Weighted {
    fast: Ewm,
    slow: Ewm,
}

impl Weighted {
    const fn new() -> Self {
        Self { fast: Ewm::new(2.0 / 13.0), slow: Ewm::new(2.0 / 27.0) }
    }
}

impl Recursion for Weighted {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.fast.push(row.close) - self.slow.push(row.close)
    }
}

const SOURCE: &str = "Appel (1979), as TA-Lib MACD(12, 26, 9): both means start from simple ones that end on the 26th \
                      close, the signal from the mean of 9 lines";

/// The line, started as TA-Lib's.
pub(super) const LINE: Indicator = Indicator {
    name: "macd-line",
    warm_up: 25,
    block: 1,
    formula: "ema(close, 12)[t] - ema(close, 26)[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Line::new())),
    compute: |columns, out| as_ta_lib(columns, out, |line, _| line),
};

/// Exponential mean of the line.
pub(super) const SIGNAL: Indicator = Indicator {
    name: "macd-signal",
    warm_up: 33,
    block: 1,
    formula: "ema(macd-line, 9)[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Signal::new())),
    compute: |columns, out| as_ta_lib(columns, out, |_, signal| signal),
};

/// Line less signal.
pub(super) const HISTOGRAM: Indicator = Indicator {
    name: "macd-histogram",
    warm_up: 33,
    block: 1,
    formula: "macd-line[t] - macd-signal[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Histogram::new())),
    compute: |columns, out| as_ta_lib(columns, out, |line, signal| line - signal),
};

/// Closes before the fast mean starts, so that both means start on the same bar.
const FAST_WAITS: usize = 14;

/// Rows before the line, and so before the signal's first value.
const LINE_WAITS: usize = 25;

struct Line {
    seen: usize,
    fast: Ema<12>,
    slow: Ema<26>,
}

impl Line {
    fn new() -> Self {
        Self { seen: 0, fast: Ema::new(), slow: Ema::new() }
    }

    /// `None` during warm-up and where the close is missing.
    #[inline]
    fn next(&mut self, close: f64) -> Option<f64> {
        if close.is_nan() {
            return None;
        }
        let slow = self.slow.push(close);
        self.seen += 1;
        if self.seen <= FAST_WAITS {
            return None;
        }
        let fast = self.fast.push(close);
        (self.seen > LINE_WAITS).then_some(fast - slow)
    }
}

impl Recursion for Line {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.next(row.close).unwrap_or(f64::NAN)
    }
}

struct Signal {
    line: Line,
    mean: Ema<9>,
}

impl Signal {
    fn new() -> Self {
        Self { line: Line::new(), mean: Ema::new() }
    }

    /// Line and signal.
    #[inline]
    fn both(&mut self, row: Row) -> (f64, f64) {
        self.line.next(row.close).map_or((f64::NAN, f64::NAN), |line| (line, self.mean.push(line)))
    }
}

impl Recursion for Signal {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        self.both(row).1
    }
}

struct Histogram(Signal);

impl Histogram {
    fn new() -> Self {
        Self(Signal::new())
    }
}

impl Recursion for Histogram {
    #[inline]
    fn push(&mut self, row: Row) -> f64 {
        let (line, signal) = self.0.both(row);
        line - signal
    }
}

/// `of(line, signal)`: bar by bar until all three means have started, and where a close is missing; else part of the
/// series by part, each mean in a pass of its own.
fn as_ta_lib(columns: &PriceColumns, out: &mut [f64], of: impl Fn(f64, f64) -> f64) {
    let mut state = Signal::new();
    let started = if columns.closes_are_whole() { out.len().min(LINE_WAITS + 9) } else { out.len() };
    let (start, out) = out.split_at_mut(started);
    for (out, row) in start.iter_mut().zip(columns.rows()) {
        let (line, signal) = state.both(row);
        *out = of(line, signal);
    }
    let mut room = [[0.0; CHUNK]; 2];
    for (out, closes) in out.chunks_mut(CHUNK).zip(columns.close[started..].chunks(CHUNK)) {
        let [lines, slows] = room.each_mut().map(|part| &mut part[..out.len()]);
        state.line.fast.run(closes, lines);
        state.line.slow.run(closes, slows);
        for (line, slow) in lines.iter_mut().zip(slows) {
            *line -= *slow;
        }
        state.mean.run(lines, out);
        for (signal, line) in out.iter_mut().zip(lines) {
            *signal = of(*line, *signal);
        }
    }
}
