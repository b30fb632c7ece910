//! What must hold for every network.

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{Sample, sample};
use crate::initializer::{Initializer, orthogonal};
use crate::kernels::row_stride;
use crate::loss::Loss;
use crate::params::TrainParams;
use crate::workspace::Workspace;
use crate::*;

fn streams(seed: u64) -> Streams {
    Streams { shuffle: ChaCha8Rng::seed_from_u64(seed), dropout: ChaCha8Rng::seed_from_u64(seed + 1) }
}

fn activation() -> impl Strategy<Value = Activation> {
    prop_oneof![
        Just(Activation::Linear),
        Just(Activation::Relu),
        Just(Activation::Tanh),
        Just(Activation::Sigmoid)
    ]
}

/// Layers with sizes that are sometimes zero or too long.
fn simple_layer(most: usize) -> impl Strategy<Value = LayerSpec> {
    let size = move || 0..=most;
    let initializer = Initializer::HeUniform;
    let cell = |relu: bool| if relu { CellActivation::Relu } else { CellActivation::Tanh };
    let padding = prop_oneof![Just(Padding::Valid), Just(Padding::Same), Just(Padding::Causal)];
    let dense = (size(), activation()).prop_map(move |(units, activation)| LayerSpec::Dense {
        units,
        activation,
        initializer,
    });
    let conv1d =
        (size(), 0..4usize, padding, activation()).prop_map(move |(filters, kernel, padding, activation)| {
            LayerSpec::Conv1d { filters, kernel, padding, activation, initializer }
        });
    let conv2d = (size(), 0..4usize, activation()).prop_map(move |(filters, kernel, activation)| {
        LayerSpec::Conv2d { filters, kernel, activation, initializer }
    });
    let lstm = (size(), any::<bool>(), any::<bool>()).prop_map(move |(units, relu, return_sequences)| {
        LayerSpec::Lstm { units, activation: cell(relu), return_sequences }
    });
    let bi_lstm = (size(), any::<bool>(), any::<bool>()).prop_map(move |(units, relu, return_sequences)| {
        LayerSpec::BiLstm { units, activation: cell(relu), return_sequences }
    });
    let score =
        prop_oneof![Just(AttentionScore::Dot), size().prop_map(|units| AttentionScore::Additive { units })];
    prop_oneof![
        dense,
        activation().prop_map(|function| LayerSpec::Activation { function }),
        conv1d,
        conv2d,
        lstm,
        bi_lstm,
        (size(), any::<bool>())
            .prop_map(|(units, return_sequences)| LayerSpec::Gru { units, return_sequences }),
        (0..4usize, size()).prop_map(|(heads, key_dim)| LayerSpec::MultiHeadAttention { heads, key_dim }),
        score.prop_map(|score| LayerSpec::Attention { score }),
        (-1e-3f32..1e-2).prop_map(|epsilon| LayerSpec::LayerNorm { epsilon }),
        (-0.1f32..1.1).prop_map(|momentum| LayerSpec::BatchNorm { epsilon: 1e-3, momentum }),
        (-0.2f32..1.2).prop_map(|rate| LayerSpec::Dropout { rate }),
        (0..4usize).prop_map(|size| LayerSpec::MaxPool1d { size }),
        (0..3usize).prop_map(|size| LayerSpec::MaxPool2d { size }),
        Just(LayerSpec::GlobalAveragePool {}),
        Just(LayerSpec::Flatten {}),
        (0..4usize, 0..4usize, size()).prop_map(|(rows, columns, features)| LayerSpec::Reshape {
            rows,
            columns,
            features
        }),
        (size(), size()).prop_map(|(from, count)| LayerSpec::Slice { from, count }),
        size().prop_map(|count| LayerSpec::LastSteps { count }),
        (0..5usize).prop_map(|count| LayerSpec::Repeat { count }),
        any::<bool>().prop_map(|trained| LayerSpec::PositionalEncoding { trained }),
    ]
}

/// Layers, and layers inside layers.
fn layer(most: usize) -> impl Strategy<Value = LayerSpec> {
    simple_layer(most).prop_recursive(2, 6, 3, |inner| {
        let branch = || prop::collection::vec(inner.clone(), 0..3);
        let merge = prop_oneof![Just(Merge::Concat), Just(Merge::Add)];
        prop_oneof![
            branch().prop_map(|layers| LayerSpec::Residual { layers }),
            (prop::collection::vec(branch(), 0..3), merge)
                .prop_map(|(branches, merge)| LayerSpec::Parallel { branches, merge }),
        ]
    })
}

