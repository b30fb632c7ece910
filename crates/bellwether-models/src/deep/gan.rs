//! Conditional GAN: a generator that draws what comes next from the window and noise, against a discriminator.
//!
//! ```text
//! generator:      window (lookback x columns), `noise` columns of normal noise → LSTM(units) → next value
//! discriminator:  window in one row, next value → Dense(discriminator, relu) twice → log-odds that it is true
//! ```
//!
//! Forecast: the mean of `draws` scenarios; their quantiles are the interval; for a direction the share of scenarios
//! above one half is the probability; further horizons likewise, from the same scenarios. Used by the topic-sentiment paper,
//! which does not give the networks.
//! `reconstruction` adds the squared error of the draws to the generator's loss; it pulls the scenarios together, so that
//! their interval covers too little.
//!
//! The interval says what the generator draws and is not calibrated: on a price that is nothing but noise, learnt from 290
//! samples in 60 epochs, nine tenths covered from .17 (the pure game, which had not found the level) over .48
//! (`reconstruction = 1`) to .89 (.3). It is as wide as the noise, tenfold for tenfold.
//!
//! Compared with: PyTorch, one step of the game from identical weights. Goodfellow et al. (2014); Mirza and Osindero (2014).

use bellwether_core::{
    Ahead, EpochLoss, FitError, Fitted, Forecast, ForecastError, Forecaster, Needs, Origin, Quantile,
    RunContext, Target, TrainSet,
};
use bellwether_features::Scaler;
use bellwether_nn::{
    Adam, Flow, GanStreams, InputShape, LayerSpec, Network, NetworkSpec, Optimizer, Samples, StopReason,
    Windows, sample_gan, train_gan,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, Common, Input, Limit};
use super::fit::{Table, encode};
use super::fitted::{SeriesState, finite, single};
use super::{DirectionHead, TrainingParams, architecture, layers};
use crate::Predict;
use crate::saved::{self, State};
use crate::supervised::{FurtherEncoding, check_predict, misfit};

/// Parameters of the conditional GAN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GanParams {
    /// Rows in the window. Default 5, at least 1.
    pub lookback: usize,
    /// Units of the generator's LSTM. Default 50, at least 1.
    pub units: usize,
    /// Columns of noise beside the inputs. Default 4, at least 1.
    pub noise: usize,
    /// Units of the discriminator's two dense layers. Default 64, at least 1.
    pub discriminator: usize,
    /// Scenarios that a forecast is taken from. Default 100, from 2 to 10,000.
    pub draws: usize,
    /// Levels of the scenarios' quantiles, for targets that are numbers. Default .05, .5, .95.
    pub quantiles: Vec<f64>,
    /// Scaling of inputs and target, fitted on the training part. Default min-max, as the papers have it.
    pub scaler: Scaler,
    /// What is learnt for a price target. Default level, as the papers have it.
    pub predict: Predict,
    /// How both networks are trained.
    pub training: GanTraining,
}

/// How generator and discriminator are trained: by Adam, in turns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GanTraining {
    /// Epochs; there is no early stopping, as neither loss says how good the draws are. Default 100, at least 1.
    pub epochs: usize,
    /// Samples in a batch. Default 32, at least 1.
    pub batch: usize,
    /// Step size of the generator. Default 0.001, above 0.
    pub learning_rate: f64,
    /// Step size of the discriminator. Default 0.0005, above 0.
    pub discriminator_rate: f64,
    /// Steps of the discriminator for one of the generator. Default 1, at least 1.
    pub discriminator_steps: usize,
    /// How far the label of true values lies below 1. Default 0, below .5.
    pub label_smoothing: f64,
    /// Weight of the draws' squared error in the generator's loss; 0 for the pure game. Default 0.
    pub reconstruction: f64,
}

impl Default for GanParams {
    fn default() -> Self {
        Self {
            lookback: 5,
            units: 50,
            noise: 4,
            discriminator: 64,
            draws: 100,
            quantiles: vec![0.05, 0.5, 0.95],
            scaler: Scaler::MinMax,
            predict: Predict::Level,
            training: GanTraining::default(),
        }
    }
}

