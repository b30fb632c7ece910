//! A training between two epochs, as bytes.

use std::collections::{BTreeMap, HashMap};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::error::FormatError;
use crate::history::LossHistory;
use crate::network::Network;
use crate::optimizer::State;
use crate::params::TrainParams;
use crate::plateau::Plateau;
use crate::train::Streams;
use crate::trainer::{Best, Progress};

/// Entry of the metadata that holds [`Header`].
const KEY: &str = "bellwether_checkpoint";
const VERSION: u32 = 1;

/// Names of the tensors.
const NETWORK: &str = "network";
const MOMENTS: [&str; 2] = ["optimizer.first", "optimizer.second"];
const BEST: &str = "best";
const ORDER: &str = "order";

/// Everything that the rest of a training depends on, apart from the samples: weights, moments of the optimiser,
/// order of the samples, random streams, callbacks and history. Made by [`Trainer::checkpoint`](crate::Trainer::checkpoint),
/// taken up by [`Trainer::resume`](crate::Trainer::resume).
#[derive(Clone, Debug)]
pub struct Checkpoint {
    pub(crate) network: Network,
    pub(crate) params: TrainParams,
    pub(crate) streams: Streams,
    pub(crate) progress: Progress,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: u32,
    params: TrainParams,
    steps: i32,
    best_loss: Option<f64>,
    best_epoch: usize,
    plateau: Plateau,
    history: LossHistory,
    shuffle: Position,
    dropout: Position,
}

/// Where a random stream stands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    seed: [u8; 32],
    stream: u64,
    /// Words drawn, the high half first: JSON has no numbers of 128 bits.
    words: [u64; 2],
}

impl Position {
    pub(crate) fn of(rng: &ChaCha8Rng) -> Self {
        let words = rng.get_word_pos();
        Position {
            seed: rng.get_seed(),
            stream: rng.get_stream(),
            words: [(words >> 64) as u64, words as u64],
        }
    }

    pub(crate) fn rng(&self) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::from_seed(self.seed);
        rng.set_stream(self.stream);
        rng.set_word_pos((u128::from(self.words[0]) << 64) | u128::from(self.words[1]));
        rng
    }
}

impl Checkpoint {
    /// The network with the weights of the last epoch.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The settings of the training.
    pub fn params(&self) -> &TrainParams {
        &self.params
    }

    /// Epochs done.
    pub fn epoch(&self) -> usize {
        self.progress.history.train.len()
    }

    /// The losses so far; the reason for which it stopped says nothing.
    pub fn history(&self) -> &LossHistory {
        &self.progress.history
    }

    /// The checkpoint as a safetensors file: the network as [`Network::to_bytes`] writes it, the moments and best
    /// weights tensor after tensor without padding, the order of the samples, and the rest as JSON in the metadata.
    /// The same checkpoint gives the same bytes.
    ///
    /// # Errors
    /// [`FormatError::Safetensors`] or [`FormatError::State`] where the writer fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        let Checkpoint { network, params, streams, progress } = self;
        let Progress { optimizer, order, best, plateau, history } = progress;
        let header = Header {
            version: VERSION,
            params: params.clone(),
            steps: optimizer.steps,
            best_loss: best.loss,
            best_epoch: best.epoch,
            plateau: *plateau,
            history: history.clone(),
            shuffle: Position::of(&streams.shuffle),
            dropout: Position::of(&streams.dropout),
        };
        let order = order.iter().flat_map(|&sample| (sample as u64).to_le_bytes()).collect();
        let mut tensors =
            BTreeMap::from([(NETWORK, (Dtype::U8, network.to_bytes()?)), (ORDER, (Dtype::U64, order))]);
        let moments = MOMENTS.into_iter().zip(&optimizer.moments).filter(|(_, moment)| !moment.is_empty());
        for (name, buffer) in moments.chain(best.parameters.iter().map(|buffer| (BEST, buffer))) {
            tensors.insert(name, (Dtype::F32, pack(network, buffer)));
        }
        let views = tensors
            .iter()
            .map(|(name, (dtype, bytes))| {
                let width = if *dtype == Dtype::U8 { 1 } else { item_size(*dtype) };
                Ok((*name, TensorView::new(*dtype, vec![bytes.len() / width], bytes)?))
            })
            .collect::<Result<Vec<_>, FormatError>>()?;
        // one entry only: the order of a hash map's entries would not repeat
        let text = serde_json::to_string(&header).map_err(FormatError::State)?;
        Ok(serialize(views, Some(HashMap::from([(KEY.to_owned(), text)])))?)
    }

    /// Reads what [`Checkpoint::to_bytes`] wrote.
    ///
    /// # Errors
    /// Bytes that are not safetensors, have no checkpoint in the metadata or one whose parts do not fit each other,
    /// or weights or moments that are not finite.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let text = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(KEY))
            .ok_or(FormatError::NoCheckpoint { key: KEY })?;
        let header: Header = serde_json::from_str(text).map_err(FormatError::State)?;
        let Header { version, params, steps, best_loss, best_epoch, plateau, history, shuffle, dropout } =
            header;
        if version != VERSION {
            return Err(FormatError::Version { found: version, expected: VERSION });
        }
        params.validate().map_err(FormatError::Settings)?;
        check_history(&history, best_epoch, steps)?;
        let file = SafeTensors::deserialize(bytes)?;
        let network = Network::from_bytes(read(&file, NETWORK, Dtype::U8)?)?;
        let order = read_order(read(&file, ORDER, Dtype::U64)?)?;
        let mut optimizer = State::new(params.optimizer, network.parameters.len());
        optimizer.steps = steps;
        for (name, moment) in MOMENTS.into_iter().zip(&mut optimizer.moments) {
            if !moment.is_empty() {
                unpack(&network, name, read(&file, name, Dtype::F32)?, moment)?;
            }
        }
        let mut best = Best { loss: best_loss, epoch: best_epoch, parameters: None };
        if params.keeps_best() {
            let mut parameters = Buffer::zeros(network.parameters.len());
            unpack(&network, BEST, read(&file, BEST, Dtype::F32)?, &mut parameters)?;
            best.parameters = Some(parameters);
        }
        let streams = Streams { shuffle: shuffle.rng(), dropout: dropout.rng() };
        let progress = Progress { optimizer, order, best, plateau, history };
        Ok(Checkpoint { network, params, streams, progress })
    }
}

