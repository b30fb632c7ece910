//! The layers. Data between them is time-major: row `t · batch + b` holds step `t` of sample `b`, and rows
//! stand [`row_stride`](crate::kernels::row_stride) apart, so that "one step earlier" is `batch` rows up.

use std::fmt::Debug;

use rand_chacha::ChaCha8Rng;

use crate::kernels::{Isa, row_stride};
use crate::spec::{LayerSpec, Shape};

mod activation;
mod affine;
mod attention;
mod batch_norm;
mod bi_lstm;
mod conv1d;
mod conv2d;
mod dense;
mod dropout;
mod embedding;
mod flatten;
mod global_average_pool;
mod gru;
mod layer_norm;
mod lstm;
mod max_pool;
mod multi_head_attention;
mod parallel;
mod positional_encoding;
mod residual;
mod select;
mod sequence;

/// One matrix or vector of weights inside the flat parameter buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tensor {
    /// Its name, `layers.<position>.<name>`.
    pub(crate) name: String,
    /// First float of the buffer.
    pub(crate) offset: usize,
    /// Rows; 1 for a vector.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) columns: usize,
    /// Floats between rows; the padding is zero and stays zero.
    pub(crate) stride: usize,
    /// Whether it is a vector.
    pub(crate) vector: bool,
    /// Whether gradients move it; running statistics are kept beside the weights and not trained.
    pub(crate) trained: bool,
}

impl Tensor {
    /// Floats in the buffer, padding included.
    pub(crate) fn len(&self) -> usize {
        self.rows * self.stride
    }

    /// Its part of a buffer laid out as the parameters.
    pub(crate) fn of<'a>(&self, buffer: &'a [f32]) -> &'a [f32] {
        &buffer[self.offset..][..self.len()]
    }

    /// Its part of a buffer laid out as the parameters.
    pub(crate) fn of_mut<'a>(&self, buffer: &'a mut [f32]) -> &'a mut [f32] {
        &mut buffer[self.offset..][..self.len()]
    }
}

/// Hands out places in the flat parameter buffer, each at a cache line.
#[derive(Debug, Default)]
pub(crate) struct ParameterLayout {
    /// Floats handed out.
    pub(crate) len: usize,
    /// What stands before the names handed out.
    prefix: String,
}

impl ParameterLayout {
    /// Hands out what `build` asks for under names that start with `prefix`.
    pub(crate) fn within<T>(&mut self, prefix: &str, build: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.prefix.len();
        self.prefix.push_str(prefix);
        let built = build(self);
        self.prefix.truncate(outer);
        built
    }

    fn matrix(&mut self, name: &str, rows: usize, columns: usize) -> Tensor {
        let stride = row_stride(columns);
        let name = format!("{}{name}", self.prefix);
        let tensor = Tensor { name, offset: self.len, rows, columns, stride, vector: false, trained: true };
        self.len += tensor.len();
        tensor
    }

    fn vector(&mut self, name: &str, columns: usize) -> Tensor {
        Tensor { vector: true, ..self.matrix(name, 1, columns) }
    }

    /// A vector that gradients do not move.
    fn statistic(&mut self, name: &str, columns: usize) -> Tensor {
        Tensor { trained: false, ..self.vector(name, columns) }
    }
}

/// Floats of `capacity` samples of a shape, in padded rows; a multiple of a cache line.
pub(crate) fn floats(shape: &Shape, capacity: usize) -> usize {
    shape.steps * capacity * row_stride(shape.features)
}

/// Cuts a tape into parts of these lengths; what is left over is not used.
pub(crate) fn split<const N: usize>(tape: &mut [f32], parts: [usize; N]) -> [&mut [f32]; N] {
    let mut rest = tape;
    parts.map(|len| {
        let (part, behind) = std::mem::take(&mut rest).split_at_mut(len);
        rest = behind;
        part
    })
}

/// What every pass through the layers needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass<'a> {
    /// Instruction set.
    pub(crate) isa: Isa,
    /// Samples in this pass.
    pub(crate) batch: usize,
    /// Most samples in one pass, for which the buffers were made.
    pub(crate) capacity: usize,
    /// All parameters of the network.
    pub(crate) parameters: &'a [f32],
}

/// Buffers of one backward pass through one layer.
pub(crate) struct Backward<'a> {
    /// What the layer was given.
    pub(crate) input: &'a [f32],
    /// What it returned.
    pub(crate) output: &'a [f32],
    /// Derivative of the loss by `output`; the layer may overwrite it.
    pub(crate) d_output: &'a mut [f32],
    /// Out: derivative by `input`; not asked for from the first layer.
    pub(crate) d_input: Option<&'a mut [f32]>,
    /// What the layer kept for itself in the forward pass.
    pub(crate) tape: &'a mut [f32],
    /// Out: derivative by the parameters, all of the network; the layer overwrites its own.
    pub(crate) gradients: &'a mut [f32],
}

