use crate::{Ahead, FitError, Forecast, ForecastError, FrameView, RowStamp, RunContext, Target};

/// What a model needs, as plain data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Rows in each input window; 0 when the model looks at no feature columns.
    pub lookback: usize,
    /// Fewest training samples that it accepts.
    pub min_samples: usize,
    /// Whether it uses the feature columns.
    pub features: bool,
    /// Whether text columns among them can change its forecasts; without, it has no with-text form.
    pub text: bool,
    /// Whether its result depends on the seed.
    pub seeded: bool,
    /// Whether it uses a validation part when there is one.
    pub validation: bool,
    /// Whether it can learn from several series at once (see [`Forecaster::fit_global`]).
    pub global: bool,
}

impl Needs {
    /// Nothing at all: the base of `Needs { lookback: 5, ..Needs::NONE }`.
    pub const NONE: Self = Self {
        lookback: 0,
        min_samples: 0,
        features: false,
        text: false,
        seeded: false,
        validation: false,
        global: false,
    };
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

/// The realised targets of a training set's samples at another horizon, all of them known when the model is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Further<'a> {
    /// Sessions ahead of the last completed one; not that of the target.
    pub horizon: usize,
    /// One value for each training sample.
    pub train: &'a [f64],
    /// One value for each validation sample.
    pub validation: &'a [f64],
}

/// What a model may learn from: rows, samples and targets that were known when it is fitted, and nothing later.
#[derive(Debug, Clone, Copy)]
pub struct TrainSet<'a> {
    frame: FrameView<'a>,
    samples: &'a [Sample],
    validation: &'a [Sample],
    target: Target,
    further: &'a [Further<'a>],
    test: Option<(FrameView<'a>, &'a [Sample])>,
    left_out: bool,
}

impl<'a> TrainSet<'a> {
    /// `frame` ends with the last row known at fit time; `samples` and `validation` are in time order and lie in it.
    ///
    /// Under every protocol but the random split, each validation sample is later than every training sample, and the
    /// frame ends before the first forecast is made. Under the random split training, validation and test samples are
    /// interleaved, so that a model must neither take the last training sample for the newest one nor count on rows
    /// between two samples to be learnt from.
    pub fn new(
        frame: FrameView<'a>,
        samples: &'a [Sample],
        validation: &'a [Sample],
        target: Target,
    ) -> Self {
        Self { frame, samples, validation, target, further: &[], test: None, left_out: false }
    }

    /// With the same samples' targets at further horizons, each as long as the samples and the validation part. A model
    /// that learns them answers with [`Forecast::ahead`], in the same order; the others need not look.
    #[must_use]
    pub fn with_further(self, further: &'a [Further<'a>]) -> Self {
        Self { further, ..self }
    }

    /// With the test samples, and the rows up to the last value that they forecast: **these are the answers**. Only a
    /// protocol that exists to reproduce a paper, and says so, shows them.
    #[must_use]
    pub fn showing_test(self, frame: FrameView<'a>, samples: &'a [Sample]) -> Self {
        Self { test: Some((frame, samples)), ..self }
    }

    /// The test samples and the rows that hold their answers, under a protocol that shows them; `None` under every honest
    /// one.
    pub fn shown_test(&self) -> Option<(FrameView<'a>, &'a [Sample])> {
        self.test
    }

    /// Whether its series is left out: **nobody learns from it**. A model of several series then takes the scales of its inputs
    /// and targets from the samples, which were all known when it is fitted, so that it can forecast the series; nothing else
    /// that it learns depends on them. See [`Forecaster::fit_global`].
    #[must_use]
    pub fn left_out(self, left_out: bool) -> Self {
        Self { left_out, ..self }
    }

    /// Whether its series gives scales and nothing else.
    pub fn is_left_out(&self) -> bool {
        self.left_out
    }

    /// The rows known at fit time.
    pub fn frame(&self) -> FrameView<'a> {
        self.frame
    }

    /// Training samples, oldest first.
    pub fn samples(&self) -> &'a [Sample] {
        self.samples
    }

    /// Validation samples, oldest first; may be empty. Later than every training sample, except under the random split.
    pub fn validation(&self) -> &'a [Sample] {
        self.validation
    }

    /// What is forecast.
    pub fn target(&self) -> Target {
        self.target
    }

    /// The same samples' targets at further horizons; empty when only the target's own is asked for.
    pub fn further(&self) -> &'a [Further<'a>] {
        self.further
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
    /// The position of its series in the slice given to [`Forecaster::fit_global`]; 0 for a model of one series.
    pub series: usize,
    /// The naive forecasts at the further horizons, in the order of [`TrainSet::further`].
    pub further: &'a [Ahead],
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

    /// Whether the parameters go with this target and these further horizons; without data.
    ///
    /// # Errors
    /// [`FitError::Parameter`] with the value and what is allowed.
    fn suits(&self, target: Target, further: &[usize]) -> Result<(), FitError> {
        let _ = (target, further);
        Ok(())
    }

    /// Learns from `train`.
    ///
    /// # Errors
    /// A [`FitError`] when there is too little data, a value is not finite, or the fit fails.
    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError>;

    /// Learns from several series at once, all known at the same instant; [`Origin::series`] then says whose a forecast
    /// is. Models that can have [`Needs::global`].
    ///
    /// A series may be [left out](TrainSet::left_out). Its own scales are all that is taken from it, and a model that tells
    /// series by their number does without that number for all of them, since it could learn none for the one left out.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`FitError::OneSeries`] for a model that learns from one series only;
    /// [`FitError::TooFewSamples`] when every series is left out.
    fn fit_global(&self, series: &[TrainSet<'_>], run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let _ = (series, run);
        Err(FitError::OneSeries { model: self.name() })
    }
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

    /// How much the model looks at each value of its window, `lookback x width`, oldest row first: shares that sum to 1.
    ///
    /// Of trees the gain of their splits, of weighted sums `|weight| · sd` of the input in training. Empty for models that
    /// have no such measure, and for those that see no columns: of a network whose last layer is trees, the trees see what
    /// the layers made of the columns, and gains by those are none of a column.
    fn importances(&self) -> Vec<f64> {
        Vec::new()
    }

    /// The state as bytes, from which the model can be restored to forecast bit-identically.
    fn to_bytes(&self) -> Vec<u8>;
}
