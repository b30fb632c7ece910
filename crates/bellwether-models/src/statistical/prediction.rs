use serde::{Deserialize, Serialize};

/// The forecast of one step, Gaussian, on the scale of the series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Expectation.
    pub mean: f64,
    /// Variance, of the innovations and gaps; the parameters count as known.
    pub variance: f64,
    /// Expectation of the sum of this step and those before it.
    pub sum_mean: f64,
    /// Its variance.
    pub sum_variance: f64,
}
