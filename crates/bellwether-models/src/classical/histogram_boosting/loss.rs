use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What histogram boosting makes small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TreesLoss {
    /// `½ (y − F)²`; the prediction is `F`.
    SquaredError,
    /// `ln(1 + eᶠ) − y F` for labels 0 and 1; the prediction is the probability of 1, `1 / (1 + e⁻ᶠ)`.
    Logistic,
    /// The pinball loss `max(q (y − F), (q − 1)(y − F))` of a level between 0 and 1; the prediction is the quantile `F`.
    Quantile {
        /// q.
        level: f64,
    },
}

impl TreesLoss {
    /// The constant of the smallest loss.
    pub(super) fn start(self, y: &[f64], weights: Option<&[f64]>) -> f64 {
        let mean = || match weights {
            None => y.iter().sum::<f64>() / y.len() as f64,
            Some(w) => y.iter().zip(w).map(|(y, w)| y * w).sum::<f64>() / w.iter().sum::<f64>(),
        };
        match self {
            Self::SquaredError => mean(),
            // one class alone has infinite log odds
            Self::Logistic => {
                let p = mean().clamp(f64::EPSILON, 1.0 - f64::EPSILON);
                (p / (1.0 - p)).ln()
            }
            Self::Quantile { level } => quantile(&mut y.to_vec(), level),
        }
    }

    /// First and second derivative of each sample's loss.
    pub(super) fn derivatives(self, y: &[f64], score: &[f64], gradient: &mut [f64], hessian: &mut [f64]) {
        let both = gradient.iter_mut().zip(hessian).zip(y.iter().zip(score));
        match self {
            Self::SquaredError => both.for_each(|((g, _), (y, f))| *g = f - y),
            Self::Logistic => both.for_each(|((g, h), (y, f))| {
                let p = logistic(*f);
                (*g, *h) = (p - y, p * (1.0 - p));
            }),
            Self::Quantile { level } => {
                both.for_each(|((g, _), (y, f))| *g = if y >= f { -level } else { 1.0 - level });
            }
        }
    }

    /// Mean loss.
    pub(super) fn mean(self, y: &[f64], score: &[f64]) -> f64 {
        let loss = |(y, f): (&f64, &f64)| match self {
            Self::SquaredError => 0.5 * (y - f) * (y - f),
            // ln(1 + eᶠ) without overflow
            Self::Logistic => f.max(0.0) + (-f.abs()).exp().ln_1p() - y * f,
            Self::Quantile { level } => (level * (y - f)).max((level - 1.0) * (y - f)),
        };
        y.iter().zip(score).map(loss).sum::<f64>() / y.len() as f64
    }

    /// Whether every hessian is 1, unless samples have weights.
    pub(super) fn is_flat(self) -> bool {
        self != Self::Logistic
    }
}

pub(super) fn logistic(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

/// By linear interpolation between the order statistics, which are put in order up to it.
pub(super) fn quantile(values: &mut [f64], level: f64) -> f64 {
    let at = level * (values.len() - 1) as f64;
    let below = at.floor() as usize;
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let next = above.iter().copied().min_by(f64::total_cmp).unwrap_or(*low);
    *low + (next - *low) * (at - at.floor())
}
