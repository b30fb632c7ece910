//! AR-LSTM: a linear autoregression, and an LSTM that learns what it leaves over; both trained together.
//!
//! ```text
//! a_t = autoregression on the `lags` values up to step t of the window (a convolution with one linear filter)
//! [columns, a] at each step → LSTM(units) → Dense → residual;     output = a at the last step + residual
//! ```
//!
//! The autoregression is on the past of what is learnt (the target's own column, or log-return for changes, returns and
//! directions) where that is among the inputs, else on all columns. Published by the
//! NFLX paper. With `multi-step = "recursive"` the network learns one session ahead and is applied to its own forecasts:
//! the target's own column and, for closing prices, `log-return` are those of the forecasts, the other columns are held at
//! their last values. "direct" learns every horizon by itself.
//!
//! Compared with: PyTorch, from identical weights.

use bellwether_core::{
    Ahead, EpochLoss, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, RunContext,
    Sample, Target, TargetKind, TrainSet,
};
use bellwether_nn::{Activation, CellActivation, Initializer, LayerSpec, Merge, Padding};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, Common, Input, Limit, parameters};
use super::fitted::{finite, single};
use super::{DirectionHead, FittedNetwork, NetworkState, TrainingParams, architecture, fit};
use crate::Predict;
use crate::saved::{self, State};
use crate::supervised::{finish, misfit};

/// How horizons beyond the next session are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MultiStep {
    /// The network learns the target at its horizon.
    #[default]
    Direct,
    /// The network learns one session ahead and is applied to its own forecasts; for price targets.
    Recursive,
}

parameters! {
    /// Parameters of the AR-LSTM.
    ArLstmParams {
        /// Values that the autoregression sees. Default 5, at least 1, at most `lookback`.
        lags: usize = 5,
        /// Units of the LSTM. Default 50, at least 1.
        units: usize = 50,
        /// How horizons beyond the next session are reached. Default direct.
        multi_step: MultiStep = MultiStep::Direct,
    }
    lookback 10, head DirectionHead::Sigmoid, training TrainingParams::default()
}

/// The column that holds the past of what is learnt.
fn own_column(target: Target, predict: Predict) -> &'static str {
    match target.kind {
        _ if predict == Predict::Change => "log-return",
        TargetKind::Close => "close",
        TargetKind::Open => "open",
        TargetKind::AdjClose => "adj-close",
        TargetKind::LogReturn | TargetKind::Direction => "log-return",
    }
}

impl Architecture for ArLstmParams {
    const NAME: &'static str = "ar-lstm";

    fn common(&self) -> Common {
        self.shared()
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        vec![("units", Limit::Size(self.units))]
    }

    /// The steps that have enough lags, the autoregression beside the columns.
    fn body(&self, input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        self.layers(input, 1)
    }

    fn layers(&self, input: &Input<'_>, outputs: usize) -> Result<Vec<LayerSpec>, FitError> {
        let own = input.columns.iter().position(|name| name == own_column(input.target, self.predict));
        let mut lags: Vec<LayerSpec> =
            own.map(|from| LayerSpec::Slice { from, count: 1 }).into_iter().collect();
        lags.push(LayerSpec::Conv1d {
            filters: outputs,
            kernel: self.lags,
            padding: Padding::Valid,
            activation: Activation::Linear,
            initializer: Initializer::GlorotUniform,
        });
        let count = (input.lookback + 1).saturating_sub(self.lags);
        let lstm =
            LayerSpec::Lstm { units: self.units, activation: CellActivation::Tanh, return_sequences: false };
        let linear =
            vec![LayerSpec::Slice { from: input.width, count: outputs }, LayerSpec::LastSteps { count: 1 }];
        Ok(vec![
            LayerSpec::Parallel {
                branches: vec![vec![LayerSpec::LastSteps { count }], lags],
                merge: Merge::Concat,
            },
            LayerSpec::Parallel {
                branches: vec![vec![lstm, LayerSpec::dense(outputs)], linear],
                merge: Merge::Add,
            },
        ])
    }

