//! What training makes small.

use serde::{Deserialize, Serialize};

use crate::error::{DataError, TrainError};
use crate::kernels::row_stride;

/// A mean over samples of a function of the outputs `p` and the targets `y`.
///
/// Most losses compare every output with a target of its own, and are means over both samples and outputs.
/// [`Loss::targets`] says how many targets a sample has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Loss {
    /// `(p - y)²`.
    #[default]
    MeanSquaredError,
    /// `|p - y|`; derivative 0 at `p = y`.
    MeanAbsoluteError,
    /// `(p - y)² / 2` where `|p - y| ≤ delta`, beyond it `delta (|p - y| - delta / 2)` (Huber, 1964).
    Huber {
        /// Where the parabola goes over into a line; above 0.
        delta: f32,
    },
    /// Pinball loss (Koenker and Bassett, 1978), which the quantile of level `q` minimises: `q (y - p)` where
    /// `y > p`, else `(1 - q)(p - y)`; derivative 0 at `p = y`. For each target one output per level, side by
    /// side: outputs are `targets × levels`.
    Quantile {
        /// In `(0, 1)`, rising; at least one.
        levels: Vec<f32>,
    },
    /// For each target a point and its quantiles, side by side: outputs are `targets × (1 + levels)`. The mean
    /// squared error of the points plus the mean pinball loss of the quantiles.
    PointAndQuantiles {
        /// In `(0, 1)`, rising; at least one.
        levels: Vec<f32>,
    },
    /// `max(p, 0) - p y + ln(1 + e^-|p|)`: the negative log-likelihood of `y ∈ [0, 1]` where the network
    /// returns the log-odds `p` (a linear last layer). The probability is `1 / (1 + e^-p)`.
    BinaryCrossEntropy,
    /// `-w₁ y ln σ(p) - w₀ (1 - y) ln(1 - σ(p))` with `σ(p) = 1 / (1 + e^-p)` of the log-odds `p`, for `y ∈ [0, 1]`. The
    /// sum is divided by the number of values, not of weights, as in Keras.
    WeightedBinaryCrossEntropy {
        /// `[w₀, w₁]`, for the classes 0 and 1; above 0.
        weights: [f32; 2],
    },
    /// `ln Σ_j e^p_j - p_y`: the negative log-likelihood of the class `y`, one whole number in `[0, outputs)` for
    /// each sample, where the network returns the logits of at least two classes.
    SoftmaxCrossEntropy,
    /// `w_y` times [`Loss::SoftmaxCrossEntropy`]. The sum is divided by the number of samples, not of weights, as
    /// in Keras.
    WeightedSoftmaxCrossEntropy {
        /// One for each output; above 0.
        weights: Vec<f32>,
    },
    /// [`Loss::SoftmaxCrossEntropy`] of several targets at once, the mean over them: for each target the logits of its
    /// `classes`, side by side. Outputs are `targets × classes`.
    GroupedSoftmaxCrossEntropy {
        /// Classes of each target; at least 2.
        classes: usize,
    },
}

impl Loss {
    /// Targets of a sample for a network that returns `outputs` values; `None` where the loss cannot be taken of
    /// so many.
    pub fn targets(&self, outputs: usize) -> Option<usize> {
        let groups = |of: usize| (of > 0 && outputs.is_multiple_of(of)).then(|| outputs / of);
        match self {
            Loss::Quantile { levels } => groups(levels.len()),
            Loss::PointAndQuantiles { levels } => groups(1 + levels.len()),
            Loss::SoftmaxCrossEntropy => (outputs >= 2).then_some(1),
            Loss::WeightedSoftmaxCrossEntropy { weights } => {
                (outputs >= 2 && outputs == weights.len()).then_some(1)
            }
            Loss::GroupedSoftmaxCrossEntropy { classes } => groups(*classes),
            Loss::MeanSquaredError
            | Loss::MeanAbsoluteError
            | Loss::Huber { .. }
            | Loss::BinaryCrossEntropy
            | Loss::WeightedBinaryCrossEntropy { .. } => Some(outputs),
        }
        .filter(|&targets| targets > 0)
    }

