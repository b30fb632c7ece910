//! Fitting and forecasting, shared by every network: scale in the fold, train, restore the scale.

use bellwether_core::{
    EpochLoss, FitError, Fitted, Forecast, ForecastError, Needs, Origin, RunContext, TrainSet,
};
use bellwether_features::Scaler;
use bellwether_nn::{
    Adam, EarlyStopping, Flow, InputShape, LayerSpec, Loss, LossHistory, Network, NetworkSpec, Optimizer,
    Samples, SpecError, StopReason, Streams, TrainParams, Windows,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saved::{self, State};
use crate::supervised::{Encoding, Predict, check_predict, finish, misfit};

/// How a network is trained: Adam, mini-batches shuffled every epoch, early stopping on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TrainingParams {
    /// Most epochs. Default 200, at least 1.
    pub epochs: usize,
    /// Samples in a batch. Default 32, at least 1.
    pub batch: usize,
    /// Step size of Adam. Default 0.001, above 0.
    pub learning_rate: f64,
    /// Epochs without a better validation loss after which training stops and the best weights are restored; 0 trains
    /// all epochs and keeps the last weights. Without a validation part all epochs are trained. Default 20.
    pub patience: usize,
}

impl Default for TrainingParams {
    fn default() -> Self {
        Self { epochs: 200, batch: 32, learning_rate: 0.001, patience: 20 }
    }
}

impl TrainingParams {
    fn validate(&self, model: &'static str) -> Result<(), FitError> {
        let Self { epochs, batch, learning_rate, patience: _ } = *self;
        let refuse = |parameter, value: String, expected| {
            Err(FitError::Parameter { model, parameter, value, expected })
        };
        if epochs == 0 {
            return refuse("training.epochs", "0".to_owned(), "it must be at least 1");
        }
        if batch == 0 {
            return refuse("training.batch", "0".to_owned(), "it must be at least 1");
        }
        if !(learning_rate > 0.0 && learning_rate.is_finite()) {
            return refuse(
                "training.learning-rate",
                learning_rate.to_string(),
                "it must be a number above 0",
            );
        }
        Ok(())
    }

    fn engine(&self, loss: Loss, has_validation: bool) -> TrainParams {
        let Self { epochs, batch, learning_rate, patience } = *self;
        let stopping = EarlyStopping { patience, min_delta: 0.0, restore_best: true };
        TrainParams {
            epochs,
            batch_size: batch,
            loss,
            optimizer: Optimizer::Adam(Adam::keras(learning_rate as f32)),
            early_stopping: (patience > 0 && has_validation).then_some(stopping),
            ..TrainParams::default()
        }
    }
}

/// A network before it knows its number of columns.
pub(crate) struct Recipe {
    pub(crate) model: &'static str,
    pub(crate) lookback: usize,
    pub(crate) layers: Vec<LayerSpec>,
    pub(crate) scaler: Scaler,
    pub(crate) predict: Predict,
    pub(crate) training: TrainingParams,
}

impl Recipe {
    fn spec(&self, columns: usize) -> NetworkSpec {
        NetworkSpec {
            input: InputShape { steps: self.lookback, features: columns },
            layers: self.layers.clone(),
        }
    }

    pub(crate) fn needs(&self) -> Needs {
        Needs {
            lookback: self.lookback,
            min_samples: 10,
            features: true,
            seeded: true,
            validation: true,
            ..Needs::NONE
        }
    }

    pub(crate) fn validate(&self) -> Result<(), FitError> {
        self.training.validate(self.model)?;
        let refuse = |parameter, expected| {
            Err(FitError::Parameter { model: self.model, parameter, value: "0".to_owned(), expected })
        };
        if self.lookback == 0 {
            return refuse("lookback", "a window has at least 1 row");
        }
        // shapes depend on the number of columns only in their width, so one column finds every misfit
        match self.spec(1).validate() {
            Ok(_) => Ok(()),
            Err(SpecError::Zero { field, .. }) => refuse(field, "it must be at least 1"),
            Err(e) => Err(self.failed(&e)),
        }
    }

    pub(crate) fn parameter_count(&self, columns: usize) -> Option<usize> {
        self.spec(columns).validate().ok().map(|shapes| shapes.parameters)
    }

    fn failed(&self, error: &dyn std::error::Error) -> FitError {
        FitError::Numerical { model: self.model, reason: error.to_string() }
    }
}

