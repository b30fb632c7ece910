//! k-means: `k` centres with the least sum of squared distances to the nearest, by Lloyd's steps.
//!
//! Starts are greedy k-means++: each next centre is the best of `2 + ⌊ln k⌋` points drawn with probability proportional to
//! the squared distance to the nearest centre so far. Of `restarts` starts the one that ends with the least inertia is
//! kept. A cluster that loses all its points takes the point farthest from its centre.
//!
//! Arthur, Vassilvitskii (2007), *k-means++: the advantages of careful seeding*. Compared with scikit-learn's `KMeans`.

use bellwether_core::RunContext;
use bellwether_nn::encoder::Linear;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::labels::Numbering;
use super::{Clustering, Fitted};
use crate::{Points, TopicsError};

/// Settings of k-means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KMeansParams {
    /// How many clusters, at least 1; default 10.
    pub clusters: usize,
    /// How many starts, at least 1; default 10.
    pub restarts: usize,
    /// The most steps from a start, at least 1; default 300.
    pub max_steps: usize,
    /// Steps end where the centres move by less than this, squared, as a share of the mean variance of the coordinates, at
    /// least 0; default 0.0001. They also end where no point changes its cluster.
    pub tolerance: f64,
}

impl Default for KMeansParams {
    fn default() -> Self {
        Self { clusters: 10, restarts: 10, max_steps: 300, tolerance: 1e-4 }
    }
}

/// Rows of one piece of work, the same on any number of threads.
const CHUNK: usize = 2048;

impl KMeansParams {
    /// # Errors
    /// Where a setting is out of range.
    pub fn validate(&self) -> Result<(), TopicsError> {
        let counts =
            [("clusters", self.clusters), ("restarts", self.restarts), ("max_steps", self.max_steps)];
        for (setting, value) in counts {
            super::at_least(setting, value, 1)?;
        }
        if self.tolerance.is_finite() && self.tolerance >= 0.0 {
            return Ok(());
        }
        let (found, expected) = (self.tolerance.to_string(), "a number from 0".to_owned());
        Err(TopicsError::Setting { setting: "tolerance", found, expected })
    }

    pub(super) fn fit(&self, points: &Points, run: &RunContext) -> Result<Clustering, TopicsError> {
        self.validate()?;
        self.check_count(points.len())?;
        let data = Centred::new(points);
        let mut rng = run.rng("topics/k-means");
        let mut best: Option<Lloyd> = None;
        for _ in 0..self.restarts {
            let start = data.start(self.clusters, &mut rng)?;
            let found = self.steps(&data, start, run)?;
            if best.as_ref().is_none_or(|best| found.inertia < best.inertia) {
                best = Some(found);
            }
        }
        // there is at least one start
        best.map(|best| data.finish(best)).ok_or(TopicsError::Stopped)
    }

    /// As [`fit`](super::ClusterParams::fit), from the centres `start` instead of drawn ones.
    ///
    /// # Errors
    /// As there, and where `start` has another width or number of rows.
    pub fn fit_from(
        &self,
        points: &Points,
        start: &Points,
        run: &RunContext,
    ) -> Result<Clustering, TopicsError> {
        self.validate()?;
        self.check_count(points.len())?;
        if start.width() != points.width() {
            return Err(TopicsError::Width { found: start.width(), expected: points.width() });
        }
        if start.len() != self.clusters {
            let (found, expected) = (format!("{} centres", start.len()), self.clusters.to_string());
            return Err(TopicsError::Setting { setting: "start", found, expected });
        }
        let data = Centred::new(points);
        let centres = start
            .rows()
            .flat_map(|row| row.iter().zip(&data.mean).map(|(&v, mean)| f64::from(v) - mean))
            .collect();
        let best = self.steps(&data, centres, run)?;
        Ok(data.finish(best))
    }

    fn check_count(&self, found: usize) -> Result<(), TopicsError> {
        if found >= self.clusters {
            return Ok(());
        }
        let value = self.clusters;
        Err(TopicsError::TooFewDocuments { found, needed: value, setting: "clusters", value })
    }

    fn steps(&self, data: &Centred, mut centres: Vec<f64>, run: &RunContext) -> Result<Lloyd, TopicsError> {
        let least_move = self.tolerance * data.variance;
        let mut assigned = data.assign(&centres);
        for _ in 0..self.max_steps {
            if run.is_stopped() {
                return Err(TopicsError::Stopped);
            }
            let new = data.means(&mut assigned, &centres);
            let moved: f64 = new.iter().zip(&centres).map(|(a, b)| (a - b).powi(2)).sum();
            centres = new;
            let again = data.assign(&centres);
            let same = again == assigned;
            assigned = again;
            if same || moved <= least_move {
                break;
            }
        }
        let inertia = data.inertia(&assigned, &centres);
        Ok(Lloyd { centres, assigned, inertia })
    }
}

