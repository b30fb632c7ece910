//! Sifting, and the decomposition by it.
//!
//! Huang et al. (1998), *Proceedings of the Royal Society A* 454; compared with PyEMD at the same settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::Envelopes;
use super::extrema::Extrema;
use super::{Modes, range, rest};
use crate::FeatureError;
use crate::decompose::{check_finite, check_length};

/// When a mode is sifted enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Stop {
    /// When a step changes little, the envelopes lie on their sides of zero, and extrema and zero crossings differ in
    /// number by one at most. With `h` before and `h'` after the step, little is any of `Σ(h' − h)² / (max h − min h) <
    /// scaled-variance`, `Σ((h' − h) / h')² < deviation`, `Σ(h' − h)² / Σh² < energy-ratio`.
    Cauchy {
        /// Squared change of a step, summed, over the span of what it began with; below it a step changes little. Default
        /// 0.001.
        scaled_variance: f64,
        /// Squared change of a step in units of what it leaves, summed; likewise. Default 0.2.
        deviation: f64,
        /// Squared change of a step, summed, over the sum of squares of what it began with; likewise. Default 0.2.
        energy_ratio: f64,
    },
    /// After so many steps.
    Fixed {
        /// At least 1.
        steps: usize,
    },
    /// After so many steps in a row with extrema and zero crossings that differ in number by one at most (the S-number).
    Settled {
        /// At least 1.
        steps: usize,
    },
}

impl Default for Stop {
    fn default() -> Self {
        Self::Cauchy { scaled_variance: 0.001, deviation: 0.2, energy_ratio: 0.2 }
    }
}

/// How a series is sifted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Sifting {
    /// When a mode is sifted enough.
    pub stop: Stop,
    /// Most steps for one mode; at least 1. Default 999.
    pub max_steps: usize,
    /// Most modes; 0 for no limit. Default 0.
    pub max_modes: usize,
    /// The decomposition ends when what is left over spans less than this. Default 0.001, in units of the series.
    pub range: f64,
    /// It ends when the absolute values of what is left over sum to less than this. Default 0.005, likewise.
    pub total: f64,
}

impl Default for Sifting {
    fn default() -> Self {
        Self { stop: Stop::default(), max_steps: 999, max_modes: 0, range: 0.001, total: 0.005 }
    }
}

impl Sifting {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`FeatureError::Setting`].
    pub fn validate(&self) -> Result<(), FeatureError> {
        let refuse = |setting, value, expected| {
            Err(FeatureError::Setting { method: "sifting", setting, value, expected })
        };
        match self.stop {
            Stop::Fixed { steps: 0 } | Stop::Settled { steps: 0 } => {
                return refuse("stop.steps", 0.0, "at least 1");
            }
            _ if self.max_steps == 0 => return refuse("max-steps", 0.0, "at least 1"),
            _ => {}
        }
        let cauchy = match self.stop {
            Stop::Cauchy { scaled_variance, deviation, energy_ratio } => [
                ("stop.scaled-variance", scaled_variance),
                ("stop.deviation", deviation),
                ("stop.energy-ratio", energy_ratio),
            ],
            Stop::Fixed { .. } | Stop::Settled { .. } => [("range", 0.0); 3],
        };
        for (setting, value) in cauchy.into_iter().chain([("range", self.range), ("total", self.total)]) {
            if !(value >= 0.0 && value.is_finite()) {
                return refuse(setting, value, "a number of at least 0");
            }
        }
        Ok(())
    }
}

/// Empirical mode decomposition: the modes, fastest first, and what they leave over; together the series again.
///
/// A series with fewer than three extrema has no modes. Every value of a mode depends on the whole series.
///
/// # Errors
/// [`FeatureError::SeriesTooShort`] for an empty series, [`FeatureError::SeriesNotFinite`], also for values too large to
/// be squared, [`FeatureError::Setting`].
///
/// ```
/// use bellwether_features::{Sifting, emd};
/// let series: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.1 + (f64::from(i) * 0.9).sin()).collect();
/// let found = emd(&series, &Sifting::default())?;
/// assert!(!found.modes.is_empty());
/// assert!(found.sum().iter().zip(&series).all(|(s, x)| (s - x).abs() < 1e-10));
/// # Ok::<(), bellwether_features::FeatureError>(())
/// ```
pub fn emd(series: &[f64], sifting: &Sifting) -> Result<Modes, FeatureError> {
    check(series, sifting)?;
    Ok(Sifter::default().decompose(series, sifting))
}

