//! The parts of a series at a row: of the window that ends there, or those that the frame already has.

use bellwether_core::FrameView;
use bellwether_features::{
    Ceemdan, FeatureError, Noise, Sifting, ceemd_given, ceemdan_given, eemd_given, emd,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistical::Past;

/// What is done with the noise of an ensemble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EnsembleKind {
    /// Added and taken off, the mean of both: complementary, Yeh, Shieh and Huang (2010).
    #[default]
    Ceemd,
    /// Added alone, the mean over the draws: Wu and Huang (2009).
    Eemd,
    /// Added mode by mode to what is left: Torres et al. (2011).
    Ceemdan,
}

/// Noise of an ensemble.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Ensemble {
    pub(super) kind: EnsembleKind,
    pub(super) pairs: usize,
    pub(super) width: f64,
}

/// How a series is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Splitting {
    pub(crate) window: usize,
    pub(crate) modes: usize,
    pub(crate) sifting: Sifting,
    pub(crate) ensemble: Option<Ensemble>,
}

/// The name of a column that holds a part of the whole series.
pub(crate) fn part_name(part: usize) -> String {
    format!("whole-series-part-{}", part + 1)
}

impl Splitting {
    /// The modes, as many as were asked for, and what they leave over. A mode that the series does not have is zero.
    pub(crate) fn split(&self, series: &[f64], noise: Option<&Noise>) -> Result<Vec<Vec<f64>>, FeatureError> {
        let sifting = Sifting { max_modes: self.modes, ..self.sifting };
        let found = match (noise, self.ensemble) {
            (Some(noise), Some(Ensemble { kind, pairs: _, width })) => match kind {
                EnsembleKind::Ceemd => ceemd_given(series, &sifting, noise, width)?,
                EnsembleKind::Eemd => eemd_given(series, &sifting, noise, width)?,
                EnsembleKind::Ceemdan => {
                    let (max_modes, sifting) = (self.modes, self.sifting);
                    let settings = Ceemdan { epsilon: width, max_modes, sifting, ..Ceemdan::default() };
                    ceemdan_given(series, &settings, noise)?
                }
            },
            _ => emd(series, &sifting)?,
        };
        let mut parts = found.modes;
        parts.resize_with(self.modes, || vec![0.0; series.len()]);
        parts.push(found.residual);
        Ok(parts)
    }

    /// The noise for series of this length, from a stream of its own.
    pub(crate) fn noise(&self, seed: [u8; 32], length: usize) -> Option<Noise> {
        let mut stream = ChaCha8Rng::from_seed(seed);
        self.ensemble.map(|ensemble| Noise::draw(&mut stream, ensemble.pairs, length))
    }
}

/// Takes the windows of a frame's column apart.
#[derive(Debug, Clone)]
pub(super) struct Splitter {
    pub(super) splitting: Splitting,
    pub(super) past: Past,
    /// The noise of every window.
    noise: Option<Noise>,
    /// Values of each part that are kept, the newest ones.
    pub(super) keep: usize,
}

/// Why there are no parts.
#[derive(Debug)]
pub(super) enum NoParts {
    /// Too few rows.
    Rows,
    /// A value that is not finite, or too large, in this row.
    Value(usize, f64),
}

impl Splitter {
    pub(super) fn new(splitting: Splitting, past: Past, seed: [u8; 32], keep: usize) -> Self {
        let noise = splitting.noise(seed, splitting.window);
        Self { splitting, past, noise, keep }
    }

    /// The last values of each part at a row.
    pub(super) fn at(&self, frame: &FrameView<'_>, row: usize) -> Result<Vec<Vec<f64>>, NoParts> {
        let (window, keep) = (self.splitting.window, self.keep);
        let from = (row + 1).checked_sub(window).ok_or(NoParts::Rows)?;
        if frame.column(&part_name(0)).is_some() {
            return self.given(frame, row);
        }
        let column = frame.column(self.past.column()).ok_or(NoParts::Rows)?;
        let series: Vec<f64> = (from..=row).map(|r| frame.row(r)[column]).collect();
        let parts = self.splitting.split(&series, self.noise.as_ref()).map_err(|e| match e {
            FeatureError::SeriesNotFinite { at, value, .. } => NoParts::Value(from + at, value),
            _ => NoParts::Value(row, f64::NAN),
        })?;
        Ok(parts.into_iter().map(|part| part[window - keep..].to_vec()).collect())
    }

    /// The parts of the whole series, which the frame has as columns.
    fn given(&self, frame: &FrameView<'_>, row: usize) -> Result<Vec<Vec<f64>>, NoParts> {
        let part = |k: usize| {
            let column = frame.column(&part_name(k)).ok_or(NoParts::Rows)?;
            let value = |r: usize| {
                let value = frame.row(r)[column];
                if value.is_finite() { Ok(value) } else { Err(NoParts::Value(r, value)) }
            };
            (row + 1 - self.keep..=row).map(value).collect()
        };
        (0..=self.splitting.modes).map(part).collect()
    }
}
