//! Pieces that several networks are put together from.

use bellwether_features::CandleSpec;
use bellwether_nn::{Activation, Initializer, LayerSpec, Merge, Padding};

/// A dropout layer, or none for a rate of 0.
pub(super) fn dropout(rate: f64) -> Vec<LayerSpec> {
    if rate == 0.0 { Vec::new() } else { vec![LayerSpec::Dropout { rate: rate as f32 }] }
}

/// A dense relu layer, or none for 0 units.
pub(super) fn dense(units: usize) -> Vec<LayerSpec> {
    if units == 0 { Vec::new() } else { vec![relu(units)] }
}

/// A dense relu layer.
pub(super) fn relu(units: usize) -> LayerSpec {
    LayerSpec::Dense { units, activation: Activation::Relu, initializer: Initializer::GlorotUniform }
}

/// Attention with what came in added and the sum normalised, then two dense layers likewise: one block of an encoder.
pub(super) fn encoder_block(
    (heads, key_dim): (usize, usize),
    feed_forward: usize,
    width: usize,
    rate: f64,
) -> Vec<LayerSpec> {
    let attention = [vec![LayerSpec::MultiHeadAttention { heads, key_dim }], dropout(rate)].concat();
    let forward = [vec![relu(feed_forward), LayerSpec::dense(width)], dropout(rate)].concat();
    vec![
        LayerSpec::Residual { layers: attention },
        LayerSpec::layer_norm(),
        LayerSpec::Residual { layers: forward },
        LayerSpec::layer_norm(),
    ]
}

/// Share of the old value in the running means of a batch normalisation.
///
/// Keras has .99, which forgets the starting values (mean 0, variance 1) after some 500 steps. A fold of a study has a few
/// batches an epoch, and the validation loss, which decides when to stop, is computed with the running means from the first
/// epoch on: at .9, as PyTorch has it, 2 % of the starting values are left after 40 steps.
const NORM_MOMENTUM: f32 = 0.9;

/// Three convolutions over time, normalised, and the mean over the steps.
pub(super) fn convolutions(filters: usize, kernel: usize) -> Vec<LayerSpec> {
    let convolution = LayerSpec::Conv1d {
        filters,
        kernel,
        padding: Padding::Same,
        activation: Activation::Linear,
        initializer: Initializer::GlorotUniform,
    };
    let relu = LayerSpec::Activation { function: Activation::Relu };
    let norm = match LayerSpec::batch_norm() {
        LayerSpec::BatchNorm { epsilon, .. } => LayerSpec::BatchNorm { epsilon, momentum: NORM_MOMENTUM },
        other => other,
    };
    let one = [convolution, norm, relu];
    let mut layers: Vec<LayerSpec> = std::iter::repeat_n(one, 3).flatten().collect();
    layers.push(LayerSpec::GlobalAveragePool {});
    layers
}

/// Convolutions of 3 x 3 with pooling, on one row that holds a picture; dropout behind the second and the third.
pub(super) fn picture(spec: &CandleSpec, filters: &[usize], rate: f64) -> Vec<LayerSpec> {
    let [rows, columns, features] = spec.shape();
    let mut layers = vec![LayerSpec::Reshape { rows, columns, features }];
    for (i, &filters) in filters.iter().enumerate() {
        layers.extend([LayerSpec::conv2d(filters, 3), LayerSpec::MaxPool2d { size: 2 }]);
        if i == 1 || i == 2 {
            layers.extend(dropout(rate));
        }
    }
    layers.push(LayerSpec::Flatten {});
    layers
}

/// Length of the vector that stands for a series, where there are several.
pub(super) const SERIES_DIM: usize = 4;

/// The vector of the series whose number is the value at `from` of a row.
pub(super) fn series_vector(from: usize, series: usize) -> Vec<LayerSpec> {
    vec![LayerSpec::Slice { from, count: 1 }, LayerSpec::Embedding { count: series, dim: SERIES_DIM }]
}

/// From rows of so many columns, the number of the series, and `more` values: the same with the series' vector in the
/// place of the number.
pub(super) fn series_beside(columns: usize, series: usize, more: usize) -> LayerSpec {
    let mut branches =
        vec![vec![LayerSpec::Slice { from: 0, count: columns }], series_vector(columns, series)];
    if more > 0 {
        branches.push(vec![LayerSpec::Slice { from: columns + 1, count: more }]);
    }
    LayerSpec::Parallel { branches, merge: Merge::Concat }
}