/// `layer`, or one of those that keep the shape that they are given, in place of one that cannot follow.
fn repaired(input: InputShape, layers: Vec<LayerSpec>) -> NetworkSpec {
    let mut spec = NetworkSpec { input, layers: Vec::new() };
    let head = [LayerSpec::Flatten {}, LayerSpec::dense(2)];
    for layer in layers {
        spec.layers.push(layer);
        let whole = [spec.layers.clone(), head.to_vec()].concat();
        if (NetworkSpec { input, layers: whole }).validate().is_err() {
            spec.layers.pop();
        }
    }
    spec.layers.extend(head);
    spec
}

fn spec(most: usize) -> impl Strategy<Value = NetworkSpec> {
    (0..9usize, 0..=most, prop::collection::vec(layer(most), 0..5))
        .prop_map(|(steps, features, layers)| NetworkSpec { input: InputShape { steps, features }, layers })
}

/// Any network that can be built: a layer that does not fit behind the others is left out.
pub(super) fn valid_spec() -> impl Strategy<Value = NetworkSpec> {
    (1..9usize, 1..=19usize, prop::collection::vec(layer(19), 0..6))
        .prop_map(|(steps, features, layers)| repaired(InputShape { steps, features }, layers))
}

pub(super) fn bits(network: &Network) -> Vec<u32> {
    network.parameters.iter().map(|w| w.to_bits()).collect()
}

fn predict(network: &Network, sample: &Sample) -> Vec<f32> {
    let mut out = vec![0.0; sample.ends.len() * network.outputs()];
    network.predict(&sample.view(network).windows, &mut out).unwrap();
    out
}

proptest! {
    #[test]
    fn any_spec_is_built_or_refused(spec in prop_oneof![spec(19), spec(usize::MAX)]) {
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(&serde_json::from_str::<NetworkSpec>(&json).unwrap(), &spec);
        if let Ok(shapes) = spec.validate() {
            prop_assert_eq!(shapes.layers.len(), spec.layers.len());
            if shapes.parameters < 1 << 16 {
                let network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
                prop_assert_eq!(network.parameter_count(), shapes.parameters);
                let trained = network.tensors().filter(|(_, t)| t.trained);
                let tensors = trained.map(|(_, t)| t.rows * t.columns).sum::<usize>();
                prop_assert_eq!(tensors, shapes.parameters);
            }
        }
    }

    #[test]
    fn training_repeats_and_saves(spec in valid_spec(), seed in 0u64..1000, batch_size in 1usize..9) {
        let fresh = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(seed)).unwrap();
        let sample = sample(&fresh, 7, Loss::MeanSquaredError);
        let params = TrainParams { epochs: 2, batch_size, ..TrainParams::default() };
        let run = || {
            let mut network = fresh.clone();
            let view = sample.view(&fresh);
            let mut streams = streams(seed);
            let history =
                train(&mut network, view, Some(view), &params, &mut streams, &mut |_| Flow::Continue);
            (network, history)
        };
        let ((network, history), (again, history_again)) = (run(), run());
        prop_assert_eq!(&history, &history_again);
        prop_assert_eq!(bits(&network), bits(&again));
        prop_assert!(history.is_ok(), "{:?}", history);
        prop_assert_ne!(bits(&network), bits(&fresh));

        let bytes = network.to_bytes().unwrap();
        prop_assert_eq!(&bytes, &again.to_bytes().unwrap());
        let loaded = Network::from_bytes(&bytes).unwrap();
        prop_assert_eq!(loaded.spec(), network.spec());
        prop_assert_eq!(bits(&loaded), bits(&network));
        let together = predict(&network, &sample);
        prop_assert_eq!(&predict(&loaded, &sample), &together);
        // a sample does not see its neighbours
        for (s, alone) in together.chunks_exact(network.outputs()).enumerate() {
            let one = Sample { rows: sample.rows.clone(), ends: vec![sample.ends[s]], targets: vec![] };
            prop_assert_eq!(&predict(&network, &one)[..], alone);
        }
        // padding is zero and stays zero
        let zeros = fresh.parameters.iter().zip(network.parameters.iter());
        let values: usize = network.tensors().map(|(_, t)| t.rows * t.columns).sum();
        let padding = network.parameters.len() - values;
        prop_assert!(zeros.filter(|(a, b)| **a == 0.0 && **b == 0.0).count() >= padding);
    }

    #[test]
    fn damaged_bytes_are_refused(spec in valid_spec(), cut in any::<prop::sample::Index>(), flip in any::<u8>()) {
        let network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
        let mut bytes = network.to_bytes().unwrap();
        let at = cut.index(bytes.len());
        prop_assert!(Network::from_bytes(&bytes[..at]).is_err());
        bytes[at] ^= flip;
        // a flipped weight is another weight, anything else an error; neither is a panic
        let _ = Network::from_bytes(&bytes);
    }
}

