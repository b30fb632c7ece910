//! What the learners on windows share: windows to a table, one fit for each horizon, and back to forecasts.

use bellwether_core::{
    Ahead, EpochLoss, FitError, Fitted, Forecast, ForecastError, Further, Needs, Origin, Quantile,
    RunContext, Sample, Target, TrainSet,
};
use bellwether_features::Scaler;
use serde::{Deserialize, Serialize};

use super::gaussian_nb::NaiveBayes;
use super::gradient_boosting::Boosting;
use super::histogram_boosting::BoostedTrees;
use super::linear::LinearModel;
use super::nearest_neighbours::Neighbours;
use super::random_forest::Forest;
use super::trees::Cart;
use crate::saved::{self, State};
use crate::supervised::{Encoding, FurtherEncoding, Predict, check_learns, check_predict, finish, misfit};

/// The settings that every learner has.
#[derive(Debug, Clone)]
pub(super) struct Common {
    pub(super) lookback: usize,
    pub(super) scaler: Scaler,
    pub(super) predict: Predict,
}

/// Targets that a learner can learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Learns {
    Direction,
    Both,
}

/// Windows of all series, one a row, with one target each.
#[derive(Default)]
pub(super) struct Table {
    pub(super) width: usize,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Rows that are watched and not learnt from; none unless the learner asks for them.
    pub(super) watched_x: Vec<f64>,
    pub(super) watched_y: Vec<f64>,
    /// Whether the targets are 0 and 1.
    pub(super) is_direction: bool,
}

impl Table {
    /// The rows of inputs.
    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.x.chunks_exact(self.width)
    }

    /// Refuses labels that are all the same.
    pub(super) fn check_classes(&self, model: &'static str) -> Result<(), FitError> {
        let first = self.y.first();
        if self.y.iter().any(|y| Some(y) != first) {
            return Ok(());
        }
        let all = if first == Some(&0.0) { "fall" } else { "rise" };
        let reason =
            format!("all {} training samples {all}: there are no two classes to tell apart", self.y.len());
        Err(FitError::Numerical { model, reason })
    }
}

/// A recipe that learns a number, or the probability of label 1, from a row of inputs.
pub(super) trait Learner: Send + Sync {
    /// The model's name.
    const NAME: &'static str;
    const LEARNS: Learns;

    fn common(&self) -> Common;

    /// Checks its own parameters.
    fn check(&self) -> Result<(), FitError>;

    /// Whether its result depends on the seed.
    fn is_seeded(&self) -> bool {
        false
    }

    /// Whether it watches the validation part; without, it learns from it.
    fn watches(&self) -> bool {
        false
    }

    /// Levels of quantiles beside the point.
    fn quantiles(&self) -> &[f64] {
        &[]
    }

    fn learn(&self, table: &Table, run: &RunContext) -> Result<Learnt, FitError>;

    fn learn_quantile(&self, table: &Table, level: f64, run: &RunContext) -> Result<Learnt, FitError> {
        let _ = level;
        self.learn(table, run)
    }

    /// A refusal of a parameter.
    fn refuse<T>(
        parameter: &'static str,
        value: impl ToString,
        expected: &'static str,
    ) -> Result<T, FitError> {
        Err(FitError::Parameter { model: Self::NAME, parameter, value: value.to_string(), expected })
    }
}

/// What a learner learnt.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "learner", rename_all = "kebab-case")]
pub(crate) enum Learnt {
    Tree(Cart),
    Forest(Forest),
    Boosting(Boosting),
    BoostedTrees(BoostedTrees),
    Linear(LinearModel),
    NaiveBayes(NaiveBayes),
    Neighbours(Neighbours),
}

/// An answer for one row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    /// A number, or the probability of label 1.
    Value(f64),
    /// A label without a probability.
    Label(f64),
}

