//! An element-wise function by itself.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, Pass, floats};
use crate::kernels::{activate, activate_backward, row_stride};
use crate::spec::{Activation, Shape};

/// `y = act(x)`.
#[derive(Debug)]
pub(super) struct Activate {
    shape: Shape,
    function: Activation,
}

impl Activate {
    pub(super) fn new(shape: Shape, function: Activation) -> Self {
        Activate { shape, function }
    }
}

impl Layer for Activate {
    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let Shape { steps, features, .. } = self.shape;
        let len = floats(&self.shape, pass.batch);
        output[..len].copy_from_slice(&input[..len]);
        activate(pass.isa, self.function, output, steps * pass.batch, features, row_stride(features));
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Some(d_input) = flow.d_input else { return };
        let Shape { steps, features, .. } = self.shape;
        let len = floats(&self.shape, pass.batch);
        d_input[..len].copy_from_slice(&flow.d_output[..len]);
        let rows = steps * pass.batch;
        activate_backward(
            pass.isa,
            self.function,
            flow.output,
            d_input,
            (rows, features, row_stride(features)),
        );
    }
}
