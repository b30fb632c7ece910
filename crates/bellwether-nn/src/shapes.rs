//! Whether a specification can be built, and what shapes flow through it.

use crate::error::SpecError;
use crate::spec::{
    AttentionScore, InputShape, LayerSpec, MAX_ACTIVATIONS, MAX_PARAMETERS, Merge, NetworkSpec, Padding,
    Shape, Shapes,
};

impl NetworkSpec {
    /// Shapes and size of the network.
    ///
    /// # Errors
    /// A size that is zero, a kernel or pool longer than the steps that reach it, a rate outside its range, branches
    /// that do not fit together, no layer, a last layer that still has a time axis, or more than [`MAX_PARAMETERS`]
    /// parameters or [`MAX_ACTIVATIONS`] values in a layer.
    pub fn validate(&self) -> Result<Shapes, SpecError> {
        let InputShape { steps, features } = self.input;
        if steps == 0 || features == 0 {
            return Err(SpecError::EmptyInput { steps, features });
        }
        if self.layers.is_empty() {
            return Err(SpecError::NoLayers);
        }
        let mut shape = bounded(0, "input", 1, Some(steps), Some(features))?;
        let mut count = Count::default();
        let mut layers = Vec::with_capacity(self.layers.len());
        for (at, spec) in self.layers.iter().enumerate() {
            shape = Place { layer: at, spec }.output(shape, &mut count)?;
            layers.push(shape);
        }
        if shape.steps > 1 {
            return Err(SpecError::SequenceOutput { steps: shape.steps, features: shape.features });
        }
        Ok(Shapes { layers, parameters: count.parameters, statistics: count.statistics })
    }
}

/// Shape after several layers, as inside a branch.
pub(crate) fn through(specs: &[LayerSpec], input: Shape) -> Result<Shape, SpecError> {
    let mut count = Count::default();
    specs.iter().try_fold(input, |shape, spec| Place { layer: 0, spec }.output(shape, &mut count))
}

/// Values that a network keeps.
#[derive(Default)]
struct Count {
    parameters: usize,
    statistics: usize,
}

/// Refuses shapes of more than [`MAX_ACTIVATIONS`] values, padding included.
fn bounded(
    layer: usize,
    kind: &'static str,
    rows: usize,
    steps: Option<usize>,
    features: Option<usize>,
) -> Result<Shape, SpecError> {
    let fits = |shape: &Shape| {
        let padded = shape.features.checked_add(127)?;
        shape.steps.checked_mul(padded).filter(|&n| n <= MAX_ACTIVATIONS)
    };
    steps
        .zip(features)
        .map(|(steps, features)| Shape { steps, features, rows })
        .filter(|shape| fits(shape).is_some())
        .ok_or(SpecError::TooManyActivations { layer, kind, limit: MAX_ACTIVATIONS })
}

/// A layer, and the layer of the network that it is or lies in.
#[derive(Clone, Copy)]
struct Place<'a> {
    layer: usize,
    spec: &'a LayerSpec,
}