/// Refuses what cannot be sifted.
pub(super) fn check(series: &[f64], sifting: &Sifting) -> Result<(), FeatureError> {
    const METHOD: &str = "empirical mode decomposition";
    sifting.validate()?;
    check_length(METHOD, series, 1)?;
    check_finite(METHOD, series)?;
    // squares of differences are summed
    match series.iter().position(|v| v.abs() > 1e150) {
        Some(at) => Err(FeatureError::SeriesNotFinite { method: METHOD, at, value: series[at] }),
        None => Ok(()),
    }
}

/// Room for sifting, used again from mode to mode and from trial to trial.
#[derive(Debug, Default)]
pub(super) struct Sifter {
    extrema: Extrema,
    envelopes: Envelopes,
    mean: Vec<f64>,
    mode: Vec<f64>,
}

/// How the sifting of a mode ended.
enum End {
    /// It is a mode with so many extrema.
    Mode(usize),
    /// There are too few extrema for envelopes.
    Trend,
}

impl Sifter {
    /// The decomposition of a series that was checked.
    pub(super) fn decompose(&mut self, series: &[f64], sifting: &Sifting) -> Modes {
        let mut modes: Vec<Vec<f64>> = Vec::new();
        loop {
            let left = rest(series, &modes);
            match self.sift(&left, sifting) {
                End::Trend => return Modes { modes, residual: left },
                End::Mode(extrema) => {
                    modes.push(self.mode.clone());
                    if sifting.max_modes == modes.len() || ends(&rest(series, &modes), sifting) {
                        // a last mode with too few extrema to be one is part of the trend
                        if extrema <= 2 {
                            modes.pop();
                        }
                        return Modes::of(series, modes);
                    }
                }
            }
        }
    }

    /// Sifts one mode.
    fn sift(&mut self, series: &[f64], sifting: &Sifting) -> End {
        self.mode.clear();
        self.mode.extend_from_slice(series);
        self.mean.resize(series.len(), 0.0);
        let mut settled = 0;
        let mut count = 0;
        self.extrema.find(&self.mode);
        for step in 1..=sifting.max_steps {
            if self.extrema.count() <= 2 {
                return End::Trend;
            }
            let sided = self.envelopes.mean(&self.mode, &self.extrema, &mut self.mean);
            count = self.extrema.count();
            let change = Change::take_off(&mut self.mode, &self.mean);
            if let Stop::Fixed { steps } = sifting.stop {
                if step >= steps {
                    break;
                }
                self.extrema.find(&self.mode);
                continue;
            }
            self.extrema.find(&self.mode);
            count = self.extrema.count();
            let balanced = count.abs_diff(self.extrema.crossings) < 2;
            match sifting.stop {
                Stop::Fixed { .. } => {}
                Stop::Settled { .. } if step == 1 => {}
                Stop::Settled { steps } => {
                    settled = if balanced { settled + 1 } else { 0 };
                    if settled >= steps {
                        break;
                    }
                }
                Stop::Cauchy { .. } => {
                    if balanced && sided && change.is_little(sifting.stop) {
                        break;
                    }
                }
            }
        }
        End::Mode(count)
    }
}

/// Whether too little is left over to go on.
fn ends(left: &[f64], sifting: &Sifting) -> bool {
    range(left) < sifting.range || left.iter().map(|v| v.abs()).sum::<f64>() < sifting.total
}

/// What a step of sifting changed.
struct Change {
    squared: f64,
    relative: f64,
    power_before: f64,
    power_after: f64,
    range_before: f64,
}

impl Change {
    /// Takes the mean off.
    fn take_off(mode: &mut [f64], mean: &[f64]) -> Self {
        let range_before = range(mode);
        let mut change =
            Self { squared: 0.0, relative: 0.0, power_before: 0.0, power_after: 0.0, range_before };
        for (m, mean) in mode.iter_mut().zip(mean) {
            let before = *m;
            *m -= mean;
            let step = *m - before;
            let share = step / *m;
            change.squared += step * step;
            change.relative += share * share;
            change.power_before += before * before;
            change.power_after += *m * *m;
        }
        change
    }

    fn is_little(&self, stop: Stop) -> bool {
        let Stop::Cauchy { scaled_variance, deviation, energy_ratio } = stop else { return false };
        self.power_after >= 1e-10
            && (self.squared / self.range_before < scaled_variance
                || self.relative < deviation
                || self.squared / self.power_before < energy_ratio)
    }
}
