//! Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::{Initializer, orthogonal};
use crate::kernels::lstm::{self, Cell};
use crate::kernels::{Gemm, Start, column_sum, row_stride, transpose};
use crate::spec::{CellActivation, Shape};

/// ```text
/// i, f, o = σ(x_t W + h_{t-1} R + b)    g = act(x_t W + h_{t-1} R + b)
/// c_t = f c_{t-1} + i g                 h_t = o act(c_t)              h_{-1} = c_{-1} = 0
/// ```
///
/// `T × F` to `T × H` or `1 × H`. Columns of `W` (`F × 4H`), `R` (`H × 4H`) and `b` are i, f, g, o, as in
/// Keras and PyTorch. The input's part of the sums is one product over all steps.
#[derive(Debug)]
pub(super) struct Lstm {
    steps: usize,
    features: usize,
    units: usize,
    relu: bool,
    return_sequences: bool,
    kernel: Tensor,
    recurrent: Tensor,
    bias: Tensor,
}

/// The parts of the tape.
struct Tape<'a> {
    /// Sums, then activations, then their derivatives: `T·B` rows of `4H`.
    gates: &'a mut [f32],
    /// Cell states, `T + 1` blocks of `capacity` rows, the first block zero.
    cells: &'a mut [f32],
    /// `act(c)`: `T·B` rows.
    squashed: &'a mut [f32],
    /// Outputs of all steps where the layer returns only the last: `T·B` rows.
    hidden: &'a mut [f32],
    /// Derivative by the output of the step at hand.
    d_hidden: &'a mut [f32],
    /// Derivative by the cell state of the step at hand.
    d_cell: &'a mut [f32],
    /// `Rᵀ`.
    recurrent: &'a mut [f32],
    /// `Wᵀ`.
    kernel: &'a mut [f32],
}

impl Lstm {
    pub(super) fn new(
        input: Shape,
        units: usize,
        activation: CellActivation,
        return_sequences: bool,
        layout: &mut ParameterLayout,
    ) -> Self {
        let Shape { steps, features } = input;
        let kernel = layout.matrix("kernel", features, 4 * units);
        let recurrent = layout.matrix("recurrent_kernel", units, 4 * units);
        let bias = layout.vector("bias", 4 * units);
        let relu = activation == CellActivation::Relu;
        Lstm { steps, features, units, relu, return_sequences, kernel, recurrent, bias }
    }

    /// Lengths of the parts of the tape.
    fn parts(&self, capacity: usize) -> [usize; 8] {
        let block = capacity * row_stride(self.units);
        let all = self.steps * block;
        let gates = self.steps * capacity * self.gate_row();
        let transposed = 4 * self.units;
        [
            gates,
            all + block,
            all,
            if self.return_sequences { 0 } else { all },
            block,
            block,
            transposed * row_stride(self.units),
            transposed * row_stride(self.features),
        ]
    }

    fn split<'a>(&self, capacity: usize, tape: &'a mut [f32]) -> Tape<'a> {
        let mut rest = tape;
        let parts = self.parts(capacity).map(|len| {
            let (part, behind) = std::mem::take(&mut rest).split_at_mut(len);
            rest = behind;
            part
        });
        let [gates, cells, squashed, hidden, d_hidden, d_cell, recurrent, kernel] = parts;
        Tape { gates, cells, squashed, hidden, d_hidden, d_cell, recurrent, kernel }
    }

    fn gate_row(&self) -> usize {
        self.kernel.stride
    }

    fn cell(&self, batch: usize) -> Cell {
        Cell {
            batch,
            units: self.units,
            gate_row: self.gate_row(),
            unit_row: row_stride(self.units),
            relu: self.relu,
        }
    }

    /// `gates[t] += h[t-1] R`, then gates, cell state and output of the step.
    fn step(&self, pass: Pass<'_>, t: usize, tape: &mut Tape<'_>, hidden: &mut [f32]) {
        let unit_row = row_stride(self.units);
        let (rows, block) = (pass.batch * unit_row, pass.capacity * unit_row);
        let gates = &mut tape.gates[t * pass.batch * self.gate_row()..];
        let (before, now) = hidden.split_at_mut(t * rows);
        if t > 0 {
            Gemm {
                rows: pass.batch,
                columns: 4 * self.units,
                depth: self.units,
                taps: 1,
                a: &before[(t - 1) * rows..],
                a_row: unit_row,
                a_depth: 1,
                a_tap: 0,
                b: self.recurrent.of(pass.parameters),
                b_row: self.gate_row(),
                c: gates,
                c_row: self.gate_row(),
                start: Start::Accumulate,
            }
            .run(pass.isa);
        }
        let (cells_before, cells) = tape.cells.split_at_mut((t + 1) * block);
        let squashed = &mut tape.squashed[t * rows..];
        let before = &cells_before[t * block..];
        let buffers = lstm::Forward { gates, before, cell: cells, squashed, hidden: now };
        lstm::forward(pass.isa, self.cell(pass.batch), buffers);
    }

    /// Derivatives by the gate sums of all steps, left in `tape.gates`.
    fn backward_steps(&self, pass: Pass<'_>, tape: &mut Tape<'_>, d_output: &mut [f32]) {
        let unit_row = row_stride(self.units);
        let (rows, block) = (pass.batch * unit_row, pass.capacity * unit_row);
        let gate_rows = pass.batch * self.gate_row();
        transpose(
            self.recurrent.of(pass.parameters),
            self.gate_row(),
            self.units,
            4 * self.units,
            tape.recurrent,
            unit_row,
        );
        tape.d_cell.fill(0.0);
        for t in (0..self.steps).rev() {
            let (gates, behind) = tape.gates.split_at_mut((t + 1) * gate_rows);
            let last = t + 1 == self.steps;
            let d_hidden: &mut [f32] = if self.return_sequences {
                &mut d_output[t * rows..]
            } else if last {
                d_output
            } else {
                tape.d_hidden
            };
            if !last {
                // dh = dy + dgates[t+1] Rᵀ
                Gemm {
                    rows: pass.batch,
                    columns: self.units,
                    depth: 4 * self.units,
                    taps: 1,
                    a: behind,
                    a_row: self.gate_row(),
                    a_depth: 1,
                    a_tap: 0,
                    b: tape.recurrent,
                    b_row: unit_row,
                    c: d_hidden,
                    c_row: unit_row,
                    start: if self.return_sequences { Start::Accumulate } else { Start::Zero },
                }
                .run(pass.isa);
            }
            let buffers = lstm::Backward {
                gates: &mut gates[t * gate_rows..],
                before: &tape.cells[t * block..],
                squashed: &tape.squashed[t * rows..],
                d_hidden,
                d_cell: tape.d_cell,
            };
            lstm::backward(pass.isa, self.cell(pass.batch), buffers);
        }
    }

    /// `to = fromᵀ dgates` over `rows` rows: the gradient of `W` or `R`.
    fn weight_gradient(
        &self,
        pass: Pass<'_>,
        (from, width): (&[f32], usize),
        d_gates: &[f32],
        rows: usize,
        to: &mut [f32],
    ) {
        Gemm {
            rows: width,
            columns: 4 * self.units,
            depth: rows,
            taps: 1,
            a: from,
            a_row: 1,
            a_depth: row_stride(width),
            a_tap: 0,
            b: d_gates,
            b_row: self.gate_row(),
            c: to,
            c_row: self.gate_row(),
            start: Start::Zero,
        }
        .run(pass.isa);
    }
}