impl Learnt {
    fn answer(&self, row: &[f64]) -> Answer {
        match self {
            Self::Tree(m) => Answer::Value(m.predict(row)),
            Self::Forest(m) => Answer::Value(m.predict(row)),
            Self::Boosting(m) => Answer::Value(m.predict(row)),
            Self::BoostedTrees(m) => Answer::Value(m.predict(row)),
            Self::Linear(m) => m.answer(row),
            Self::NaiveBayes(m) => Answer::Value(m.predict(row)),
            Self::Neighbours(m) => Answer::Value(m.predict(row)),
        }
    }

    /// How much each input counts, as [`Fitted::importances`] has it.
    fn importances(&self, table: &Table) -> Vec<f64> {
        match self {
            Self::Tree(m) => counted(m.importances()),
            Self::Forest(m) => counted(m.importances()),
            Self::Boosting(m) => counted(m.importances()),
            Self::BoostedTrees(m) => counted(m.importances()),
            Self::Linear(m) => weighted(&m.weights, table.rows()),
            Self::NaiveBayes(_) | Self::Neighbours(_) => Vec::new(),
        }
    }

    fn check(&self, inputs: usize) -> Result<(), ForecastError> {
        match self {
            Self::Tree(m) => m.check(inputs),
            Self::Forest(m) => m.check(inputs),
            Self::Boosting(m) => m.check(inputs),
            Self::BoostedTrees(m) => m.check(inputs),
            Self::Linear(m) => m.check(inputs),
            Self::NaiveBayes(m) => m.check(inputs),
            Self::Neighbours(m) => m.check(inputs),
        }
    }
}

pub(super) fn needs<L: Learner>(learner: &L) -> Needs {
    Needs {
        lookback: learner.common().lookback,
        min_samples: 2,
        features: true,
        text: true,
        seeded: learner.is_seeded(),
        validation: learner.watches(),
        global: true,
    }
}

pub(super) fn validate<L: Learner>(learner: &L) -> Result<(), FitError> {
    if learner.common().lookback == 0 {
        return L::refuse("lookback", 0, "a window has at least 1 row");
    }
    let levels = learner.quantiles();
    let rising = levels.windows(2).all(|w| w[0] < w[1]);
    if !rising || levels.iter().any(|q| !(*q > 0.0 && *q < 1.0)) {
        return L::refuse("quantiles", format!("{levels:?}"), "they must rise and lie between 0 and 1");
    }
    learner.check()
}

/// What no target would make right. A target that the learner cannot forecast is left to [`fit`]: a failed row beside
/// the others.
pub(super) fn suits<L: Learner>(learner: &L, target: Target) -> Result<(), FitError> {
    check_predict(L::NAME, learner.common().predict, target)?;
    let levels = learner.quantiles();
    if !levels.is_empty() && target.is_direction() {
        let expected = "a direction has a probability and no quantiles";
        return L::refuse("quantiles", format!("{levels:?}"), expected);
    }
    Ok(())
}

