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
//! Scenarios alone cover what they happen to: on a price that is nothing but noise, learnt from 290 samples in 60 epochs,
//! their nine tenths covered from .17 (the pure game, which had not found the level) over .48 (`reconstruction = 1`) to
//! .89 (.3). So each quantile is moved by a number that is learnt on the validation part: of the errors `y - q` of the
//! quantile of level `a` there, scaled, the `(n + 1) a`-th smallest of `n` (rounded away from the median), a one-sided
//! split-conformal interval (Romano et al., 2019, with Vovk's count). At least `a` of exchangeable values lie below it, if
//! `n` is at least `a / (1 - a)`; with fewer it is the largest error seen. `calibrate = false` leaves the scenarios' own.
//!
//! Compared with: PyTorch, one step of the game from identical weights. Goodfellow et al. (2014); Mirza and Osindero (2014).

use bellwether_core::{
    Ahead, EpochLoss, FitError, Fitted, Forecast, ForecastError, Forecaster, Further, Needs, Origin,
    Quantile, RunContext, Target, TrainSet,
};
use bellwether_features::Scaler;
use bellwether_nn::{
    Adam, DataError, GanStreams, GanTrainer, InputShape, LayerSpec, Merge, Network, NetworkSpec, Optimizer,
    Samples, Windows, sample_gan,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::architecture::{Architecture, Common, Input, Limit};
use super::by_epochs::run_epochs;
use super::fit::{Table, encode, told_apart};
use super::fitted::{SeriesState, finite, single};
use super::{DirectionHead, TrainingParams, architecture, layers};
use crate::Predict;
use crate::saved::{self, State};
use crate::statistical::LEVELS;
use crate::supervised::{FurtherEncoding, check_learns, check_predict, misfit};

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
    /// Levels of the scenarios' quantiles, for targets that are numbers. Default .025, .1, .5, .9, .975.
    pub quantiles: Vec<f64>,
    /// Whether the quantiles are moved on the validation part, which is then not learnt from, until they cover what they
    /// say. Default yes; without a validation part they are the scenarios' own.
    pub calibrate: bool,
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
            quantiles: LEVELS.to_vec(),
            calibrate: true,
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
        for spec in [self.generator(columns, 1, 1), self.discriminator(columns, 1, 1)] {
            let failed = |e: bellwether_nn::SpecError| FitError::Numerical {
                model: Self::NAME,
                reason: e.to_string(),
            };
            spec.validate().map_err(failed)?;
        }
        Ok(())
    }
}

impl GanParams {
    /// On rows of `width` columns, the number of the series, if there are several, and noise.
    pub(super) fn generator(&self, width: usize, outputs: usize, series: usize) -> NetworkSpec {
        let mut layers = vec![LayerSpec::lstm(self.units), LayerSpec::dense(outputs)];
        if series > 1 {
            layers.insert(0, layers::series_beside(width, series, self.noise));
        }
        let features = width.saturating_add(self.noise).saturating_add(usize::from(series > 1));
        NetworkSpec { input: InputShape { steps: self.lookback, features }, layers }
    }

    /// On the window in one row, with the number of the series in each of its rows, and the values.
    pub(super) fn discriminator(&self, width: usize, outputs: usize, series: usize) -> NetworkSpec {
        let row = width.saturating_add(usize::from(series > 1));
        let window = self.lookback.saturating_mul(row);
        let hidden = layers::relu(self.discriminator);
        let mut layers = vec![hidden.clone(), hidden, LayerSpec::dense(1)];
        if series > 1 {
            let seen = vec![
                LayerSpec::Slice { from: 0, count: window },
                LayerSpec::Reshape { rows: 1, columns: self.lookback, features: row },
                layers::series_beside(width, series, 0),
                LayerSpec::Flatten {},
            ];
            let values = vec![LayerSpec::Slice { from: window, count: outputs }];
            layers.insert(0, LayerSpec::Parallel { branches: vec![seen, values], merge: Merge::Concat });
        }
        NetworkSpec { input: InputShape { steps: 1, features: window.saturating_add(outputs) }, layers }
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
        Some(count(self.0.generator(columns, 1, 1))? + count(self.0.discriminator(columns, 1, 1))?)
    }
}

