//! What the networks have in common, and what makes them differ.

use bellwether_core::{FitError, Needs, Target};
use bellwether_features::{CandleSpec, Scaler};
use bellwether_nn::{InputShape, LayerSpec, NetworkSpec};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::training::TrainingParams;
use crate::Predict;
use crate::classical::BoostedTreesParams;

/// The last layer for a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DirectionHead {
    /// One log-odds of a rise, binary cross-entropy.
    #[default]
    Sigmoid,
    /// Two logits, fall and rise, softmax cross-entropy, as the candlestick paper has it.
    Softmax,
}

/// The parameters that every network has.
#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) lookback: usize,
    pub(crate) scaler: Scaler,
    pub(crate) predict: Predict,
    pub(crate) direction_head: DirectionHead,
    pub(crate) quantiles: Vec<f64>,
    pub(crate) training: TrainingParams,
}

/// What a network is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    /// Rows in the window.
    pub(crate) lookback: usize,
    /// Names of the input columns, in their order.
    pub(crate) columns: &'a [String],
    /// Values in a row: the columns, and behind them, unless pictures are seen, the vector that stands for the series, if
    /// there are several.
    pub(crate) width: usize,
    /// Series. A network of pictures, whose sample is one row, has their number behind the picture.
    pub(crate) series: usize,
    /// What is forecast.
    pub(crate) target: Target,
}

impl Input<'_> {
    /// A refusal of a parameter.
    pub(crate) fn refuse<T>(
        model: &'static str,
        parameter: &'static str,
        value: impl ToString,
        expected: &'static str,
    ) -> Result<T, FitError> {
        Err(FitError::Parameter { model, parameter, value: value.to_string(), expected })
    }
}

/// Adversarial training of the vector before the head: Feng et al. (2019).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adversarial {
    /// Length of the step by which the vector is moved to raise the loss; above 0.
    pub epsilon: f64,
    /// Weight of the loss there; above 0.
    pub beta: f64,
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// At least 1.
    Size(usize),
    /// Rows of the window that are looked at together: from 1 to all of them, also where the edges are padded.
    Span(usize),
    /// At least 0 and below 1.
    Share(f64),
}

impl Limit {
    fn check(self, model: &'static str, parameter: &'static str, lookback: usize) -> Result<(), FitError> {
        match self {
            Self::Size(0) | Self::Span(0) => Input::refuse(model, parameter, 0, "it must be at least 1"),
            // in single precision, as the network takes it
            Self::Share(v) if !(0.0..1.0).contains(&(v as f32)) => {
                Input::refuse(model, parameter, v, "it must be at least 0 and below 1")
            }
            Self::Span(rows) if rows > lookback => {
                let found = format!("{rows} with a lookback of {lookback}");
                Input::refuse(model, parameter, found, "it must be from 1 to the lookback")
            }
            Self::Size(_) | Self::Span(_) | Self::Share(_) => Ok(()),
        }
    }
}

/// A network: its layers for given inputs and a number of outputs.
pub(crate) trait Architecture: Send + Sync {
    /// The model's name.
    const NAME: &'static str;

    fn common(&self) -> Common;

