//! Weighted mean over time.

use rand_chacha::ChaCha8Rng;

use super::affine::Affine;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, floats};
use crate::initializer::Initializer;
use crate::kernels::{PAD, Start, activate, activate_backward, row_stride};
use crate::spec::{Activation, AttentionScore, Shape};

/// `y = Σ_t a_t x_t`, `a = softmax(score)`: `T × F` to `1 × F`.
#[derive(Debug)]
pub(super) struct Attention {
    shape: Shape,
    additive: Option<Additive>,
}

/// `score_t = v · tanh(x_t W + b)`.
#[derive(Debug)]
struct Additive {
    affine: Affine,
    query: Tensor,
}

/// The parts of the tape.
struct Tape<'a> {
    /// `a`, then the derivatives by the scores: `T` times `capacity`.
    weights: &'a mut [f32],
    /// `tanh(x W + b)`: `T·B` rows.
    hidden: &'a mut [f32],
    /// Derivative by it.
    d_hidden: &'a mut [f32],
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Attention {
    pub(super) fn new(shape: Shape, score: AttentionScore, layout: &mut ParameterLayout) -> Self {
        let additive = match score {
            AttentionScore::Dot => None,
            AttentionScore::Additive { units } => {
                let affine = Affine::new("", shape.features, units, layout);
                Some(Additive { affine, query: layout.vector("query", units) })
            }
        };
        Attention { shape, additive }
    }

    fn split<'a>(&self, capacity: usize, tape: &'a mut [f32]) -> Tape<'a> {
        let [weights, hidden] = self.parts(capacity);
        let (weights, rest) = tape.split_at_mut(weights);
        let (values, rest) = rest.split_at_mut(hidden);
        Tape { weights, hidden: values, d_hidden: &mut rest[..hidden] }
    }

    fn parts(&self, capacity: usize) -> [usize; 2] {
        let weights = (self.shape.steps * capacity).next_multiple_of(PAD);
        let Some(Additive { affine, .. }) = &self.additive else { return [weights, 0] };
        [weights, self.shape.steps * capacity * affine.kernel.stride]
    }

    /// The values of step `t` of sample `b` in a time-major buffer.
    fn row<'a>(&self, buffer: &'a [f32], batch: usize, t: usize, b: usize) -> &'a [f32] {
        &buffer[(t * batch + b) * row_stride(self.shape.features)..][..self.shape.features]
    }

    /// Scores of all steps, left in `weights`.
    fn score(&self, pass: Pass<'_>, input: &[f32], tape: &mut Tape<'_>) {
        let (rows, batch) = (self.shape.steps * pass.batch, pass.batch);
        if let Some(Additive { affine, query }) = &self.additive {
            let stride = affine.kernel.stride;
            affine.forward(pass, rows, input, tape.hidden);
            activate(pass.isa, Activation::Tanh, tape.hidden, rows, affine.outputs, stride);
            let query = &query.of(pass.parameters)[..affine.outputs];
            for (w, u) in tape.weights[..rows].iter_mut().zip(tape.hidden.chunks_exact(stride)) {
                *w = dot(query, u);
            }
            return;
        }
        let scale = 1.0 / (self.shape.features as f32).sqrt();
        for t in 0..self.shape.steps {
            for b in 0..batch {
                let last = self.row(input, batch, self.shape.steps - 1, b);
                tape.weights[t * batch + b] = scale * dot(last, self.row(input, batch, t, b));
            }
        }
    }

    /// Derivatives by the scores, left in `weights`, and `dx_t = a_t dy`.
    fn scores_backward(
        &self,
        batch: usize,
        input: &[f32],
        d_output: &[f32],
        weights: &mut [f32],
        mut d_input: Option<&mut [f32]>,
    ) {
        let (stride, features) = (row_stride(self.shape.features), self.shape.features);
        for b in 0..batch {
            let dy = &d_output[b * stride..][..features];
            let mut mean = 0.0;
            for t in 0..self.shape.steps {
                let a = weights[t * batch + b];
                mean += a * dot(dy, self.row(input, batch, t, b));
                if let Some(d_input) = d_input.as_deref_mut() {
                    let dx = &mut d_input[(t * batch + b) * stride..][..features];
                    dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx = a * dy);
                }
            }
            for t in 0..self.shape.steps {
                let a = weights[t * batch + b];
                weights[t * batch + b] = a * (dot(dy, self.row(input, batch, t, b)) - mean);
            }
        }
    }

    /// What the input gets through the scores of the scaled dot product.
    fn dot_backward(&self, batch: usize, input: &[f32], d_scores: &[f32], d_input: &mut [f32]) {
        let (stride, steps) = (row_stride(self.shape.features), self.shape.steps);
        let scale = 1.0 / (self.shape.features as f32).sqrt();
        for t in 0..steps {
            for b in 0..batch {
                let d = scale * d_scores[t * batch + b];
                for (to, from) in [(t, steps - 1), (steps - 1, t)] {
                    let x = self.row(input, batch, from, b);
                    let dx = &mut d_input[(to * batch + b) * stride..];
                    dx.iter_mut().zip(x).for_each(|(dx, x)| *dx += d * x);
                }
            }
        }
    }
}