    fn check(&self) -> Result<(), FitError> {
        let Self { lags, lookback, multi_step, ref quantiles, .. } = *self;
        if lags == 0 || lags > lookback {
            let found = format!("{lags} with a lookback of {lookback}");
            return Input::refuse(Self::NAME, "lags", found, "it must be from 1 to the lookback");
        }
        if multi_step == MultiStep::Recursive && !quantiles.is_empty() {
            let levels = format!("{quantiles:?}");
            return Input::refuse(Self::NAME, "quantiles", levels, "recursion gives a point alone");
        }
        Ok(())
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct ArLstm(
    /// Its parameters.
    pub ArLstmParams,
);

impl ArLstm {
    /// Weights for windows with this many columns and one output; `None` when the parameters do not fit together.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        architecture::parameter_count(&self.0, columns)
    }
}

impl Forecaster for ArLstm {
    fn name(&self) -> &'static str {
        ArLstmParams::NAME
    }

    fn needs(&self) -> Needs {
        architecture::needs(&self.0)
    }

    fn validate(&self) -> Result<(), FitError> {
        architecture::validate(&self.0)
    }

    fn suits(&self, target: Target, further: &[usize]) -> Result<(), FitError> {
        if self.0.multi_step == MultiStep::Recursive {
            check_recursive(&self.0, target)?;
        }
        architecture::suits(&self.0, target, further)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.fit_global(std::slice::from_ref(train), run)
    }

    fn fit_global(&self, series: &[TrainSet<'_>], run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let steps = |train: &TrainSet<'_>| train.target().horizon > 1 || !train.further().is_empty();
        let recursive = series.first().filter(|_| self.0.multi_step == MultiStep::Recursive);
        if let Some(first) = recursive {
            check_recursive(&self.0, first.target())?;
        }
        match recursive {
            Some(first) if steps(first) => fit_recursive(&self.0, first, series, run),
            _ => fit::fit(&self.0, series, run),
        }
    }
}

/// Whether the target can be forecast from its own forecasts.
fn check_recursive(params: &ArLstmParams, target: Target) -> Result<(), FitError> {
    let refuse = |expected| Input::refuse(ArLstmParams::NAME, "multi-step", "recursive", expected);
    if !target.is_price() {
        return refuse("only a price target can be forecast from its own forecasts");
    }
    // see `Target::last_known`
    if target.kind == TargetKind::Open && params.predict == Predict::Change {
        return refuse(
            "the change of an open is learnt against the last close, which a forecast open does not give; \
             predict its level, or every horizon directly",
        );
    }
    Ok(())
}

/// Learns one session ahead from the values that the target's own column has in the next row.
fn fit_recursive(
    params: &ArLstmParams,
    first: &TrainSet<'_>,
    series: &[TrainSet<'_>],
    run: &RunContext,
) -> Result<Box<dyn Fitted>, FitError> {
    let (model, target) = (ArLstmParams::NAME, first.target());
    let refuse = |expected| Input::refuse(model, "multi-step", "recursive", expected);
    let position = |column: &str| first.frame().names().iter().position(|name| name == column);
    let Some(column) = position(own_column(target, Predict::Level)) else {
        return refuse("the target's own column (close, open or adj-close) must be among the inputs");
    };
    let next = |train: &TrainSet<'_>, samples: &[Sample]| -> Vec<Sample> {
        let frame = train.frame();
        let known = samples.iter().filter(|s| s.row + 1 < frame.len());
        let one = known.map(|s| Sample { target: frame.row(s.row + 1)[column], ..*s });
        one.filter(|s| s.target.is_finite()).collect()
    };
    let parts: Vec<_> =
        series.iter().map(|set| (next(set, set.samples()), next(set, set.validation()))).collect();
    let one_ahead = Target { horizon: 1, ..target };
    let sets: Vec<_> = series
        .iter()
        .zip(&parts)
        .map(|(set, (train, validation))| {
            TrainSet::new(set.frame(), train, validation, one_ahead).left_out(set.is_left_out())
        })
        .collect();
    let inner = fit::train(params, &sets, run)?;
    let further = first.further().iter().map(|further| further.horizon).collect();
    // the return is one of closes
    let log_return = if target.kind == TargetKind::Open { None } else { position("log-return") };
    Ok(Box::new(FittedRecursive { inner, column, log_return, further }))
}

/// A network that is applied to its own forecasts.
pub(crate) struct FittedRecursive {
    inner: FittedNetwork,
    /// Of the target's own values.
    column: usize,
    /// Of their log changes, if it is among the inputs.
    log_return: Option<usize>,
    further: Vec<usize>,
}

/// Its state besides the weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecursiveState {
    network: NetworkState,
    column: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log_return: Option<usize>,
    further: Vec<usize>,
}