impl Default for GanTraining {
    fn default() -> Self {
        Self {
            epochs: 100,
            batch: 32,
            learning_rate: 0.001,
            discriminator_rate: 0.0005,
            discriminator_steps: 1,
            label_smoothing: 0.0,
            reconstruction: 0.0,
        }
    }
}

impl GanTraining {
    fn engine(&self) -> bellwether_nn::GanParams {
        let adam = |rate: f64| Optimizer::Adam(Adam { beta1: 0.5, ..Adam::keras(rate as f32) });
        bellwether_nn::GanParams {
            epochs: self.epochs,
            batch_size: self.batch,
            shuffle: true,
            discriminator_steps: self.discriminator_steps,
            generator_optimizer: adam(self.learning_rate),
            discriminator_optimizer: adam(self.discriminator_rate),
            label_smoothing: self.label_smoothing as f32,
            reconstruction: self.reconstruction as f32,
        }
    }
}

impl Architecture for GanParams {
    const NAME: &'static str = "gan";

    fn common(&self) -> Common {
        Common {
            lookback: self.lookback,
            scaler: self.scaler,
            predict: self.predict,
            direction_head: DirectionHead::Sigmoid,
            quantiles: self.quantiles.clone(),
            training: TrainingParams {
                epochs: self.training.epochs,
                batch: self.training.batch,
                learning_rate: self.training.learning_rate,
                ..TrainingParams::default()
            },
        }
    }

    fn limits(&self) -> Vec<(&'static str, Limit)> {
        let Self { units, noise, discriminator, training, .. } = *self;
        vec![
            ("units", Limit::Size(units)),
            ("noise", Limit::Size(noise)),
            ("discriminator", Limit::Size(discriminator)),
            ("training.discriminator-steps", Limit::Size(training.discriminator_steps)),
        ]
    }

    /// The generator.
    fn body(&self, _input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError> {
        Ok(vec![LayerSpec::lstm(self.units)])
    }

    fn check(&self) -> Result<(), FitError> {
        let refuse = |parameter, value: &dyn ToString, expected| {
            Input::refuse(Self::NAME, parameter, value.to_string(), expected)
        };
        let GanTraining { discriminator_rate, label_smoothing, reconstruction, .. } = self.training;
        if !(2..=10_000).contains(&self.draws) {
            return refuse("draws", &self.draws, "it must be from 2 to 10000");
        }
        if !(discriminator_rate > 0.0 && discriminator_rate.is_finite()) {
            return refuse("training.discriminator-rate", &discriminator_rate, "it must be a number above 0");
        }
        if !(0.0..0.5).contains(&label_smoothing) {
            return refuse(
                "training.label-smoothing",
                &label_smoothing,
                "it must be at least 0 and below 0.5",
            );
        }
        if !(reconstruction >= 0.0 && reconstruction.is_finite()) {
            return refuse("training.reconstruction", &reconstruction, "it must be a number of at least 0");
        }
        let columns = architecture::usual_columns().len();
        for spec in [self.generator(columns, 1), self.discriminator(columns, 1)] {
            let failed = |e: bellwether_nn::SpecError| FitError::Numerical {
                model: Self::NAME,
                reason: e.to_string(),
            };
            spec.validate().map_err(failed)?;
        }
        Ok(())
    }

    fn global(&self) -> bool {
        false
    }
}

impl GanParams {
    pub(super) fn generator(&self, width: usize, outputs: usize) -> NetworkSpec {
        NetworkSpec {
            input: InputShape { steps: self.lookback, features: width.saturating_add(self.noise) },
            layers: vec![LayerSpec::lstm(self.units), LayerSpec::dense(outputs)],
        }
    }

    pub(super) fn discriminator(&self, width: usize, outputs: usize) -> NetworkSpec {
        let features = self.lookback.saturating_mul(width).saturating_add(outputs);
        let hidden = layers::relu(self.discriminator);
        NetworkSpec {
            input: InputShape { steps: 1, features },
            layers: vec![hidden.clone(), hidden, LayerSpec::dense(1)],
        }
    }
}

/// The recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Gan(
    /// Its parameters.
    pub GanParams,
);