/// A function with parameters and its derivatives.
pub(crate) trait Layer: Debug + Send + Sync {
    /// Its weights, in the order of the buffer.
    fn tensors(&self) -> Vec<Tensor> {
        Vec::new()
    }

    /// Draws its first weights.
    fn initialize(&self, _parameters: &mut [f32], _rng: &mut ChaCha8Rng) {}

    /// Floats that it keeps between the passes, for `capacity` samples.
    fn tape_len(&self, _capacity: usize) -> usize {
        0
    }

    /// Computes `output`; `rng` is the stream of dropout masks, and `None` outside training.
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        rng: Option<&mut ChaCha8Rng>,
    );

    /// Computes the derivatives, after `forward` on the same buffers.
    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>);

    /// Takes the statistics of the batch of the last training pass into the running ones.
    fn update_statistics(&self, _capacity: usize, _parameters: &mut [f32], _tape: &[f32]) {}
}

/// Makes the layer that a validated `spec` describes.
pub(crate) fn build(spec: &LayerSpec, input: Shape, layout: &mut ParameterLayout) -> Box<dyn Layer> {
    match *spec {
        LayerSpec::Dense { units, activation, initializer } => {
            Box::new(dense::Dense::new(input, units, activation, initializer, layout))
        }
        LayerSpec::Activation { function } => Box::new(activation::Activate::new(input, function)),
        LayerSpec::Conv1d { filters, kernel, padding, activation, initializer } => {
            Box::new(conv1d::Conv1d::new(input, (filters, kernel, padding), activation, initializer, layout))
        }
        LayerSpec::Conv2d { filters, kernel, activation, initializer } => {
            Box::new(conv2d::Conv2d::new(input, filters, kernel, activation, initializer, layout))
        }
        LayerSpec::Lstm { units, activation, return_sequences } => {
            Box::new(lstm::Lstm::new(input, units, activation, return_sequences, layout))
        }
        LayerSpec::BiLstm { units, activation, return_sequences } => {
            Box::new(bi_lstm::BiLstm::new(input, units, activation, return_sequences, layout))
        }
        LayerSpec::Gru { units, return_sequences } => {
            Box::new(gru::Gru::new(input, units, return_sequences, layout))
        }
        LayerSpec::MultiHeadAttention { heads, key_dim } => {
            Box::new(multi_head_attention::MultiHeadAttention::new(input, heads, key_dim, layout))
        }
        LayerSpec::Attention { score } => Box::new(attention::Attention::new(input, score, layout)),
        LayerSpec::LayerNorm { epsilon } => Box::new(layer_norm::LayerNorm::new(input, epsilon, layout)),
        LayerSpec::BatchNorm { epsilon, momentum } => {
            Box::new(batch_norm::BatchNorm::new(input, epsilon, momentum, layout))
        }
        LayerSpec::Dropout { rate } => Box::new(dropout::Dropout::new(input, rate)),
        LayerSpec::MaxPool1d { size } => {
            Box::new(max_pool::MaxPool::new(Shape::sequence(input.steps, input.features), (1, size)))
        }
        LayerSpec::MaxPool2d { size } => Box::new(max_pool::MaxPool::new(input, (size, size))),
        LayerSpec::GlobalAveragePool {} => Box::new(global_average_pool::GlobalAveragePool::new(input)),
        LayerSpec::Flatten {} => Box::new(flatten::Flatten::new(input)),
        LayerSpec::Reshape { rows, columns, features } => {
            Box::new(flatten::Reshape::new(Shape { steps: rows * columns, features, rows }))
        }
        LayerSpec::Slice { from, count } => Box::new(select::Slice::new(input, from, count)),
        LayerSpec::LastSteps { count } => Box::new(select::LastSteps::new(input, count)),
        LayerSpec::Repeat { count } => Box::new(select::Repeat::new(input, count)),
        LayerSpec::Embedding { count, dim } => Box::new(embedding::Embedding::new(input, count, dim, layout)),
        LayerSpec::PositionalEncoding { trained } => {
            Box::new(positional_encoding::PositionalEncoding::new(input, trained, layout))
        }
        LayerSpec::Residual { ref layers } => Box::new(residual::Residual::new(input, layers, layout)),
        LayerSpec::Parallel { ref branches, merge } => {
            Box::new(parallel::Parallel::new(input, branches, merge, layout))
        }
    }
}
