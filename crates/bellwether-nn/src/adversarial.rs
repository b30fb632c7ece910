//! Adversarial training of the layers behind a representation.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::error::TrainError;
use crate::kernels::row_stride;
use crate::network::Network;
use crate::workspace::Workspace;

/// Adversarial training (Feng et al., 2019): the loss `L` of a batch becomes `L(e) + beta · L(e + epsilon · g / ‖g‖)`
/// where `e` is the output of a layer and `g = dL/de`, taken as a constant, with its norm sample by sample over all
/// steps and features. A sample with `g = 0` is not moved.
///
/// Dropout layers behind `layer` draw another mask for the moved samples, and batch normalisation there takes its
/// running statistics from them. Losses that are reported are those of the samples as they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adversarial {
    /// Length of the move; above 0.
    pub epsilon: f32,
    /// Weight of the loss of moved samples; above 0.
    pub beta: f32,
    /// Position, from 0, of the layer whose output is moved; there must be one behind it.
    pub layer: usize,
}

impl Adversarial {
    pub(crate) fn validate(&self) -> Result<(), TrainError> {
        let Adversarial { epsilon, beta, layer: _ } = *self;
        for (field, value) in [("adversarial.epsilon", epsilon), ("adversarial.beta", beta)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(TrainError::Setting {
                    field,
                    value: f64::from(value),
                    range: "finite and above 0",
                });
            }
        }
        Ok(())
    }

    pub(crate) fn check(&self, network: &Network) -> Result<(), TrainError> {
        if self.layer.saturating_add(1) < network.layers.len() {
            return Ok(());
        }
        let range = "the position of a layer before the last";
        Err(TrainError::Setting { field: "adversarial.layer", value: self.layer as f64, range })
    }
}

/// The buffers of adversarial training.
#[derive(Debug)]
pub(crate) struct Attack {
    params: Adversarial,
    /// The layers behind the representation.
    head: Range<usize>,
    /// Their part of the gradients.
    floats: Range<usize>,
    /// The moved representation while it is not in the workspace; the true one while the moved one is.
    aside: Buffer,
    /// `g`.
    derivative: Buffer,
    /// Gradients of the head by the loss of the samples as they are.
    gradients: Buffer,
}

impl Attack {
    pub(crate) fn new(params: Adversarial, network: &Network, work: &Workspace) -> Self {
        let head = params.layer + 1..network.layers.len();
        let len = work.values[head.start].len();
        // layers are laid out one after the other
        let tensors = network.layers[head.clone()].iter().flat_map(|layer| layer.tensors());
        let from = tensors.map(|tensor| tensor.offset).min().unwrap_or(network.parameters.len());
        let floats = from..network.parameters.len();
        Attack {
            params,
            head,
            aside: Buffer::zeros(len),
            derivative: Buffer::zeros(len),
            gradients: Buffer::zeros(floats.len()),
            floats,
        }
    }

    /// The backward pass of a batch whose derivative by the output the workspace holds; returns the loss of
    /// the moved samples. `loss` computes it, and its derivative, from the workspace. Where that loss is not finite, the
    /// gradients are not complete.
    pub(crate) fn backward(
        &mut self,
        network: &Network,
        work: &mut Workspace,
        batch: usize,
        gradients: &mut [f32],
        dropout: &mut ChaCha8Rng,
        loss: impl FnOnce(&mut Workspace) -> f64,
    ) -> f64 {
        let (at, beta) = (self.head.start, self.params.beta);
        network.backward_range(work, self.head.clone(), batch, gradients);
        self.gradients.copy_from_slice(&gradients[self.floats.clone()]);
        self.derivative.copy_from_slice(&work.derivatives[at]);
        self.move_samples(network, &work.values[at], batch);

        std::mem::swap(&mut work.values[at], &mut self.aside);
        network.forward_range(work, self.head.clone(), batch, Some(dropout));
        let loss = loss(work);
        if loss.is_finite() {
            network.backward_range(work, self.head.clone(), batch, gradients);
        }
        std::mem::swap(&mut work.values[at], &mut self.aside);
        if loss.is_finite() {
            add_scaled(&mut gradients[self.floats.clone()], beta, &self.gradients);
            add_scaled(&mut work.derivatives[at], beta, &self.derivative);
            network.backward_range(work, 0..at, batch, gradients);
        }
        loss
    }

    /// `e + epsilon · g / ‖g‖`.
    fn move_samples(&mut self, network: &Network, representation: &[f32], batch: usize) {
        let shape = network.shapes[self.head.start];
        let stride = row_stride(shape.features);
        for sample in 0..batch {
            let rows = (0..shape.steps).map(|step| (step * batch + sample) * stride);
            let squares = |row: usize| {
                self.derivative[row..][..shape.features].iter().map(|&g| f64::from(g) * f64::from(g))
            };
            let norm = rows.clone().flat_map(squares).sum::<f64>().sqrt();
            let length = if norm == 0.0 { 0.0 } else { f64::from(self.params.epsilon) / norm };
            for j in rows.flat_map(|row| row..row + shape.features) {
                let moved = f64::from(representation[j]) + length * f64::from(self.derivative[j]);
                self.aside[j] = moved as f32;
            }
        }
    }
}

/// `x ← clean + beta x`.
fn add_scaled(x: &mut [f32], beta: f32, clean: &[f32]) {
    for (x, clean) in x.iter_mut().zip(clean) {
        *x = clean + beta * *x;
    }
}
