//! Forecasting with one network a part.

use bellwether_core::{Ahead, EpochLoss, Fitted, Forecast, ForecastError, FrameView, Origin, Target};
use serde::{Deserialize, Serialize};
use statrs::function::erf::erfc;

use super::fit::{number, windows};
use super::parts::{NoParts, Splitter, Splitting};
use crate::deep::{FittedNetwork, NetworkState};
use crate::saved::{self, State};
use crate::statistical::Past;
use crate::supervised::{finish, misfit};

/// What fitted networks by part keep besides their weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ModesState {
    pub(super) past: Past,
    pub(super) splitting: Splitting,
    pub(super) lookback: usize,
    /// Newest values of each part that are looked at.
    pub(super) keep: usize,
    pub(super) columns: bool,
    /// Whether the networks learnt changes.
    pub(super) changes: bool,
    /// Of the stream that the noise of every window is drawn from.
    pub(super) seed: [u8; 32],
    /// Of the errors behind a direction's probability, by horizon; empty for numbers.
    pub(super) deviations: Vec<f64>,
    pub(super) networks: Vec<NetworkState>,
    /// Bytes of each network's weights.
    pub(super) lengths: Vec<usize>,
    pub(super) losses: Vec<EpochLoss>,
}

pub(crate) struct FittedModes {
    /// Without its networks, which are below.
    pub(super) state: ModesState,
    pub(super) splitter: Splitter,
    pub(super) networks: Vec<FittedNetwork>,
}

impl FittedModes {
    pub(crate) fn restore(mut state: ModesState, weights: &[u8]) -> Result<Self, ForecastError> {
        let (states, lengths) = (std::mem::take(&mut state.networks), std::mem::take(&mut state.lengths));
        let Splitting { window, modes, ensemble, sifting } = state.splitting;
        let sound = modes < 1_000
            && (1..=window).contains(&state.lookback)
            && (state.lookback..=window).contains(&state.keep)
            && sifting.validate().is_ok()
            && sifting.max_steps <= 1_000_000
            // noise for a window is drawn at once
            && ensemble.map_or(1, |e| e.pairs).checked_mul(window).is_some_and(|n| (1..=100_000_000).contains(&n))
            && states.len() == modes + 1
            && lengths.len() == states.len();
        if !sound {
            return Err(misfit(format!("{} networks for {modes} modes of {window} values", states.len())));
        }
        let mut rest = weights;
        let mut networks = Vec::with_capacity(states.len());
        for (network, length) in states.into_iter().zip(lengths) {
            let (own, later) =
                rest.split_at_checked(length).ok_or_else(|| misfit("weights cut short".to_owned()))?;
            networks.push(FittedNetwork::restore(network, own)?);
            rest = later;
        }
        let splitter = Splitter::new(state.splitting, state.past, state.seed, state.keep);
        Ok(Self { state, splitter, networks })
    }

    /// The sum of all networks' forecasts at a row of a frame.
    pub(super) fn at_row(
        &self,
        frame: &FrameView<'_>,
        row: usize,
        target: Target,
    ) -> Result<Forecast, ForecastError> {
        let ModesState { past, lookback, columns, changes, .. } = self.state;
        let stamp = frame.stamps()[row];
        let date = stamp.date;
        let parts = self.splitter.at(frame, row).map_err(|e| match e {
            NoParts::Rows => {
                let needed = self.state.splitting.window;
                ForecastError::TooLittleHistory { date, needed, found: row + 1 }
            }
            NoParts::Value(row, value) => {
                let column = past.column().to_owned();
                ForecastError::NotFinite { column, date: frame.stamps()[row].date, value }
            }
        })?;
        let mut sum: Option<Forecast> = None;
        for (network, part) in self.networks.iter().zip(&parts) {
            let window =
                windows(frame, columns, lookback, &[(row, part)]).map_err(|e| misfit(e.to_string()))?;
            let last_known = part[part.len() - 1];
            let at = Origin { frame: window.view(), last_known, target, stamp, series: 0, further: &[] };
            let mut found = network.forecast(&at)?;
            if changes {
                found.point += last_known;
                found.ahead.iter_mut().for_each(|a| a.point += last_known);
            }
            match &mut sum {
                None => sum = Some(found),
                Some(sum) => {
                    sum.point += found.point;
                    sum.ahead.iter_mut().zip(found.ahead).for_each(|(s, a)| s.point += a.point);
                }
            }
        }
        sum.ok_or_else(|| misfit("no networks".to_owned()))
    }
}

/// P(Z > −(mean − from) / deviation).
fn probability_of_rise(mean: f64, deviation: f64, from: f64) -> f64 {
    if deviation > 0.0 {
        0.5 * erfc((from - mean) / deviation / std::f64::consts::SQRT_2)
    } else {
        f64::from(mean > from)
    }
}

impl Fitted for FittedModes {
    fn forecast(&self, at: &Origin<'_>) -> Result<Forecast, ForecastError> {
        let date = at.stamp.date;
        if at.series != 0 {
            return Err(ForecastError::UnknownSeries { series: at.series, fitted: 1 });
        }
        let found = at.frame.len();
        let needed = self.state.splitting.window;
        let row = found.checked_sub(1).ok_or(ForecastError::TooLittleHistory { date, needed, found })?;
        let sum = self.at_row(&at.frame, row, number(at.target))?;
        if let Some(wrong) = sum.ahead.iter().find(|a| !a.point.is_finite()) {
            return Err(ForecastError::NotFiniteOutput { date, value: wrong.point });
        }
        if !at.target.is_direction() {
            return Ok(Forecast { ahead: sum.ahead, ..finish(at, sum.point)? });
        }
        let from = if self.state.past.is_summed() {
            0.0
        } else {
            let column = at.frame.column(self.state.past.column());
            column.map_or(f64::NAN, |j| at.frame.row(row)[j])
        };
        let Some((deviation, further)) =
            self.state.deviations.split_first().filter(|(_, further)| further.len() == sum.ahead.len())
        else {
            return Err(misfit("no errors behind the probability of a direction".to_owned()));
        };
        // what is not finite must not pass for certainty
        let rise = |point: f64, deviation: f64| {
            if point.is_finite() { probability_of_rise(point, deviation, from) } else { point }
        };
        let forecast = finish(at, rise(sum.point, *deviation))?;
        let ahead = sum.ahead.iter().zip(further);
        let ahead = ahead.map(|(a, deviation)| Ahead::rise(a.horizon, rise(a.point, *deviation))).collect();
        Ok(Forecast { ahead, ..forecast })
    }

    fn losses(&self) -> &[EpochLoss] {
        &self.state.losses
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut state = self.state.clone();
        let mut weights = Vec::new();
        for network in &self.networks {
            let own =
                network.network.to_bytes().expect("a trained network has finite weights and a valid spec");
            state.lengths.push(own.len());
            state.networks.push(network.state.clone());
            weights.extend(own);
        }
        saved::to_bytes(State::Modes(state), &weights)
    }
}