pub(crate) fn item_size(dtype: Dtype) -> usize {
    dtype.bitsize() / 8
}

/// The values of a buffer laid out as the parameters, without the padding.
pub(crate) fn pack(network: &Network, buffer: &Buffer) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(network.parameter_count() * size_of::<f32>());
    for (_, tensor) in network.tensors() {
        for row in tensor.of(buffer).chunks_exact(tensor.stride) {
            bytes.extend(row[..tensor.columns].iter().flat_map(|x| x.to_le_bytes()));
        }
    }
    bytes
}

pub(crate) fn unpack(
    network: &Network,
    name: &str,
    bytes: &[u8],
    buffer: &mut Buffer,
) -> Result<(), FormatError> {
    let values = bytes.as_chunks::<4>().0;
    let expected = network.tensors().map(|(_, tensor)| tensor.rows * tensor.columns).sum();
    if values.len() != expected {
        return Err(FormatError::ParameterCount { found: values.len(), expected });
    }
    let mut values = values.iter().map(|&bytes| f32::from_le_bytes(bytes));
    for (_, tensor) in network.tensors() {
        for row in tensor.of_mut(buffer).chunks_exact_mut(tensor.stride) {
            for (x, value) in row[..tensor.columns].iter_mut().zip(&mut values) {
                if !value.is_finite() {
                    return Err(FormatError::NonFinite { name: name.to_owned(), value });
                }
                *x = value;
            }
        }
    }
    Ok(())
}

pub(crate) fn read<'a>(file: &SafeTensors<'a>, name: &str, dtype: Dtype) -> Result<&'a [u8], FormatError> {
    let view = file.tensor(name)?;
    if view.dtype() == dtype {
        return Ok(view.data());
    }
    let (found, expected) = (view.dtype().to_string(), dtype.to_string());
    Err(FormatError::ElementType { name: name.to_owned(), found, expected })
}

/// A permutation of the samples.
pub(crate) fn read_order(bytes: &[u8]) -> Result<Vec<usize>, FormatError> {
    let values = bytes.as_chunks::<8>().0;
    let mut seen = vec![false; values.len()];
    values
        .iter()
        .map(|&bytes| {
            let sample = usize::try_from(u64::from_le_bytes(bytes)).unwrap_or(usize::MAX);
            let again = seen.get_mut(sample).is_none_or(|seen| std::mem::replace(seen, true));
            if again { Err(FormatError::Order { sample, samples: values.len() }) } else { Ok(sample) }
        })
        .collect()
}

/// One entry for every epoch, and none of epochs to come.
fn check_history(history: &LossHistory, best_epoch: usize, steps: i32) -> Result<(), FormatError> {
    let LossHistory { train, validation, learning_rate, epoch, stop: _ } = history;
    let epochs = train.len();
    let fits = (validation.is_empty() || validation.len() == epochs)
        && learning_rate.len() == epochs
        && *epoch == epochs
        && best_epoch <= epochs
        && steps >= 0;
    if fits { Ok(()) } else { Err(FormatError::History { epochs }) }
}
