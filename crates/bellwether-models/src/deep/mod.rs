//! Networks of the papers, on the training engine.

mod cnn_lstm;
mod lstm;
mod network;

pub use cnn_lstm::{CnnLstm, CnnLstmParams};
pub use lstm::{CellActivation, Lstm, LstmParams};
pub use network::TrainingParams;

pub(crate) use network::{FittedNetwork, NetworkState};