    /// Whether its targets are classes, or probabilities of one.
    pub fn has_classes(&self) -> bool {
        matches!(
            self,
            Loss::BinaryCrossEntropy
                | Loss::WeightedBinaryCrossEntropy { .. }
                | Loss::SoftmaxCrossEntropy
                | Loss::WeightedSoftmaxCrossEntropy { .. }
                | Loss::GroupedSoftmaxCrossEntropy { .. }
        )
    }

    /// Its name as in a configuration.
    pub fn kind(&self) -> &'static str {
        match self {
            Loss::MeanSquaredError => "mean-squared-error",
            Loss::MeanAbsoluteError => "mean-absolute-error",
            Loss::Huber { .. } => "huber",
            Loss::Quantile { .. } => "quantile",
            Loss::PointAndQuantiles { .. } => "point-and-quantiles",
            Loss::BinaryCrossEntropy => "binary-cross-entropy",
            Loss::WeightedBinaryCrossEntropy { .. } => "weighted-binary-cross-entropy",
            Loss::SoftmaxCrossEntropy => "softmax-cross-entropy",
            Loss::WeightedSoftmaxCrossEntropy { .. } => "weighted-softmax-cross-entropy",
            Loss::GroupedSoftmaxCrossEntropy { .. } => "grouped-softmax-cross-entropy",
        }
    }

    pub(crate) fn validate(&self) -> Result<(), TrainError> {
        let positive = |x: &f32| x.is_finite() && *x > 0.0;
        let refuse = |field, value, range| Err(TrainError::Setting { field, value, range });
        match self {
            Loss::Huber { delta } if !positive(delta) => {
                refuse("loss.delta", f64::from(*delta), "finite and above 0")
            }
            Loss::Quantile { levels } | Loss::PointAndQuantiles { levels } => {
                if levels.is_empty() {
                    return refuse("the number of loss.levels", 0.0, "at least 1");
                }
                let mut before = 0.0;
                for &level in levels {
                    // a NaN is above nothing
                    if !(level > before && level < 1.0) {
                        let range = "in (0, 1) and above the level before it";
                        return refuse("a level of loss.levels", f64::from(level), range);
                    }
                    before = level;
                }
                Ok(())
            }
            Loss::WeightedBinaryCrossEntropy { weights } => check_weights(weights),
            Loss::WeightedSoftmaxCrossEntropy { weights } => check_weights(weights),
            Loss::GroupedSoftmaxCrossEntropy { classes } if *classes < 2 => {
                refuse("loss.classes", *classes as f64, "at least 2")
            }
            _ => Ok(()),
        }
    }

    /// Refuses targets that the loss is not defined for; returns their number for each sample.
    pub(crate) fn check(&self, outputs: usize, samples: usize, targets: &[f32]) -> Result<usize, DataError> {
        let loss = self.kind();
        let Some(each) = self.targets(outputs) else {
            return Err(match self {
                Loss::Quantile { levels } => DataError::Groups { loss, outputs, group: levels.len() },
                Loss::PointAndQuantiles { levels } => {
                    DataError::Groups { loss, outputs, group: 1 + levels.len() }
                }
                Loss::GroupedSoftmaxCrossEntropy { classes } => {
                    DataError::Groups { loss, outputs, group: *classes }
                }
                Loss::WeightedSoftmaxCrossEntropy { weights } if weights.len() != outputs => {
                    DataError::ClassWeights { weights: weights.len(), outputs }
                }
                _ => DataError::Classes { outputs },
            });
        };
        if Some(targets.len()) != samples.checked_mul(each) {
            let (found, whole) = (targets.len(), samples > 0 && targets.len().is_multiple_of(samples));
            return Err(if whole && found > 0 {
                DataError::Head { loss, outputs, targets: each, found: found / samples }
            } else {
                DataError::TargetCount { found, samples, targets: each }
            });
        }
        for (i, &value) in targets.iter().enumerate() {
            let (sample, output) = (i / each, i % each);
            if !value.is_finite() {
                return Err(DataError::NonFiniteTarget { sample, output, value });
            }
            match self {
                Loss::BinaryCrossEntropy | Loss::WeightedBinaryCrossEntropy { .. }
                    if !(0.0..=1.0).contains(&value) =>
                {
                    return Err(DataError::NotAProbability { sample, output, value });
                }
                Loss::SoftmaxCrossEntropy | Loss::WeightedSoftmaxCrossEntropy { .. }
                    if value.fract() != 0.0 || value < 0.0 || f64::from(value) >= outputs as f64 =>
                {
                    return Err(DataError::NotAClass { sample, value, classes: outputs });
                }
                Loss::GroupedSoftmaxCrossEntropy { classes }
                    if value.fract() != 0.0 || value < 0.0 || f64::from(value) >= *classes as f64 =>
                {
                    return Err(DataError::NotAClass { sample, value, classes: *classes });
                }
                _ => {}
            }
        }
        Ok(each)
    }

    /// Mean over the rows that `targets` has; `derivative`, where given, receives that of the mean.
    pub(crate) fn mean<'a>(
        &self,
        output: &[f32],
        outputs: usize,
        targets: impl ExactSizeIterator<Item = &'a [f32]>,
        mut derivative: Option<&mut [f32]>,
    ) -> f64 {
        let stride = row_stride(outputs);
        let scale = 1.0 / (targets.len() * self.terms(outputs)) as f64;
        let mut sum = 0.0;
        for (row, target) in targets.enumerate() {
            let at = row * stride;
            sum += self.row(&output[at..][..outputs], target, |j, d| {
                if let Some(derivative) = derivative.as_deref_mut() {
                    derivative[at + j] = (d * scale) as f32;
                }
            });
        }
        sum * scale
    }

    /// The share of the targets whose class is not the likeliest one, the first of several; 1 for a loss without classes.
    pub(crate) fn errors<'a>(
        &self,
        output: &[f32],
        outputs: usize,
        targets: impl ExactSizeIterator<Item = &'a [f32]>,
    ) -> f64 {
        let stride = row_stride(outputs);
        let (mut wrong, mut all) = (0_usize, 0_usize);
        for (row, target) in targets.enumerate() {
            let values = &output[row * stride..][..outputs];
            let classes = match self {
                Loss::GroupedSoftmaxCrossEntropy { classes } => *classes,
                Loss::SoftmaxCrossEntropy | Loss::WeightedSoftmaxCrossEntropy { .. } => outputs,
                _ => 1,
            };
            for (values, &y) in values.chunks_exact(classes).zip(target) {
                let right = if classes == 1 {
                    self.has_classes() && (values[0] > 0.0) == (y > 0.5)
                } else {
                    likeliest(values) == y as usize
                };
                wrong += usize::from(!right);
                all += 1;
            }
        }
        wrong as f64 / all.max(1) as f64
    }

    /// Terms of one sample, over which the mean is taken.
    fn terms(&self, outputs: usize) -> usize {
        match self {
            Loss::PointAndQuantiles { levels } => outputs / (1 + levels.len()),
            Loss::SoftmaxCrossEntropy | Loss::WeightedSoftmaxCrossEntropy { .. } => 1,
            Loss::GroupedSoftmaxCrossEntropy { classes } => outputs / classes,
            _ => outputs,
        }
    }

    /// Sum of one sample's terms; hands its derivative by every output to `put`.
    fn row(&self, p: &[f32], y: &[f32], mut put: impl FnMut(usize, f64)) -> f64 {
        match self {
            Loss::MeanSquaredError => each(p, y, put, squared),
            Loss::MeanAbsoluteError => each(p, y, put, |p, y| {
                let e = p - y;
                (e.abs(), if e == 0.0 { 0.0 } else { e.signum() })
            }),
            Loss::Huber { delta } => each(p, y, put, |p, y| huber(p, y, f64::from(*delta))),
            Loss::BinaryCrossEntropy => each(p, y, put, binary),
            Loss::WeightedBinaryCrossEntropy { weights } => {
                let [w0, w1] = weights.map(f64::from);
                each(p, y, put, |p, y| weighted_binary(p, y, w0, w1))
            }
            Loss::Quantile { levels } => {
                let mut sum = 0.0;
                for (group, &y) in y.iter().enumerate() {
                    for (q, &level) in levels.iter().enumerate() {
                        let j = group * levels.len() + q;
                        let (loss, d) = pinball(f64::from(p[j]), f64::from(y), f64::from(level));
                        sum += loss;
                        put(j, d);
                    }
                }
                sum
            }
            Loss::PointAndQuantiles { levels } => {
                let (share, mut sum) = (1.0 / levels.len() as f64, 0.0);
                for (group, &y) in y.iter().enumerate() {
                    let j = group * (1 + levels.len());
                    let (loss, d) = squared(f64::from(p[j]), f64::from(y));
                    sum += loss;
                    put(j, d);
                    for (q, &level) in levels.iter().enumerate() {
                        let (loss, d) = pinball(f64::from(p[j + 1 + q]), f64::from(y), f64::from(level));
                        sum += share * loss;
                        put(j + 1 + q, share * d);
                    }
                }
                sum
            }
            Loss::SoftmaxCrossEntropy => softmax(p, y[0], 1.0, put),
            Loss::WeightedSoftmaxCrossEntropy { weights } => {
                softmax(p, y[0], f64::from(weights[y[0] as usize]), put)
            }
            Loss::GroupedSoftmaxCrossEntropy { classes } => {
                let groups = p.chunks_exact(*classes).zip(y).enumerate();
                groups.map(|(g, (p, &y))| softmax(p, y, 1.0, |j, d| put(g * classes + j, d))).sum()
            }
        }
    }
}

