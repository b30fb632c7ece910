//! A network: its layers, its weights, and the two passes through them.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use crate::buffer::Buffer;
use crate::error::{DataError, SpecError};
use crate::kernels::{Isa, row_stride};
use crate::layer::{Backward, Layer, ParameterLayout, Pass, Tensor, build};
use crate::spec::{NetworkSpec, Shape};
use crate::windows::Windows;
use crate::workspace::Workspace;

/// Most samples that prediction takes through the network at a time.
pub(crate) const PREDICT_BATCH: usize = 64;

/// Layers and their weights. Plain data without inner mutability: `Send + Sync`.
#[derive(Debug)]
pub struct Network {
    pub(crate) spec: NetworkSpec,
    pub(crate) isa: Isa,
    pub(crate) layers: Vec<Box<dyn Layer>>,
    /// Shape of one sample before the first layer and after each.
    pub(crate) shapes: Vec<Shape>,
    /// All weights, rows padded with zeros.
    pub(crate) parameters: Buffer,
    parameter_count: usize,
    /// The first layer with weights; nobody asks for derivatives below it, unless by the network's input.
    first_weights: usize,
}

impl Network {
    /// A network with fresh weights drawn from `rng`: Glorot or He uniform as the layer says, orthogonal
    /// recurrent weights, zero biases, and 1 for the bias of forget gates.
    ///
    /// # Errors
    /// A specification that [`NetworkSpec::validate`] refuses.
    pub fn new(spec: &NetworkSpec, rng: &mut ChaCha8Rng) -> Result<Self, SpecError> {
        let mut network = Self::zeros(spec)?;
        for layer in &network.layers {
            layer.initialize(&mut network.parameters, rng);
        }
        Ok(network)
    }

    /// A network whose weights are all zero.
    pub(crate) fn zeros(spec: &NetworkSpec) -> Result<Self, SpecError> {
        let validated = spec.validate()?;
        let mut shapes = vec![Shape::sequence(spec.input.steps, spec.input.features)];
        shapes.extend(validated.layers);
        let (layers, len) = assemble(spec, &shapes);
        Ok(Network {
            spec: spec.clone(),
            isa: Isa::detect(),
            first_weights: first_weights(&layers),
            layers,
            shapes,
            parameters: Buffer::zeros(len),
            parameter_count: validated.parameters,
        })
    }

    /// What the network is made of.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// Trainable parameters.
    pub fn parameter_count(&self) -> usize {
        self.parameter_count
    }

    /// Values that the network returns for one sample.
    pub fn outputs(&self) -> usize {
        self.shapes[self.shapes.len() - 1].features
    }

    /// Computes the outputs of all samples into `to`, `samples × outputs`, sample after sample. A sample's
    /// outputs do not depend on the samples beside it.
    ///
    /// # Errors
    /// Windows of another shape than the network's input, or `to` of another length.
    pub fn predict(&self, windows: &Windows<'_>, to: &mut [f32]) -> Result<(), DataError> {
        self.activations(self.layers.len() - 1, windows, to)
    }

    /// Values that layer `layer`, from 0, returns for one sample; `None` where there is no such layer or it has a
    /// time axis.
    pub fn width(&self, layer: usize) -> Option<usize> {
        self.shapes.get(layer + 1).filter(|shape| shape.steps == 1).map(|shape| shape.features)
    }

    /// As [`predict`](Self::predict), what layer `layer` returns, from 0: `samples × width`.
    ///
    /// # Errors
    /// As [`predict`](Self::predict), and a layer without a [`width`](Self::width).
    pub fn activations(&self, layer: usize, windows: &Windows<'_>, to: &mut [f32]) -> Result<(), DataError> {
        self.check_shape(windows)?;
        let layers = self.layers.len();
        let width = self.width(layer).ok_or(DataError::Layer { layer, layers })?;
        if to.len() != windows.len() * width {
            return Err(DataError::Room { found: to.len(), samples: windows.len(), outputs: width });
        }
        let capacity = PREDICT_BATCH.min(windows.len());
        let mut workspace = Workspace::for_prediction(self, capacity);
        for (chunk, to) in to.chunks_mut((capacity * width).max(1)).enumerate() {
            let batch = to.len() / width;
            let first = chunk * capacity;
            workspace.load(self, windows, first..first + batch);
            self.forward_range(&mut workspace, 0..layer + 1, batch, None);
            let rows = workspace.values[layer + 1].chunks_exact(row_stride(width));
            for (to, row) in to.chunks_exact_mut(width).zip(rows) {
                to.copy_from_slice(&row[..width]);
            }
        }
        Ok(())
    }

