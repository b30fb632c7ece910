//! The game, epoch by epoch.

use super::checkpoint::GanCheckpoint;
use super::params::{GanHistory, GanParams, GanReport, GanStreams};
use super::step::Game;
use crate::error::TrainError;
use crate::history::StopReason;
use crate::network::Network;
use crate::train::Samples;
use crate::trainer::shuffle;

/// A game that goes epoch by epoch, so that it can be interrupted and resumed: what [`Trainer`](crate::Trainer) is to
/// [`train`](crate::train), for [`train_gan`](crate::train_gan).
#[derive(Debug)]
pub struct GanTrainer<'a> {
    game: Game<'a>,
    params: &'a GanParams,
    streams: &'a mut GanStreams,
    /// The samples in the order of the last epoch, which the next one shuffles further.
    order: Vec<usize>,
    history: GanHistory,
}

impl<'a> GanTrainer<'a> {
    /// A game before its first epoch.
    ///
    /// # Errors
    /// A setting outside its range, networks that fit neither the samples nor each other, or samples that are not finite.
    pub fn new(
        generator: &'a mut Network,
        discriminator: &'a mut Network,
        samples: Samples<'a>,
        params: &'a GanParams,
        streams: &'a mut GanStreams,
    ) -> Result<Self, TrainError> {
        let game = Game::new(generator, discriminator, samples, params)?;
        let order = (0..samples.windows.len()).collect();
        Ok(GanTrainer { game, params, streams, order, history: GanHistory::with_capacity(params.epochs) })
    }

    /// Puts everything where `checkpoint` was. With the same samples the game then goes on bit for bit as if it had never
    /// been interrupted. Only `epochs` may be another number than before.
    ///
    /// # Errors
    /// A checkpoint of other networks, of other settings, or of another number of samples.
    pub fn resume(&mut self, checkpoint: &GanCheckpoint) -> Result<(), TrainError> {
        let GanCheckpoint { players, params, streams, order, history } = checkpoint;
        let own = self.game.players();
        if own.iter().zip(players).any(|((network, _), (saved, _))| network.spec() != saved.spec()) {
            return Err(TrainError::ResumeNetwork);
        }
        if let Some(field) = params.difference(self.params) {
            return Err(TrainError::ResumeSetting { field });
        }
        let (found, expected) = (order.len(), self.order.len());
        if found != expected {
            return Err(TrainError::ResumeSamples { found, expected });
        }
        for ((network, optimizer), (saved, state)) in self.game.players_mut().into_iter().zip(players) {
            let isa = network.isa;
            *network = saved.clone();
            network.isa = isa;
            *optimizer = state.clone();
        }
        *self.streams = streams.clone();
        self.order.copy_from_slice(order);
        // into the room that there is
        let GanHistory { generator, discriminator, squared_error, stop: _ } = &mut self.history;
        let saved = [&history.generator, &history.discriminator, &history.squared_error];
        for (to, from) in [generator, discriminator, squared_error].into_iter().zip(saved) {
            to.clear();
            to.extend_from_slice(from);
        }
        Ok(())
    }

    /// All that the rest of the game depends on, apart from the samples.
    pub fn checkpoint(&self) -> GanCheckpoint {
        GanCheckpoint {
            players: self.game.players().map(|(network, optimizer)| (network.clone(), optimizer.clone())),
            params: self.params.clone(),
            streams: self.streams.clone(),
            order: self.order.clone(),
            history: self.history.clone(),
        }
    }

    /// Plays one more epoch; `None`, and nothing done, once all are done.
    ///
    /// # Errors
    /// A loss or weight that becomes NaN or infinite. The networks are left with the weights that caused it.
    pub fn epoch(&mut self) -> Result<Option<GanReport>, TrainError> {
        let done = self.history.generator.len();
        if done >= self.params.epochs {
            return Ok(None);
        }
        if self.params.shuffle {
            shuffle(&mut self.order, &mut self.streams.shuffle);
        }
        let report = self.game.epoch(done + 1, &self.order, self.streams)?;
        self.history.push(&report);
        Ok(Some(report))
    }

    /// Ends the game. The reason in the history is [`StopReason::Cancelled`] unless all epochs are done.
    pub fn finish(self) -> GanHistory {
        let all = self.history.generator.len() >= self.params.epochs;
        self.end(if all { StopReason::Completed } else { StopReason::Cancelled })
    }

    pub(super) fn end(mut self, stop: StopReason) -> GanHistory {
        self.history.stop = stop;
        self.history
    }
}
