//! Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

use rand_chacha::ChaCha8Rng;

use super::affine::Affine;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, split};
use crate::initializer::{Initializer, orthogonal};
use crate::kernels::lstm::{self, Cell};
use crate::kernels::{Gemm, Start, Taps, row_stride, transpose};
use crate::spec::{CellActivation, Shape};

/// Where a memory writes and in which order it reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Reads the last step first.
    pub(super) reverse: bool,
    /// Features of a row of the output.
    pub(super) width: usize,
    /// First of them that is its own.
    pub(super) from: usize,
}

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
    units: usize,
    relu: bool,
    return_sequences: bool,
    place: Place,
    input: Affine,
    recurrent: Tensor,
}

/// The parts of the tape.
struct Tape<'a> {
    /// Sums, then activations, then their derivatives: `T·B` rows of `4H`, step by step of the window.
    gates: &'a mut [f32],
    /// Cell states in the order of reading, `T + 1` blocks of `capacity` rows, the first block zero.
    cells: &'a mut [f32],
    /// `act(c)`: `T·B` rows, step by step of the window.
    squashed: &'a mut [f32],
    /// Outputs of all steps where the layer returns only the last: `T·B` rows.
    hidden: &'a mut [f32],
    /// Derivative by the output of the step at hand.
    d_hidden: &'a mut [f32],
    /// Derivative by the cell state of the step at hand.
    d_cell: &'a mut [f32],
    /// `Rᵀ`.
    recurrent: &'a mut [f32],
}

impl Lstm {
    pub(super) fn new(
        input: Shape,
        units: usize,
        activation: CellActivation,
        return_sequences: bool,
        layout: &mut ParameterLayout,
    ) -> Self {
        let place = Place { reverse: false, width: units, from: 0 };
        Self::placed(input, units, activation, return_sequences, place, layout)
    }

    /// A memory that writes into some columns of an output that it shares.
    pub(super) fn placed(
        input: Shape,
        units: usize,
        activation: CellActivation,
        return_sequences: bool,
        place: Place,
        layout: &mut ParameterLayout,
    ) -> Self {
        let kernel = layout.matrix("kernel", input.features, 4 * units);
        let recurrent = layout.matrix("recurrent_kernel", units, 4 * units);
        let bias = layout.vector("bias", 4 * units);
        let relu = activation == CellActivation::Relu;
        let affine = Affine { inputs: input.features, outputs: 4 * units, kernel, bias };
        Lstm { steps: input.steps, units, relu, return_sequences, place, input: affine, recurrent }
    }

    /// Lengths of the parts of the tape.
    fn parts(&self, capacity: usize) -> [usize; 7] {
        let block = capacity * row_stride(self.units);
        let all = self.steps * block;
        let gates = self.steps * capacity * self.gate_row();
        [
            gates,
            all + block,
            all,
            if self.return_sequences { 0 } else { all },
            block,
            block,
            4 * self.units * row_stride(self.units),
        ]
    }

