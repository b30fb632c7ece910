//! From decision values to probabilities.

use serde::{Deserialize, Serialize};

use super::Calibration;

/// Fitted curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Calibrator {
    /// Softmax, or the logistic function of the one output.
    None {},
    /// The same of `z / temperature`.
    Temperature { temperature: f64 },
    /// `1 / (1 + exp(a z + b))` of each output.
    Platt { curves: Vec<[f64; 2]> },
    /// A line through points of each output.
    Isotonic { curves: Vec<Steps> },
}

/// Points of a rising curve; flat beyond the first and the last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Steps {
    x: Vec<f64>,
    y: Vec<f64>,
}

/// Fits to `decisions` (rows times outputs) and the classes of the rows.
pub(super) fn fit(kind: Calibration, decisions: &[f64], outputs: usize, labels: &[usize]) -> Calibrator {
    let column = |output: usize| {
        let z: Vec<f64> = decisions[output..].iter().step_by(outputs).copied().collect();
        let class = if outputs == 1 { 1 } else { output };
        let is_own: Vec<bool> = labels.iter().map(|&label| label == class).collect();
        (z, is_own)
    };
    let columns = (0..outputs).map(column);
    match kind {
        Calibration::None {} => Calibrator::None {},
        Calibration::Temperature { .. } => {
            Calibrator::Temperature { temperature: temperature(decisions, outputs, labels) }
        }
        Calibration::Platt { .. } => {
            Calibrator::Platt { curves: columns.map(|(z, is_own)| platt(&z, &is_own)).collect() }
        }
        Calibration::Isotonic { .. } => {
            Calibrator::Isotonic { curves: columns.map(|(z, is_own)| isotonic(&z, &is_own)).collect() }
        }
    }
}

impl Calibrator {
    /// Whether the curves fit so many outputs, and all numbers are finite.
    pub(super) fn is_sound(&self, outputs: usize) -> bool {
        let rises = |values: &[f64]| values.is_sorted() && values.iter().all(|value| value.is_finite());
        match self {
            Self::None {} => true,
            Self::Temperature { temperature } => temperature.is_finite() && *temperature > 0.0,
            Self::Platt { curves } => {
                curves.len() == outputs && curves.iter().flatten().all(|value| value.is_finite())
            }
            Self::Isotonic { curves } => {
                let is_sound = |steps: &Steps| {
                    let in_range = steps.y.iter().all(|y| (0.0..=1.0).contains(y));
                    !steps.x.is_empty()
                        && steps.x.len() == steps.y.len()
                        && rises(&steps.x)
                        && rises(&steps.y)
                        && in_range
                };
                curves.len() == outputs && curves.iter().all(is_sound)
            }
        }
    }