struct Lloyd {
    centres: Vec<f64>,
    assigned: Vec<u32>,
    inertia: f64,
}

/// Points about their mean, so that single precision suffices for products.
struct Centred {
    width: usize,
    values: Vec<f32>,
    mean: Vec<f64>,
    /// The mean variance of the coordinates.
    variance: f64,
}

impl Centred {
    fn new(points: &Points) -> Self {
        let (n, width) = (points.len() as f64, points.width());
        let mut mean = vec![0.0; width];
        for row in points.rows() {
            mean.iter_mut().zip(row).for_each(|(m, &v)| *m += f64::from(v));
        }
        mean.iter_mut().for_each(|m| *m /= n);
        let values: Vec<f32> = points
            .rows()
            .flat_map(|row| row.iter().zip(&mean).map(|(&v, m)| (f64::from(v) - m) as f32))
            .collect();
        let variance = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / n / width as f64;
        Self { width, values, mean, variance }
    }

    fn len(&self) -> usize {
        self.values.len() / self.width
    }

    fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.width..][..self.width]
    }

    fn assign(&self, centres: &[f64]) -> Vec<u32> {
        nearest(&self.values, self.width, centres)
    }

    fn squared(&self, i: usize, centre: &[f64]) -> f64 {
        self.row(i).iter().zip(centre).map(|(&a, b)| (f64::from(a) - b).powi(2)).sum()
    }

    /// The means of the clusters; those without points first take points from others.
    fn means(&self, assigned: &mut [u32], centres: &[f64]) -> Vec<f64> {
        let count = centres.len() / self.width;
        let mut sizes = vec![0_usize; count];
        assigned.iter().for_each(|&c| sizes[c as usize] += 1);
        let empty: Vec<u32> = (0..count as u32).filter(|&c| sizes[c as usize] == 0).collect();
        if !empty.is_empty() {
            let mut far: Vec<(f64, usize)> = (0..self.len())
                .map(|i| (self.squared(i, &centres[assigned[i] as usize * self.width..][..self.width]), i))
                .collect();
            far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let mut empty = empty.into_iter();
            for (_, i) in far {
                if sizes[assigned[i] as usize] < 2 {
                    continue;
                }
                let Some(c) = empty.next() else { break };
                sizes[assigned[i] as usize] -= 1;
                sizes[c as usize] = 1;
                assigned[i] = c;
            }
        }
        let parts: Vec<Vec<f64>> = assigned
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(chunk, assigned)| {
                let mut sums = vec![0.0; centres.len()];
                for (i, &c) in assigned.iter().enumerate() {
                    let sum = &mut sums[c as usize * self.width..][..self.width];
                    sum.iter_mut().zip(self.row(chunk * CHUNK + i)).for_each(|(s, &v)| *s += f64::from(v));
                }
                sums
            })
            .collect();
        let mut means = vec![0.0; centres.len()];
        for part in parts {
            means.iter_mut().zip(part).for_each(|(m, p)| *m += p);
        }
        for (mean, &size) in means.chunks_exact_mut(self.width).zip(&sizes) {
            mean.iter_mut().for_each(|m| *m /= size as f64);
        }
        means
    }

    fn inertia(&self, assigned: &[u32], centres: &[f64]) -> f64 {
        let of = |(i, &c): (usize, &u32)| self.squared(i, &centres[c as usize * self.width..][..self.width]);
        assigned.iter().enumerate().map(of).sum()
    }

    /// Greedy k-means++.
    fn start(&self, count: usize, rng: &mut ChaCha8Rng) -> Result<Vec<f64>, TopicsError> {
        let n = self.len();
        let trials = 2 + (count as f64).ln() as usize;
        let as_centre = |i: usize| self.row(i).iter().map(|&v| f64::from(v)).collect::<Vec<f64>>();
        let reach = |i: usize| -> Vec<f64> {
            let centre = as_centre(i);
            (0..n).into_par_iter().with_min_len(CHUNK).map(|j| self.squared(j, &centre)).collect()
        };
        let first = (unit(rng) * n as f64) as usize;
        let mut centres = as_centre(first);
        let mut closest = reach(first);
        for found in 1..count {
            let total: f64 = closest.iter().sum();
            if total == 0.0 {
                return Err(if found == 1 {
                    TopicsError::AllTheSame { documents: n }
                } else {
                    TopicsError::TooFewDocuments { found, needed: count, setting: "clusters", value: count }
                });
            }
            let mut best: Option<(f64, usize, Vec<f64>)> = None;
            for _ in 0..trials {
                let i = draw(&closest, unit(rng) * total);
                let after: Vec<f64> = closest.iter().zip(reach(i)).map(|(a, b)| a.min(b)).collect();
                let sum = after.iter().sum();
                if best.as_ref().is_none_or(|best| sum < best.0) {
                    best = Some((sum, i, after));
                }
            }
            if let Some((_, i, after)) = best {
                centres.extend(as_centre(i));
                closest = after;
            }
        }
        Ok(centres)
    }

    fn finish(&self, found: Lloyd) -> Clustering {
        let assigned: Vec<Option<u32>> = found.assigned.iter().copied().map(Some).collect();
        let numbering = Numbering::new(&assigned);
        let mut centres = vec![0.0; numbering.len() * self.width];
        for (c, centre) in found.centres.chunks_exact(self.width).enumerate() {
            if let Some(label) = numbering.of(c as u32) {
                let out = &mut centres[label as usize * self.width..][..self.width];
                out.iter_mut().zip(centre.iter().zip(&self.mean)).for_each(|(o, (c, m))| *o = c + m);
            }
        }
        Clustering {
            labels: numbering.labels(&assigned),
            probabilities: vec![1.0; assigned.len()],
            clusters: numbering.len(),
            fitted: Fitted::Centres(Centres { width: self.width, centres }),
        }
    }
}