impl Place<'_> {
    fn nonzero(self, field: &'static str, value: usize) -> Result<usize, SpecError> {
        let Place { layer, spec } = self;
        if value == 0 { Err(SpecError::Zero { layer, kind: spec.kind(), field }) } else { Ok(value) }
    }

    fn within(self, field: &'static str, value: usize, steps: usize) -> Result<(), SpecError> {
        self.nonzero(field, value)?;
        if value > steps {
            let Place { layer, spec } = self;
            return Err(SpecError::LongerThanWindow { layer, kind: spec.kind(), field, value, steps });
        }
        Ok(())
    }

    fn number(self, ok: bool, field: &'static str, value: f32, range: &'static str) -> Result<(), SpecError> {
        let Place { layer, spec } = self;
        if ok { Ok(()) } else { Err(SpecError::Number { layer, kind: spec.kind(), field, value, range }) }
    }

    fn bounded(self, steps: Option<usize>, features: Option<usize>) -> Result<Shape, SpecError> {
        bounded(self.layer, self.spec.kind(), 1, steps, features)
    }

    fn picture(self, rows: usize, columns: usize, features: usize) -> Result<Shape, SpecError> {
        bounded(self.layer, self.spec.kind(), rows, rows.checked_mul(columns), Some(features))
    }

    fn mismatch(self, left: Shape, right: Shape) -> SpecError {
        SpecError::Mismatch {
            layer: self.layer,
            kind: self.spec.kind(),
            left: (left.steps, left.features),
            right: (right.steps, right.features),
        }
    }

    fn add(self, total: &mut usize, count: Option<usize>) -> Result<(), SpecError> {
        let Place { layer, spec } = self;
        *total = count
            .and_then(|count| total.checked_add(count))
            .filter(|&count| count <= MAX_PARAMETERS)
            .ok_or(SpecError::TooManyParameters { layer, kind: spec.kind(), limit: MAX_PARAMETERS })?;
        Ok(())
    }

    /// Shape after the layer; adds what it keeps.
    fn output(self, input: Shape, count: &mut Count) -> Result<Shape, SpecError> {
        let output = match self.spec {
            LayerSpec::Residual { .. } | LayerSpec::Parallel { .. } => self.joined(input, count)?,
            _ => self.simple(input)?,
        };
        self.add(&mut count.parameters, parameters(self.spec, input))?;
        if let LayerSpec::BatchNorm { .. } = self.spec {
            self.add(&mut count.statistics, input.features.checked_mul(2))?;
        }
        Ok(output)
    }

    /// Shape after a layer without layers inside.
    fn simple(self, input: Shape) -> Result<Shape, SpecError> {
        let Shape { steps, features, rows } = input;
        match *self.spec {
            LayerSpec::Dense { units, .. } => {
                let units = self.nonzero("units", units)?;
                bounded(self.layer, self.spec.kind(), rows, Some(steps), Some(units))
            }
            LayerSpec::Conv1d { filters, kernel, padding, .. } => {
                let filters = Some(self.nonzero("filters", filters)?);
                if padding != Padding::Valid {
                    self.nonzero("kernel", kernel)?;
                    return self.bounded(Some(steps), filters);
                }
                self.within("kernel", kernel, steps)?;
                self.bounded(Some(steps - kernel + 1), filters)
            }
            LayerSpec::Conv2d { filters, kernel, .. } => {
                self.within("kernel", kernel, rows.min(input.columns()))?;
                let filters = self.nonzero("filters", filters)?;
                self.picture(rows - kernel + 1, input.columns() - kernel + 1, filters)
            }
            LayerSpec::Lstm { units, return_sequences, .. } => {
                self.recurrent(steps, units, 4, 1, return_sequences)
            }
            LayerSpec::BiLstm { units, return_sequences, .. } => {
                self.recurrent(steps, units, 8, 2, return_sequences)
            }
            LayerSpec::Gru { units, return_sequences } => {
                self.recurrent(steps, units, 6, 1, return_sequences)
            }
            LayerSpec::MultiHeadAttention { heads, key_dim } => {
                let size = self.nonzero("heads", heads)?.checked_mul(self.nonzero("key_dim", key_dim)?);
                self.bounded(Some(steps), size.and_then(|n| n.checked_mul(3)))?;
                self.bounded(Some(steps), steps.checked_mul(heads))?;
                Ok(input)
            }
            LayerSpec::Attention { score } => {
                if let AttentionScore::Additive { units } = score {
                    self.bounded(Some(steps), Some(self.nonzero("units", units)?))?;
                }
                self.bounded(Some(1), Some(features))
            }
            LayerSpec::LayerNorm { epsilon } => {
                self.number(epsilon > 0.0 && epsilon.is_finite(), "epsilon", epsilon, "finite and above 0")?;
                Ok(input)
            }
            LayerSpec::BatchNorm { epsilon, momentum } => {
                self.number(epsilon > 0.0 && epsilon.is_finite(), "epsilon", epsilon, "finite and above 0")?;
                self.number((0.0..1.0).contains(&momentum), "momentum", momentum, "in [0, 1)")?;
                Ok(input)
            }
            LayerSpec::Dropout { rate } => {
                self.number((0.0..1.0).contains(&rate), "rate", rate, "in [0, 1)")?;
                Ok(input)
            }
            LayerSpec::MaxPool1d { size } => {
                self.within("size", size, steps)?;
                self.bounded(Some(steps / size), Some(features))
            }
            LayerSpec::MaxPool2d { size } => {
                self.within("size", size, rows.min(input.columns()))?;
                self.picture(rows / size, input.columns() / size, features)
            }
            LayerSpec::Reshape { .. }
            | LayerSpec::Slice { .. }
            | LayerSpec::LastSteps { .. }
            | LayerSpec::Repeat { .. }
            | LayerSpec::Embedding { .. } => self.rearranged(input),
            LayerSpec::GlobalAveragePool {} => self.bounded(Some(1), Some(features)),
            LayerSpec::Flatten {} => self.bounded(Some(1), steps.checked_mul(features)),
            LayerSpec::Activation { .. }
            | LayerSpec::PositionalEncoding { .. }
            | LayerSpec::Residual { .. }
            | LayerSpec::Parallel { .. } => Ok(input),
        }
    }

    /// Shape after a layer that moves values about.
    fn rearranged(self, input: Shape) -> Result<Shape, SpecError> {
        let Shape { steps, features, .. } = input;
        match *self.spec {
            LayerSpec::Reshape { rows, columns, features: depth } => {
                self.nonzero("rows", rows)?;
                self.nonzero("columns", columns)?;
                self.nonzero("features", depth)?;
                let shape = self.picture(rows, columns, depth)?;
                let same = steps == 1 && shape.steps.checked_mul(depth) == Some(features);
                if same { Ok(shape) } else { Err(self.mismatch(input, shape)) }
            }
            LayerSpec::Slice { from, count } => {
                let end = from.saturating_add(self.nonzero("count", count)?);
                if end > features {
                    return Err(SpecError::SliceTooWide { layer: self.layer, from, end, features });
                }
                bounded(self.layer, self.spec.kind(), input.rows, Some(steps), Some(count))
            }
            LayerSpec::LastSteps { count } => {
                self.within("count", count, steps)?;
                self.bounded(Some(count), Some(features))
            }
            LayerSpec::Repeat { count } => {
                self.nonzero("count", count)?;
                let shape = self.bounded(Some(count), Some(features))?;
                if steps == 1 { Ok(shape) } else { Err(self.mismatch(input, shape)) }
            }
            LayerSpec::Embedding { count, dim } => {
                self.nonzero("count", count)?;
                let shape = self.bounded(Some(steps), Some(self.nonzero("dim", dim)?))?;
                if features == 1 { Ok(shape) } else { Err(self.mismatch(input, shape)) }
            }
            _ => Ok(input),
        }
    }

    fn recurrent(
        self,
        steps: usize,
        units: usize,
        gates: usize,
        directions: usize,
        sequences: bool,
    ) -> Result<Shape, SpecError> {
        self.nonzero("units", units)?;
        // the gates of every step are kept
        self.bounded(Some(steps), units.checked_mul(gates))?;
        self.bounded(Some(if sequences { steps } else { 1 }), units.checked_mul(directions))
    }

    /// Shape after branches.
    fn joined(self, input: Shape, count: &mut Count) -> Result<Shape, SpecError> {
        let layer = self.layer;
        let mut branch = |specs: &[LayerSpec]| {
            specs.iter().try_fold(input, |shape, spec| Place { layer, spec }.output(shape, count))
        };
        match self.spec {
            LayerSpec::Residual { layers } => {
                if layers.is_empty() {
                    return Err(SpecError::NoBranches { layer, kind: self.spec.kind() });
                }
                let shape = branch(layers)?;
                if shape == input { Ok(shape) } else { Err(self.mismatch(input, shape)) }
            }
            LayerSpec::Parallel { branches, merge } => {
                let shapes = branches.iter().map(|specs| branch(specs)).collect::<Result<Vec<_>, _>>()?;
                let Some(&first) = shapes.first() else {
                    return Err(SpecError::NoBranches { layer, kind: self.spec.kind() });
                };
                let fits = |s: &Shape| match merge {
                    Merge::Concat => (s.steps, s.rows) == (first.steps, first.rows),
                    Merge::Add => *s == first,
                };
                if let Some(&other) = shapes.iter().find(|s| !fits(s)) {
                    return Err(self.mismatch(first, other));
                }
                let wide = shapes.iter().try_fold(0usize, |sum, s| sum.checked_add(s.features));
                let features = if *merge == Merge::Concat { wide } else { Some(first.features) };
                bounded(layer, self.spec.kind(), first.rows, Some(first.steps), features)
            }
            _ => Ok(input),
        }
    }
}

