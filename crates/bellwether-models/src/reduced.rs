//! Any model on windows, on the principal components of its columns instead of the columns.
//!
//! The components are fitted on the rows that the training samples' windows hold, and on nothing else; rows are then turned
//! into components one by one, at the forecast too.

use bellwether_core::{
    EpochLoss, FeatureFrame, FitError, Fitted, Forecast, ForecastError, Forecaster, FrameView, Needs, Origin,
    RunContext, Target, Ticker, TrainSet,
};
use bellwether_features::{FeatureError, FittedPca, Pca};
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::misfit;

/// A recipe on principal components.
pub struct Reduced {
    /// The components.
    pub pca: Pca,
    /// What learns from them; a model that looks for columns by name finds none.
    pub inner: Box<dyn Forecaster>,
}

impl Forecaster for Reduced {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn needs(&self) -> Needs {
        Needs { global: false, ..self.inner.needs() }
    }

    fn validate(&self) -> Result<(), FitError> {
        let model = self.inner.name();
        self.pca.validate().map_err(|e| FitError::Numerical { model, reason: e.to_string() })?;
        if !self.inner.needs().features {
            return Err(FitError::Parameter {
                model,
                parameter: "pca",
                value: "given".to_owned(),
                expected: "the model looks at no columns",
            });
        }
        self.inner.validate()
    }

    fn suits(&self, target: Target, further: &[usize]) -> Result<(), FitError> {
        self.inner.suits(target, further)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.validate()?;
        let (model, lookback) = (self.inner.name(), self.inner.needs().lookback.max(1));
        let failed = |e: FeatureError| FitError::Numerical { model, reason: e.to_string() };
        let frame = train.frame();
        if frame.width() == 0 {
            return Err(FitError::Parameter {
                model,
                parameter: "inputs",
                value: "no columns".to_owned(),
                expected: "it learns from at least one input column",
            });
        }
        let rows = learnt_rows(train, lookback);
        if rows.is_empty() {
            return Err(FitError::TooFewSamples { model, needed: 1, found: train.samples().len() });
        }
        for &row in &rows {
            if let Some(j) = frame.row(row).iter().position(|v| !v.is_finite()) {
                let (column, value) = (frame.names()[j].clone(), frame.row(row)[j]);
                return Err(FitError::NotFinite { column, date: frame.stamps()[row].date, value });
            }
        }
        let values: Vec<f64> = rows.iter().flat_map(|r| frame.row(*r)).copied().collect();
        let pca = self.pca.fit(&values, frame.names()).map_err(failed)?;
        let reduced = components(&pca, &frame, 0).map_err(failed)?;
        let set = TrainSet::new(reduced.view(), train.samples(), train.validation(), train.target());
        let inner = self.inner.fit(&set.with_further(train.further()), run)?;
        Ok(Box::new(FittedReduced { state: ReducedState { pca, lookback }, inner }))
    }
}

/// The rows in the windows of the training samples, each once.
fn learnt_rows(train: &TrainSet<'_>, lookback: usize) -> Vec<usize> {
    let mut used = vec![false; train.frame().len()];
    for sample in train.samples() {
        used[(sample.row + 1).saturating_sub(lookback)..=sample.row].fill(true);
    }
    (0..used.len()).filter(|r| used[*r]).collect()
}

/// The components of a frame's rows from `first` on.
fn components(pca: &FittedPca, frame: &FrameView<'_>, first: usize) -> Result<FeatureFrame, FeatureError> {
    let scores = pca.transform(&frame.values()[first * frame.width()..]);
    let count = pca.components();
    let column = |k: usize| (format!("pc{}", k + 1), scores.iter().skip(k).step_by(count).copied().collect());
    let ticker = Ticker::new("PCA").expect("letters are a ticker");
    let columns = (0..count).map(column).collect();
    Ok(FeatureFrame::from_columns(ticker, frame.stamps()[first..].to_vec(), columns)?)
}

/// What is kept besides the model.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReducedState {
    pca: FittedPca,
    lookback: usize,
}

pub(crate) struct FittedReduced {
    state: ReducedState,
    inner: Box<dyn Fitted>,
}

impl FittedReduced {
    pub(crate) fn restore(state: ReducedState, inner: &[u8]) -> Result<Self, ForecastError> {
        if !state.pca.is_sound() || state.lookback == 0 {
            return Err(misfit("principal components whose parts do not fit together".to_owned()));
        }
        Ok(Self { state, inner: saved::restore(inner)? })
    }
}

impl Fitted for FittedReduced {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let ReducedState { pca, lookback } = &self.state;
        if at.frame.width() != pca.width() {
            return Err(ForecastError::Columns { expected: pca.width(), found: at.frame.width() });
        }
        let first = at.frame.len().saturating_sub(*lookback);
        for row in first..at.frame.len() {
            if let Some(j) = at.frame.row(row).iter().position(|v| !v.is_finite()) {
                let (column, value) = (at.frame.names()[j].clone(), at.frame.row(row)[j]);
                return Err(ForecastError::NotFinite { column, date: at.frame.stamps()[row].date, value });
            }
        }
        let frame = components(pca, &at.frame, first).map_err(|e| misfit(e.to_string()))?;
        self.inner.forecast(&Origin { frame: frame.view(), ..*at })
    }

    fn losses(&self) -> &[EpochLoss] {
        self.inner.losses()
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Reduced(self.state.clone()), &self.inner.to_bytes())
    }
}
