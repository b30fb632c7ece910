//! Networks of the papers, on the training engine.
//!
//! A network is one file: its parameters with the papers' values, and the layers that they stand for. What all of them
//! share is here: heads for numbers and directions, quantiles and further horizons, several series at once, pictures,
//! trees behind the last layer.

mod alstm;
mod ar_lstm;
mod architecture;
mod bert_inspired;
mod bilstm;
mod by_epochs;
mod candle_cnn;
mod cnn;
mod cnn_lstm;
mod fit;
mod fitted;
mod gan;
mod gru;
mod hybrid;
mod joint;
mod kind_or_table;
mod layers;
mod lstm;
mod mlp;
mod modes;
pub(crate) mod networks;
mod optimizer;
mod schedule;
mod sentiment_cnn;
mod training;
mod transformer;

pub use alstm::{Alstm, AlstmParams};
pub use ar_lstm::{ArLstm, ArLstmParams, MultiStep};
pub use architecture::{Adversarial, DirectionHead};
pub use bert_inspired::{BertInspired, BertInspiredParams};
pub use bilstm::{BiLstm, BiLstmParams};
pub use candle_cnn::{CandleCnn, CandleCnnParams};
pub use cnn::{Cnn, CnnParams};
pub use cnn_lstm::{CnnLstm, CnnLstmParams};
pub use gan::{Gan, GanParams, GanTraining};
pub use gru::{Gru, GruParams};
pub use hybrid::{Hybrid, HybridParams};
pub use joint::{Joint, JointParams};
pub use lstm::{CellActivation, Lstm, LstmParams};
pub use mlp::{Mlp, MlpParams};
pub use modes::{
    CeemdCnnLstm, CeemdCnnLstmParams, EmdCnnLstm, EmdCnnLstmParams, EmdLstm, EmdLstmParams, EnsembleKind,
};
pub use optimizer::{Framework, OptimizerSpec};
pub use schedule::ScheduleSpec;
pub use sentiment_cnn::{SentimentCnn, SentimentCnnParams};
pub use training::{LossKind, TrainingParams, Watched};
pub use transformer::{Transformer, TransformerParams};

pub(crate) use ar_lstm::{FittedRecursive, RecursiveState};
pub(crate) use fitted::{FittedNetwork, NetworkState};
pub(crate) use gan::{FittedGan, GanState};
pub(crate) use modes::{FittedModes, ModesState};
