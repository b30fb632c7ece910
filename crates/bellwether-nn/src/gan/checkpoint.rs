//! A game between two epochs, as bytes.

use std::collections::{BTreeMap, HashMap};

use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};

use super::params::{GanHistory, GanParams, GanStreams};
use crate::checkpoint::{Position, item_size, pack, read, read_order, unpack};
use crate::error::FormatError;
use crate::network::Network;
use crate::optimizer::State;

/// Entry of the metadata that holds [`Header`].
const KEY: &str = "bellwether_gan_checkpoint";
const VERSION: u32 = 1;

/// Names of the tensors: of each player its network and the moments of its optimiser.
const PLAYERS: [(&str, [&str; 2]); 2] = [
    ("generator", ["generator.first", "generator.second"]),
    ("discriminator", ["discriminator.first", "discriminator.second"]),
];
const ORDER: &str = "order";

/// Everything that the rest of a game depends on, apart from the samples. Made by
/// [`GanTrainer::checkpoint`](crate::GanTrainer::checkpoint), taken up by [`GanTrainer::resume`](crate::GanTrainer::resume).
#[derive(Clone, Debug)]
pub struct GanCheckpoint {
    /// Generator, then discriminator.
    pub(super) players: [(Network, State); 2],
    pub(super) params: GanParams,
    pub(super) streams: GanStreams,
    pub(super) order: Vec<usize>,
    /// `stop` is not yet meant.
    pub(super) history: GanHistory,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    version: u32,
    params: GanParams,
    steps: [i32; 2],
    history: GanHistory,
    shuffle: Position,
    dropout: Position,
    noise: Position,
}

impl GanCheckpoint {
    /// Epochs done.
    pub fn epoch(&self) -> usize {
        self.history.generator.len()
    }

    /// The checkpoint as a safetensors file; the same one gives the same bytes.
    ///
    /// # Errors
    /// [`FormatError::Safetensors`] or [`FormatError::State`] where the writer fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        let GanCheckpoint { players, params, streams, order, history } = self;
        let order = order.iter().flat_map(|&sample| (sample as u64).to_le_bytes()).collect();
        let mut tensors = BTreeMap::from([(ORDER, (Dtype::U64, order))]);
        for ((network, state), (name, moments)) in players.iter().zip(PLAYERS) {
            tensors.insert(name, (Dtype::U8, network.to_bytes()?));
            for (name, moment) in moments.into_iter().zip(&state.moments).filter(|(_, m)| !m.is_empty()) {
                tensors.insert(name, (Dtype::F32, pack(network, moment)));
            }
        }
        let header = Header {
            version: VERSION,
            params: params.clone(),
            steps: players.each_ref().map(|(_, state)| state.steps),
            history: history.clone(),
            shuffle: Position::of(&streams.shuffle),
            dropout: Position::of(&streams.dropout),
            noise: Position::of(&streams.noise),
        };
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

    /// Reads what [`GanCheckpoint::to_bytes`] wrote.
    ///
    /// # Errors
    /// Bytes that are not safetensors, have no checkpoint of a game in the metadata or one whose parts do not fit each
    /// other, or weights or moments that are not finite.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let text = metadata
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(KEY))
            .ok_or(FormatError::NoCheckpoint { key: KEY })?;
        let header: Header = serde_json::from_str(text).map_err(FormatError::State)?;
        let Header { version, params, steps, history, shuffle, dropout, noise } = header;
        if version != VERSION {
            return Err(FormatError::Version { found: version, expected: VERSION });
        }
        params.validate().map_err(FormatError::Settings)?;
        let GanHistory { generator, discriminator, squared_error, stop: _ } = &history;
        let epochs = generator.len();
        let whole = discriminator.len() == epochs && squared_error.len() == epochs;
        if !whole || steps.iter().any(|steps| *steps < 0) {
            return Err(FormatError::History { epochs });
        }
        let file = SafeTensors::deserialize(bytes)?;
        let player = |which: usize| -> Result<(Network, State), FormatError> {
            let (name, moments) = PLAYERS[which];
            let optimizer = [params.generator_optimizer, params.discriminator_optimizer][which];
            let network = Network::from_bytes(read(&file, name, Dtype::U8)?)?;
            let mut state = State::new(optimizer, network.parameters.len());
            state.steps = steps[which];
            for (name, moment) in moments.into_iter().zip(&mut state.moments).filter(|(_, m)| !m.is_empty()) {
                unpack(&network, name, read(&file, name, Dtype::F32)?, moment)?;
            }
            Ok((network, state))
        };
        let players = [player(0)?, player(1)?];
        let order = read_order(read(&file, ORDER, Dtype::U64)?)?;
        let streams = GanStreams { shuffle: shuffle.rng(), dropout: dropout.rng(), noise: noise.rng() };
        Ok(GanCheckpoint { players, params, streams, order, history })
    }
}
