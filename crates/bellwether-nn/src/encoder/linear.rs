//! A matrix of weights, packed for many rows.

use crate::kernels::{Gemm, Isa, PAD, Start, Taps, row_stride};

/// Columns that lie together: every instruction set's strips of a product divide it.
pub(super) const PANEL: usize = 48;

/// `y = W x + b`.
///
/// The matrix lies in panels of 48 outputs, input after input, so that a product reads it from end to end.
#[derive(Clone, Debug)]
pub struct Linear {
    inputs: usize,
    outputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

/// Rows of floats, `row` apart.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) count: usize,
    pub(super) values: &'a [f32],
    pub(super) row: usize,
}

impl Linear {
    /// From `outputs` rows of `inputs` weights, and as many biases.
    ///
    /// # Panics
    /// Where a length is another, or zero.
    pub fn new(inputs: usize, outputs: usize, weights: &[f32], bias: &[f32]) -> Self {
        assert!(inputs > 0 && outputs > 0, "{outputs} outputs of {inputs} inputs");
        assert_eq!(weights.len(), inputs * outputs, "weights of {outputs} outputs of {inputs} inputs");
        assert_eq!(bias.len(), outputs, "biases");
        let mut padded = vec![0.0; outputs.next_multiple_of(PAD)];
        padded[..outputs].copy_from_slice(bias);
        let mut panels = vec![0.0; inputs * outputs.next_multiple_of(PAD)];
        for from in (0..outputs).step_by(PANEL) {
            let columns = PANEL.min(outputs - from);
            let width = columns.next_multiple_of(PAD);
            let panel = &mut panels[from * inputs..][..width * inputs];
            for j in 0..columns {
                let row = &weights[(from + j) * inputs..][..inputs];
                for (p, &w) in row.iter().enumerate() {
                    panel[p * width + j] = w;
                }
            }
        }
        Self { inputs, outputs, panels, bias: padded }
    }

    /// Outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The image of one vector.
    ///
    /// # Panics
    /// Where `x` has another length than [`Linear::inputs`].
    pub fn apply(&self, x: &[f32]) -> Vec<f32> {
        assert_eq!(x.len(), self.inputs, "inputs");
        let stride = row_stride(self.outputs);
        let mut y = vec![0.0; stride];
        let rows = Rows { count: 1, values: x, row: x.len() };
        self.block(Isa::detect(), rows, (0, self.inputs), (0, self.outputs), (&mut y, stride));
        y.truncate(self.outputs);
        y
    }

    /// The images of many vectors, `y = W x + b` for each: `rows` inputs after one another to as many outputs.
    ///
    /// # Panics
    /// Where `x` is no whole number of rows, or `y` does not hold as many.
    pub fn apply_rows(&self, x: &[f32], y: &mut [f32]) {
        let count = x.len() / self.inputs;
        assert_eq!(x.len(), count * self.inputs, "rows of {} inputs", self.inputs);
        assert_eq!(y.len(), count * self.outputs, "{count} rows of {} outputs", self.outputs);
        self.all(Isa::detect(), Rows { count, values: x, row: self.inputs }, (y, self.outputs));
    }

    /// All outputs of all inputs: `y = W x + b` for each row.
    pub(super) fn all(&self, isa: Isa, x: Rows<'_>, y: (&mut [f32], usize)) {
        self.block(isa, x, (0, self.inputs), (0, self.outputs), y);
    }

    /// The outputs `outputs.0..outputs.1` as sums over the inputs `inputs.0..inputs.1` only, which `x` holds. The block
    /// with the first input starts with the bias, the others are added to `y`. A block of outputs starts with a panel.
    pub(super) fn block(
        &self,
        isa: Isa,
        x: Rows<'_>,
        inputs: (usize, usize),
        outputs: (usize, usize),
        (y, y_row): (&mut [f32], usize),
    ) {
        assert!(outputs.0.is_multiple_of(PANEL) && outputs.1 <= self.outputs, "outputs {outputs:?}");
        assert!(inputs.1 <= self.inputs, "inputs {inputs:?}");
        for from in (outputs.0..outputs.1).step_by(PANEL) {
            // the last panel of a matrix may be narrower
            let width = PANEL.min(self.outputs - from).next_multiple_of(PAD);
            let start = if inputs.0 == 0 { Start::Bias(&self.bias[from..]) } else { Start::Accumulate };
            Gemm {
                rows: x.count,
                columns: PANEL.min(outputs.1 - from),
                depth: inputs.1 - inputs.0,
                taps: Taps::ONE,
                a: x.values,
                a_row: x.row,
                a_depth: 1,
                b: &self.panels[from * self.inputs + inputs.0 * width..],
                b_row: width,
                c: &mut y[from - outputs.0..],
                c_row: y_row,
                start,
            }
            .run(isa);
        }
    }
}
