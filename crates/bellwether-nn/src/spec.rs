//! What a network is made of, as plain data.

use serde::{Deserialize, Serialize};

use crate::error::SpecError;
use crate::initializer::Initializer;

/// Most parameters of one network: one GiB of weights.
pub const MAX_PARAMETERS: usize = 1 << 28;
/// Most floats that one layer may produce for one sample.
pub const MAX_ACTIVATIONS: usize = 1 << 22;

/// A network: the shape of one sample and the layers in the order in which data flows through them.
///
/// Every quantity has one shape, `steps × features`: a window is `lookback × columns`, and what has left
/// the time axis behind is `1 × n`. The last layer must leave it: `1 × outputs`.
///
/// ```
/// use bellwether_nn::{InputShape, LayerSpec, NetworkSpec};
///
/// let spec = NetworkSpec {
///     input: InputShape { steps: 5, features: 15 },
///     layers: vec![LayerSpec::lstm(50), LayerSpec::dense(1)],
/// };
/// assert_eq!(spec.validate()?.parameters, 4 * 50 * (15 + 50 + 1) + 51);
/// # Ok::<(), bellwether_nn::SpecError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// Shape of one sample.
    pub input: InputShape,
    /// Layers, first to last.
    pub layers: Vec<LayerSpec>,
}

/// Shape of one sample of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputShape {
    /// Time steps in a window (the lookback); at least 1.
    pub steps: usize,
    /// Values in each step; at least 1.
    pub features: usize,
}

/// Shape of one sample between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Time steps; 1 where the time axis is gone.
    pub steps: usize,
    /// Values in each step.
    pub features: usize,
}

/// Result of [`NetworkSpec::validate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes {
    /// Shape of one sample after each layer.
    pub layers: Vec<Shape>,
    /// Trainable parameters.
    pub parameters: usize,
}

/// An element-wise function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// `x`.
    #[default]
    Linear,
    /// `max(x, 0)`.
    Relu,
    /// `tanh x`.
    Tanh,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
}

/// The function that an LSTM applies to its candidate and to its cell state; gates are always sigmoid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellActivation {
    /// As published by Hochreiter and Schmidhuber, and the default everywhere.
    #[default]
    Tanh,
    /// `max(x, 0)`, as many stock papers set it in Keras. The state is unbounded: clip gradients.
    Relu,
}

/// One layer. Weights are `in × out`; `y = act(x W + b)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LayerSpec {
    /// Fully connected, applied to each step by itself: `T × F` to `T × units`.
    Dense {
        /// Outputs; at least 1.
        units: usize,
        /// Function of the sum.
        #[serde(default)]
        activation: Activation,
        /// First weights.
        #[serde(default)]
        initializer: Initializer,
    },
    /// Convolution over time without padding: `T × F` to `(T - kernel + 1) × filters`.
    #[serde(rename = "conv1d")]
    Conv1d {
        /// Outputs; at least 1.
        filters: usize,
        /// Steps that one output sees; at least 1, at most the steps that come in.
        kernel: usize,
        /// Function of the sum.
        #[serde(default)]
        activation: Activation,
        /// First weights.
        #[serde(default)]
        initializer: Initializer,
    },
    /// Long short-term memory with forget bias 1 and orthogonal recurrent weights:
    /// `T × F` to `T × units`, or to `1 × units`, the output of the last step.
    Lstm {
        /// Cells; at least 1.
        units: usize,
        /// Function of candidate and cell state.
        #[serde(default)]
        activation: CellActivation,
        /// All steps in place of the last.
        #[serde(default)]
        return_sequences: bool,
    },
    /// In training, sets a share of the values to zero and scales the others by `1 / (1 - rate)`.
    Dropout {
        /// Share set to zero; in `[0, 1)`.
        rate: f32,
    },
    /// Greatest value of every `size` neighbouring steps: `T × F` to `⌊T / size⌋ × F`.
    #[serde(rename = "max-pool1d")]
    MaxPool1d {
        /// Steps in one pool, and between pools; at least 1, at most the steps that come in.
        size: usize,
    },
    /// All steps in one row, first step first: `T × F` to `1 × T F`.
    Flatten {},
}

impl LayerSpec {
    /// A linear dense layer with default weights.
    pub fn dense(units: usize) -> Self {
        LayerSpec::Dense { units, activation: Activation::Linear, initializer: Initializer::default() }
    }

    /// A `tanh` LSTM that returns its last output.
    pub fn lstm(units: usize) -> Self {
        LayerSpec::Lstm { units, activation: CellActivation::Tanh, return_sequences: false }
    }

    /// A `relu` convolution with default weights.
    pub fn conv1d(filters: usize, kernel: usize) -> Self {
        LayerSpec::Conv1d {
            filters,
            kernel,
            activation: Activation::Relu,
            initializer: Initializer::default(),
        }
    }

    /// The word that stands for the layer in configurations and messages.
    pub fn kind(&self) -> &'static str {
        match self {
            LayerSpec::Dense { .. } => "dense",
            LayerSpec::Conv1d { .. } => "conv1d",
            LayerSpec::Lstm { .. } => "lstm",
            LayerSpec::Dropout { .. } => "dropout",
            LayerSpec::MaxPool1d { .. } => "max-pool1d",
            LayerSpec::Flatten {} => "flatten",
        }
    }
}