    /// Layers up to the head, which end in one row.
    fn body(&self, input: &Input<'_>) -> Result<Vec<LayerSpec>, FitError>;

    /// All layers. Unless the network says otherwise, the body and a linear layer.
    fn layers(&self, input: &Input<'_>, outputs: usize) -> Result<Vec<LayerSpec>, FitError> {
        let mut layers = self.body(input)?;
        layers.push(LayerSpec::dense(outputs));
        Ok(layers)
    }

    /// Its own sizes and shares, by the names of their parameters.
    fn limits(&self) -> Vec<(&'static str, Limit)>;

    /// Checks what the layers cannot.
    fn check(&self) -> Result<(), FitError> {
        Ok(())
    }

    /// The pictures that it looks at.
    fn picture(&self) -> Option<CandleSpec> {
        None
    }

    /// Whether it looks at the window of columns.
    fn window(&self) -> bool {
        true
    }

    /// The trees that take the place of the last layer once the network is trained.
    fn boosting(&self) -> Option<BoostedTreesParams> {
        None
    }

    fn adversarial(&self) -> Option<Adversarial> {
        None
    }

    /// Whether one network may learn from several series.
    fn global(&self) -> bool {
        true
    }

    /// Rows that a sample needs.
    fn rows(&self) -> usize {
        let window = if self.window() { self.common().lookback } else { 1 };
        window.max(self.picture().map_or(0, |spec| spec.days))
    }
}

/// Columns that a network is tried on before any data are there.
pub(crate) fn usual_columns() -> Vec<String> {
    ["open", "high", "low", "close", "volume", "score"].map(str::to_owned).to_vec()
}

/// The input of a network that may see pictures: values in the window part of a sample's only row, and all.
pub(crate) fn input_shape<A: Architecture>(network: &A, width: usize) -> InputShape {
    let lookback = network.common().lookback;
    match network.picture() {
        None => InputShape { steps: lookback, features: width },
        Some(spec) => {
            let window = if network.window() { lookback.saturating_mul(width) } else { 0 };
            InputShape { steps: 1, features: window.saturating_add(spec.values()) }
        }
    }
}

/// The network for windows of these columns, one series.
pub(crate) fn network_spec<A: Architecture>(
    network: &A,
    input: &Input<'_>,
    outputs: usize,
) -> Result<NetworkSpec, FitError> {
    let layers = network.layers(input, outputs)?;
    let mut shape = input_shape(network, input.width);
    if input.series > 1 && network.picture().is_some() {
        shape.features = shape.features.saturating_add(1);
    }
    Ok(NetworkSpec { input: shape, layers })
}

pub(crate) fn needs<A: Architecture>(network: &A) -> Needs {
    Needs {
        lookback: network.rows(),
        min_samples: 10,
        features: true,
        text: network.window(),
        seeded: true,
        validation: true,
        global: network.global(),
    }
}

/// Whether the head goes with the target.
pub(crate) fn suits<A: Architecture>(network: &A, target: Target, further: &[usize]) -> Result<(), FitError> {
    super::fit::head(A::NAME, target, further, &network.common()).map(|_| ())
}

/// Whether the parameters fit together, before any data are there.
pub(crate) fn validate<A: Architecture>(network: &A) -> Result<(), FitError> {
    let Common { lookback, quantiles, training, .. } = network.common();
    let model = A::NAME;
    training.validate(model)?;
    if network.window() && lookback == 0 {
        return Input::refuse(model, "lookback", 0, "a window has at least 1 row");
    }
    let rising = quantiles.windows(2).all(|w| w[0] < w[1]);
    if !rising || quantiles.iter().any(|q| !(*q > 0.0 && *q < 1.0)) {
        let levels = format!("{quantiles:?}");
        return Input::refuse(model, "quantiles", levels, "they must rise and lie between 0 and 1");
    }
    if !quantiles.is_empty() && training.loss != super::training::LossKind::SquaredError {
        let expected = "a network with quantiles learns its point by the squared error";
        return Input::refuse(model, "training.loss", training.loss.name(), expected);
    }
    if let Some(spec) = network.picture() {
        spec.validate().map_err(|e| FitError::Numerical { model, reason: e.to_string() })?;
    }
    validate_boosting(network)?;
    if let Some(Adversarial { epsilon, beta }) = network.adversarial() {
        for (parameter, value) in [("adversarial.epsilon", epsilon), ("adversarial.beta", beta)] {
            if !(value > 0.0 && value.is_finite()) {
                return Input::refuse(model, parameter, value, "it must be a number above 0");
            }
        }
    }
    network
        .limits()
        .into_iter()
        .try_for_each(|(parameter, limit)| limit.check(model, parameter, lookback))?;
    network.check()?;
    let target = Target { kind: bellwether_core::TargetKind::Close, horizon: 1 };
    let columns = usual_columns();
    let input = Input { lookback, columns: &columns, width: columns.len(), series: 1, target };
    let shapes = network_spec(network, &input, 1)?.validate();
    shapes.map(|_| ()).map_err(|e| FitError::Numerical { model, reason: e.to_string() })
}

/// Trees in the place of the last layer have neither quantiles nor weights for classes, and learn numbers by the squared
/// error alone.
fn validate_boosting<A: Architecture>(network: &A) -> Result<(), FitError> {
    let Some(params) = network.boosting() else { return Ok(()) };
    let (model, Common { quantiles, training, .. }) = (A::NAME, network.common());
    params.validate(model)?;
    if !quantiles.is_empty() {
        let levels = format!("{quantiles:?}");
        return Input::refuse(model, "quantiles", levels, "boosted trees give a point alone");
    }
    if training.balanced {
        return Input::refuse(model, "training.balanced", true, "boosted trees do not weigh classes");
    }
    if training.loss != super::training::LossKind::SquaredError {
        let expected = "boosted trees learn by the squared error";
        return Input::refuse(model, "training.loss", training.loss.name(), expected);
    }
    Ok(())
}

/// Weights of the network for windows with this many columns and one output; `None` when the parameters do not fit
/// together.
pub(crate) fn parameter_count<A: Architecture>(network: &A, columns: usize) -> Option<usize> {
    let names: Vec<String> = usual_columns().into_iter().cycle().take(columns).collect();
    let target = Target { kind: bellwether_core::TargetKind::Close, horizon: 1 };
    let lookback = network.common().lookback;
    let input = Input { lookback, columns: &names, width: columns, series: 1, target };
    network_spec(network, &input, 1).ok()?.validate().ok().map(|shapes| shapes.parameters)
}

/// Defines a network's parameters with those that every network has.
macro_rules! parameters {
    (
        $(#[$doc:meta])*
        $Params:ident {
            $( $(#[$field_doc:meta])* $field:ident: $Type:ty = $value:expr, )*
        }
        lookback $lookback:expr, head $head:expr, training $training:expr
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
        pub struct $Params {
            /// Rows in the window. At least 1.
            pub lookback: usize,
            $( $(#[$field_doc])* pub $field: $Type, )*
            /// Scaling of inputs and target, fitted on the training part. Default min-max, as the papers have it.
            pub scaler: bellwether_features::Scaler,
            /// What is learnt for a price target. Default level, as the papers have it.
            pub predict: crate::Predict,
            /// The last layer for a direction target.
            pub direction_head: super::DirectionHead,
            /// Levels of quantiles that are forecast beside the point (pinball loss), for targets that are numbers.
            /// Default none.
            pub quantiles: Vec<f64>,
            /// How it is trained.
            pub training: super::TrainingParams,
        }

        impl Default for $Params {
            fn default() -> Self {
                Self {
                    lookback: $lookback,
                    $( $field: $value, )*
                    scaler: bellwether_features::Scaler::MinMax,
                    predict: crate::Predict::Level,
                    direction_head: $head,
                    quantiles: Vec::new(),
                    training: $training,
                }
            }
        }

        impl $Params {
            fn shared(&self) -> super::architecture::Common {
                super::architecture::Common {
                    lookback: self.lookback,
                    scaler: self.scaler,
                    predict: self.predict,
                    direction_head: self.direction_head,
                    quantiles: self.quantiles.clone(),
                    training: self.training,
                }
            }
        }
    };
}

/// Defines a network's parameters, its recipe and the recipe's [`Forecaster`](bellwether_core::Forecaster).
macro_rules! network {
    ($(#[$doc:meta])* $Recipe:ident, $Params:ident { $($fields:tt)* } $($rest:tt)*) => {
        super::architecture::parameters! { $(#[$doc])* $Params { $($fields)* } $($rest)* }
        super::architecture::recipe!($Recipe, $Params);
    };
}

/// Defines a recipe and its [`Forecaster`](bellwether_core::Forecaster) from parameters that are an [`Architecture`].
macro_rules! recipe {
    ($Recipe:ident, $Params:ident) => {
        /// The recipe.
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Recipe(
            /// Its parameters.
            pub $Params,
        );

        impl $Recipe {
            /// Weights for windows with this many columns and one output; `None` when the parameters do not fit
            /// together.
            pub fn parameter_count(&self, columns: usize) -> Option<usize> {
                super::architecture::parameter_count(&self.0, columns)
            }
        }

        impl bellwether_core::Forecaster for $Recipe {
            fn name(&self) -> &'static str {
                <$Params as super::architecture::Architecture>::NAME
            }

            fn needs(&self) -> bellwether_core::Needs {
                super::architecture::needs(&self.0)
            }

            fn validate(&self) -> Result<(), bellwether_core::FitError> {
                super::architecture::validate(&self.0)
            }

            fn suits(
                &self,
                target: bellwether_core::Target,
                further: &[usize],
            ) -> Result<(), bellwether_core::FitError> {
                super::architecture::suits(&self.0, target, further)
            }

            fn fit(
                &self,
                train: &bellwether_core::TrainSet<'_>,
                run: &bellwether_core::RunContext,
            ) -> Result<Box<dyn bellwether_core::Fitted>, bellwether_core::FitError> {
                super::fit::fit(&self.0, std::slice::from_ref(train), run)
            }

            fn fit_global(
                &self,
                series: &[bellwether_core::TrainSet<'_>],
                run: &bellwether_core::RunContext,
            ) -> Result<Box<dyn bellwether_core::Fitted>, bellwether_core::FitError> {
                super::fit::fit(&self.0, series, run)
            }
        }
    };
}

pub(crate) use {network, parameters, recipe};
