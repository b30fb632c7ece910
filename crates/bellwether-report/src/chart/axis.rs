//! Axes: nice bounds, ticks, and the quantum in which values are drawn.

use bellwether_core::Date;

use super::calendar;
use crate::number;

/// A labelled position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at: f64,
    pub(crate) label: String,
    /// Second line: the year.
    pub(crate) below: Option<String>,
    /// Left out where the chart is narrow.
    pub(crate) minor: bool,
}

/// What an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scale {
    /// Numbers.
    Linear,
    /// Base-10 logarithms of positive numbers.
    Log,
    /// Days since a date.
    Days(Date),
}

/// An axis; positions are in its own unit (value, log10 of the value, or days).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) scale: Scale,
    /// Decimals of the quantum.
    pub(crate) decimals: usize,
    /// Decimals that the read-out shows.
    pub(crate) shown: usize,
    /// Written after each value.
    pub(crate) unit: &'static str,
}

impl Axis {
    /// Over the finite values with a little air, and about `count` ticks; `[0, 1]` when there is none. Values that are
    /// never negative leave no room below zero.
    pub(crate) fn linear(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (lo, hi) = extent(values).unwrap_or((0.0, 1.0));
        let spread = if lo == hi { lo.abs().max(1.0) } else { hi - lo };
        let air = 0.04 * spread;
        let low = if lo >= 0.0 { (lo - air).max(0.0) } else { lo - air };
        let high = if hi <= 0.0 { (hi + air).min(0.0) } else { hi + air };
        Self::exact(low, high, count)
    }

    /// From `lo` to `hi`, rounded outwards to a quantum, and about `count` ticks between.
    pub(crate) fn exact(lo: f64, hi: f64, count: usize) -> Self {
        let (step, exponent) = nice_step(lo, hi, count);
        let label_decimals = label_decimals(step, exponent);
        let decimals = fine_decimals(hi - lo).max(label_decimals);
        let quantum = 10f64.powi(-(decimals as i32));
        let (first, last) = inside(lo, hi, step);
        let ticks = (0..=(last - first).clamp(0.0, 50.0) as usize)
            .map(|i| {
                let at = (first + i as f64) * step;
                Tick {
                    at,
                    label: number::fixed(at, label_decimals),
                    below: None,
                    minor: (first + i as f64) % 2.0 != 0.0,
                }
            })
            .collect();
        let (lo, hi) = ((lo / quantum).floor() * quantum, (hi / quantum).ceil() * quantum);
        Self { lo, hi, ticks, scale: Scale::Linear, decimals, shown: decimals, unit: "" }
    }

    /// As [`Axis::linear`], symmetric about zero.
    pub(crate) fn balanced(values: impl IntoIterator<Item = f64>, count: usize) -> Self {
        let (lo, hi) = extent(values).unwrap_or((-1.0, 1.0));
        let reach = lo.abs().max(hi.abs());
        let reach = if reach > 0.0 { reach } else { 1.0 };
        Self::linear([-reach, reach], count)
    }

    /// Over the positive values, by powers of ten; linear `[0, 1]` when there is none.
    pub(crate) fn log(values: impl IntoIterator<Item = f64>) -> Self {
        let Some((lo, hi)) = extent(values.into_iter().filter(|v| *v > 0.0).map(f64::log10)) else {
            return Self::linear([], 2);
        };
        let air = (0.04 * (hi - lo)).max(0.02);
        let (lo, hi) = (lo - air, hi + air);
        let steps: &[f64] = match hi - lo {
            span if span < 1.4 => &[1.0, 2.0, 5.0],
            span if span < 2.8 => &[1.0, 3.0],
            _ => &[1.0],
        };
        let every = ((hi - lo) / 4.0).ceil().max(1.0) as i32;
        let mut ticks = Vec::new();
        for power in lo.floor() as i32..=hi.ceil() as i32 {
            for step in steps {
                let at = f64::from(power) + step.log10();
                if power.rem_euclid(every) == 0 && (lo..=hi).contains(&at) {
                    let label = number::fixed(step * 10f64.powi(power), (-power).max(0) as usize);
                    ticks.push(Tick { at, label, below: None, minor: false });
                }
            }
        }
        Self { lo, hi, ticks, scale: Scale::Log, decimals: 3, shown: 3, unit: "" }
    }

    /// From the first to the last date, in days.
    pub(crate) fn days(first: Date, last: Date) -> Self {
        let span = calendar::days_between(first, last).max(1);
        let ticks = calendar::ticks(first, span);
        Self {
            lo: 0.0,
            hi: f64::from(span),
            ticks,
            scale: Scale::Days(first),
            decimals: 0,
            shown: 0,
            unit: "",
        }
    }

    /// Whole numbers from `lo` to `hi` exactly, as epochs.
    pub(crate) fn whole(lo: usize, hi: usize) -> Self {
        let hi = hi.max(lo + 1);
        let mut axis = Self::exact(lo as f64, hi as f64, 4);
        axis.ticks.retain(|t| t.at.fract() == 0.0);
        axis.decimals = 0;
        axis
    }

