//! The layers. Data between them is time-major: row `t · batch + b` holds step `t` of sample `b`, and rows
//! stand [`row_stride`](crate::kernels::row_stride) apart, so that "one step earlier" is `batch` rows up.

use std::fmt::Debug;

use rand_chacha::ChaCha8Rng;

use crate::kernels::{Isa, row_stride};
use crate::spec::{LayerSpec, Shape};

mod conv1d;
mod dense;
mod dropout;
mod flatten;
mod lstm;
mod max_pool1d;

/// One matrix or vector of weights inside the flat parameter buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tensor {
    /// Its name inside the layer.
    pub(crate) name: &'static str,
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
}

impl ParameterLayout {
    fn matrix(&mut self, name: &'static str, rows: usize, columns: usize) -> Tensor {
        let stride = row_stride(columns);
        let tensor = Tensor { name, offset: self.len, rows, columns, stride, vector: false };
        self.len += tensor.len();
        tensor
    }

    fn vector(&mut self, name: &'static str, columns: usize) -> Tensor {
        Tensor { vector: true, ..self.matrix(name, 1, columns) }
    }
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

    /// Computes `output`; `dropout` is the stream of random masks, and `None` outside training.
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        dropout: Option<&mut ChaCha8Rng>,
    );

    /// Computes the derivatives, after `forward` on the same buffers.
    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>);
}

/// Makes the layer that a validated `spec` describes.
pub(crate) fn build(spec: &LayerSpec, input: Shape, layout: &mut ParameterLayout) -> Box<dyn Layer> {
    match *spec {
        LayerSpec::Dense { units, activation, initializer } => {
            Box::new(dense::Dense::new(input, units, activation, initializer, layout))
        }
        LayerSpec::Conv1d { filters, kernel, activation, initializer } => {
            Box::new(conv1d::Conv1d::new(input, filters, kernel, activation, initializer, layout))
        }
        LayerSpec::Lstm { units, activation, return_sequences } => {
            Box::new(lstm::Lstm::new(input, units, activation, return_sequences, layout))
        }
        LayerSpec::Dropout { rate } => Box::new(dropout::Dropout::new(input, rate)),
        LayerSpec::MaxPool1d { size } => Box::new(max_pool1d::MaxPool1d::new(input, size)),
        LayerSpec::Flatten {} => Box::new(flatten::Flatten::new(input)),
    }
}