/// Learns from the windows of all series, each scaled by its own training part; a series that is left out gives its scales
/// and no window.
pub(super) fn fit<L: Learner>(
    learner: &L,
    series: &[TrainSet<'_>],
    run: &RunContext,
) -> Result<Box<dyn Fitted>, FitError> {
    validate(learner)?;
    let model = L::NAME;
    check_learns(model, series, 2)?;
    let Some(first) = series.first() else {
        return Err(FitError::TooFewSamples { model, needed: 2, found: 0 });
    };
    if matches!(L::LEARNS, Learns::Direction) && !first.target().is_direction() {
        return Err(FitError::Target { model, target: first.target().kind.to_string() });
    }
    suits(learner, first.target())?;
    let is_direction = first.target().is_direction();
    let mut table = Table { is_direction, ..Table::default() };
    let mut states = Vec::with_capacity(series.len());
    let mut targets: Vec<[Vec<f64>; 2]> = vec![Default::default(); 1 + first.further().len()];
    for set in series {
        states.push(add_series(learner, set, &mut table, &mut targets)?);
    }
    let mut points = Vec::with_capacity(targets.len());
    let mut quantiles = Vec::new();
    let mut importances = Vec::new();
    for [train, watched] in targets {
        (table.y, table.watched_y) = (train, watched);
        let learnt = learner.learn(&table, run)?;
        if points.is_empty() {
            importances = learnt.importances(&table);
        }
        points.push(learnt);
        let of_level = |level: &f64| learner.learn_quantile(&table, *level, run);
        quantiles.push(learner.quantiles().iter().map(of_level).collect::<Result<Vec<_>, _>>()?);
    }
    let losses = match points.first() {
        Some(Learnt::BoostedTrees(trees)) => trees.losses().iter().map(epoch).collect(),
        _ => Vec::new(),
    };
    let levels = learner.quantiles().to_vec();
    Ok(Box::new(FittedLearner { series: states, points, levels, quantiles, losses, importances }))
}

fn epoch(losses: &[f64; 2]) -> EpochLoss {
    EpochLoss { train: losses[0], validation: Some(losses[1]) }
}

/// Fits the scales of one series and adds its windows and targets, unless it is left out.
fn add_series<L: Learner>(
    learner: &L,
    set: &TrainSet<'_>,
    table: &mut Table,
    targets: &mut [[Vec<f64>; 2]],
) -> Result<SeriesState, FitError> {
    let (model, Common { lookback, scaler, predict }) = (L::NAME, learner.common());
    // where nothing is watched, the validation part is as good to learn from as the rest
    let joined: Vec<Sample> = set.samples().iter().chain(set.validation()).copied().collect();
    let values: Vec<Vec<f64>> =
        set.further().iter().map(|f| f.train.iter().chain(f.validation).copied().collect()).collect();
    let all = |(values, f): (&'_ Vec<f64>, &Further<'_>)| (f.horizon, values.clone());
    let joined_further: Vec<(usize, Vec<f64>)> = values.iter().zip(set.further()).map(all).collect();
    let further: Vec<Further<'_>> = joined_further
        .iter()
        .map(|(horizon, train)| Further { horizon: *horizon, train, validation: &[] })
        .collect();
    let own = if learner.watches() {
        *set
    } else {
        TrainSet::new(set.frame(), &joined, &[], set.target()).with_further(&further)
    };
    let (encoding, encoded) = Encoding::fit(model, &own, lookback, scaler, predict, 2)?;
    let width = encoding.width * lookback;
    if table.width != 0 && table.width != width {
        let reason = format!("one series has windows of {} values and another of {width}", table.width);
        return Err(FitError::Numerical { model, reason });
    }
    table.width = width;
    let is_learnt = !set.is_left_out();
    for (samples, x) in [(own.samples(), &mut table.x), (own.validation(), &mut table.watched_x)] {
        for end in encoded.ends(samples).into_iter().filter(|_| is_learnt) {
            let from = (end + 1 - lookback) * encoding.width;
            x.extend_from_slice(&encoded.rows[from..from + width]);
        }
    }
    if is_learnt {
        targets[0][0].extend(&encoded.train);
        targets[0][1].extend(&encoded.validation);
    }
    let mut scales = Vec::with_capacity(own.further().len());
    for (horizon, [train, watched]) in own.further().iter().zip(&mut targets[1..]) {
        let (scale, values) = FurtherEncoding::fit(model, &own, horizon, scaler, predict)?;
        if is_learnt {
            train.extend(&values[0]);
            watched.extend(&values[1]);
        }
        scales.push(scale);
    }
    Ok(SeriesState { encoding, further: scales })
}

/// The scales of one series.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SeriesState {
    encoding: Encoding,
    /// Of the further horizons.
    further: Vec<FurtherEncoding>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FittedLearner {
    series: Vec<SeriesState>,
    /// For the target and each further horizon.
    points: Vec<Learnt>,
    levels: Vec<f64>,
    /// For each of them, then for each level.
    quantiles: Vec<Vec<Learnt>>,
    losses: Vec<EpochLoss>,
    /// Of the inputs for the target's own fit; empty where there is no such measure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    importances: Vec<f64>,
}

impl FittedLearner {
    /// Refuses saved state whose parts do not fit together.
    pub(crate) fn check(&self) -> Result<(), ForecastError> {
        let Self { series, points, levels, quantiles, losses: _, importances } = self;
        let Some(first) = series.first() else { return Err(misfit("no series".to_owned())) };
        let inputs = first.encoding.checked_inputs()?;
        for state in series {
            if state.encoding.checked_inputs()? != inputs || state.further.len() + 1 != points.len() {
                return Err(misfit(format!("{} fits for a series of other shape", points.len())));
            }
            state.further.iter().try_for_each(FurtherEncoding::check)?;
        }
        if quantiles.len() != points.len() || quantiles.iter().any(|fits| fits.len() != levels.len()) {
            return Err(misfit(format!("not a fit for each of {} levels and horizons", levels.len())));
        }
        if !importances.is_empty() && importances.len() != inputs {
            return Err(misfit(format!("{} importances of {inputs} inputs", importances.len())));
        }
        points.iter().chain(quantiles.iter().flatten()).try_for_each(|learnt| learnt.check(inputs))
    }
}

impl FittedLearner {
    /// Quantiles fitted one by one may cross; put in order they are never worse (Chernozhukov et al., 2010).
    fn quantiles(
        &self,
        fits: &[Learnt],
        window: &[f64],
        decode: impl Fn(f64) -> Result<f64, ForecastError>,
    ) -> Result<Vec<Quantile>, ForecastError> {
        let value = |learnt: &Learnt| {
            let (Answer::Value(value) | Answer::Label(value)) = learnt.answer(window);
            decode(value)
        };
        let mut values = fits.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        values.sort_by(f64::total_cmp);
        let pairs = self.levels.iter().zip(values);
        Ok(pairs.map(|(level, value)| Quantile { level: *level, value }).collect())
    }
}

impl Fitted for FittedLearner {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let unknown = ForecastError::UnknownSeries { series: at.series, fitted: self.series.len() };
        let SeriesState { encoding, further } = self.series.get(at.series).ok_or(unknown)?;
        let window = encoding.window(at)?;
        let answer = |learnt: &Learnt| learnt.answer(&window);
        let mut forecast = match answer(&self.points[0]) {
            Answer::Value(value) => encoding.forecast(at, value)?,
            Answer::Label(label) => Forecast { probability: None, ..encoding.forecast(at, label)? },
        };
        let finite = |value: f64| finish(at, value).map(|_| value);
        for ((scale, learnt), levels) in further.iter().zip(&self.points[1..]).zip(&self.quantiles[1..]) {
            let horizon = scale.horizon;
            forecast.ahead.push(match answer(learnt) {
                Answer::Value(rise) if at.target.is_direction() => {
                    Ahead::rise(horizon, finite(rise)?.clamp(0.0, 1.0))
                }
                Answer::Label(label) => Ahead::of(horizon, finite(label)?),
                Answer::Value(value) => {
                    let decode = |value| finite(scale.decode(value, at.last_known));
                    let quantiles = self.quantiles(levels, &window, decode)?;
                    Ahead { quantiles, ..Ahead::of(horizon, decode(value)?) }
                }
            });
        }
        let decode = |value| finite(encoding.decode(value, at.last_known));
        forecast.quantiles = self.quantiles(&self.quantiles[0], &window, decode)?;
        Ok(forecast)
    }

    fn losses(&self) -> &[EpochLoss] {
        &self.losses
    }

    fn importances(&self) -> Vec<f64> {
        self.importances.clone()
    }

    fn to_bytes(&self) -> Vec<u8> {
        saved::to_bytes(State::Learner(self.clone()), &[])
    }
}

