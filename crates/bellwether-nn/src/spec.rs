//! What a network is made of, as plain data.

use serde::{Deserialize, Serialize};

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
    /// Time steps, or pixels of a picture; 1 where the time axis is gone.
    pub steps: usize,
    /// Values in each step.
    pub features: usize,
    /// Rows of a picture, whose pixels are the steps, row after row; 1 where the steps are times.
    pub rows: usize,
}

impl Shape {
    /// A sequence.
    pub(crate) fn sequence(steps: usize, features: usize) -> Self {
        Shape { steps, features, rows: 1 }
    }

    /// Steps of one row.
    pub(crate) fn columns(self) -> usize {
        self.steps / self.rows
    }
}

/// Result of [`NetworkSpec::validate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes {
    /// Shape of one sample after each layer.
    pub layers: Vec<Shape>,
    /// Trainable parameters.
    pub parameters: usize,
    /// Running statistics that are kept with the weights and not trained.
    pub statistics: usize,
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

/// Which steps a convolution over time returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Padding {
    /// Those whose kernel lies inside the window: `T - kernel + 1`.
    #[default]
    Valid,
    /// All `T`, zeros standing for what is outside, `(kernel - 1) / 2` of them (rounded down) before the window, as in
    /// Keras and PyTorch.
    Same,
    /// All `T`, with `kernel - 1` zeros before the window, so that no step sees a later one.
    Causal,
}

/// How branches are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Merge {
    /// Side by side: features add up, steps must be equal.
    #[default]
    Concat,
    /// Added to each other: shapes must be equal.
    Add,
}

/// How attention over time weighs the steps; the weights are a softmax of the scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttentionScore {
    /// `v · tanh(x_t W + b)`: Bahdanau et al., 2015; for stocks Feng et al., 2019.
    Additive {
        /// Columns of `W`; at least 1.
        units: usize,
    },
    /// `x_T · x_t / √F`, the last step asking: Luong et al., 2015, scaled.
    Dot,
}