/// Trainable parameters of a layer itself, without those of layers inside; `None` where the count overflows.
fn parameters(spec: &LayerSpec, input: Shape) -> Option<usize> {
    let Shape { steps, features, .. } = input;
    match *spec {
        LayerSpec::Dense { units, .. } => features.checked_add(1)?.checked_mul(units),
        LayerSpec::Conv1d { filters, kernel, .. } => {
            kernel.checked_mul(features)?.checked_add(1)?.checked_mul(filters)
        }
        LayerSpec::Conv2d { filters, kernel, .. } => {
            kernel.checked_mul(kernel)?.checked_mul(features)?.checked_add(1)?.checked_mul(filters)
        }
        LayerSpec::Lstm { units, .. } => recurrent_parameters(features, units, 4, 1),
        LayerSpec::BiLstm { units, .. } => recurrent_parameters(features, units, 8, 1),
        LayerSpec::Gru { units, .. } => recurrent_parameters(features, units, 3, 2),
        LayerSpec::MultiHeadAttention { heads, key_dim } => {
            let size = heads.checked_mul(key_dim)?;
            let project = features.checked_add(1)?.checked_mul(size)?.checked_mul(3)?;
            size.checked_add(1)?.checked_mul(features)?.checked_add(project)
        }
        LayerSpec::Attention { score: AttentionScore::Additive { units } } => {
            features.checked_add(2)?.checked_mul(units)
        }
        LayerSpec::LayerNorm { .. } | LayerSpec::BatchNorm { .. } => features.checked_mul(2),
        LayerSpec::Embedding { count, dim } => count.checked_mul(dim),
        LayerSpec::PositionalEncoding { trained: true } => steps.checked_mul(features),
        _ => Some(0),
    }
}

/// Input and recurrent weights and `biases` vectors of `gates` gates.
fn recurrent_parameters(features: usize, units: usize, gates: usize, biases: usize) -> Option<usize> {
    features.checked_add(units)?.checked_add(biases)?.checked_mul(units)?.checked_mul(gates)
}
