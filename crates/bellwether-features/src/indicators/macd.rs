//! Moving average convergence divergence: fast less slow exponential mean, their signal and what is between.

use bellwether_core::Bar;

use super::Indicator;
use super::ewm::Ewm;
use super::recursion::{Recursion, fold};
use super::smoothing::Ema;

/// Spans 12 and 26, weights that sum to one from the first bar on, so no warm-up; the first value is 0.
pub(super) const MACD: Indicator = Indicator {
    name: "macd",
    warm_up: 0,
    formula: "ewm(close, span 12)[t] - ewm(close, span 26)[t]",
    source: "Appel (1979), computed as pandas `ewm(span=…).mean()`; TA-Lib starts each mean from a simple one and \
             agrees once both starts are forgotten",
    recursion: Some(|| Box::new(Weighted::new())),
    compute: |bars| fold(Weighted::new(), bars),
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
    fn push(&mut self, bar: &Bar) -> f64 {
        self.fast.push(bar.close) - self.slow.push(bar.close)
    }
}

const SOURCE: &str = "Appel (1979), as TA-Lib MACD(12, 26, 9): both means start from simple ones that end on the 26th \
                      close, the signal from the mean of 9 lines";

/// The line, started as TA-Lib's.
pub(super) const LINE: Indicator = Indicator {
    name: "macd-line",
    warm_up: 25,
    formula: "ema(close, 12)[t] - ema(close, 26)[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Line::default())),
    compute: |bars| fold(Line::default(), bars),
};

/// Exponential mean of the line.
pub(super) const SIGNAL: Indicator = Indicator {
    name: "macd-signal",
    warm_up: 33,
    formula: "ema(macd-line, 9)[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Signal::default())),
    compute: |bars| fold(Signal::default(), bars),
};

/// Line less signal.
pub(super) const HISTOGRAM: Indicator = Indicator {
    name: "macd-histogram",
    warm_up: 33,
    formula: "macd-line[t] - macd-signal[t]",
    source: SOURCE,
    recursion: Some(|| Box::new(Histogram::default())),
    compute: |bars| fold(Histogram::default(), bars),
};

/// Closes before the fast mean starts, so that both means start on the same bar.
const FAST_WAITS: usize = 14;

#[derive(Default)]
struct Line {
    seen: usize,
    fast: Ema<12>,
    slow: Ema<26>,
}

impl Recursion for Line {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        if !bar.close.is_finite() {
            return f64::NAN;
        }
        let slow = self.slow.push(bar.close);
        if self.seen < FAST_WAITS {
            self.seen += 1;
            return f64::NAN;
        }
        self.fast.push(bar.close) - slow
    }
}

#[derive(Default)]
struct Signal {
    line: Line,
    mean: Ema<9>,
}

impl Signal {
    /// Line and signal.
    #[inline]
    fn both(&mut self, bar: &Bar) -> (f64, f64) {
        let line = self.line.push(bar);
        (line, if line.is_finite() { self.mean.push(line) } else { f64::NAN })
    }
}

impl Recursion for Signal {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        self.both(bar).1
    }
}

#[derive(Default)]
struct Histogram(Signal);

impl Recursion for Histogram {
    #[inline]
    fn push(&mut self, bar: &Bar) -> f64 {
        let (line, signal) = self.0.both(bar);
        line - signal
    }
}