/// Farthest horizon that a saved model may ask for.
const MAX_HORIZON: usize = 1 << 16;

impl FittedRecursive {
    pub(crate) fn restore(state: RecursiveState, weights: &[u8]) -> Result<Self, ForecastError> {
        let RecursiveState { network, column, log_return, further } = state;
        let inner = FittedNetwork::restore(network, weights)?;
        let width = inner.state.series.first().map_or(0, |series| series.encoding.width);
        let beyond = [Some(column), log_return].into_iter().flatten().find(|column| *column >= width);
        if beyond.is_some() || further.iter().any(|horizon| *horizon > MAX_HORIZON) {
            let column = beyond.unwrap_or(column);
            return Err(misfit(format!("column {column} of {width}, or a horizon above {MAX_HORIZON}")));
        }
        Ok(Self { inner, column, log_return, further })
    }
}

impl Fitted for FittedRecursive {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let encoding = &self.inner.series(at)?.encoding;
        // checks the window; what is put behind it is checked as it comes
        single(at, &encoding.window(at)?, encoding.width)?;
        let (width, lookback) = (encoding.width, encoding.lookback);
        let mut rows = at.frame.values()[(at.frame.len() - lookback) * width..].to_vec();
        let horizons = self.further.iter().copied().chain([at.target.horizon]);
        let steps = horizons.max().unwrap_or(1).clamp(1, MAX_HORIZON);
        let (mut path, mut last_known) = (Vec::with_capacity(steps), at.last_known);
        for _ in 0..steps {
            let scaled = encoding.scale(&rows[rows.len() - lookback * width..]);
            if scaled.iter().any(|v| !(*v as f32).is_finite()) {
                return Err(ForecastError::NotFiniteOutput { date: at.stamp.date, value: last_known });
            }
            let mut data = Vec::with_capacity(lookback * (width + 1));
            for row in scaled.chunks_exact(width) {
                data.extend(row.iter().map(|v| *v as f32));
                data.extend(self.inner.state.numbered().then_some(at.series as f32));
            }
            let outputs = self.inner.outputs(&data)?;
            let value = finite(at, encoding.decode(outputs[0], last_known))?;
            path.push(value);
            let from = rows.len() - width;
            rows.extend_from_within(from..);
            let last = rows.len() - width;
            rows[last + self.column] = value;
            if let Some(column) = self.log_return {
                rows[last + column] = (value / last_known).ln();
            }
            last_known = value;
        }
        let mut forecast = finish(at, path[at.target.horizon.clamp(1, steps) - 1])?;
        let ahead = |horizon: &usize| Ahead::of(*horizon, path[horizon - 1]);
        forecast.ahead = self.further.iter().filter(|horizon| **horizon > 0).map(ahead).collect();
        Ok(forecast)
    }

    fn losses(&self) -> &[EpochLoss] {
        self.inner.losses()
    }

    fn to_bytes(&self) -> Vec<u8> {
        let weights =
            self.inner.network.to_bytes().expect("a trained network has finite weights and a valid spec");
        let state = RecursiveState {
            network: self.inner.state.clone(),
            column: self.column,
            log_return: self.log_return,
            further: self.further.clone(),
        };
        saved::to_bytes(State::Recursive(state), &weights)
    }
}