impl Gan {
    /// Weights of both networks for windows with this many columns and one output; `None` when the parameters do not
    /// fit together.
    pub fn parameter_count(&self, columns: usize) -> Option<usize> {
        let count = |spec: NetworkSpec| spec.validate().ok().map(|shapes| shapes.parameters);
        Some(count(self.0.generator(columns, 1))? + count(self.0.discriminator(columns, 1))?)
    }
}

impl Forecaster for Gan {
    fn name(&self) -> &'static str {
        GanParams::NAME
    }

    fn needs(&self) -> Needs {
        Needs { validation: false, ..architecture::needs(&self.0) }
    }

    fn validate(&self) -> Result<(), FitError> {
        architecture::validate(&self.0)
    }

    fn suits(&self, target: Target, _further: &[usize]) -> Result<(), FitError> {
        check_predict(GanParams::NAME, self.0.predict, target)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let (params, model) = (&self.0, GanParams::NAME);
        self.validate()?;
        check_predict(model, params.predict, train.target())?;
        // nothing is watched, so the validation part is as good to learn from as the rest
        let all: Vec<_> = train.samples().iter().chain(train.validation()).copied().collect();
        let values: Vec<Vec<f64>> =
            train.further().iter().map(|f| [f.train, f.validation].concat()).collect();
        let further: Vec<_> = train
            .further()
            .iter()
            .zip(&values)
            .map(|(f, values)| bellwether_core::Further {
                horizon: f.horizon,
                train: values,
                validation: &[],
            })
            .collect();
        let joined = TrainSet::new(train.frame(), &all, &[], train.target()).with_further(&further);
        let mut table = Table::default();
        let series = encode(params, &params.common(), &joined, (0, 1), &mut table)?;
        let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
        let stream = |part: &str| run.rng(&format!("{model}/{part}"));
        let outputs = 1 + further.len();
        let network =
            |spec: NetworkSpec, part| Network::new(&spec, &mut stream(part)).map_err(|e| failed(&e));
        let mut generator = network(params.generator(table.width, outputs), "init")?;
        let mut discriminator = network(params.discriminator(table.width, outputs), "init-discriminator")?;
        let windows = Windows::new(&table.rows, table.width, table.steps, &table.train.ends);
        let samples = Samples { windows: windows.map_err(|e| failed(&e))?, targets: &table.train.targets };
        let mut streams =
            GanStreams { shuffle: stream("shuffle"), dropout: stream("dropout"), noise: stream("noise") };
        let mut watch = |_: &_| if run.is_stopped() { Flow::Stop } else { Flow::Continue };
        let engine = params.training.engine();
        let (g, d) = (&mut generator, &mut discriminator);
        let history = train_gan(g, d, samples, &engine, &mut streams, &mut watch).map_err(|e| failed(&e))?;
        if history.stop == StopReason::Cancelled {
            return Err(FitError::Cancelled);
        }
        let losses = history.squared_error.iter().map(|e| EpochLoss { train: *e, validation: None });
        let state = GanState {
            series,
            noise: params.noise,
            draws: params.draws,
            quantiles: if train.target().is_direction() { Vec::new() } else { params.quantiles.clone() },
            seed: stream("draws").get_seed(),
            losses: losses.collect(),
        };
        Ok(Box::new(FittedGan { state, generator }))
    }
}

/// What a fitted GAN keeps besides the generator's weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GanState {
    series: SeriesState,
    noise: usize,
    draws: usize,
    quantiles: Vec<f64>,
    /// Of the stream that the scenarios of every forecast are drawn from.
    seed: [u8; 32],
    losses: Vec<EpochLoss>,
}

pub(crate) struct FittedGan {
    state: GanState,
    generator: Network,
}

