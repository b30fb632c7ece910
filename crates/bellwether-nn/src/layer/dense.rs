//! Fully connected layer, applied to each step by itself.

use rand_chacha::ChaCha8Rng;

use super::affine::Affine;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::initializer::Initializer;
use crate::kernels::{Start, activate, activate_backward};
use crate::spec::{Activation, Shape};

/// `y = act(x W + b)`: rows `T·B × F` to `T·B × units`.
#[derive(Debug)]
pub(super) struct Dense {
    steps: usize,
    affine: Affine,
    activation: Activation,
    initializer: Initializer,
}

impl Dense {
    pub(super) fn new(
        input: Shape,
        units: usize,
        activation: Activation,
        initializer: Initializer,
        layout: &mut ParameterLayout,
    ) -> Self {
        let affine = Affine::new("", input.features, units, layout);
        Dense { steps: input.steps, affine, activation, initializer }
    }
}

impl Layer for Dense {
    fn tensors(&self) -> Vec<Tensor> {
        self.affine.tensors().to_vec()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        self.affine.initialize(self.initializer, self.affine.outputs, parameters, rng);
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        _tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let rows = self.steps * pass.batch;
        let Affine { outputs, kernel, .. } = &self.affine;
        self.affine.forward(pass, rows, input, output);
        activate(pass.isa, self.activation, output, rows, *outputs, kernel.stride);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, d_input, gradients, .. } = flow;
        let rows = self.steps * pass.batch;
        let Affine { outputs, kernel, .. } = &self.affine;
        activate_backward(pass.isa, self.activation, output, d_output, (rows, *outputs, kernel.stride));
        self.affine.gradients(pass, rows, input, d_output, gradients);
        let Some(d_input) = d_input else { return };
        self.affine.backward(pass, rows, d_output, d_input, Start::Zero);
    }
}