impl Layer for Attention {
    fn tensors(&self) -> Vec<Tensor> {
        let Some(Additive { affine, query }) = &self.additive else { return Vec::new() };
        let [kernel, bias] = affine.tensors();
        vec![kernel, bias, query.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let Some(Additive { affine, query }) = &self.additive else { return };
        affine.initialize(Initializer::GlorotUniform, affine.outputs, parameters, rng);
        let extent = (1, affine.outputs, query.stride);
        Initializer::GlorotUniform.fill(rng, (affine.outputs, 1), query.of_mut(parameters), extent);
    }

    fn tape_len(&self, capacity: usize) -> usize {
        let [weights, hidden] = self.parts(capacity);
        weights + 2 * hidden
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let mut tape = self.split(pass.capacity, tape);
        let (batch, steps) = (pass.batch, self.shape.steps);
        self.score(pass, input, &mut tape);
        let weights = tape.weights;
        for (b, y) in output.chunks_exact_mut(row_stride(self.shape.features)).take(batch).enumerate() {
            let greatest = (0..steps).map(|t| weights[t * batch + b]).fold(f32::NEG_INFINITY, f32::max);
            let mut sum = 0.0;
            for t in 0..steps {
                let w = &mut weights[t * batch + b];
                *w = (*w - greatest).exp();
                sum += *w;
            }
            y[..self.shape.features].fill(0.0);
            for t in 0..steps {
                let w = &mut weights[t * batch + b];
                *w /= sum;
                let x = self.row(input, batch, t, b);
                y.iter_mut().zip(x).for_each(|(y, x)| *y += *w * x);
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, d_output, mut d_input, tape, gradients, .. } = flow;
        let Tape { weights, hidden, d_hidden } = self.split(pass.capacity, tape);
        let rows = self.shape.steps * pass.batch;
        if let Some(d_input) = d_input.as_deref_mut() {
            d_input[..floats(&self.shape, pass.batch)].fill(0.0);
        }
        self.scores_backward(pass.batch, input, d_output, weights, d_input.as_deref_mut());
        let Some(Additive { affine, query }) = &self.additive else {
            if let Some(d_input) = d_input {
                self.dot_backward(pass.batch, input, weights, d_input);
            }
            return;
        };
        let (units, stride) = (affine.outputs, affine.kernel.stride);
        let v = &query.of(pass.parameters)[..units];
        let d_query = &mut query.of_mut(gradients)[..units];
        d_query.fill(0.0);
        let each =
            weights[..rows].iter().zip(hidden.chunks_exact(stride)).zip(d_hidden.chunks_exact_mut(stride));
        for ((d, u), du) in each {
            d_query.iter_mut().zip(u).for_each(|(g, u)| *g += d * u);
            du.iter_mut().zip(v).for_each(|(du, v)| *du = d * v);
        }
        activate_backward(pass.isa, Activation::Tanh, hidden, d_hidden, (rows, units, stride));
        affine.gradients(pass, rows, input, d_hidden, gradients);
        if let Some(d_input) = d_input {
            affine.backward(pass, rows, d_hidden, d_input, Start::Accumulate);
        }
    }
}