    pub(crate) fn check_shape(&self, windows: &Windows<'_>) -> Result<(), DataError> {
        let Shape { steps, features, .. } = self.shapes[0];
        if windows.lookback() != steps || windows.features() != features {
            return Err(DataError::Shape {
                found_steps: windows.lookback(),
                found_features: windows.features(),
                expected_steps: steps,
                expected_features: features,
            });
        }
        Ok(())
    }

    /// Every tensor with its full name, `layers.<position>.<name>`.
    pub(crate) fn tensors(&self) -> impl Iterator<Item = (String, Tensor)> {
        self.layers.iter().flat_map(|layer| layer.tensors()).map(|t| (t.name.clone(), t))
    }

    /// Takes the statistics of the last training batch into the running ones.
    pub(crate) fn update_statistics(&mut self, work: &Workspace) {
        for (layer, tape) in self.layers.iter().zip(&work.tapes) {
            layer.update_statistics(work.capacity, &mut self.parameters, tape);
        }
    }

    /// Takes the first `batch` samples of the workspace through all layers.
    pub(crate) fn forward(&self, work: &mut Workspace, batch: usize, dropout: Option<&mut ChaCha8Rng>) {
        self.forward_range(work, 0..self.layers.len(), batch, dropout);
    }

    /// Takes what the workspace holds before the layers `range` through them.
    pub(crate) fn forward_range(
        &self,
        work: &mut Workspace,
        range: Range<usize>,
        batch: usize,
        mut dropout: Option<&mut ChaCha8Rng>,
    ) {
        let pass = self.pass(work, batch);
        for i in range {
            let (before, behind) = work.values.split_at_mut(i + 1);
            let tape = &mut work.tapes[i];
            self.layers[i].forward(pass, &before[i], &mut behind[0], tape, dropout.as_deref_mut());
        }
    }

    /// Takes the derivative by the output back through all layers; overwrites `gradients`.
    pub(crate) fn backward(&self, work: &mut Workspace, batch: usize, gradients: &mut [f32]) {
        self.backward_range(work, 0..self.layers.len(), batch, gradients);
    }

    /// Takes the derivative by the output of the layers `range` back through them; overwrites their `gradients`.
    pub(crate) fn backward_range(
        &self,
        work: &mut Workspace,
        range: Range<usize>,
        batch: usize,
        gradients: &mut [f32],
    ) {
        let pass = self.pass(work, batch);
        // the workspace says whether it takes the derivative by the network's input; if not, none is asked for below
        // the first weights
        let to_input = range.start > 0 || !work.derivatives[0].is_empty();
        let lowest = if to_input { range.start } else { self.first_weights };
        for i in (lowest..range.end).rev() {
            let (before, behind) = work.derivatives.split_at_mut(i + 1);
            let d_input = (to_input || i > lowest).then_some(&mut *before[i]);
            self.layers[i].backward(
                pass,
                Backward {
                    input: &work.values[i],
                    output: &work.values[i + 1],
                    d_output: &mut behind[0],
                    d_input,
                    tape: &mut work.tapes[i],
                    gradients,
                },
            );
        }
    }

    fn pass(&self, work: &Workspace, batch: usize) -> Pass<'_> {
        Pass { isa: self.isa, batch, capacity: work.capacity, parameters: &self.parameters }
    }
}

fn first_weights(layers: &[Box<dyn Layer>]) -> usize {
    layers.iter().position(|layer| !layer.tensors().is_empty()).unwrap_or(layers.len())
}

/// The layers, and the floats that their parameters take.
fn assemble(spec: &NetworkSpec, shapes: &[Shape]) -> (Vec<Box<dyn Layer>>, usize) {
    let mut layout = ParameterLayout::default();
    let mut layers = Vec::with_capacity(spec.layers.len());
    for (i, (spec, &input)) in spec.layers.iter().zip(shapes).enumerate() {
        layers.push(layout.within(&format!("layers.{i}."), |layout| build(spec, input, layout)));
    }
    (layers, layout.len)
}

impl Clone for Network {
    fn clone(&self) -> Self {
        Network {
            spec: self.spec.clone(),
            isa: self.isa,
            layers: assemble(&self.spec, &self.shapes).0,
            shapes: self.shapes.clone(),
            parameters: self.parameters.clone(),
            parameter_count: self.parameter_count,
            first_weights: self.first_weights,
        }
    }
}