fn check_weights(weights: &[f32]) -> Result<(), TrainError> {
    match weights.iter().find(|w| !(w.is_finite() && **w > 0.0)) {
        None => Ok(()),
        Some(&w) => Err(TrainError::Setting {
            field: "a weight of loss.weights",
            value: f64::from(w),
            range: "finite and above 0",
        }),
    }
}

/// Sum of a function of each output and its own target.
#[inline]
fn each(p: &[f32], y: &[f32], mut put: impl FnMut(usize, f64), of: impl Fn(f64, f64) -> (f64, f64)) -> f64 {
    let mut sum = 0.0;
    for (j, (&p, &y)) in p.iter().zip(y).enumerate() {
        let (loss, d) = of(f64::from(p), f64::from(y));
        sum += loss;
        put(j, d);
    }
    sum
}

fn likeliest(logits: &[f32]) -> usize {
    let mut best = 0;
    for (i, p) in logits.iter().enumerate() {
        if *p > logits[best] {
            best = i;
        }
    }
    best
}

fn squared(p: f64, y: f64) -> (f64, f64) {
    ((p - y) * (p - y), 2.0 * (p - y))
}

fn huber(p: f64, y: f64, delta: f64) -> (f64, f64) {
    let e = p - y;
    if e.abs() <= delta { (0.5 * e * e, e) } else { (delta * (e.abs() - 0.5 * delta), delta * e.signum()) }
}

