//! Bins that several histograms share.

use super::axis::{Axis, extent};

/// Equal bins, symmetric about zero, over the central part of the values; the outermost bins take what lies beyond.
#[derive(Debug, Clone)]
pub(crate) struct Histogram {
    /// Left edge of the first bin.
    pub(crate) lo: f64,
    /// Width of a bin.
    pub(crate) width: f64,
    /// Number of bins.
    pub(crate) bins: usize,
}

impl Histogram {
    /// About `bins` bins about zero that reach to the 99th percentile of the sizes.
    pub(crate) fn balanced(values: &[f64], bins: usize) -> Self {
        let mut sizes: Vec<f64> = values.iter().filter(|v| v.is_finite()).map(|v| v.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let reach = sizes.get(sizes.len().saturating_sub(1) * 99 / 100).copied().unwrap_or(1.0);
        let reach = if reach > 0.0 { reach } else { 1.0 };
        Self { lo: -reach, width: 2.0 * reach / bins as f64, bins }
    }

    /// `bins` bins over `[lo, hi]`.
    pub(crate) fn over(lo: f64, hi: f64, bins: usize) -> Self {
        Self { lo, width: (hi - lo) / bins as f64, bins }
    }

    /// Steps: each bin's left edge with its count, and the end of the last bin at zero.
    pub(crate) fn count(&self, values: impl IntoIterator<Item = f64>) -> Vec<(f64, Option<f64>)> {
        let mut counts = vec![0.0; self.bins];
        for v in values.into_iter().filter(|v| v.is_finite()) {
            let bin = ((v - self.lo) / self.width).floor().clamp(0.0, self.bins as f64 - 1.0);
            counts[bin as usize] += 1.0;
        }
        let edge = |i: usize| self.lo + i as f64 * self.width;
        let mut out: Vec<_> = counts.into_iter().enumerate().map(|(i, c)| (edge(i), Some(c))).collect();
        out.push((edge(self.bins), Some(0.0)));
        out
    }

    /// The axis of the values: exactly the bins.
    pub(crate) fn axis(&self) -> Axis {
        let hi = self.lo + self.bins as f64 * self.width;
        Axis::exact(self.lo, hi, 7)
    }

    /// The axis of the counts.
    pub(crate) fn count_axis<'a>(steps: impl IntoIterator<Item = &'a Vec<(f64, Option<f64>)>>) -> Axis {
        let counts = steps.into_iter().flatten().filter_map(|(_, c)| *c);
        let (_, hi) = extent(counts).unwrap_or((0.0, 1.0));
        let mut axis = Axis::linear([0.0, hi.max(1.0)], 4);
        axis.ticks.retain(|t| t.at.fract() == 0.0);
        axis
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_value_is_counted_once(values in prop::collection::vec(-5.0..5.0f64, 0..200), bins in 1usize..40) {
            let steps = Histogram::balanced(&values, bins).count(values.iter().copied());
            prop_assert_eq!(steps.len(), bins + 1);
            let total: f64 = steps.iter().filter_map(|(_, c)| *c).sum();
            prop_assert_eq!(total, values.len() as f64);
        }
    }
}