impl NetworkSpec {
    /// Shapes and size of the network.
    ///
    /// # Errors
    /// A size that is zero, a kernel or pool longer than the steps that reach it, a dropout rate outside
    /// `[0, 1)`, no layer, a last layer that still has a time axis, or more than [`MAX_PARAMETERS`]
    /// parameters or [`MAX_ACTIVATIONS`] values in a layer.
    pub fn validate(&self) -> Result<Shapes, SpecError> {
        let InputShape { steps, features } = self.input;
        if steps == 0 || features == 0 {
            return Err(SpecError::EmptyInput { steps, features });
        }
        if self.layers.is_empty() {
            return Err(SpecError::NoLayers);
        }
        let mut shape = bounded(0, "input", Some(steps), Some(features))?;
        let mut shapes = Shapes { layers: Vec::with_capacity(self.layers.len()), parameters: 0 };
        for (layer, spec) in self.layers.iter().enumerate() {
            let count = parameters(spec, shape);
            shape = output(layer, spec, shape)?;
            shapes.parameters = count
                .and_then(|count| shapes.parameters.checked_add(count))
                .filter(|&count| count <= MAX_PARAMETERS)
                .ok_or(SpecError::TooManyParameters { layer, kind: spec.kind(), limit: MAX_PARAMETERS })?;
            shapes.layers.push(shape);
        }
        if shape.steps > 1 {
            return Err(SpecError::SequenceOutput { steps: shape.steps, features: shape.features });
        }
        Ok(shapes)
    }
}

/// Refuses shapes of more than [`MAX_ACTIVATIONS`] values, padding included.
fn bounded(
    layer: usize,
    kind: &'static str,
    steps: Option<usize>,
    features: Option<usize>,
) -> Result<Shape, SpecError> {
    let fits = |shape: &Shape| {
        let padded = shape.features.checked_add(127)?;
        shape.steps.checked_mul(padded).filter(|&n| n <= MAX_ACTIVATIONS)
    };
    steps
        .zip(features)
        .map(|(steps, features)| Shape { steps, features })
        .filter(|shape| fits(shape).is_some())
        .ok_or(SpecError::TooManyActivations { layer, kind, limit: MAX_ACTIVATIONS })
}

fn nonzero(layer: usize, spec: &LayerSpec, field: &'static str, value: usize) -> Result<usize, SpecError> {
    if value == 0 { Err(SpecError::Zero { layer, kind: spec.kind(), field }) } else { Ok(value) }
}

fn within(
    layer: usize,
    spec: &LayerSpec,
    field: &'static str,
    value: usize,
    steps: usize,
) -> Result<(), SpecError> {
    nonzero(layer, spec, field, value)?;
    if value > steps {
        return Err(SpecError::LongerThanWindow { layer, kind: spec.kind(), field, value, steps });
    }
    Ok(())
}

/// Shape after a layer.
fn output(layer: usize, spec: &LayerSpec, input: Shape) -> Result<Shape, SpecError> {
    let Shape { steps, features } = input;
    let (steps, features) = match *spec {
        LayerSpec::Dense { units, .. } => (Some(steps), Some(nonzero(layer, spec, "units", units)?)),
        LayerSpec::Conv1d { filters, kernel, .. } => {
            within(layer, spec, "kernel", kernel, steps)?;
            (Some(steps - kernel + 1), Some(nonzero(layer, spec, "filters", filters)?))
        }
        LayerSpec::Lstm { units, return_sequences, .. } => {
            nonzero(layer, spec, "units", units)?;
            // the four gates of every step are kept
            bounded(layer, spec.kind(), Some(steps), units.checked_mul(4))?;
            (Some(if return_sequences { steps } else { 1 }), Some(units))
        }
        LayerSpec::Dropout { rate } => {
            if !(0.0..1.0).contains(&rate) {
                return Err(SpecError::DropoutRate { layer, rate });
            }
            (Some(steps), Some(features))
        }
        LayerSpec::MaxPool1d { size } => {
            within(layer, spec, "size", size, steps)?;
            (Some(steps / size), Some(features))
        }
        LayerSpec::Flatten {} => (Some(1), steps.checked_mul(features)),
    };
    bounded(layer, spec.kind(), steps, features)
}

/// Trainable parameters of a layer; `None` where the count overflows.
fn parameters(spec: &LayerSpec, input: Shape) -> Option<usize> {
    let features = input.features;
    match *spec {
        LayerSpec::Dense { units, .. } => features.checked_add(1)?.checked_mul(units),
        LayerSpec::Conv1d { filters, kernel, .. } => {
            kernel.checked_mul(features)?.checked_add(1)?.checked_mul(filters)
        }
        LayerSpec::Lstm { units, .. } => {
            features.checked_add(units)?.checked_add(1)?.checked_mul(units)?.checked_mul(4)
        }
        LayerSpec::Dropout { .. } | LayerSpec::MaxPool1d { .. } | LayerSpec::Flatten {} => Some(0),
    }
}
