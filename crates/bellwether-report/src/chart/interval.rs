//! A forecast with its intervals, as small as a line of text.

use bellwether_study::record::Interval;

use super::axis::extent;
use super::svg::{Svg, escape, percent, push};

/// The scale that all intervals of one table share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IntervalScale {
    lo: f64,
    hi: f64,
}

impl IntervalScale {
    /// Over the finite values.
    pub(crate) fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let (lo, hi) = extent(values).unwrap_or((0.0, 1.0));
        let pad = if hi > lo { 0.04 * (hi - lo) } else { 1.0 };
        Self { lo: lo - pad, hi: hi + pad }
    }

    fn position(self, x: f64) -> f64 {
        ((x - self.lo) / (self.hi - self.lo)).clamp(0.0, 1.0)
    }
}

/// Wide intervals thin, narrow ones thick, the point a dot, the last known value a tick.
pub(crate) fn interval(
    title: &str,
    tone: &str,
    scale: IntervalScale,
    point: f64,
    last_known: f64,
    intervals: &[Interval],
) -> Svg {
    let mut out = String::new();
    push!(&mut out, "<svg class=\"interval {tone}\" role=\"img\"><title>{}</title>", escape(title));
    let known = percent(scale.position(last_known));
    push!(&mut out, "<line class=\"known\" x1=\"{known}\" x2=\"{known}\" y1=\"1\" y2=\"17\"/>");
    let count = intervals.len();
    for (i, interval) in intervals.iter().rev().enumerate() {
        let (from, to) = (scale.position(interval.lower), scale.position(interval.upper));
        let class = if i + 1 == count && count > 1 { "narrow" } else { "wide" };
        push!(
            &mut out,
            "<line class=\"{class}\" x1=\"{}\" x2=\"{}\" y1=\"9\" y2=\"9\"/>",
            percent(from),
            percent(to)
        );
    }
    push!(&mut out, "<circle cx=\"{}\" cy=\"9\" r=\"3.5\"/></svg>", percent(scale.position(point)));
    Svg(out)
}
