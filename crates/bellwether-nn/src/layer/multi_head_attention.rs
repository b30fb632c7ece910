//! Multi-head self-attention (Vaswani et al., 2017).

use rand_chacha::ChaCha8Rng;

use super::affine::Affine;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, split};
use crate::initializer::Initializer;
use crate::kernels::attention::{self, Heads};
use crate::kernels::{PAD, Start};
use crate::spec::Shape;

/// `q, k, v = x W + b` in every head, `y = concat_heads(softmax(q kᵀ / √K) v) O + c`: `T × F` to `T × F`.
///
/// Columns of `W` (`F × 3 H K`) are the queries of all heads, the keys, and the values.
#[derive(Debug)]
pub(super) struct MultiHeadAttention {
    shape: Shape,
    heads: usize,
    key_dim: usize,
    input: Affine,
    output: Affine,
}

/// The parts of the tape.
struct Tape<'a> {
    projected: &'a mut [f32],
    weights: &'a mut [f32],
    context: &'a mut [f32],
    d_projected: &'a mut [f32],
    d_context: &'a mut [f32],
}

impl MultiHeadAttention {
    pub(super) fn new(shape: Shape, heads: usize, key_dim: usize, layout: &mut ParameterLayout) -> Self {
        let size = heads * key_dim;
        let input = Affine::new("query_key_value_", shape.features, 3 * size, layout);
        let output = Affine::new("output_", size, shape.features, layout);
        MultiHeadAttention { shape, heads, key_dim, input, output }
    }

    fn heads(&self, batch: usize) -> Heads {
        Heads {
            steps: self.shape.steps,
            batch,
            count: self.heads,
            size: self.key_dim,
            projected_row: self.input.kernel.stride,
            context_row: crate::kernels::row_stride(self.output.inputs),
        }
    }

    fn parts(&self, capacity: usize) -> [usize; 5] {
        let heads = self.heads(capacity);
        let rows = self.shape.steps * capacity;
        let (projected, context) = (rows * heads.projected_row, rows * heads.context_row);
        [projected, heads.weights().next_multiple_of(PAD), context, projected, context]
    }

    fn split<'a>(&self, capacity: usize, tape: &'a mut [f32]) -> Tape<'a> {
        let [projected, weights, context, d_projected, d_context] = split(tape, self.parts(capacity));
        Tape { projected, weights, context, d_projected, d_context }
    }
}

impl Layer for MultiHeadAttention {
    fn tensors(&self) -> Vec<Tensor> {
        [self.input.tensors(), self.output.tensors()].concat()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        // fans as of three matrices of their own
        let size = self.heads * self.key_dim;
        self.input.initialize(Initializer::GlorotUniform, size, parameters, rng);
        self.output.initialize(Initializer::GlorotUniform, self.shape.features, parameters, rng);
    }

    fn tape_len(&self, capacity: usize) -> usize {
        self.parts(capacity).iter().sum()
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let Tape { projected, weights, context, .. } = self.split(pass.capacity, tape);
        let rows = self.shape.steps * pass.batch;
        self.input.forward(pass, rows, input, projected);
        let heads = self.heads(pass.batch);
        attention::Forward { heads, projected, weights, context }.run(pass.isa);
        self.output.forward(pass, rows, context, output);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, d_output, d_input, tape, gradients, .. } = flow;
        let Tape { projected, weights, context, d_projected, d_context } = self.split(pass.capacity, tape);
        let rows = self.shape.steps * pass.batch;
        self.output.gradients(pass, rows, context, d_output, gradients);
        self.output.backward(pass, rows, d_output, d_context, Start::Zero);
        let heads = self.heads(pass.batch);
        attention::Backward { heads, projected, weights, d_context, d_projected }.run(pass.isa);
        self.input.gradients(pass, rows, input, d_projected, gradients);
        let Some(d_input) = d_input else { return };
        self.input.backward(pass, rows, d_projected, d_input, Start::Zero);
    }
}