/// The centre of each label, for new points.
#[derive(Debug, Clone)]
pub(super) struct Centres {
    pub(super) width: usize,
    pub(super) centres: Vec<f64>,
}

impl Centres {
    /// The means of the points of each label.
    pub(super) fn of(points: &Points, labels: &[Option<u32>], clusters: usize) -> Self {
        let width = points.width();
        let mut centres = vec![0.0; clusters * width];
        let mut sizes = vec![0.0; clusters];
        for (row, label) in points.rows().zip(labels) {
            if let Some(label) = label {
                sizes[*label as usize] += 1.0;
                let centre = &mut centres[*label as usize * width..][..width];
                centre.iter_mut().zip(row).for_each(|(c, &v)| *c += f64::from(v));
            }
        }
        for (centre, size) in centres.chunks_exact_mut(width).zip(sizes) {
            centre.iter_mut().for_each(|c| *c /= size);
        }
        Self { width, centres }
    }

    pub(super) fn predict(&self, points: &Points) -> Vec<(Option<u32>, f32)> {
        let label = |row: &[f32]| {
            let mut best = (f64::INFINITY, 0);
            for (label, centre) in self.centres.chunks_exact(self.width).enumerate() {
                let squared = row.iter().zip(centre).map(|(&a, b)| (f64::from(a) - b).powi(2)).sum();
                if squared < best.0 {
                    best = (squared, label as u32);
                }
            }
            (Some(best.1), 1.0)
        };
        points.values().par_chunks(self.width).map(label).collect()
    }
}

/// The nearest centre of each row: the largest `x·c − c·c / 2`.
fn nearest(values: &[f32], width: usize, centres: &[f64]) -> Vec<u32> {
    let count = centres.len() / width;
    let weights: Vec<f32> = centres.iter().map(|&c| c as f32).collect();
    let halves: Vec<f32> = centres
        .chunks_exact(width)
        .map(|centre| (-0.5 * centre.iter().map(|c| c * c).sum::<f64>()) as f32)
        .collect();
    let product = Linear::new(width, count, &weights, &halves);
    let mut labels = vec![0; values.len() / width];
    labels.par_chunks_mut(CHUNK).zip(values.par_chunks(CHUNK * width)).for_each(|(labels, values)| {
        let mut scores = vec![0.0; labels.len() * count];
        product.apply_rows(values, &mut scores);
        for (label, scores) in labels.iter_mut().zip(scores.chunks_exact(count)) {
            let best = scores.iter().enumerate().fold(0, |at, (c, s)| if *s > scores[at] { c } else { at });
            *label = best as u32;
        }
    });
    labels
}

/// A number in [0, 1).
fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// The place where the running sum passes `target`; never one of weight 0.
fn draw(weights: &[f64], target: f64) -> usize {
    let (mut sum, mut last) = (0.0, 0);
    for (i, &weight) in weights.iter().enumerate() {
        if weight > 0.0 {
            last = i;
            sum += weight;
            if sum > target {
                break;
            }
        }
    }
    last
}
