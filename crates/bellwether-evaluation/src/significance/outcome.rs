//! What a Diebold-Mariano comparison ends in.

use serde::{Deserialize, Serialize};

use super::Kernel;

/// Level of significance behind a [`Verdict`].
pub const ALPHA: f64 = 0.05;

/// A computed Diebold-Mariano test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DieboldMarianoTest {
    /// Corrected statistic `DM*`; negative: the first forecast lost less.
    pub statistic: f64,
    /// p-value against "the two lose differently".
    pub p_two_sided: f64,
    /// p-value against "the first loses less".
    pub p_first_better: f64,
    /// p-value against "the first loses more".
    pub p_first_worse: f64,
    /// Mean loss of the first less that of the second, in the unit of the loss.
    pub mean_loss_difference: f64,
    /// Number of rows.
    pub n: usize,
    /// Forecast horizon in rows.
    pub horizon: usize,
    /// Autocovariances in the variance, `horizon - 1`.
    pub lags: usize,
    /// Their weights; [`Kernel::Bartlett`] means that the rectangular variance was not positive.
    pub kernel: Kernel,
}

/// The outcome of a comparison: a test, or the reason why none exists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DieboldMariano {
    /// The test was computed.
    Tested(DieboldMarianoTest),
    /// The forecasts are identical, or lose the same on every row (up to rounding): there is no difference to
    /// test.
    IdenticalForecasts {
        /// Number of rows.
        n: usize,
    },
    /// The losses differ by the same amount on every row (up to rounding): without variance there is no
    /// statistic.
    ConstantDifference {
        /// Number of rows.
        n: usize,
        /// Loss of the first less that of the second.
        mean_loss_difference: f64,
    },
}

/// A comparison in words, of the first forecast against the second, two-sided at [`ALPHA`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The first forecast loses significantly less.
    Better,
    /// The first forecast loses significantly more.
    Worse,
    /// The difference is within luck, or the forecasts are identical.
    NoSignificantDifference,
    /// The difference has no variance: no test exists.
    NotTestable,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoSignificantDifference => "no significant difference",
            Self::NotTestable => "not testable",
        }
    }

    /// The verdict on a test whose two-sided p-value is `p`, such as one adjusted for the number of tests.
    pub fn at(p: f64, mean_loss_difference: f64) -> Self {
        if p >= ALPHA {
            Self::NoSignificantDifference
        } else if mean_loss_difference < 0.0 {
            Self::Better
        } else {
            Self::Worse
        }
    }
}

impl DieboldMariano {
    /// The comparison in words.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Tested(test) => Verdict::at(test.p_two_sided, test.mean_loss_difference),
            Self::IdenticalForecasts { .. } => Verdict::NoSignificantDifference,
            Self::ConstantDifference { .. } => Verdict::NotTestable,
        }
    }

    /// The test, if one was computed.
    pub fn test(&self) -> Option<&DieboldMarianoTest> {
        match self {
            Self::Tested(test) => Some(test),
            Self::IdenticalForecasts { .. } | Self::ConstantDifference { .. } => None,
        }
    }
}