    /// Writes `unit` after each tick and value.
    pub(crate) fn with_unit(mut self, unit: &'static str) -> Self {
        for tick in &mut self.ticks {
            tick.label.push_str(unit);
        }
        self.unit = unit;
        self
    }

    /// Shows values with so many decimals, and draws them at least as finely.
    pub(crate) fn with_decimals(mut self, decimals: usize) -> Self {
        self.decimals = self.decimals.max(decimals);
        self.shown = decimals;
        self
    }

    /// The value's position as a fraction of the axis from its low end.
    pub(crate) fn fraction(&self, at: f64) -> f64 {
        (at - self.lo) / (self.hi - self.lo)
    }

    /// The axis' length in quanta.
    pub(crate) fn quanta(&self) -> i64 {
        ((self.hi - self.lo) * self.per_unit()).round().max(1.0) as i64
    }

    /// A position in quanta above the low end, kept within the axis.
    pub(crate) fn quantise(&self, at: f64) -> i64 {
        (((at - self.lo) * self.per_unit()).round() as i64).clamp(0, self.quanta())
    }

    /// The low end in quanta above zero.
    pub(crate) fn base(&self) -> i64 {
        (self.lo * self.per_unit()).round() as i64
    }

    fn per_unit(&self) -> f64 {
        10f64.powi(self.decimals as i32)
    }
}

/// Decimals at which a range is at least 500 quanta long.
fn fine_decimals(range: f64) -> usize {
    (500.0 / range).log10().ceil().clamp(0.0, 9.0) as usize
}

/// Smallest and largest finite value.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .into_iter()
        .filter(|v| v.is_finite())
        .fold(None, |range, v| Some(range.map_or((v, v), |(lo, hi): (f64, f64)| (lo.min(v), hi.max(v)))))
}

/// Of 1, 2, 2.5 and 5 times a power of ten the step that puts nearest to `count` ticks between `lo` and `hi`, with its
/// power of ten.
fn nice_step(lo: f64, hi: f64, count: usize) -> (f64, i32) {
    let rough = ((hi - lo) / count.max(1) as f64).log10().floor() as i32;
    let mut best = (10f64.powi(rough), rough, usize::MAX);
    for exponent in rough - 1..=rough + 1 {
        for factor in [1.0, 2.0, 2.5, 5.0] {
            let step = factor * 10f64.powi(exponent);
            let (first, last) = inside(lo, hi, step);
            let ticks = (last - first + 1.0).max(0.0) as usize;
            if ticks.abs_diff(count) < best.2 {
                best = (step, exponent, ticks.abs_diff(count));
            }
        }
    }
    (best.0, best.1)
}

/// First and last multiple of `step` from `lo` to `hi`.
fn inside(lo: f64, hi: f64, step: f64) -> (f64, f64) {
    ((lo / step - 1e-9).ceil(), (hi / step + 1e-9).floor())
}

fn label_decimals(step: f64, exponent: i32) -> usize {
    let quarter = (step / 10f64.powi(exponent) - 2.5).abs() < 1e-9;
    (i32::from(quarter) - exponent).clamp(0, 9) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn ticks_are_nice_numbers() {
        assert_eq!(labels(&Axis::linear([97.3, 131.9], 4)), ["100", "110", "120", "130"]);
        assert_eq!(labels(&Axis::exact(0.0, 1.0, 5)), ["0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(labels(&Axis::balanced([-0.8, 0.3], 3)), ["−0.5", "0.0", "0.5"]);
        assert_eq!(labels(&Axis::log([0.02, 3.0])), ["0.03", "0.1", "0.3", "1", "3"]);
        assert_eq!(labels(&Axis::log([0.0, -1.0])), ["0", "1"]);
        assert_eq!(labels(&Axis::whole(1, 40)), ["10", "20", "30", "40"]);
    }

    #[test]
    fn an_axis_without_values_or_with_one_is_still_an_axis() {
        for axis in
            [Axis::linear([], 4), Axis::linear([7.0], 4), Axis::linear([f64::NAN], 4), Axis::log([2.0])]
        {
            assert!(axis.lo < axis.hi && !axis.ticks.is_empty(), "{axis:?}");
        }
    }

    proptest! {
        #[test]
        fn every_value_lies_on_the_axis(values in prop::collection::vec(-1e9..1e9f64, 1..20), count in 2usize..9) {
            let axis = Axis::linear(values.iter().copied(), count);
            for v in values {
                let fraction = axis.fraction(v);
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&fraction));
                let drawn = (axis.quantise(v) + axis.base()) as f64 / 10f64.powi(axis.decimals as i32);
                // half a quantum, and the rounding of the ends
                prop_assert!((drawn - v).abs() <= 1.01 * 10f64.powi(-(axis.decimals as i32)));
            }
            prop_assert!(!axis.ticks.is_empty() && axis.ticks.len() <= 2 * count);
        }
    }
}