#[test]
fn orthogonal_rows() {
    let (rows, columns, stride) = (50, 200, 208);
    let mut matrix = vec![0.0; rows * stride];
    orthogonal(&mut ChaCha8Rng::seed_from_u64(1), &mut matrix, (rows, columns, stride));
    for a in 0..rows {
        assert!(matrix[a * stride + columns..(a + 1) * stride].iter().all(|x| *x == 0.0));
        for b in 0..rows {
            let row = |r: usize| matrix[r * stride..][..columns].iter().map(|x| f64::from(*x));
            let product: f64 = row(a).zip(row(b)).map(|(x, y)| x * y).sum();
            assert!((product - f64::from(u8::from(a == b))).abs() < 1e-6, "{a} {b}: {product}");
        }
    }
}

#[test]
fn first_weights_of_an_lstm() {
    let spec = NetworkSpec {
        input: InputShape { steps: 5, features: 30 },
        layers: vec![LayerSpec::lstm(40), LayerSpec::dense(1)],
    };
    let network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    let tensors: Vec<_> = network.tensors().collect();
    let names: Vec<&str> = tensors.iter().map(|(name, _)| name.as_str()).collect();
    let expected = ["layers.0.kernel", "layers.0.recurrent_kernel", "layers.0.bias"];
    assert_eq!(names[..3], expected);
    let bias = &tensors[2].1.of(&network.parameters)[..160];
    assert!((0..160).all(|j| bias[j] == f32::from((40..80).contains(&j))), "1 for the forget gate alone");
    // uniform on ±√(6 / (30 + 160)): mean square limit² / 3, with 4800 draws good to some per cent
    let kernel = &tensors[0].1;
    let draws: Vec<f64> = kernel
        .of(&network.parameters)
        .chunks_exact(kernel.stride)
        .flat_map(|row| row[..160].iter().map(|w| f64::from(*w)))
        .collect();
    let limit = (6.0f64 / 190.0).sqrt();
    assert!(draws.iter().all(|w| w.abs() <= limit));
    let square = draws.iter().map(|w| w * w).sum::<f64>() / draws.len() as f64;
    assert!((square / (limit * limit / 3.0) - 1.0).abs() < 0.06, "{square}");
}

#[test]
fn dropout_drops_its_share_and_only_in_training() {
    let layers = vec![LayerSpec::Dropout { rate: 0.3 }];
    let spec = NetworkSpec { input: InputShape { steps: 1, features: 500 }, layers };
    let network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
    let rows = vec![1.0; 500 * 40];
    let ends: Vec<usize> = (0..40).collect();
    let windows = Windows::new(&rows, 500, 1, &ends).unwrap();
    let mut out = vec![0.0; rows.len()];
    network.predict(&windows, &mut out).unwrap();
    assert_eq!(out, rows);

    let mut work = Workspace::for_training(&network, 40);
    work.load(&network, &windows, 0..40);
    network.forward(&mut work, 40, Some(&mut ChaCha8Rng::seed_from_u64(2)));
    let values: Vec<f32> =
        work.output().chunks_exact(row_stride(500)).flat_map(|row| row[..500].to_vec()).collect();
    let kept = values.iter().filter(|x| **x == 1.0 / 0.7).count();
    let dropped = values.iter().filter(|x| **x == 0.0).count();
    assert_eq!(kept + dropped, 20_000);
    // five standard deviations of 20,000 draws
    assert!((dropped as f64 - 6_000.0).abs() < 5.0 * (20_000.0f64 * 0.3 * 0.7).sqrt(), "{dropped}");
}