    fn split<'a>(&self, capacity: usize, tape: &'a mut [f32]) -> Tape<'a> {
        let [gates, cells, squashed, hidden, d_hidden, d_cell, recurrent] = split(tape, self.parts(capacity));
        Tape { gates, cells, squashed, hidden, d_hidden, d_cell, recurrent }
    }

    fn gate_row(&self) -> usize {
        self.recurrent.stride
    }

    /// Floats between rows of the layer's output.
    fn output_row(&self) -> usize {
        row_stride(self.place.width)
    }

    /// Floats between rows of the outputs of all steps, wherever they lie.
    fn hidden_row(&self) -> usize {
        if self.return_sequences { self.output_row() } else { row_stride(self.units) }
    }

    /// The step of the window that is read at `turn`.
    fn step(&self, turn: usize) -> usize {
        if self.place.reverse { self.steps - 1 - turn } else { turn }
    }

    fn cell(&self, batch: usize, hidden_row: usize) -> Cell {
        Cell {
            batch,
            units: self.units,
            gate_row: self.gate_row(),
            unit_row: row_stride(self.units),
            hidden_row,
            relu: self.relu,
        }
    }

    /// `gates[t] += h[before] R`, then gates, cell state and output of the step.
    fn forward_turn(&self, pass: Pass<'_>, turn: usize, tape: &mut Tape<'_>, hidden: &mut [f32]) {
        let (unit_row, hidden_row) = (row_stride(self.units), self.hidden_row());
        let (rows, block) = (pass.batch * hidden_row, pass.capacity * unit_row);
        let t = self.step(turn);
        let gates = &mut tape.gates[t * pass.batch * self.gate_row()..];
        if turn > 0 {
            Gemm {
                rows: pass.batch,
                columns: 4 * self.units,
                depth: self.units,
                taps: Taps::ONE,
                a: &hidden[self.step(turn - 1) * rows..],
                a_row: hidden_row,
                a_depth: 1,
                b: self.recurrent.of(pass.parameters),
                b_row: self.gate_row(),
                c: gates,
                c_row: self.gate_row(),
                start: Start::Accumulate,
            }
            .run(pass.isa);
        }
        let (cells_before, cells) = tape.cells.split_at_mut((turn + 1) * block);
        let squashed = &mut tape.squashed[t * pass.batch * unit_row..];
        let (before, hidden) = (&cells_before[turn * block..], &mut hidden[t * rows..]);
        let buffers = lstm::Forward { gates, before, cell: cells, squashed, hidden };
        lstm::forward(pass.isa, self.cell(pass.batch, hidden_row), buffers);
    }

    /// Derivatives by the gate sums of all steps, left in `tape.gates`.
    fn backward_steps(&self, pass: Pass<'_>, tape: &mut Tape<'_>, d_output: &mut [f32]) {
        let (gate_row, unit_row) = (self.gate_row(), row_stride(self.units));
        let block = pass.capacity * unit_row;
        let gate_rows = pass.batch * gate_row;
        let recurrent = self.recurrent.of(pass.parameters);
        transpose(pass.isa, (recurrent, gate_row), (self.units, 4 * self.units), (tape.recurrent, unit_row));
        tape.d_cell.fill(0.0);
        for turn in (0..self.steps).rev() {
            let t = self.step(turn);
            let last = turn + 1 == self.steps;
            let (d_hidden, d_row): (&mut [f32], usize) = if self.return_sequences {
                (&mut d_output[t * pass.batch * self.output_row()..], self.output_row())
            } else if last {
                (d_output, self.output_row())
            } else {
                (tape.d_hidden, unit_row)
            };
            if !last {
                // dh = dy + dgates[behind] Rᵀ
                Gemm {
                    rows: pass.batch,
                    columns: self.units,
                    depth: 4 * self.units,
                    taps: Taps::ONE,
                    a: &tape.gates[self.step(turn + 1) * gate_rows..],
                    a_row: gate_row,
                    a_depth: 1,
                    b: tape.recurrent,
                    b_row: unit_row,
                    c: d_hidden,
                    c_row: d_row,
                    start: if self.return_sequences { Start::Accumulate } else { Start::Zero },
                }
                .run(pass.isa);
            }
            let buffers = lstm::Backward {
                gates: &mut tape.gates[t * gate_rows..],
                before: &tape.cells[turn * block..],
                squashed: &tape.squashed[t * pass.batch * unit_row..],
                d_hidden,
                d_cell: tape.d_cell,
            };
            lstm::backward(pass.isa, self.cell(pass.batch, d_row), buffers);
        }
    }

    /// `dR = Σ h[before]ᵀ dgates[t]` over the steps that have one before.
    fn recurrent_gradient(&self, pass: Pass<'_>, hidden: &[f32], d_gates: &[f32], gradients: &mut [f32]) {
        let (gate_row, hidden_row) = (self.gate_row(), self.hidden_row());
        let (hidden, d_gates) = if self.place.reverse {
            (hidden.get(pass.batch * hidden_row..).unwrap_or_default(), d_gates)
        } else {
            (hidden, &d_gates[pass.batch * gate_row..])
        };
        Gemm {
            rows: self.units,
            columns: 4 * self.units,
            depth: (self.steps - 1) * pass.batch,
            taps: Taps::ONE,
            a: hidden,
            a_row: 1,
            a_depth: hidden_row,
            b: d_gates,
            b_row: gate_row,
            c: self.recurrent.of_mut(gradients),
            c_row: gate_row,
            start: Start::Zero,
        }
        .run(pass.isa);
    }

    /// As [`Layer::backward`], the derivative by the input added to what `start` says.
    pub(super) fn backward_from(&self, pass: Pass<'_>, flow: Backward<'_>, start: Start<'_>) {
        let Backward { input, output, d_output, d_input, tape, gradients } = flow;
        let mut tape = self.split(pass.capacity, tape);
        let from = self.place.from;
        self.backward_steps(pass, &mut tape, &mut d_output[from..]);
        let Tape { gates, hidden, .. } = tape;
        let all = self.steps * pass.batch;
        self.input.gradients(pass, all, input, gates, gradients);
        let hidden: &[f32] = if self.return_sequences { &output[from..] } else { hidden };
        self.recurrent_gradient(pass, hidden, gates, gradients);
        let Some(d_input) = d_input else { return };
        self.input.backward(pass, all, gates, d_input, start);
    }
}

impl Layer for Lstm {
    fn tensors(&self) -> Vec<Tensor> {
        let [kernel, bias] = self.input.tensors();
        vec![kernel, self.recurrent.clone(), bias]
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        let (columns, stride) = (4 * self.units, self.gate_row());
        self.input.initialize(Initializer::GlorotUniform, columns, parameters, rng);
        orthogonal(rng, self.recurrent.of_mut(parameters), (self.units, columns, stride));
        self.input.bias.of_mut(parameters)[self.units..2 * self.units].fill(1.0);
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
        let mut tape = self.split(pass.capacity, tape);
        self.input.forward(pass, self.steps * pass.batch, input, tape.gates);
        let output = &mut output[self.place.from..];
        if self.return_sequences {
            (0..self.steps).for_each(|turn| self.forward_turn(pass, turn, &mut tape, output));
            return;
        }
        let hidden = std::mem::take(&mut tape.hidden);
        (0..self.steps).for_each(|turn| self.forward_turn(pass, turn, &mut tape, hidden));
        let unit_row = row_stride(self.units);
        let last = &hidden[self.step(self.steps - 1) * pass.batch * unit_row..];
        let rows = last.chunks_exact(unit_row).take(pass.batch);
        for (h, y) in rows.zip(output.chunks_mut(self.output_row())) {
            y[..self.units].copy_from_slice(&h[..self.units]);
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        self.backward_from(pass, flow, Start::Zero);
    }
}
