//! Fitted models as bytes.
//!
//! ```text
//! "BELLWM01" | length of the header, u64 little-endian | header: JSON with the state | weights | BLAKE3 of all before
//! ```

use bellwether_core::{Fitted, ForecastError};
use serde::{Deserialize, Serialize};

use crate::classical::{FittedLearner, FittedRidge};
use crate::deep::{
    FittedGan, FittedModes, FittedNetwork, FittedRecursive, GanState, ModesState, NetworkState,
    RecursiveState,
};
use crate::naive::{
    FittedAlwaysMajority, FittedDrift, FittedHistoricalMean, FittedNearestDate, FittedPersistence,
};
use crate::reduced::{FittedReduced, ReducedState};
use crate::statistical::{FittedGarch, FittedIntervals, FittedOwnPast, IntervalState};

const MAGIC: &[u8; 8] = b"BELLWM01";

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum State {
    Persistence(FittedPersistence),
    Drift(FittedDrift),
    AlwaysMajority(FittedAlwaysMajority),
    HistoricalMean(FittedHistoricalMean),
    NearestDate(FittedNearestDate),
    OwnPast(FittedOwnPast),
    Garch(FittedGarch),
    Intervals(IntervalState),
    Ridge(FittedRidge),
    Learner(FittedLearner),
    Network(NetworkState),
    Recursive(RecursiveState),
    Gan(GanState),
    Modes(ModesState),
    Reduced(ReducedState),
}

pub(crate) fn to_bytes(state: State, weights: &[u8]) -> Vec<u8> {
    let header = serde_json::to_vec(&state).expect("states hold finite numbers and strings only");
    let mut out = Vec::with_capacity(16 + header.len() + weights.len() + blake3::OUT_LEN);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&(header.len() as u64).to_le_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(weights);
    let hash = blake3::hash(&out);
    out.extend_from_slice(hash.as_bytes());
    out
}

/// Restores a model from [`Fitted::to_bytes`]; it forecasts bit-identically.
///
/// # Errors
/// [`ForecastError::Saved`] when the bytes are not such a model, are cut short, or are not those that were saved.
pub fn restore(bytes: &[u8]) -> Result<Box<dyn Fitted>, ForecastError> {
    restore_one(bytes, true)
}

/// `outermost`: whether it may have another model inside.
fn restore_one(bytes: &[u8], outermost: bool) -> Result<Box<dyn Fitted>, ForecastError> {
    let fault = |reason: &str| ForecastError::Saved { reason: reason.to_owned() };
    let (body, hash) =
        bytes.split_last_chunk::<{ blake3::OUT_LEN }>().ok_or_else(|| fault("it is cut short"))?;
    let rest = body.strip_prefix(MAGIC).ok_or_else(|| fault("it does not start as a saved model"))?;
    if blake3::hash(body) != *hash {
        return Err(fault("its bytes are not those that were saved"));
    }
    let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(|| fault("it is cut short"))?;
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let header = rest.get(..length).ok_or_else(|| fault("it is cut short"))?;
    let weights = &rest[length..];
    let state = serde_json::from_slice(header).map_err(|e| fault(&e.to_string()))?;
    Ok(match state {
        State::Persistence(m) => Box::new(m),
        State::Drift(m) => Box::new(m),
        State::AlwaysMajority(m) => Box::new(m),
        State::HistoricalMean(m) => Box::new(m),
        State::NearestDate(m) => {
            m.check()?;
            Box::new(m)
        }
        State::OwnPast(m) => {
            m.check()?;
            Box::new(m)
        }
        State::Garch(m) => {
            m.check()?;
            Box::new(m)
        }
        State::Intervals(_) if !outermost => return Err(fault("it has intervals around intervals")),
        State::Intervals(state) => Box::new(FittedIntervals::restore(state, restore_one(weights, false)?)?),
        State::Ridge(m) => {
            m.check()?;
            Box::new(m)
        }
        State::Learner(m) => {
            m.check()?;
            Box::new(m)
        }
        State::Network(state) => Box::new(FittedNetwork::restore(state, weights)?),
        State::Recursive(state) => Box::new(FittedRecursive::restore(state, weights)?),
        State::Gan(state) => Box::new(FittedGan::restore(state, weights)?),
        State::Modes(state) => Box::new(FittedModes::restore(state, weights)?),
        State::Reduced(state) => Box::new(FittedReduced::restore(state, weights)?),
    })
}