/// Trains the network on the training samples, watching the validation samples.
pub(crate) fn fit(
    recipe: &Recipe,
    train: &TrainSet<'_>,
    run: &RunContext,
) -> Result<Box<dyn Fitted>, FitError> {
    recipe.validate()?;
    check_predict(recipe.model, recipe.predict, train.target())?;
    let minimum = recipe.needs().min_samples;
    let (encoding, encoded) =
        Encoding::fit(recipe.model, train, recipe.lookback, recipe.scaler, recipe.predict, minimum)?;
    let stream = |part: &str| run.rng(&format!("{}/{part}", recipe.model));
    let spec = recipe.spec(encoding.width);
    let mut network = Network::new(&spec, &mut stream("init")).map_err(|e| recipe.failed(&e))?;

    let rows = single(&encoded.rows);
    let (train_targets, validation_targets) = (single(&encoded.train), single(&encoded.validation));
    let (train_ends, validation_ends) = (encoded.ends(train.samples()), encoded.ends(train.validation()));
    let windows =
        |ends| Windows::new(&rows, encoding.width, recipe.lookback, ends).map_err(|e| recipe.failed(&e));
    let learnt = Samples { windows: windows(&train_ends)?, targets: &train_targets };
    let watched = Samples { windows: windows(&validation_ends)?, targets: &validation_targets };
    let watched = (!validation_ends.is_empty()).then_some(watched);
    let loss = if train.target().is_direction() { Loss::BinaryCrossEntropy } else { Loss::MeanSquaredError };
    let params = recipe.training.engine(loss, watched.is_some());
    let mut streams = Streams { shuffle: stream("shuffle"), dropout: stream("dropout") };
    let mut watch = |_: &_| if run.is_stopped() { Flow::Stop } else { Flow::Continue };
    let history = bellwether_nn::train(&mut network, learnt, watched, &params, &mut streams, &mut watch)
        .map_err(|e| recipe.failed(&e))?;
    if history.stop == StopReason::Cancelled {
        return Err(FitError::Cancelled);
    }
    let state = NetworkState { encoding, losses: losses(&history) };
    Ok(Box::new(FittedNetwork { state, network }))
}

/// Networks work in single precision.
fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|v| *v as f32).collect()
}

fn losses(history: &LossHistory) -> Vec<EpochLoss> {
    let by_epoch = |(i, train): (usize, &f64)| EpochLoss {
        train: *train,
        validation: history.validation.get(i).copied(),
    };
    history.train.iter().enumerate().map(by_epoch).collect()
}

/// What a fitted network keeps besides its weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NetworkState {
    encoding: Encoding,
    losses: Vec<EpochLoss>,
}

pub(crate) struct FittedNetwork {
    state: NetworkState,
    network: Network,
}

impl FittedNetwork {
    pub(crate) fn restore(state: NetworkState, weights: &[u8]) -> Result<Self, ForecastError> {
        let network = Network::from_bytes(weights).map_err(|e| misfit(e.to_string()))?;
        state.encoding.checked_inputs()?;
        let Encoding { lookback, width, .. } = state.encoding;
        let InputShape { steps, features } = network.spec().input;
        if (steps, features) != (lookback, width) || network.outputs() != 1 {
            return Err(misfit(format!(
                "a network of {steps} x {features} inputs and {} outputs for windows of {lookback} x {width}",
                network.outputs()
            )));
        }
        Ok(Self { state, network })
    }
}

impl Fitted for FittedNetwork {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let encoding = &self.state.encoding;
        let data = single(&encoding.window(at)?);
        // a number that a double can hold may be too large for a network
        if let Some(i) = data.iter().position(|v| !v.is_finite()) {
            let row = at.frame.len() - encoding.lookback + i / encoding.width;
            return Err(ForecastError::NotFinite {
                column: at.frame.names()[i % encoding.width].clone(),
                date: at.frame.stamps()[row].date,
                value: f64::from(data[i]),
            });
        }
        let ends = [encoding.lookback - 1];
        let mut output = [0.0f32];
        Windows::new(&data, encoding.width, encoding.lookback, &ends)
            .and_then(|window| self.network.predict(&window, &mut output))
            .map_err(|e| misfit(e.to_string()))?;
        let output = f64::from(output[0]);
        if !output.is_finite() {
            return finish(at, output);
        }
        let output = if at.target.is_direction() { 1.0 / (1.0 + (-output).exp()) } else { output };
        encoding.forecast(at, output)
    }

    fn losses(&self) -> &[EpochLoss] {
        &self.state.losses
    }

    fn to_bytes(&self) -> Vec<u8> {
        let weights = self.network.to_bytes().expect("a trained network has finite weights and a valid spec");
        saved::to_bytes(State::Network(self.state.clone()), &weights)
    }
}