    /// The probability of each of the classes from the outputs `z`; two classes may have one output.
    #[inline]
    pub(super) fn probabilities(&self, z: &[f64], classes: usize) -> [f64; 3] {
        let mut p = [0.0; 3];
        match self {
            Self::None {} => softmax(z, 1.0, &mut p),
            Self::Temperature { temperature } => softmax(z, *temperature, &mut p),
            Self::Platt { curves } => {
                for (k, ([a, b], z)) in curves.iter().zip(z).enumerate() {
                    p[k] = logistic(-(a * z + b));
                }
                to_sum_one(&mut p, z.len(), classes);
            }
            Self::Isotonic { curves } => {
                for (k, (steps, z)) in curves.iter().zip(z).enumerate() {
                    p[k] = steps.at(*z);
                }
                to_sum_one(&mut p, z.len(), classes);
            }
        }
        p
    }
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[inline]
fn softmax(z: &[f64], temperature: f64, p: &mut [f64; 3]) {
    if let [z] = z {
        p[1] = logistic(z / temperature);
        p[0] = 1.0 - p[1];
        return;
    }
    let largest = z.iter().copied().fold(f64::MIN, f64::max);
    let mut sum = 0.0;
    for (p, z) in p.iter_mut().zip(z) {
        *p = ((z - largest) / temperature).exp();
        sum += *p;
    }
    for p in p.iter_mut() {
        *p /= sum;
    }
}

/// One output speaks for the second class; several are scaled, and alike where all are zero.
fn to_sum_one(p: &mut [f64; 3], outputs: usize, classes: usize) {
    if outputs == 1 {
        *p = [1.0 - p[0], p[0], 0.0];
        return;
    }
    let sum: f64 = p.iter().sum();
    for p in &mut p[..classes] {
        *p = if sum > 0.0 { *p / sum } else { 1.0 / classes as f64 };
    }
}

/// The temperature of the least log loss: Newton's method on its inverse, in which the loss is convex.
fn temperature(decisions: &[f64], outputs: usize, labels: &[usize]) -> f64 {
    let mut inverse = 1.0_f64;
    for _ in 0..100 {
        let (mut slope, mut curvature) = (0.0, 0.0);
        for (z, &label) in decisions.chunks_exact(outputs).zip(labels) {
            let pair = [0.0, z[0]];
            let z = if outputs == 1 { &pair[..] } else { z };
            let mut p = [0.0; 3];
            softmax(z, 1.0 / inverse, &mut p);
            let mean: f64 = p.iter().zip(z).map(|(p, z)| p * z).sum();
            slope += mean - z[label];
            curvature += p.iter().zip(z).map(|(p, z)| p * (z - mean).powi(2)).sum::<f64>();
        }
        if curvature <= 0.0 {
            break;
        }
        // within a factor of two a step, and of a thousand in all
        let next = (inverse - slope / curvature).clamp(inverse / 2.0, inverse * 2.0).clamp(1e-3, 1e3);
        let is_near = (next - inverse).abs() <= 1e-12 * inverse;
        inverse = next;
        if is_near {
            break;
        }
    }
    1.0 / inverse
}

/// Platt's curve by Newton's method with backtracking, on his smoothed targets (Lin, Lin and Weng, 2007).
fn platt(z: &[f64], is_own: &[bool]) -> [f64; 2] {
    let own = is_own.iter().filter(|is_own| **is_own).count() as f64;
    let others = z.len() as f64 - own;
    let (high, low) = ((own + 1.0) / (own + 2.0), 1.0 / (others + 2.0));
    let target = |is_own: bool| if is_own { high } else { low };
    let loss = |[a, b]: [f64; 2]| -> f64 {
        let term = |(z, &is_own): (&f64, &bool)| {
            let f = a * z + b;
            let t = target(is_own);
            // -(t ln p + (1-t) ln(1-p)) at p = 1/(1+exp(f))
            if f >= 0.0 { t * f + (-f).exp().ln_1p() } else { (t - 1.0) * f + f.exp().ln_1p() }
        };
        z.iter().zip(is_own).map(term).sum()
    };
    let mut at = [0.0, ((others + 1.0) / (own + 1.0)).ln()];
    let mut value = loss(at);
    for _ in 0..100 {
        let (mut h11, mut h22, mut h21, mut g1, mut g2) = (1e-12, 1e-12, 0.0, 0.0, 0.0);
        for (z, &is_own) in z.iter().zip(is_own) {
            let p = logistic(-(at[0] * z + at[1]));
            let (d1, d2) = (target(is_own) - p, p * (1.0 - p));
            h11 += z * z * d2;
            h22 += d2;
            h21 += z * d2;
            g1 += z * d1;
            g2 += d1;
        }
        if g1.abs().max(g2.abs()) < 1e-9 {
            break;
        }
        let determinant = h11 * h22 - h21 * h21;
        let step = [-(h22 * g1 - h21 * g2) / determinant, -(h11 * g2 - h21 * g1) / determinant];
        let slope = g1 * step[0] + g2 * step[1];
        let mut length = 1.0;
        loop {
            let next = [at[0] + length * step[0], at[1] + length * step[1]];
            let next_value = loss(next);
            if next_value < value + 1e-4 * length * slope {
                (at, value) = (next, next_value);
                break;
            }
            length /= 2.0;
            if length < 1e-10 {
                return at;
            }
        }
    }
    at
}

/// The rising step curve of least squares: pool adjacent violators, equal decisions taken together.
fn isotonic(z: &[f64], is_own: &[bool]) -> Steps {
    let mut order: Vec<usize> = (0..z.len()).collect();
    order.sort_by(|&a, &b| z[a].total_cmp(&z[b]));
    // first x, last x, mean, weight
    let mut pools: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut index = 0;
    while index < order.len() {
        let x = z[order[index]];
        let equal = order[index..].iter().take_while(|&&row| z[row] == x).count();
        let own = order[index..index + equal].iter().filter(|&&row| is_own[row]).count();
        index += equal;
        let mut pool = (x, x, own as f64 / equal as f64, equal as f64);
        while let Some(&(first, _, mean, weight)) = pools.last().filter(|last| last.2 >= pool.2) {
            let total = weight + pool.3;
            pool = (first, pool.1, (weight * mean + pool.3 * pool.2) / total, total);
            pools.pop();
        }
        pools.push(pool);
    }
    let mut steps = Steps { x: Vec::new(), y: Vec::new() };
    for (first, last, mean, _) in pools {
        for x in if first < last { vec![first, last] } else { vec![first] } {
            steps.x.push(x);
            steps.y.push(mean.clamp(0.0, 1.0));
        }
    }
    steps
}

impl Steps {
    fn at(&self, z: f64) -> f64 {
        let after = self.x.partition_point(|x| *x <= z);
        match (after.checked_sub(1), self.x.get(after)) {
            (None, _) => self.y[0],
            (Some(before), None) => self.y[before],
            (Some(before), Some(next)) => {
                let share = (z - self.x[before]) / (next - self.x[before]);
                self.y[before] + share * (self.y[after] - self.y[before])
            }
        }
    }
}

#[cfg(test)]
mod tests;
