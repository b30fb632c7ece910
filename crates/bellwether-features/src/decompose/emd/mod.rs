//! Empirical mode decomposition and its ensemble forms.
//!
//! A mode is what sifting leaves: again and again the mean of the envelopes through maxima and minima is taken off, until
//! the mode is symmetric about zero; the next mode is sifted from what is left over. Values are taken as equally spaced.

mod ceemdan;
mod ensemble;
mod envelope;
mod extrema;
mod noise;
mod sift;
mod spline;

pub use ceemdan::{Ceemdan, ceemdan, ceemdan_given};
pub use ensemble::{ceemd, ceemd_given, eemd, eemd_given};
pub use noise::Noise;
pub use sift::{Sifting, Stop, emd};

/// A series as a sum: its modes, fastest first, and what they leave over.
#[derive(Debug, Clone, PartialEq)]
pub struct Modes {
    /// One series each, as long as the one that they came from.
    pub modes: Vec<Vec<f64>>,
    /// The series less all modes.
    pub residual: Vec<f64>,
}

impl Modes {
    /// Modes and what they leave over of `series`.
    fn of(series: &[f64], modes: Vec<Vec<f64>>) -> Self {
        let residual = rest(series, &modes);
        Self { modes, residual }
    }

    /// The sum of all parts.
    pub fn sum(&self) -> Vec<f64> {
        let mut sum = self.residual.clone();
        for mode in &self.modes {
            sum.iter_mut().zip(mode).for_each(|(s, m)| *s += m);
        }
        sum
    }
}

/// A series less the sum of others.
fn rest(series: &[f64], parts: &[Vec<f64>]) -> Vec<f64> {
    let mut sum = vec![0.0; series.len()];
    for part in parts {
        sum.iter_mut().zip(part).for_each(|(s, v)| *s += v);
    }
    series.iter().zip(&sum).map(|(x, s)| x - s).collect()
}

/// Standard deviation with `n` below the sum.
fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt()
}

/// The largest value less the least.
fn range(values: &[f64]) -> f64 {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    high - low
}
