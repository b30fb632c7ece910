//! The buffers of one training run or prediction, made once.

use crate::buffer::Buffer;
use crate::kernels::row_stride;
use crate::layer::floats;
use crate::network::Network;
use crate::windows::Windows;

/// Values between the layers, their derivatives, and what each layer keeps. A smaller batch uses a prefix.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Most samples in one pass.
    pub(crate) capacity: usize,
    /// Before the first layer and after each: `T·B` rows.
    pub(crate) values: Vec<Buffer>,
    /// Derivatives by `values`; that by the input is empty where nobody wants it.
    pub(crate) derivatives: Vec<Buffer>,
    /// One for each layer.
    pub(crate) tapes: Vec<Buffer>,
}

impl Workspace {
    pub(crate) fn for_prediction(network: &Network, capacity: usize) -> Self {
        Workspace {
            capacity,
            values: network.shapes.iter().map(|shape| Buffer::zeros(floats(shape, capacity))).collect(),
            derivatives: Vec::new(),
            tapes: network.layers.iter().map(|layer| Buffer::zeros(layer.tape_len(capacity))).collect(),
        }
    }

    pub(crate) fn for_training(network: &Network, capacity: usize) -> Self {
        let len = |(i, shape)| if i == 0 { 0 } else { floats(shape, capacity) };
        let derivatives = network.shapes.iter().enumerate().map(len).map(Buffer::zeros).collect();
        Workspace { derivatives, ..Self::for_prediction(network, capacity) }
    }

    /// With room for the derivative by the network's input.
    pub(crate) fn with_input_derivative(network: &Network, capacity: usize) -> Self {
        let mut work = Self::for_training(network, capacity);
        work.derivatives[0] = Buffer::zeros(floats(&network.shapes[0], capacity));
        work
    }

    /// Copies samples into the network's input.
    pub(crate) fn load(
        &mut self,
        network: &Network,
        windows: &Windows<'_>,
        samples: impl Iterator<Item = usize> + Clone,
    ) {
        windows.gather(samples, &mut self.values[0], row_stride(network.shapes[0].features));
    }

    /// What the last layer returned.
    pub(crate) fn output(&self) -> &[f32] {
        &self.values[self.values.len() - 1]
    }

    /// The first layer of which one of the first `batch` samples has a value that is NaN or infinite.
    pub(crate) fn first_non_finite(&self, network: &Network, batch: usize) -> Option<usize> {
        (0..network.layers.len()).find(|&layer| {
            let len = floats(&network.shapes[layer + 1], batch);
            self.values[layer + 1][..len].iter().any(|x| !x.is_finite())
        })
    }
}
