//! What can go wrong, with the values that it went wrong with.

use thiserror::Error;

/// A network specification that cannot be built.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum SpecError {
    /// A sample without values.
    #[error("a sample of {steps} steps x {features} features has no values")]
    EmptyInput {
        /// Steps asked for.
        steps: usize,
        /// Features asked for.
        features: usize,
    },
    /// A network without layers.
    #[error("the network has no layers")]
    NoLayers,
    /// A size that must be at least 1.
    #[error("layer {layer} ({kind}): {field} is 0, but must be at least 1")]
    Zero {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A kernel or pool that does not fit into the steps that reach it.
    #[error("layer {layer} ({kind}): {field} {value} is longer than the {steps} steps that reach it")]
    LongerThanWindow {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// The field.
        field: &'static str,
        /// Its value.
        value: usize,
        /// Steps that come in.
        steps: usize,
    },
    /// A number outside its range.
    #[error("layer {layer} ({kind}): {field} {value} is not {range}")]
    Number {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// The field.
        field: &'static str,
        /// Its value.
        value: f32,
        /// What it may be.
        range: &'static str,
    },
    /// Two shapes that must agree and do not.
    #[error("layer {layer} ({kind}): {left_steps} steps x {left_features} features do not fit {right_steps} steps x {right_features} features", left_steps = left.0, left_features = left.1, right_steps = right.0, right_features = right.1)]
    Mismatch {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// Steps and features of the input or of the first branch.
        left: (usize, usize),
        /// Steps and features of what should fit it.
        right: (usize, usize),
    },
    /// A slice beyond the features that reach it.
    #[error("layer {layer} (slice): features {from}..{end} of {features}")]
    SliceTooWide {
        /// Position of the layer, from 0.
        layer: usize,
        /// First feature.
        from: usize,
        /// Behind the last feature.
        end: usize,
        /// Features that come in.
        features: usize,
    },
    /// A layer of branches without any.
    #[error("layer {layer} ({kind}) has nothing inside")]
    NoBranches {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
    },
    /// A last layer that still has a time axis.
    #[error(
        "the last layer returns {steps} steps x {features} features, but a network must end in 1 step \
         (return_sequences = false, or a flatten layer before the last)"
    )]
    SequenceOutput {
        /// Steps left.
        steps: usize,
        /// Features of each.
        features: usize,
    },
    /// More weights than [`crate::MAX_PARAMETERS`].
    #[error("layer {layer} ({kind}) takes the network over {limit} parameters")]
    TooManyParameters {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// Most parameters.
        limit: usize,
    },
    /// More values in a layer than [`crate::MAX_ACTIVATIONS`].
    #[error("layer {layer} ({kind}) holds more than {limit} values for one sample")]
    TooManyActivations {
        /// Position of the layer, from 0.
        layer: usize,
        /// Its kind.
        kind: &'static str,
        /// Most values.
        limit: usize,
    },
}