impl Forecaster for Gan {
    fn name(&self) -> &'static str {
        GanParams::NAME
    }

    fn needs(&self) -> Needs {
        Needs { validation: self.0.calibrate, ..architecture::needs(&self.0) }
    }

    fn validate(&self) -> Result<(), FitError> {
        architecture::validate(&self.0)
    }

    fn suits(&self, target: Target, _further: &[usize]) -> Result<(), FitError> {
        check_predict(GanParams::NAME, self.0.predict, target)
    }

    fn fit(&self, train: &TrainSet<'_>, run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        self.fit_global(std::slice::from_ref(train), run)
    }

    fn fit_global(&self, series: &[TrainSet<'_>], run: &RunContext) -> Result<Box<dyn Fitted>, FitError> {
        let (params, model) = (&self.0, GanParams::NAME);
        self.validate()?;
        let Some(first) = series.first() else {
            return Err(FitError::TooFewSamples { model, needed: self.needs().min_samples, found: 0 });
        };
        check_learns(model, series, self.needs().min_samples)?;
        check_predict(model, params.predict, first.target())?;
        let quantiles = if first.target().is_direction() { Vec::new() } else { params.quantiles.clone() };
        let calibrate = params.calibrate && !quantiles.is_empty();
        let mut table = Table::default();
        let mut states = Vec::with_capacity(series.len());
        let told = told_apart(series);
        for (i, set) in series.iter().enumerate() {
            states.push(add(params, set, calibrate, (i, told), &mut table)?);
        }
        let failed = |e: &dyn std::error::Error| FitError::Numerical { model, reason: e.to_string() };
        let stream = |part: &str| run.rng(&format!("{model}/{part}"));
        let (width, outputs) = (first.frame().width(), 1 + first.further().len());
        let network =
            |spec: NetworkSpec, part| Network::new(&spec, &mut stream(part)).map_err(|e| failed(&e));
        let mut generator = network(params.generator(width, outputs, told), "init")?;
        let mut discriminator = network(params.discriminator(width, outputs, told), "init-discriminator")?;
        let windows = Windows::new(&table.rows, table.width, table.steps, &table.train.ends);
        let samples = Samples { windows: windows.map_err(|e| failed(&e))?, targets: &table.train.targets };
        let mut streams =
            GanStreams { shuffle: stream("shuffle"), dropout: stream("dropout"), noise: stream("noise") };
        let engine = params.training.engine();
        let weights = generator.parameter_count() + discriminator.parameter_count();
        let work = weights as f64 * (table.steps * table.train.ends.len()) as f64;
        let (g, d) = (&mut generator, &mut discriminator);
        let mut trainer = GanTrainer::new(g, d, samples, &engine, &mut streams).map_err(|e| failed(&e))?;
        run_epochs(model, &mut trainer, work, run)?;
        let history = trainer.finish();
        let losses = history.squared_error.iter().map(|e| EpochLoss { train: *e, validation: None });
        let mut state = GanState {
            series: states,
            unnumbered: told < series.len(),
            noise: params.noise,
            draws: params.draws,
            quantiles,
            shifts: Vec::new(),
            seed: stream("draws").get_seed(),
            losses: losses.collect(),
        };
        if calibrate && !table.validation.ends.is_empty() {
            state.shifts = shifts(&generator, &table, &state).map_err(|e| failed(&e))?;
        }
        Ok(Box::new(FittedGan { state, generator }))
    }
}

/// Fits the scales of one series and adds its samples to the table. Where nothing is calibrated, the validation part is as
/// good to learn from as the rest.
fn add(
    params: &GanParams,
    train: &TrainSet<'_>,
    calibrate: bool,
    place: (usize, usize),
    table: &mut Table,
) -> Result<SeriesState, FitError> {
    if calibrate {
        return encode(params, &params.common(), train, place, table);
    }
    let all: Vec<_> = train.samples().iter().chain(train.validation()).copied().collect();
    let values: Vec<Vec<f64>> = train.further().iter().map(|f| [f.train, f.validation].concat()).collect();
    let further: Vec<_> = train
        .further()
        .iter()
        .zip(&values)
        .map(|(f, values)| Further { horizon: f.horizon, train: values, validation: &[] })
        .collect();
    let joined = TrainSet::new(train.frame(), &all, &[], train.target())
        .with_further(&further)
        .left_out(train.is_left_out());
    encode(params, &params.common(), &joined, place, table)
}