impl FittedGan {
    pub(crate) fn restore(state: GanState, weights: &[u8]) -> Result<Self, ForecastError> {
        let generator = Network::from_bytes(weights).map_err(|e| misfit(e.to_string()))?;
        let SeriesState { encoding, further } = &state.series;
        encoding.checked_inputs()?;
        further.iter().try_for_each(FurtherEncoding::check)?;
        let InputShape { steps, features } = generator.spec().input;
        let expected = (encoding.lookback, encoding.width.saturating_add(state.noise), 1 + further.len());
        let sound = (2..=10_000).contains(&state.draws)
            && state.noise > 0
            && state.quantiles.iter().all(|q| (0.0..=1.0).contains(q));
        if (steps, features, generator.outputs()) != expected || !sound {
            return Err(misfit(format!(
                "a generator of {steps} x {features} inputs for windows of {} x {} with noise, {} draws",
                encoding.lookback, encoding.width, state.draws
            )));
        }
        Ok(Self { state, generator })
    }
}

/// The quantile of sorted values, between neighbours on a line (type 7 of Hyndman and Fan, 1996).
fn quantile(sorted: &[f64], level: f64) -> f64 {
    let at = level * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - at.floor()) * (sorted[above] - sorted[below])
}

impl Fitted for FittedGan {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let GanState { series: SeriesState { encoding, further }, draws, quantiles, seed, .. } = &self.state;
        if at.series != 0 {
            return Err(ForecastError::UnknownSeries { series: at.series, fitted: 1 });
        }
        let data = single(at, &encoding.window(at)?, encoding.width)?;
        let outputs = 1 + further.len();
        let mut values = vec![0.0f32; draws * outputs];
        let ends = [encoding.lookback - 1];
        let mut noise = ChaCha8Rng::from_seed(*seed);
        Windows::new(&data, encoding.width, encoding.lookback, &ends)
            .and_then(|window| sample_gan(&self.generator, &window, *draws, &mut noise, &mut values))
            .map_err(|e| misfit(e.to_string()))?;
        let draw = |target: usize| values.iter().skip(target).step_by(outputs).map(|v| f64::from(*v));
        let share = |target: usize| draw(target).filter(|v| *v > 0.5).count() as f64 / *draws as f64;
        if at.target.is_direction() {
            let mut forecast = encoding.forecast(at, share(0))?;
            for (i, scale) in further.iter().enumerate() {
                forecast.ahead.push(Ahead::rise(scale.horizon, share(i + 1)));
            }
            return Ok(forecast);
        }
        // the mean of the scenarios, and their quantiles
        let summary = |mut scenarios: Vec<f64>| -> Result<(f64, Vec<Quantile>), ForecastError> {
            scenarios.sort_by(f64::total_cmp);
            let mean = finite(at, scenarios.iter().sum::<f64>() / *draws as f64)?;
            let level = |level: &f64| Quantile { level: *level, value: quantile(&scenarios, *level) };
            Ok((mean, quantiles.iter().map(level).collect()))
        };
        let (mean, own) = summary(draw(0).map(|v| encoding.decode(v, at.last_known)).collect())?;
        let mut forecast = crate::supervised::finish(at, mean)?;
        forecast.quantiles = own;
        for (i, scale) in further.iter().enumerate() {
            let scenarios = draw(i + 1).map(|v| scale.decode(v, at.last_known)).collect();
            let (mean, own) = summary(scenarios)?;
            forecast.ahead.push(Ahead { quantiles: own, ..Ahead::of(scale.horizon, mean) });
        }
        Ok(forecast)
    }

    fn losses(&self) -> &[EpochLoss] {
        &self.state.losses
    }

    fn to_bytes(&self) -> Vec<u8> {
        let weights =
            self.generator.to_bytes().expect("a trained network has finite weights and a valid spec");
        saved::to_bytes(State::Gan(self.state.clone()), &weights)
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_on_lines_between_neighbours() {
        // numpy.quantile([1, 2, 4], [0, .25, .5, .9, 1]) by its definition
        let found = [0.0, 0.25, 0.5, 0.9, 1.0].map(|q| quantile(&[1.0, 2.0, 4.0], q));
        let expected = [1.0, 1.5, 2.0, 3.6, 4.0];
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?}");
    }
}
