//! Where points are compared: such that squared Euclidean distance is, or gives, the distance asked for.

use rayon::prelude::*;

use super::super::Metric;
use crate::Points;

/// Largest differences from the centre whose squares and their sums are far from the ends of single precision.
const PLAIN: std::ops::Range<f64> = 1e-9..1e12;

/// How points become rows that are compared.
#[derive(Debug, Clone)]
pub(super) struct Space {
    metric: Metric,
    source: usize,
    /// Taken from each point: rounding of products grows with the distance from the origin. None for cosine distance.
    centre: Vec<f32>,
    /// By what differences from the centre are multiplied, so that their squares can be computed: 1 for all but extreme points.
    scale: f32,
    /// Whether there is a further value, 1 for a point at the origin and else 0: it is at cosine distance 1 from all others
    /// and 0 from its like.
    zeros: bool,
}

impl Space {
    /// The space of these points.
    pub(super) fn of(points: &Points, metric: Metric) -> Self {
        let source = points.width();
        match metric {
            Metric::Euclidean => {
                let mut sums = vec![0.0_f64; source];
                for row in points.rows() {
                    for (sum, &v) in sums.iter_mut().zip(row) {
                        *sum += f64::from(v);
                    }
                }
                let centre: Vec<f32> =
                    sums.iter().map(|sum| (sum / points.len().max(1) as f64) as f32).collect();
                let apart = |row: &[f32]| {
                    let differences = row.iter().zip(&centre).map(|(&v, &c)| f64::from(v) - f64::from(c));
                    differences.fold(0.0_f64, |most, d| most.max(d.abs()))
                };
                let most = points.rows().map(apart).fold(0.0, f64::max);
                let plain = most == 0.0 || PLAIN.contains(&most);
                // not so small that it is no number of full precision
                let scale = if plain { 1.0 } else { most.recip().clamp(1e-37, 1e37) as f32 };
                Self { metric, source, centre, scale, zeros: false }
            }
            Metric::Cosine => {
                let zeros = points.rows().any(|row| row.iter().all(|&v| v == 0.0));
                Self { metric, source, centre: Vec::new(), scale: 1.0, zeros }
            }
        }
    }

    /// Values of a point.
    pub(super) fn source_width(&self) -> usize {
        self.source
    }

    /// Values of a row.
    pub(super) fn width(&self) -> usize {
        self.source + usize::from(self.zeros)
    }

    /// The rows of these points.
    pub(super) fn map(&self, points: &Points) -> Vec<f32> {
        let width = self.width();
        let mut rows = vec![0.0; points.len() * width];
        rows.par_chunks_mut(width).zip(points.values().par_chunks(self.source)).for_each(|(row, from)| {
            match self.metric {
                Metric::Euclidean => {
                    for ((to, &v), &c) in row.iter_mut().zip(from).zip(&self.centre) {
                        *to = ((f64::from(v) - f64::from(c)) * f64::from(self.scale)) as f32;
                    }
                }
                Metric::Cosine => {
                    let length = from.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
                    if length > 0.0 {
                        for (to, &v) in row.iter_mut().zip(from) {
                            *to = (f64::from(v) / length) as f32;
                        }
                    } else if self.zeros {
                        row[self.source] = 1.0;
                    }
                }
            }
        });
        rows
    }

    /// The distance of two points by their rows.
    pub(super) fn distance(&self, a: &[f32], b: &[f32]) -> f32 {
        let squared = squared_distance(a, b);
        match self.metric {
            Metric::Euclidean => (squared.sqrt() / self.scale).min(f32::MAX),
            // a new point at the origin, where no old one is, has no direction
            Metric::Cosine if !self.zeros && a.iter().all(|&v| v == 0.0) => 1.0,
            Metric::Cosine => 0.5 * squared,
        }
    }
}

/// `‖a − b‖²`, in eight sums, whose order depends on the length alone.
pub(super) fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0_f32; LANES];
    let (a_whole, a_rest) = a.as_chunks::<LANES>();
    let (b_whole, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_whole.iter().zip(b_whole) {
        for lane in 0..LANES {
            let difference = a[lane] - b[lane];
            sums[lane] += difference * difference;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b)).sum();
    sums.iter().sum::<f32>() + rest
}
