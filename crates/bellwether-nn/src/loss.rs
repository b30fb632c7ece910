//! What training makes small.

use serde::{Deserialize, Serialize};

use crate::kernels::row_stride;

/// Mean over all samples and outputs of a function of forecast `p` and target `y`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Loss {
    /// `(p - y)²`.
    #[default]
    MeanSquaredError,
    /// `max(p, 0) - p y + ln(1 + e^-|p|)`: the negative log-likelihood of `y ∈ [0, 1]` where the network
    /// returns the log-odds `p` (a linear last layer). The probability is `1 / (1 + e^-p)`.
    BinaryCrossEntropy,
}

impl Loss {
    /// Loss of one value and its derivative by `p`.
    fn of(self, p: f64, y: f64) -> (f64, f64) {
        match self {
            Loss::MeanSquaredError => ((p - y) * (p - y), 2.0 * (p - y)),
            Loss::BinaryCrossEntropy => {
                let e = (-p.abs()).exp();
                let probability = if p >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
                // a NaN forecast stays NaN, which `max` would hide
                (if p > 0.0 { p } else { p * 0.0 } - p * y + e.ln_1p(), probability - y)
            }
        }
    }

    /// Mean over the rows that `targets` has; `derivative`, where given, receives that of the mean.
    pub(crate) fn mean<'a>(
        self,
        output: &[f32],
        outputs: usize,
        targets: impl ExactSizeIterator<Item = &'a [f32]>,
        mut derivative: Option<&mut [f32]>,
    ) -> f64 {
        let stride = row_stride(outputs);
        let scale = 1.0 / (targets.len() * outputs) as f64;
        let mut sum = 0.0;
        for (row, target) in targets.enumerate() {
            for (j, &y) in target.iter().enumerate() {
                let at = row * stride + j;
                let (loss, d) = self.of(f64::from(output[at]), f64::from(y));
                sum += loss;
                if let Some(derivative) = derivative.as_deref_mut() {
                    derivative[at] = (d * scale) as f32;
                }
            }
        }
        sum * scale
    }
}
