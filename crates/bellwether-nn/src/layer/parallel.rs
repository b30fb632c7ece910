//! Branches through which the same input goes, joined at their ends.

use rand_chacha::ChaCha8Rng;

use super::sequence::Sequence;
use super::{Backward, Layer, ParameterLayout, Pass, Tensor, floats};
use crate::kernels::{add_to, row_stride};
use crate::spec::{LayerSpec, Merge, Shape};

/// `y = [f_1(x), f_2(x), …]` or `y = f_1(x) + f_2(x) + …`.
///
/// The tape holds, branch after branch, its output, the derivative by it and its own tape, and then room for the
/// derivative by the input that one branch gives.
#[derive(Debug)]
pub(super) struct Parallel {
    input: Shape,
    branches: Vec<Sequence>,
    merge: Merge,
}

impl Parallel {
    pub(super) fn new(
        input: Shape,
        branches: &[Vec<LayerSpec>],
        merge: Merge,
        layout: &mut ParameterLayout,
    ) -> Self {
        let branch = |(i, specs): (usize, &Vec<LayerSpec>)| {
            Sequence::new(input, specs, &format!("branches.{i}."), layout)
        };
        Parallel { input, branches: branches.iter().enumerate().map(branch).collect(), merge }
    }

    /// Values in a row of the joined output.
    fn width(&self) -> usize {
        match self.merge {
            Merge::Concat => self.branches.iter().map(|branch| branch.output().features).sum(),
            Merge::Add => self.branches[0].output().features,
        }
    }

    /// A branch's part of the tape: its output, the derivative by it, and its own tape.
    fn part(branch: &Sequence, capacity: usize) -> (usize, usize) {
        (floats(&branch.output(), capacity), branch.tape_len(capacity))
    }
}

impl Layer for Parallel {
    fn tensors(&self) -> Vec<Tensor> {
        self.branches.iter().flat_map(Layer::tensors).collect()
    }

    fn initialize(&self, parameters: &mut [f32], rng: &mut ChaCha8Rng) {
        self.branches.iter().for_each(|branch| branch.initialize(parameters, rng));
    }

    fn tape_len(&self, capacity: usize) -> usize {
        let parts = self.branches.iter().map(|branch| {
            let (values, tape) = Self::part(branch, capacity);
            2 * values + tape
        });
        parts.sum::<usize>() + floats(&self.input, capacity)
    }

    fn forward(
        &self,
        pass: Pass<'_>,
        input: &[f32],
        output: &mut [f32],
        tape: &mut [f32],
        mut rng: Option<&mut ChaCha8Rng>,
    ) {
        let stride = row_stride(self.width());
        let (mut rest, mut from) = (tape, 0);
        for (i, branch) in self.branches.iter().enumerate() {
            let (len, own) = Self::part(branch, pass.capacity);
            let (values, behind) = std::mem::take(&mut rest).split_at_mut(len);
            let (tape, behind) = behind[len..].split_at_mut(own);
            rest = behind;
            branch.forward(pass, input, values, tape, rng.as_deref_mut());
            let Shape { steps, features, .. } = branch.output();
            let rows = values.chunks_exact(row_stride(features)).take(steps * pass.batch);
            for (x, y) in rows.zip(output.chunks_exact_mut(stride)) {
                let y = &mut y[from..][..features];
                if self.merge == Merge::Concat || i == 0 {
                    y.copy_from_slice(&x[..features]);
                } else {
                    add_to(pass.isa, y, &x[..features]);
                }
            }
            if self.merge == Merge::Concat {
                from += features;
            }
        }
    }

    fn backward(&self, pass: Pass<'_>, flow: Backward<'_>) {
        let Backward { input, output: _, d_output, mut d_input, tape, gradients } = flow;
        let stride = row_stride(self.width());
        let used = floats(&self.input, pass.batch);
        let end = self.tape_len(pass.capacity) - floats(&self.input, pass.capacity);
        let (tapes, one) = tape.split_at_mut(end);
        let (mut rest, mut from) = (tapes, 0);
        for (i, branch) in self.branches.iter().enumerate() {
            let (len, own) = Self::part(branch, pass.capacity);
            let (values, behind) = std::mem::take(&mut rest).split_at_mut(len);
            let (d_values, behind) = behind.split_at_mut(len);
            let (tape, behind) = behind.split_at_mut(own);
            rest = behind;
            let Shape { steps, features, .. } = branch.output();
            let rows = d_values.chunks_exact_mut(row_stride(features)).take(steps * pass.batch);
            for (dx, dy) in rows.zip(d_output.chunks_exact(stride)) {
                dx[..features].copy_from_slice(&dy[from..][..features]);
            }
            if self.merge == Merge::Concat {
                from += features;
            }
            // the first branch writes the derivative by the input, the others add theirs
            let into = d_input.as_deref_mut().map(|whole| if i == 0 { whole } else { &mut *one });
            let (output, d_output) = (&*values, d_values);
            branch.backward(pass, Backward { input, output, d_output, d_input: into, tape, gradients });
            if let Some(d_input) = d_input.as_deref_mut().filter(|_| i > 0) {
                add_to(pass.isa, &mut d_input[..used], &one[..used]);
            }
        }
    }

    fn update_statistics(&self, capacity: usize, parameters: &mut [f32], tape: &[f32]) {
        let mut rest = tape;
        for branch in &self.branches {
            let (len, own) = Self::part(branch, capacity);
            branch.update_statistics(capacity, parameters, &rest[2 * len..][..own]);
            rest = &rest[2 * len + own..];
        }
    }
}