/// The shares, or none where nothing counts: trees without a split, weights of zero.
fn counted(sizes: Vec<f64>) -> Vec<f64> {
    let all: f64 = sizes.iter().sum();
    if all > 0.0 && all.is_finite() { sizes.iter().map(|s| s / all).collect() } else { Vec::new() }
}

/// What a weighted sum moves by when each input moves by its standard deviation, as shares.
pub(super) fn weighted<'a>(weights: &[f64], rows: impl Iterator<Item = &'a [f64]> + Clone) -> Vec<f64> {
    let n = rows.clone().count() as f64;
    // row by row, as they lie in memory
    let mut means = vec![0.0; weights.len()];
    for row in rows.clone() {
        means.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    means.iter_mut().for_each(|sum| *sum /= n);
    let mut squares = vec![0.0; weights.len()];
    for row in rows {
        let values = row.iter().zip(&means);
        squares.iter_mut().zip(values).for_each(|(sum, (value, mean))| *sum += (value - mean).powi(2));
    }
    counted(weights.iter().zip(squares).map(|(w, square)| w.abs() * (square / n).sqrt()).collect())
}

/// Weights that make both classes count the same: `n / (2 n_c)`; `None` unless it is asked for.
pub(super) fn balanced(table: &Table, balanced: bool) -> Option<Vec<f64>> {
    (balanced && table.is_direction).then(|| class_weights(&table.y))
}

/// `n / (2 n_c)` for each label 0 or 1.
pub(super) fn class_weights(y: &[f64]) -> Vec<f64> {
    let rises = y.iter().filter(|y| **y > 0.5).count();
    let weight = |class: usize| y.len() as f64 / (2.0 * class.max(1) as f64);
    let (fall, rise) = (weight(y.len() - rises), weight(rises));
    y.iter().map(|y| if *y > 0.5 { rise } else { fall }).collect()
}

/// Defines a learner's parameters with those that every learner has, and its recipe.
macro_rules! learner {
    (
        $(#[$doc:meta])*
        $Recipe:ident, $Params:ident {
            $( $(#[$field_doc:meta])* $field:ident: $Type:ty = $value:expr, )*
        }
        scaler $scaler:ident
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
        pub struct $Params {
            /// Rows in the window. Default 5, at least 1.
            pub lookback: usize,
            $( $(#[$field_doc])* pub $field: $Type, )*
            /// Scaling of inputs and target, fitted on the training part.
            pub scaler: bellwether_features::Scaler,
            /// What is learnt for a price target. Default level.
            pub predict: crate::Predict,
        }

        impl Default for $Params {
            fn default() -> Self {
                Self {
                    lookback: 5,
                    $( $field: $value, )*
                    scaler: bellwether_features::Scaler::$scaler,
                    predict: crate::Predict::Level,
                }
            }
        }

        impl $Params {
            fn shared(&self) -> crate::classical::learner::Common {
                let Self { lookback, scaler, predict, .. } = *self;
                crate::classical::learner::Common { lookback, scaler, predict }
            }
        }

        /// The recipe.
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Recipe(
            /// Its parameters.
            pub $Params,
        );

        impl bellwether_core::Forecaster for $Recipe {
            fn name(&self) -> &'static str {
                <$Params as crate::classical::learner::Learner>::NAME
            }

            fn needs(&self) -> bellwether_core::Needs {
                crate::classical::learner::needs(&self.0)
            }

            fn validate(&self) -> Result<(), bellwether_core::FitError> {
                crate::classical::learner::validate(&self.0)
            }

            fn suits(
                &self,
                target: bellwether_core::Target,
                _further: &[usize],
            ) -> Result<(), bellwether_core::FitError> {
                crate::classical::learner::suits(&self.0, target)
            }

            fn fit(
                &self,
                train: &bellwether_core::TrainSet<'_>,
                run: &bellwether_core::RunContext,
            ) -> Result<Box<dyn bellwether_core::Fitted>, bellwether_core::FitError> {
                crate::classical::learner::fit(&self.0, std::slice::from_ref(train), run)
            }

            fn fit_global(
                &self,
                series: &[bellwether_core::TrainSet<'_>],
                run: &bellwether_core::RunContext,
            ) -> Result<Box<dyn bellwether_core::Fitted>, bellwether_core::FitError> {
                crate::classical::learner::fit(&self.0, series, run)
            }
        }
    };
}
pub(super) use learner;