/// One layer. Weights are `in × out`; `y = act(x W + b)`. `T × F` is `steps × features`.
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
    /// An element-wise function by itself.
    Activation {
        /// The function.
        function: Activation,
    },
    /// Convolution over time: `T × F` to `(T - kernel + 1) × filters`, or to `T × filters` with padding.
    #[serde(rename = "conv1d")]
    Conv1d {
        /// Outputs; at least 1.
        filters: usize,
        /// Steps that one output sees; at least 1, and without padding at most the steps that come in.
        kernel: usize,
        /// Which steps are returned.
        #[serde(default)]
        padding: Padding,
        /// Function of the sum.
        #[serde(default)]
        activation: Activation,
        /// First weights.
        #[serde(default)]
        initializer: Initializer,
    },
    /// Convolution of a picture without padding: `R × C` pixels of `F` values to `(R - kernel + 1) × (C - kernel + 1)`
    /// of `filters`.
    #[serde(rename = "conv2d")]
    Conv2d {
        /// Outputs; at least 1.
        filters: usize,
        /// Rows and columns that one output sees; at least 1, at most those that come in.
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
    /// Two such memories, one reading forwards and one backwards, side by side: `T × F` to `T × 2 units`, or to
    /// `1 × 2 units`, the last output of each in its own reading order.
    BiLstm {
        /// Cells of each; at least 1.
        units: usize,
        /// Function of candidate and cell state.
        #[serde(default)]
        activation: CellActivation,
        /// All steps in place of the last of each.
        #[serde(default)]
        return_sequences: bool,
    },
    /// Gated recurrent unit whose reset gate acts after the recurrent product, as in Keras and PyTorch:
    /// `T × F` to `T × units`, or to `1 × units`.
    Gru {
        /// Units; at least 1.
        units: usize,
        /// All steps in place of the last.
        #[serde(default)]
        return_sequences: bool,
    },
    /// Scaled dot-product attention of the steps among themselves (Vaswani et al., 2017), with biases:
    /// `T × F` to `T × F`.
    MultiHeadAttention {
        /// Heads; at least 1.
        heads: usize,
        /// Size of queries, keys and values in each head; at least 1.
        key_dim: usize,
    },
    /// Weighted mean of the steps: `T × F` to `1 × F`.
    Attention {
        /// How the steps are weighed.
        score: AttentionScore,
    },
    /// Each step scaled to mean 0 and variance 1 over its features, then by a trained gain and offset.
    LayerNorm {
        /// Added to the variance; above 0. Default 1e-3 as in Keras; PyTorch has 1e-5.
        #[serde(default = "norm_epsilon")]
        epsilon: f32,
    },
    /// Each feature scaled to mean 0 and variance 1 over the steps and samples of the batch (in prediction by running
    /// means of both), then by a trained gain and offset.
    BatchNorm {
        /// Added to the variance; above 0. Default 1e-3 as in Keras; PyTorch has 1e-5.
        #[serde(default = "norm_epsilon")]
        epsilon: f32,
        /// Share of the old value in the running means; in `[0, 1)`. Default .99 as in Keras; PyTorch has .9.
        #[serde(default = "norm_momentum")]
        momentum: f32,
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
    /// Greatest value of every `size × size` neighbouring pixels.
    #[serde(rename = "max-pool2d")]
    MaxPool2d {
        /// Rows and columns in one pool, and between pools; at least 1, at most those that come in.
        size: usize,
    },
    /// Mean over all steps or pixels: `T × F` to `1 × F`.
    GlobalAveragePool {},
    /// All steps in one row, first step first: `T × F` to `1 × T F`.
    Flatten {},
    /// One row cut into steps, the reverse of `flatten`: `1 × rows · columns · features` to a sequence
    /// (`rows` 1) or a picture.
    Reshape {
        /// Rows of a picture; 1 for a sequence.
        rows: usize,
        /// Steps, or columns of a picture; at least 1.
        columns: usize,
        /// Values in each; at least 1.
        features: usize,
    },
    /// Some of the features of every step: `T × F` to `T × count`.
    Slice {
        /// The first.
        from: usize,
        /// How many; at least 1.
        count: usize,
    },
    /// The newest steps: `T × F` to `count × F`.
    LastSteps {
        /// How many; at least 1, at most the steps that come in.
        count: usize,
    },
    /// The same row at every step: `1 × F` to `count × F`.
    Repeat {
        /// Steps; at least 1.
        count: usize,
    },
    /// A trained vector for each whole number: `T × 1` to `T × dim`. A value that is not one of `0..count` gives NaN.
    Embedding {
        /// Numbers; at least 1.
        count: usize,
        /// Length of a vector; at least 1.
        dim: usize,
    },
    /// Adds to each step a vector that says where it stands: sines and cosines (Vaswani et al., 2017), or trained.
    PositionalEncoding {
        /// Trained, starting at zero, in place of sines and cosines.
        #[serde(default)]
        trained: bool,
    },
    /// `x + f(x)`: the layers inside must return the shape that they are given.
    Residual {
        /// `f`, first to last.
        layers: Vec<LayerSpec>,
    },
    /// Several ways through which the same input goes, then joined; a branch without layers is the input itself.
    Parallel {
        /// The ways; at least 1.
        branches: Vec<Vec<LayerSpec>>,
        /// How they are joined.
        #[serde(default)]
        merge: Merge,
    },
}

fn norm_epsilon() -> f32 {
    1e-3
}

fn norm_momentum() -> f32 {
    0.99
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
            padding: Padding::Valid,
            activation: Activation::Relu,
            initializer: Initializer::default(),
        }
    }

    /// A `relu` convolution of a picture with default weights.
    pub fn conv2d(filters: usize, kernel: usize) -> Self {
        LayerSpec::Conv2d {
            filters,
            kernel,
            activation: Activation::Relu,
            initializer: Initializer::default(),
        }
    }

    /// Layer normalisation as in Keras.
    pub fn layer_norm() -> Self {
        LayerSpec::LayerNorm { epsilon: norm_epsilon() }
    }

    /// Batch normalisation as in Keras.
    pub fn batch_norm() -> Self {
        LayerSpec::BatchNorm { epsilon: norm_epsilon(), momentum: norm_momentum() }
    }

    /// The word that stands for the layer in configurations and messages.
    pub fn kind(&self) -> &'static str {
        match self {
            LayerSpec::Dense { .. } => "dense",
            LayerSpec::Activation { .. } => "activation",
            LayerSpec::Conv1d { .. } => "conv1d",
            LayerSpec::Conv2d { .. } => "conv2d",
            LayerSpec::Lstm { .. } => "lstm",
            LayerSpec::BiLstm { .. } => "bi-lstm",
            LayerSpec::Gru { .. } => "gru",
            LayerSpec::MultiHeadAttention { .. } => "multi-head-attention",
            LayerSpec::Attention { .. } => "attention",
            LayerSpec::LayerNorm { .. } => "layer-norm",
            LayerSpec::BatchNorm { .. } => "batch-norm",
            LayerSpec::Dropout { .. } => "dropout",
            LayerSpec::MaxPool1d { .. } => "max-pool1d",
            LayerSpec::MaxPool2d { .. } => "max-pool2d",
            LayerSpec::GlobalAveragePool {} => "global-average-pool",
            LayerSpec::Flatten {} => "flatten",
            LayerSpec::Reshape { .. } => "reshape",
            LayerSpec::Slice { .. } => "slice",
            LayerSpec::LastSteps { .. } => "last-steps",
            LayerSpec::Repeat { .. } => "repeat",
            LayerSpec::Embedding { .. } => "embedding",
            LayerSpec::PositionalEncoding { .. } => "positional-encoding",
            LayerSpec::Residual { .. } => "residual",
            LayerSpec::Parallel { .. } => "parallel",
        }
    }
}
