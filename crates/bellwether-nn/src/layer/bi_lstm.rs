//! Two memories, one for each reading direction (Schuster and Paliwal, 1997).

use rand_chacha::ChaCha8Rng;

use super::lstm::{Lstm, Place};
use super::{Backward, Layer, ParameterLayout, Pass, Tensor};
use crate::kernels::Start;
use crate::spec::{CellActivation, Shape};

/// `y[t] = [h→_t, h←_t]`, or `[h→_{T-1}, h←_0]`: `T × F` to `T × 2H` or `1 × 2H`.
#[derive(Debug)]
pub(super) struct BiLstm {
    forward: Lstm,
    backward: Lstm,
}

impl BiLstm {
    pub(super) fn new(
        input: Shape,
        units: usize,
        activation: CellActivation,
        return_sequences: bool,
        layout: &mut ParameterLayout,
    ) -> Self {
        let mut one = |name: &str, reverse: bool| {
            let place = Place { reverse, width: 2 * units, from: if reverse { units } else { 0 } };
            layout.within(name, |layout| {
                Lstm::placed(input, units, activation, return_sequences, place, layout)
            })
        };
        BiLstm { forward: one("forward.", false), backward: one("backward.", true) }
    }
}

impl Layer for BiLstm {
    fn tensors(&self) -> Vec<Tensor> {
        [self.forward.tensors(), self.backward.tensors()].concat()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        self.forward.initialize(parameters, rng);
        self.backward.initialize(parameters, rng);
    }

    fn tape_len(&self, capacity: usize) -> usize {
        self.forward.tape_len(capacity) + self.backward.tape_len(capacity)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        _rng: Option<&mut ChaCha8Rng>,
    ) {
        let (there, back) = tape.split_at_mut(self.forward.tape_len(pass.capacity));
        self.forward.forward(pass, input, output, there, None);
        self.backward.forward(pass, input, output, back, None);
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output, d_output, mut d_input, tape, gradients } = flow;
        let (there, back) = tape.split_at_mut(self.forward.tape_len(pass.capacity));
        let directions = [(&self.forward, there, Start::Zero), (&self.backward, back, Start::Accumulate)];
        for (direction, tape, start) in directions {
            let flow = Backward {
                input,
                output,
                d_output: &mut *d_output,
                d_input: d_input.as_deref_mut(),
                tape,
                gradients: &mut *gradients,
            };
            direction.backward_from(pass, flow, start);
        }
    }
}