/// Samples that do not fit their data, their targets or the network.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum DataError {
    /// Values that are not a whole number of rows.
    #[error("{values} values are not a whole number of rows of {features} features")]
    Ragged {
        /// Values given.
        values: usize,
        /// Values in a row.
        features: usize,
    },
    /// A lookback of zero.
    #[error("a window of lookback 0 has no steps")]
    ZeroLookback,
    /// A window that starts before the data or ends after it.
    #[error("sample {sample}: a window of {lookback} rows ending at row {end} does not fit {rows} rows")]
    OutOfRange {
        /// Which sample.
        sample: usize,
        /// Its last row.
        end: usize,
        /// Rows in a window.
        lookback: usize,
        /// Rows of data.
        rows: usize,
    },
    /// Windows of another shape than the network's input.
    #[error(
        "windows of {found_steps} steps x {found_features} features meet a network for \
         {expected_steps} steps x {expected_features} features"
    )]
    Shape {
        /// Lookback of the windows.
        found_steps: usize,
        /// Their features.
        found_features: usize,
        /// Steps of the network's input.
        expected_steps: usize,
        /// Its features.
        expected_features: usize,
    },
    /// Room for another number of values than samples x outputs.
    #[error("room for {found} values, but {samples} samples have {outputs} outputs each")]
    Room {
        /// Values that there is room for.
        found: usize,
        /// Samples.
        samples: usize,
        /// Outputs of the network.
        outputs: usize,
    },
    /// Samples with another number of targets than the network's outputs take.
    #[error(
        "the samples have {found} target(s) each, but a network of {outputs} output(s) takes {targets} under the {loss} loss"
    )]
    Head {
        /// The loss.
        loss: &'static str,
        /// Outputs of the network.
        outputs: usize,
        /// Targets that they take: what [`crate::Loss::targets`] says.
        targets: usize,
        /// Targets of every sample.
        found: usize,
    },
    /// A number of targets that is not the same for every sample.
    #[error("{found} target values for {samples} samples of {targets} target(s) each")]
    TargetCount {
        /// Values given.
        found: usize,
        /// Samples.
        samples: usize,
        /// Targets of a sample: what [`crate::Loss::targets`] says.
        targets: usize,
    },
    /// A loss that takes outputs in groups, and a network with a part of a group.
    #[error("the {loss} loss takes {group} outputs for each target, but the network has {outputs} outputs")]
    Groups {
        /// The loss.
        loss: &'static str,
        /// Outputs of the network.
        outputs: usize,
        /// Outputs for one target.
        group: usize,
    },
    /// Softmax cross-entropy of a single output.
    #[error("softmax cross-entropy takes at least 2 outputs, but the network has {outputs}")]
    Classes {
        /// Outputs of the network.
        outputs: usize,
    },
    /// Another number of class weights than outputs.
    #[error("{weights} class weights for a network of {outputs} outputs")]
    ClassWeights {
        /// Weights given.
        weights: usize,
        /// Outputs of the network.
        outputs: usize,
    },
    /// A missing or infinite input.
    #[error("row {row}, column {column} is {value}, but networks need finite inputs")]
    NonFiniteInput {
        /// Row of the data.
        row: usize,
        /// Column of the data.
        column: usize,
        /// The value.
        value: f32,
    },
    /// A missing or infinite target.
    #[error("target {output} of sample {sample} is {value}, but must be finite")]
    NonFiniteTarget {
        /// Which sample.
        sample: usize,
        /// Which output.
        output: usize,
        /// The value.
        value: f32,
    },
    /// A target of binary cross-entropy outside `[0, 1]`.
    #[error("target {output} of sample {sample} is {value}, but a probability is in [0, 1]")]
    NotAProbability {
        /// Which sample.
        sample: usize,
        /// Which output.
        output: usize,
        /// The value.
        value: f32,
    },
    /// A target of softmax cross-entropy that is not the number of a class.
    #[error("target of sample {sample} is {value}, but a class is a whole number in [0, {classes})")]
    NotAClass {
        /// Which sample.
        sample: usize,
        /// The value.
        value: f32,
        /// Outputs of the network.
        classes: usize,
    },
    /// A layer that the network does not have, or that returns more than one row for a sample.
    #[error("layer {layer} of a network of {layers} layers does not return one row for each sample")]
    Layer {
        /// Position of the layer, from 0.
        layer: usize,
        /// Layers of the network.
        layers: usize,
    },
    /// No samples.
    #[error("there are no samples")]
    Empty,
}

/// Training that cannot start or cannot go on.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum TrainError {
    /// Classes are to be counted that the loss does not have.
    #[error("errors cannot be watched with the loss {loss}, whose targets are no classes")]
    NoClasses {
        /// The loss.
        loss: &'static str,
    },
    /// The training samples.
    #[error("training samples: {0}")]
    Training(#[source] DataError),
    /// The validation samples.
    #[error("validation samples: {0}")]
    Validation(#[source] DataError),
    /// A setting outside its range.
    #[error("{field} is {value}, but must be {range}")]
    Setting {
        /// The field of [`crate::TrainParams`].
        field: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// A setting without anything to watch.
    #[error("{setting} needs validation samples")]
    WithoutValidation {
        /// What needs them.
        setting: &'static str,
    },
    /// A checkpoint of a network with other layers.
    #[error("the checkpoint is of another network")]
    ResumeNetwork,
    /// A checkpoint of a training with other settings.
    #[error("the checkpoint was made with another `{field}`")]
    ResumeSetting {
        /// The first field of [`crate::TrainParams`] or [`crate::GanParams`] that differs.
        field: &'static str,
    },
    /// A checkpoint of a training on another number of samples.
    #[error("the checkpoint is of {found} training samples, but there are {expected}")]
    ResumeSamples {
        /// Samples of the checkpoint.
        found: usize,
        /// Samples now.
        expected: usize,
    },
    /// A checkpoint with validation losses where there are no validation samples now, or the other way round.
    #[error(
        "the checkpoint has {found} validation losses of {epochs} epochs: validation samples must be given either always or never"
    )]
    ResumeValidation {
        /// Validation losses in the checkpoint.
        found: usize,
        /// Its epochs.
        epochs: usize,
    },
    /// A generator without room for noise.
    #[error(
        "the generator takes {found} features, but needs more than the {features} of the windows: the others are noise"
    )]
    NoNoise {
        /// Features of the generator's input.
        found: usize,
        /// Features of the windows.
        features: usize,
    },
    /// A discriminator that does not fit the generator.
    #[error(
        "the discriminator takes {found_steps} steps x {found_features} features and returns {outputs} values, \
         but must take 1 step x {expected_features} features and return 1 value"
    )]
    Discriminator {
        /// Steps of its input.
        found_steps: usize,
        /// Features of its input.
        found_features: usize,
        /// Values that it returns.
        outputs: usize,
        /// The values of a window and of the generator's output.
        expected_features: usize,
    },
    /// The loss of a batch, of the validation samples, or a weight is NaN or infinite in single precision.
    #[error("epoch {epoch}: {quantity} is {value}{}", at(*layer, *kind))]
    NonFinite {
        /// Epoch, from 1.
        epoch: usize,
        /// What is not finite.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// The first layer with such a value, from 0, or the last where only the loss is not finite.
        layer: Option<usize>,
        /// The kind of that layer.
        kind: Option<&'static str>,
    },
}

