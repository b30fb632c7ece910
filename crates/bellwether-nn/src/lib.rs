//! The training engine: layers with explicit forward and backward passes. Knows nothing of finance.
//!
//! A [`NetworkSpec`] says what a network is made of; a [`Network`] holds its weights; [`train()`] fits them to
//! [`Samples`]; [`Network::predict`] applies them. Everything is `f32` and runs on one thread: train
//! many networks side by side to use many cores. On one machine, the same arguments give the same bits.
//!
//! A [`Trainer`] goes epoch by epoch and can be saved as a [`Checkpoint`]; [`train_gan`] trains two networks against
//! each other.
//!
//! ```
//! use bellwether_nn::{
//!     Flow, InputShape, LayerSpec, Network, NetworkSpec, Samples, Streams, TrainParams, Windows, train,
//! };
//! use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
//!
//! // learn the mean of the last three values
//! let series: Vec<f32> = (0..200).map(|t| (t as f32 * 0.7).sin()).collect();
//! let ends: Vec<usize> = (2..200).collect();
//! let targets: Vec<f32> = ends.iter().map(|&t| series[t - 2..=t].iter().sum::<f32>() / 3.0).collect();
//! let samples = Samples { windows: Windows::new(&series, 1, 3, &ends)?, targets: &targets };
//!
//! let spec = NetworkSpec {
//!     input: InputShape { steps: 3, features: 1 },
//!     layers: vec![LayerSpec::Flatten {}, LayerSpec::dense(1)],
//! };
//! let mut network = Network::new(&spec, &mut ChaCha8Rng::seed_from_u64(1))?;
//! let mut streams = Streams {
//!     shuffle: ChaCha8Rng::seed_from_u64(2),
//!     dropout: ChaCha8Rng::seed_from_u64(3),
//! };
//! let params = TrainParams { epochs: 300, ..TrainParams::default() };
//! let history = train(&mut network, samples, None, &params, &mut streams, &mut |_| Flow::Continue)?;
//! assert!(history.train[299] < 1e-3 * history.train[0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adversarial;
mod buffer;
mod checkpoint;
pub mod encoder;
mod error;
mod format;
mod gan;
mod history;
mod initializer;
mod kernels;
mod layer;
mod loss;
mod network;
mod optimizer;
mod params;
mod plateau;
mod schedule;
mod shapes;
mod spec;
mod train;
mod trainer;
mod windows;
mod workspace;

#[cfg(test)]
mod tests;

pub use adversarial::Adversarial;
pub use checkpoint::Checkpoint;
pub use error::{DataError, FormatError, SpecError, TrainError};
pub use gan::{
    GanCheckpoint, GanHistory, GanParams, GanReport, GanStreams, GanTrainer, sample_gan, train_gan,
};
pub use history::{EpochReport, Flow, LossHistory, StopReason};
pub use initializer::Initializer;
pub use loss::Loss;
pub use network::Network;
pub use optimizer::{Adam, AdamW, EpsilonPlacement, Optimizer, RmsProp, RootEpsilon, Sgd, Velocity};
pub use params::{EarlyStopping, TrainParams, Watch};
pub use plateau::ReduceOnPlateau;
pub use schedule::Schedule;
pub use spec::{
    Activation, AttentionScore, CellActivation, InputShape, LayerSpec, MAX_ACTIVATIONS, MAX_PARAMETERS,
    Merge, NetworkSpec, Padding, Shape, Shapes,
};
pub use train::{Samples, Streams, train};
pub use trainer::Trainer;
pub use windows::Windows;

/// The instruction set that networks run on here (`avx512`, `avx2`, `neon` or `portable`). Sums are taken in another order
/// on each, so results agree to rounding between them, and bit for bit on one.
pub fn instruction_set() -> &'static str {
    kernels::Isa::detect().name()
}