/// By how much each quantile of each target is moved, scaled: what its errors on the validation samples, of all series
/// together, say.
fn shifts(generator: &Network, table: &Table, state: &GanState) -> Result<Vec<Vec<f64>>, DataError> {
    let GanState { draws, quantiles, seed, .. } = state;
    let (outputs, ends) = (generator.outputs(), &table.validation.ends);
    let mut noise = ChaCha8Rng::from_seed(*seed);
    let mut errors = vec![vec![Vec::with_capacity(ends.len()); quantiles.len()]; outputs];
    let mut values = vec![0.0f32; draws * outputs];
    for (end, came) in ends.iter().zip(table.validation.targets.chunks_exact(outputs)) {
        let window = Windows::new(&table.rows, table.width, table.steps, std::slice::from_ref(end))?;
        sample_gan(generator, &window, *draws, &mut noise, &mut values)?;
        for (target, (errors, y)) in errors.iter_mut().zip(came).enumerate() {
            let scenarios = sorted(&values, target, outputs);
            for (errors, level) in errors.iter_mut().zip(quantiles) {
                errors.push(f64::from(*y) - quantile(&scenarios, *level));
            }
        }
    }
    let of_target = |errors: Vec<Vec<f64>>| {
        errors.into_iter().zip(quantiles).map(|(errors, level)| conformal(errors, *level)).collect()
    };
    Ok(errors.into_iter().map(of_target).collect())
}

/// The scenarios of one target among those of all, in rising order.
fn sorted(values: &[f32], target: usize, outputs: usize) -> Vec<f64> {
    let mut scenarios: Vec<f64> =
        values.iter().skip(target).step_by(outputs).map(|v| f64::from(*v)).collect();
    scenarios.sort_by(f64::total_cmp);
    scenarios
}

/// Of `n` errors the `(n + 1) level`-th smallest, rounded away from the median; the outermost where there are too few.
fn conformal(mut errors: Vec<f64>, level: f64) -> f64 {
    errors.sort_by(f64::total_cmp);
    let n = errors.len();
    // a product that is whole but for rounding is whole
    let place = ((n + 1) as f64 * level * 1e9).round() / 1e9;
    let place = if level < 0.5 { place.floor() } else { place.ceil() };
    errors[(place as usize).clamp(1, n) - 1]
}

