//! Layers whose input is added to their output (He et al., 2016).

use rand_chacha::ChaCha8Rng;

use super::sequence::Sequence;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, floats};
use crate::kernels::{add, add_to};
use crate::spec::{LayerSpec, Shape};

/// `y = x + f(x)`. The tape holds `f(x)`, the derivative by it, and the tape of `f`.
#[derive(Debug)]
pub(super) struct Residual {
    shape: Shape,
    inner: Sequence,
}

impl Residual {
    pub(super) fn new(shape: Shape, layers: &[LayerSpec], layout: &mut ParameterLayout) -> Self {
        Residual { shape, inner: Sequence::new(shape, layers, "layers.", layout) }
    }
}

impl Layer for Residual {
    fn tensors(&self) -> Vec<Tensor> {
        self.inner.tensors()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        self.inner.initialize(parameters, rng);
    }

    fn tape_len(&self, capacity: usize) -> usize {
        2 * floats(&self.shape, capacity) + self.inner.tape_len(capacity)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        rng: Option<&mut ChaCha8Rng>,
    ) {
        let (len, used) = (floats(&self.shape, pass.capacity), floats(&self.shape, pass.batch));
        let (values, tape) = tape.split_at_mut(len);
        self.inner.forward(pass, input, values, &mut tape[len..], rng);
        add(pass.isa, &input[..used], &values[..used], &mut output[..used]);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output: _, d_output, mut d_input, tape, gradients } = flow;
        let (len, used) = (floats(&self.shape, pass.capacity), floats(&self.shape, pass.batch));
        let (values, tape) = tape.split_at_mut(len);
        let (d_values, tape) = tape.split_at_mut(len);
        // a copy, as the inner layers may overwrite it
        d_values[..used].copy_from_slice(&d_output[..used]);
        let inner = Backward {
            input,
            output: values,
            d_output: d_values,
            d_input: d_input.as_deref_mut(),
            tape,
            gradients,
        };
        self.inner.backward(pass, inner);
        if let Some(d_input) = d_input {
            add_to(pass.isa, &mut d_input[..used], &d_output[..used]);
        }
    }

    fn update_statistics(&self, capacity: usize, parameters: &mut [f32], tape: &[f32]) {
        let own = &tape[2 * floats(&self.shape, capacity)..];
        self.inner.update_statistics(capacity, parameters, own);
    }
}