impl Layer for Lstm {
    fn tensors(&self) -> Vec<Tensor> {
        vec![self.kernel.clone(), self.recurrent.clone(), self.bias.clone()]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let (columns, stride) = (4 * self.units, self.gate_row());
        let kernel = self.kernel.of_mut(parameters);
        let extent = (self.features, columns, stride);
        Initializer::GlorotUniform.fill(rng, (self.features, columns), kernel, extent);
        orthogonal(rng, self.recurrent.of_mut(parameters), (self.units, columns, stride));
        self.bias.of_mut(parameters)[self.units..2 * self.units].fill(1.0);
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
        _dropout: Option<&mut ChaCha8Rng>,
    ) {
        let mut tape = self.split(pass.capacity, tape);
        Gemm {
            rows: self.steps * pass.batch,
            columns: 4 * self.units,
            depth: self.features,
            taps: 1,
            a: input,
            a_row: row_stride(self.features),
            a_depth: 1,
            a_tap: 0,
            b: self.kernel.of(pass.parameters),
            b_row: self.gate_row(),
            c: tape.gates,
            c_row: self.gate_row(),
            start: Start::Bias(self.bias.of(pass.parameters)),
        }
        .run(pass.isa);
        if self.return_sequences {
            (0..self.steps).for_each(|t| self.step(pass, t, &mut tape, output));
            return;
        }
        let hidden = std::mem::take(&mut tape.hidden);
        (0..self.steps).for_each(|t| self.step(pass, t, &mut tape, hidden));
        let rows = pass.batch * row_stride(self.units);
        output[..rows].copy_from_slice(&hidden[(self.steps - 1) * rows..][..rows]);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, tape, gradients } = flow;
        let mut tape = self.split(pass.capacity, tape);
        self.backward_steps(pass, &mut tape, d_output);
        let Tape { gates, hidden, kernel, .. } = tape;
        let all = self.steps * pass.batch;
        column_sum(pass.isa, gates, all, 4 * self.units, self.gate_row(), self.bias.of_mut(gradients));
        let to = self.kernel.of_mut(gradients);
        self.weight_gradient(pass, (input, self.features), gates, all, to);
        let hidden: &[f32] = if self.return_sequences { output } else { hidden };
        let d_gates = &gates[pass.batch * self.gate_row()..];
        let to = self.recurrent.of_mut(gradients);
        self.weight_gradient(pass, (hidden, self.units), d_gates, all - pass.batch, to);
        let Some(d_input) = d_input else { return };
        let input_row = row_stride(self.features);
        let from = self.kernel.of(pass.parameters);
        transpose(from, self.gate_row(), self.features, 4 * self.units, kernel, input_row);
        Gemm {
            rows: all,
            columns: self.features,
            depth: 4 * self.units,
            taps: 1,
            a: gates,
            a_row: self.gate_row(),
            a_depth: 1,
            a_tap: 0,
            b: kernel,
            b_row: input_row,
            c: d_input,
            c_row: input_row,
            start: Start::Zero,
        }
        .run(pass.isa);
    }
}