/// What a fitted GAN keeps besides the generator's weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GanState {
    series: Vec<SeriesState>,
    /// Whether it is not told the number of the series, although there are several: one of them was left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unnumbered: bool,
    noise: usize,
    draws: usize,
    quantiles: Vec<f64>,
    /// What is added to each quantile of each target, scaled; empty for the scenarios' own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shifts: Vec<Vec<f64>>,
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
        let InputShape { steps, features } = generator.spec().input;
        let number = usize::from(state.series.len() > 1 && !state.unnumbered);
        for SeriesState { encoding, further } in &state.series {
            encoding.checked_inputs()?;
            further.iter().try_for_each(FurtherEncoding::check)?;
            let width = encoding.width.saturating_add(state.noise).saturating_add(number);
            if (steps, features, generator.outputs()) != (encoding.lookback, width, 1 + further.len()) {
                return Err(misfit(format!(
                    "a generator of {steps} x {features} inputs for windows of {} x {} with noise, {} draws",
                    encoding.lookback, encoding.width, state.draws
                )));
            }
        }
        let whole = |of_target: &Vec<f64>| {
            of_target.len() == state.quantiles.len() && of_target.iter().all(|shift| shift.is_finite())
        };
        let sound = !state.series.is_empty()
            && (2..=10_000).contains(&state.draws)
            && state.noise > 0
            && state.quantiles.iter().all(|q| (0.0..=1.0).contains(q))
            && (state.shifts.is_empty() || state.shifts.len() == generator.outputs())
            && state.shifts.iter().all(whole);
        if !sound {
            return Err(misfit(format!(
                "{} draws, noise of {}, quantiles {:?} moved by {:?}",
                state.draws, state.noise, state.quantiles, state.shifts
            )));
        }
        Ok(Self { state, generator })
    }

    /// The mean of one target's scenarios, and their quantiles, moved.
    fn summary(
        &self,
        at: &Origin<'_>,
        values: &[f32],
        target: usize,
        decode: impl Fn(f64) -> f64,
    ) -> Result<(f64, Vec<Quantile>), ForecastError> {
        let scenarios = sorted(values, target, self.generator.outputs());
        let sum: f64 = scenarios.iter().map(|v| decode(*v)).sum();
        let moves = self.state.shifts.get(target);
        let moved = |(k, level): (usize, &f64)| {
            let by = moves.map_or(0.0, |moves| moves[k]);
            finite(at, decode(quantile(&scenarios, *level) + by))
        };
        let values = self.state.quantiles.iter().enumerate().map(moved);
        let mut values = values.collect::<Result<Vec<_>, _>>()?;
        // moved, neighbours may cross
        values.sort_by(f64::total_cmp);
        let pairs = self.state.quantiles.iter().zip(values);
        let quantiles = pairs.map(|(level, value)| Quantile { level: *level, value }).collect();
        Ok((finite(at, sum / scenarios.len() as f64)?, quantiles))
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
        let GanState { series, unnumbered, draws, seed, .. } = &self.state;
        let unknown = ForecastError::UnknownSeries { series: at.series, fitted: series.len() };
        let SeriesState { encoding, further } = series.get(at.series).ok_or(unknown)?;
        let number = (series.len() > 1 && !unnumbered).then_some(at.series as f32);
        let width = encoding.width + usize::from(number.is_some());
        let window = single(at, &encoding.window(at)?, encoding.width)?;
        let rows = window.chunks_exact(encoding.width);
        let data: Vec<f32> = rows.flat_map(|row| row.iter().copied().chain(number)).collect();
        let outputs = 1 + further.len();
        let mut values = vec![0.0f32; draws * outputs];
        let ends = [encoding.lookback - 1];
        let mut noise = ChaCha8Rng::from_seed(*seed);
        Windows::new(&data, width, encoding.lookback, &ends)
            .and_then(|window| sample_gan(&self.generator, &window, *draws, &mut noise, &mut values))
            .map_err(|e| misfit(e.to_string()))?;
        if at.target.is_direction() {
            let share = |target: usize| {
                let above = values.iter().skip(target).step_by(outputs).filter(|v| **v > 0.5);
                above.count() as f64 / *draws as f64
            };
            let mut forecast = encoding.forecast(at, share(0))?;
            for (i, scale) in further.iter().enumerate() {
                forecast.ahead.push(Ahead::rise(scale.horizon, share(i + 1)));
            }
            return Ok(forecast);
        }
        let (mean, quantiles) = self.summary(at, &values, 0, |v| encoding.decode(v, at.last_known))?;
        let mut forecast = Forecast { quantiles, ..crate::supervised::finish(at, mean)? };
        for (i, scale) in further.iter().enumerate() {
            let decode = |v| scale.decode(v, at.last_known);
            let (mean, quantiles) = self.summary(at, &values, i + 1, decode)?;
            forecast.ahead.push(Ahead { quantiles, ..Ahead::of(scale.horizon, mean) });
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
    use super::{conformal, quantile};

    #[test]
    fn a_quantile_is_moved_by_the_error_of_its_rank() {
        // of 19 errors the 19th for .95 and the first for .05; of 9 there is no 10th, nor one before the first
        let errors = |n: u32| (1..=n).rev().map(f64::from).collect::<Vec<_>>();
        let found = [0.05, 0.1, 0.5, 0.9, 0.95].map(|level| conformal(errors(19), level));
        assert_eq!(found, [1.0, 2.0, 10.0, 18.0, 19.0]);
        assert_eq!([0.01, 0.5, 0.99].map(|level| conformal(errors(9), level)), [1.0, 5.0, 9.0]);
    }

    #[test]
    fn quantiles_lie_on_lines_between_neighbours() {
        // numpy.quantile([1, 2, 4], [0, .25, .5, .9, 1]) by its definition
        let found = [0.0, 0.25, 0.5, 0.9, 1.0].map(|q| quantile(&[1.0, 2.0, 4.0], q));
        let expected = [1.0, 1.5, 2.0, 3.6, 4.0];
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-12), "{found:?}");
    }
}
