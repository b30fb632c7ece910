//! Gradient boosting of regression trees on the window.
//!
//! ```text
//! x: the window's lookback x columns values;  y: the target
//! F₀ = argmin_c Σ L(y, c),   Fₘ(x) = Fₘ₋₁(x) + learning-rate · treeₘ(x),   forecast = F(x)
//! ```
//!
//! Squared error for numbers, logistic loss for direction; see [`Boosting`]. Trees split at values, so the inputs need
//! no scaler. A tree's forecast is a mean of what it learnt from: as a level, a price beyond the training part's cannot
//! be forecast; learn the change of a price that wanders off.
//!
//! Compared with: `sklearn.ensemble.GradientBoostingRegressor` and `GradientBoostingClassifier`. Friedman (2001),
//! *Annals of Statistics* 29(5); subsample: Friedman (2002), *Computational Statistics & Data Analysis* 38(4).

mod ensemble;
mod sorted;
mod tree;

use bellwether_core::{
    FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext, Target, TrainSet,
};
use bellwether_features::Scaler;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::{Encoding, Predict, check_predict};

pub use ensemble::{Boosting, BoostingLoss, BoostingParams};

/// Parameters of gradient boosting.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GradientBoostingParams {
    /// Rows in the window. Default 5, at least 1.
    pub lookback: usize,
    /// Trees. Default 100, at least 1.
    pub trees: usize,
    /// Share of each tree's answer that is added. Default 0.1, above 0 and at most 1.
    pub learning_rate: f64,
    /// Splits from a tree's root to a leaf at most. Default 3, 1 to 16.
    pub max_depth: usize,
    /// Fewest training samples in a leaf. Default 1, at least 1.
    pub min_samples_leaf: usize,
    /// Share of the samples that each tree learns from, drawn without replacement. Default 1, above 0 and at most 1.
    pub subsample: f64,
    /// What is learnt for a price target. Default level.
    pub predict: Predict,
}

impl Default for GradientBoostingParams {
    fn default() -> Self {
        let BoostingParams { trees, learning_rate, max_depth, min_samples_leaf, subsample } =
            BoostingParams::default();
        let predict = Predict::Level;
        Self { lookback: 5, trees, learning_rate, max_depth, min_samples_leaf, subsample, predict }
    }
}

impl GradientBoostingParams {
    fn boosting(&self) -> BoostingParams {
        let Self { lookback: _, trees, learning_rate, max_depth, min_samples_leaf, subsample, predict: _ } =
            *self;
        BoostingParams { trees, learning_rate, max_depth, min_samples_leaf, subsample }
    }
}

/// The recipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradientBoosting(
    /// Its parameters.
    pub GradientBoostingParams,
);

const NAME: &str = "gradient-boosting";

impl Forecaster for GradientBoosting {
    fn name(&self) -> &'static str {
        NAME
    }

    fn needs(&self) -> Needs {
        Needs {
            lookback: self.0.lookback,
            min_samples: 2,
            features: true,
            text: true,
            seeded: self.0.subsample < 1.0,
            ..Needs::NONE
        }
    }

    fn validate(&self) -> Result<(), FitError> {
        if self.0.lookback == 0 {
            return Err(FitError::Parameter {
                model: NAME,
                parameter: "lookback",
                value: "0".to_owned(),
                expected: "a window has at least 1 row",
            });
        }
        self.0.boosting().validate(NAME)
    }

    fn suits(&self, target: Target, _further: &[usize]) -> Result<(), FitError> {
        check_predict(NAME, self.0.predict, target)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let GradientBoostingParams { lookback, predict, .. } = self.0;
        // nothing is tuned, so the validation part is as good to learn from as the rest
        let all: Vec<_> = train.samples().iter().chain(train.validation()).copied().collect();
        let joined = TrainSet::new(train.frame(), &all, &[], train.target());
        let (encoding, encoded) = Encoding::fit(NAME, &joined, lookback, Scaler::None, predict, 2)?;
        let width = encoding.width;
        let windows: Vec<f64> = encoded
            .ends(&all)
            .into_iter()
            .flat_map(|end| &encoded.rows[(end + 1 - lookback) * width..(end + 1) * width])
            .copied()
            .collect();
        let loss =
            if train.target().is_direction() { BoostingLoss::Logistic } else { BoostingLoss::SquaredError };
        let boosting = Boosting::fit(&windows, &encoded.train, loss, &self.0.boosting(), run, NAME)?;
        Ok(Box::new(FittedGradientBoosting { encoding, boosting }))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedGradientBoosting {
    encoding: Encoding,
    boosting: Boosting,
}

impl FittedGradientBoosting {
    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        self.boosting.check(self.encoding.checked_inputs()?)
    }
}

impl Fitted for FittedGradientBoosting {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let window = self.encoding.window(at)?;
        self.encoding.forecast(at, self.boosting.predict(&window))
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::GradientBoosting(self.clone()), &[])
    }
}
