//! Layers one after the other inside another layer; all that they keep lies in its tape.

use rand_chacha::ChaCha8Rng;

use super::{Backward, Layer, ParameterLayout, Pass, Tensor, build, floats};
use crate::shapes::through;
use crate::spec::{LayerSpec, Shape};

/// A branch. The tape holds the layers' tapes with the values between them, and then the derivatives by those values.
/// Without layers it is the identity.
#[derive(Debug)]
pub(super) struct Sequence {
    layers: Vec<Box<dyn Layer>>,
    /// Before the first layer and after each.
    shapes: Vec<Shape>,
}

impl Sequence {
    /// Tensors are named `<prefix><position>.<name>`.
    pub(super) fn new(input: Shape, specs: &[LayerSpec], prefix: &str, layout: &mut ParameterLayout) -> Self {
        let mut shapes = vec![input];
        let mut layers = Vec::with_capacity(specs.len());
        for (i, spec) in specs.iter().enumerate() {
            let before = shapes[i];
            layers.push(layout.within(&format!("{prefix}{i}."), |layout| build(spec, before, layout)));
            shapes
                .push(through(std::slice::from_ref(spec), before).expect("the specification was validated"));
        }
        Sequence { layers, shapes }
    }

    pub(super) fn output(&self) -> Shape {
        self.shapes[self.layers.len()]
    }

    fn last(&self) -> usize {
        self.layers.len().saturating_sub(1)
    }

    /// Floats of the values between the layers.
    fn between(&self, capacity: usize) -> usize {
        self.shapes[1..].iter().take(self.last()).map(|shape| floats(shape, capacity)).sum()
    }
}

/// What is left of a buffer that is cut from both ends.
struct Rest<'a>(&'a mut [f32]);

impl<'a> Rest<'a> {
    fn front(&mut self, len: usize) -> &'a mut [f32] {
        let (part, behind) = std::mem::take(&mut self.0).split_at_mut(len);
        self.0 = behind;
        part
    }

    fn back(&mut self, len: usize) -> &'a mut [f32] {
        let whole = std::mem::take(&mut self.0);
        let (before, part) = whole.split_at_mut(whole.len() - len);
        self.0 = before;
        part
    }
}

impl Layer for Sequence {
    fn tensors(&self) -> Vec<Tensor> {
        self.layers.iter().flat_map(|layer| layer.tensors()).collect()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        self.layers.iter().for_each(|layer| layer.initialize(parameters, rng));
    }

    fn tape_len(&self, capacity: usize) -> usize {
        let tapes: usize = self.layers.iter().map(|layer| layer.tape_len(capacity)).sum();
        tapes + 2 * self.between(capacity)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        mut rng: Option<&mut ChaCha8Rng>,
    ) {
        if self.layers.is_empty() {
            let len = floats(&self.shapes[0], pass.batch);
            output[..len].copy_from_slice(&input[..len]);
            return;
        }
        let mut rest = Rest(tape);
        let mut current = input;
        for (i, layer) in self.layers.iter().enumerate() {
            let own = rest.front(layer.tape_len(pass.capacity));
            if i == self.last() {
                layer.forward(pass, current, output, own, rng.as_deref_mut());
            } else {
                let next = rest.front(floats(&self.shapes[i + 1], pass.capacity));
                layer.forward(pass, current, next, own, rng.as_deref_mut());
                current = next;
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, mut d_input, tape, gradients } = flow;
        if self.layers.is_empty() {
            if let Some(d_input) = d_input {
                let len = floats(&self.shapes[0], pass.batch);
                d_input[..len].copy_from_slice(&d_output[..len]);
            }
            return;
        }
        let between = self.between(pass.capacity);
        let mut values = Rest(&mut tape[..self.tape_len(pass.capacity)]);
        let mut derivatives = Rest(values.back(between));
        // what lies behind the layer at hand
        let (mut output, mut d_output) = (output, d_output);
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let tape = values.back(layer.tape_len(pass.capacity));
            if i == 0 {
                let d_input = d_input.take();
                layer.backward(pass, Backward { input, output, d_output, d_input, tape, gradients });
                return;
            }
            let len = floats(&self.shapes[i], pass.capacity);
            let before: &[f32] = values.back(len);
            let d_before = derivatives.back(len);
            let d_input = Some(&mut *d_before);
            layer.backward(pass, Backward { input: before, output, d_output, d_input, tape, gradients });
            output = before;
            d_output = d_before;
        }
    }

    fn update_statistics(&self, capacity: usize, parameters: &mut [f32], tape: &[f32]) {
        let mut rest = tape;
        for (i, layer) in self.layers.iter().enumerate() {
            let (own, behind) = rest.split_at(layer.tape_len(capacity));
            layer.update_statistics(capacity, parameters, own);
            rest = if i == self.last() { behind } else { &behind[floats(&self.shapes[i + 1], capacity)..] };
        }
    }
}