fn pinball(p: f64, y: f64, level: f64) -> (f64, f64) {
    let e = y - p;
    if e > 0.0 { (level * e, -level) } else { ((level - 1.0) * e, if e == 0.0 { 0.0 } else { 1.0 - level }) }
}

fn binary(p: f64, y: f64) -> (f64, f64) {
    let e = (-p.abs()).exp();
    let probability = if p >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
    // a NaN forecast stays NaN, which `max` would hide
    (if p > 0.0 { p } else { p * 0.0 } - p * y + e.ln_1p(), probability - y)
}

fn weighted_binary(p: f64, y: f64, w0: f64, w1: f64) -> (f64, f64) {
    let ((no, up), (yes, down)) = (binary(p, 0.0), binary(p, 1.0));
    (w1 * y * yes + w0 * (1.0 - y) * no, w1 * y * down + w0 * (1.0 - y) * up)
}

fn softmax(p: &[f32], class: f32, weight: f64, mut put: impl FnMut(usize, f64)) -> f64 {
    // a NaN is passed over here and comes back in the sum
    let top = f64::from(p.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    let sum: f64 = p.iter().map(|&p| (f64::from(p) - top).exp()).sum();
    for (j, &p) in p.iter().enumerate() {
        let share = (f64::from(p) - top).exp() / sum;
        put(j, weight * (share - f64::from(u8::from(j == class as usize))));
    }
    weight * (sum.ln() + top - f64::from(p[class as usize]))
}