fn at(layer: Option<usize>, kind: Option<&'static str>) -> String {
    match (layer, kind) {
        (Some(layer), Some(kind)) => format!(", first in layer {layer} ({kind})"),
        _ => String::new(),
    }
}

/// Bytes that are not a saved network.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Not safetensors.
    #[error("not a safetensors file")]
    Safetensors(#[from] safetensors::SafeTensorError),
    /// Tensors without a network beside them.
    #[error("the metadata has no `{key}`: not a network saved by this library")]
    NoNetwork {
        /// The missing entry.
        key: &'static str,
    },
    /// A network in the metadata that is not one.
    #[error("the network in the metadata cannot be read")]
    Json(#[from] serde_json::Error),
    /// A network in the metadata that cannot be built.
    #[error("the network in the metadata cannot be built")]
    Spec(#[from] SpecError),
    /// A version that this library does not know.
    #[error("format version {found}; this library reads version {expected}")]
    Version {
        /// Version in the file.
        found: u32,
        /// Version known here.
        expected: u32,
    },
    /// A tensor of another shape or type than the network needs.
    #[error("tensor `{name}` is {found_type} {found:?}, but the network needs f32 {expected:?}")]
    Tensor {
        /// Its name.
        name: String,
        /// Its element type.
        found_type: String,
        /// Its shape.
        found: Vec<usize>,
        /// The shape needed.
        expected: Vec<usize>,
    },
    /// Tensors that the network has no place for.
    #[error("the file holds {found} tensors, but the network has {expected}")]
    TensorCount {
        /// Tensors in the file.
        found: usize,
        /// Tensors of the network.
        expected: usize,
    },
    /// Another number of values than the network has parameters.
    #[error("the file holds {found} values, but the network has {expected} parameters")]
    ParameterCount {
        /// Values in the file.
        found: usize,
        /// Parameters of the network.
        expected: usize,
    },
    /// Tensors without a training beside them.
    #[error("the metadata has no `{key}`: not a checkpoint saved by this library")]
    NoCheckpoint {
        /// The missing entry.
        key: &'static str,
    },
    /// A state of training in the metadata that is not one.
    #[error("the state of training in the metadata cannot be read")]
    State(#[source] serde_json::Error),
    /// Settings in the metadata that are outside their ranges.
    #[error("the settings in the metadata cannot be used")]
    Settings(#[source] TrainError),
    /// A tensor of another element type than a checkpoint has.
    #[error("tensor `{name}` holds {found} values for {expected}")]
    ElementType {
        /// Its name.
        name: String,
        /// Its element type.
        found: String,
        /// The type needed.
        expected: String,
    },
    /// An order of samples in which one is missing.
    #[error("the order of {samples} samples holds sample {sample} twice or has no place for it")]
    Order {
        /// The sample.
        sample: usize,
        /// Samples in the order.
        samples: usize,
    },
    /// A history that does not have one entry for each epoch, or speaks of epochs to come.
    #[error("the history of {epochs} epochs does not fit them")]
    History {
        /// Epochs, by the number of training losses.
        epochs: usize,
    },
    /// A weight that is NaN or infinite.
    #[error("tensor `{name}` holds {value}")]
    NonFinite {
        /// Its name.
        name: String,
        /// The value.
        value: f32,
    },
}
