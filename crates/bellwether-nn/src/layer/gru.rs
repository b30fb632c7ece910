//! Gated recurrent unit (Cho et al., 2014), the reset gate after the recurrent product.

use rand_chacha::ChaCha8Rng;

use super::affine::Affine;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, split};
use crate::initializer::{Initializer, orthogonal};
use crate::kernels::gru::{self, Cell};
use crate::kernels::{Gemm, Start, Taps, row_stride, transpose};
use crate::spec::Shape;

/// ```text
/// r, z = σ(x_t W + b + h_{t-1} R + c)    n = tanh(x_t W + b + r (h_{t-1} R + c))
/// h_t = (1 - z) n + z h_{t-1}            h_{-1} = 0
/// ```
///
/// `T × F` to `T × H` or `1 × H`. Columns of `W` (`F × 3H`), `R` (`H × 3H`), `b` and `c` are r, z, n, as in PyTorch
/// (Keras: z, r, n, with `reset_after`).
#[derive(Debug)]
pub(super) struct Gru {
    shape: Shape,
    units: usize,
    return_sequences: bool,
    input: Affine,
    recurrent: Affine,
}

/// The parts of the tape.
struct Tape<'a> {
    /// Sums, activations, then derivatives: `T·B` rows of `3H`.
    gates: &'a mut [f32],
    /// `h R + c`, then derivatives by it: `T·B` rows of `3H`.
    products: &'a mut [f32],
    /// Outputs, `T + 1` blocks of `B` rows, the first block zero.
    hidden: &'a mut [f32],
    /// Derivative by the output of the step at hand.
    d_hidden: &'a mut [f32],
    /// `Rᵀ`.
    recurrent: &'a mut [f32],
}

impl Gru {
    pub(super) fn new(
        input: Shape,
        units: usize,
        return_sequences: bool,
        layout: &mut ParameterLayout,
    ) -> Self {
        let affine = Affine::new("", input.features, 3 * units, layout);
        let recurrent = Affine::new("recurrent_", units, 3 * units, layout);
        Gru { shape: input, units, return_sequences, input: affine, recurrent }
    }

    fn parts(&self, capacity: usize) -> [usize; 5] {
        let block = capacity * row_stride(self.units);
        let gates = self.shape.steps * capacity * self.gate_row();
        [gates, gates, (self.shape.steps + 1) * block, block, 3 * self.units * row_stride(self.units)]
    }

    fn split<'a>(&self, capacity: usize, tape: &'a mut [f32]) -> Tape<'a> {
        let [gates, products, hidden, d_hidden, recurrent] = split(tape, self.parts(capacity));
        Tape { gates, products, hidden, d_hidden, recurrent }
    }

    fn gate_row(&self) -> usize {
        row_stride(3 * self.units)
    }

    fn cell(&self, batch: usize) -> Cell {
        let unit_row = row_stride(self.units);
        Cell { batch, units: self.units, gate_row: self.gate_row(), unit_row }
    }

    /// Derivatives by both parts of the sums of all steps, left in `gates` and `products`.
    fn backward_steps(&self, pass: Pass<'_>, tape: &mut Tape<'_>, d_output: &[f32]) {
        let (gate_row, unit_row) = (self.gate_row(), row_stride(self.units));
        let (gates, block) = (pass.batch * gate_row, pass.batch * unit_row);
        let recurrent = self.recurrent.kernel.of(pass.parameters);
        transpose(pass.isa, (recurrent, gate_row), (self.units, 3 * self.units), (tape.recurrent, unit_row));
        let d_hidden = &mut tape.d_hidden[..block];
        d_hidden.fill(0.0);
        for t in (0..self.shape.steps).rev() {
            let last = t + 1 == self.shape.steps;
            if self.return_sequences || last {
                let from = if self.return_sequences { t * block } else { 0 };
                d_hidden.iter_mut().zip(&d_output[from..]).for_each(|(dh, dy)| *dh += dy);
            }
            let buffers = gru::Backward {
                gates: &mut tape.gates[t * gates..],
                products: &mut tape.products[t * gates..],
                before: &tape.hidden[t * block..],
                d_hidden: &mut *d_hidden,
            };
            gru::backward(pass.isa, self.cell(pass.batch), buffers);
            // dh[t-1] += dproducts[t] Rᵀ
            Gemm {
                rows: pass.batch,
                columns: self.units,
                depth: 3 * self.units,
                taps: Taps::ONE,
                a: &tape.products[t * gates..],
                a_row: gate_row,
                a_depth: 1,
                b: tape.recurrent,
                b_row: unit_row,
                c: &mut *d_hidden,
                c_row: unit_row,
                start: Start::Accumulate,
            }
            .run(pass.isa);
        }
    }
}

impl Layer for Gru {
    fn tensors(&self) -> Vec<Tensor> {
        let ([kernel, bias], [recurrent, recurrent_bias]) = (self.input.tensors(), self.recurrent.tensors());
        vec![kernel, bias, recurrent, recurrent_bias]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let columns = 3 * self.units;
        self.input.initialize(Initializer::GlorotUniform, columns, parameters, rng);
        let recurrent = self.recurrent.kernel.of_mut(parameters);
        orthogonal(rng, recurrent, (self.units, columns, self.gate_row()));
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
        let Tape { gates, products, hidden, .. } = self.split(pass.capacity, tape);
        let (block, rows) = (pass.batch * row_stride(self.units), pass.batch * self.gate_row());
        self.input.forward(pass, self.shape.steps * pass.batch, input, gates);
        // a batch of another size may have written here
        hidden[..block].fill(0.0);
        for t in 0..self.shape.steps {
            let (before, now) = hidden.split_at_mut((t + 1) * block);
            let before = &before[t * block..];
            let products = &mut products[t * rows..];
            self.recurrent.forward(pass, pass.batch, before, products);
            let gates = &mut gates[t * rows..];
            let buffers = gru::Forward { gates, products, before, hidden: now };
            gru::forward(pass.isa, self.cell(pass.batch), buffers);
        }
        let from = if self.return_sequences { 1 } else { self.shape.steps };
        let len = (self.shape.steps + 1 - from) * block;
        output[..len].copy_from_slice(&hidden[from * block..][..len]);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, d_output, d_input, tape, gradients, .. } = flow;
        let mut tape = self.split(pass.capacity, tape);
        self.backward_steps(pass, &mut tape, d_output);
        let Tape { gates, products, hidden, .. } = tape;
        let all = self.shape.steps * pass.batch;
        self.input.gradients(pass, all, input, gates, gradients);
        self.recurrent.gradients(pass, all, hidden, products, gradients);
        if let Some(d_input) = d_input {
            self.input.backward(pass, all, gates, d_input, Start::Zero);
        }
    }
}
