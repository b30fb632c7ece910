use crate::{FitError, Forecast, ForecastError, FrameView, RowStamp, RunContext, Target};

/// What a model needs, as plain data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Rows in each input window; 0 when the model looks at no feature columns.
    pub lookback: usize,
    /// Fewest training samples that it accepts.
    pub min_samples: usize,
    /// Whether it uses the feature columns (a model that does not has no with-text form).
    pub features: bool,
    /// Whether its result depends on the seed.
    pub seeded: bool,
    /// Whether it uses a validation part when there is one.
    pub validation: bool,
}

/// One sample: a row of the frame, and the target's value for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Row of the frame: the last completed session at the decision.
    pub row: usize,
    /// The realised target.
    pub target: f64,
    /// The naive forecast at that row (see [`Target::last_known`]).
    pub last_known: f64,
}

/// What a model may learn from: rows, samples and targets that were known when it is fitted, and nothing later.
#[derive(Debug, Clone, Copy)]
pub struct TrainSet<'a> {
    frame: FrameView<'a>,
    samples: &'a [Sample],
    validation: &'a [Sample],
    target: Target,
}

impl<'a> TrainSet<'a> {
    /// `frame` ends with the last row known at fit time; `samples` and `validation` are in time order and lie in it.
    pub fn new(
        frame: FrameView<'a>,
        samples: &'a [Sample],
        validation: &'a [Sample],
        target: Target,
    ) -> Self {
        Self { frame, samples, validation, target }
    }

    /// The rows known at fit time.
    pub fn frame(&self) -> FrameView<'a> {
        self.frame
    }

    /// Training samples, oldest first.
    pub fn samples(&self) -> &'a [Sample] {
        self.samples
    }

    /// Validation samples, later than every training sample; may be empty.
    pub fn validation(&self) -> &'a [Sample] {
        self.validation
    }

    /// What is forecast.
    pub fn target(&self) -> Target {
        self.target
    }
}

/// Where a forecast is made: the rows known there, the last of which is the origin.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The rows known at the origin; the last is the origin's own.
    pub frame: FrameView<'a>,
    /// The naive forecast there (see [`Target::last_known`]).
    pub last_known: f64,
    /// What is forecast.
    pub target: Target,
    /// The origin's stamp.
    pub stamp: RowStamp,
}

/// Training and validation loss after one epoch, in the model's own (scaled) unit.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct EpochLoss {
    /// Mean training loss.
    pub train: f64,
    /// Validation loss, when there is a validation part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<f64>,
}

/// A recipe for a model. Object-safe.
pub trait Forecaster: Send + Sync {
    /// The model's name in the literature, kebab-case.
    fn name(&self) -> &'static str;

    /// What it needs.
    fn needs(&self) -> Needs;

    /// Checks the parameters, without data.
    ///
    /// # Errors
    /// [`FitError::Parameter`] with the value and what is allowed.
    fn validate(&self) -> Result<(), FitError>;

    /// Learns from `train`.
    ///
    /// # Errors
    /// A [`FitError`] when there is too little data, a value is not finite, or the fit fails.
    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError>;
}

/// A fitted model.
pub trait Fitted: Send + Sync {
    /// Forecasts from what is known at `at`.
    ///
    /// # Errors
    /// A [`ForecastError`] when the window is too short or not finite.
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError>;

    /// Loss by epoch, for models trained by epochs; empty for the others.
    fn losses(&self) -> &[EpochLoss] {
        &[]
    }

    /// The state as bytes, from which the model can be restored to forecast bit-identically.
    fn to_bytes(&self) -> Vec<u8>;
}
