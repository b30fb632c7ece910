//! How the learning rate moves from epoch to epoch.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::error::TrainError;

/// A factor of the optimiser's learning rate for each epoch.
///
/// ```
/// use bellwether_nn::Schedule;
///
/// let halved = Schedule::StepDecay { every: 10, factor: 0.5 };
/// assert_eq!([1, 10, 11, 21].map(|epoch| halved.factor(epoch, 30)), [1.0, 1.0, 0.5, 0.25]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Schedule {
    /// 1.
    #[default]
    Constant,
    /// `factor^⌊(epoch - 1) / every⌋`.
    StepDecay {
        /// Epochs between two falls; at least 1.
        every: usize,
        /// What is left after one; in `(0, 1]`.
        factor: f32,
    },
    /// `factor^(epoch - 1)`.
    Exponential {
        /// What an epoch leaves; in `(0, 1]`.
        factor: f32,
    },
    /// `epoch / (warmup + 1)` in the first `warmup` epochs, then 1.
    LinearWarmup {
        /// Epochs below the full rate; at least 1.
        warmup: usize,
    },
    /// `epoch / (warmup + 1)` in the first `warmup` epochs, then half a cosine from 1 towards `floor`, which it
    /// would reach one epoch behind the last: `floor + (1 - floor)(1 + cos(π k / n)) / 2` in the epoch `k`, from 0, of the
    /// `n` that follow the warm-up (Loshchilov and Hutter, 2017).
    Cosine {
        /// Epochs below the full rate; default 0, fewer than all.
        #[serde(default)]
        warmup: usize,
        /// Where the cosine ends; in `[0, 1)`, default 0.
        #[serde(default)]
        floor: f32,
    },
}

impl Schedule {
    /// Factor in `epoch`, from 1, of `epochs`.
    pub fn factor(&self, epoch: usize, epochs: usize) -> f64 {
        let before = epoch.saturating_sub(1);
        let rising = |warmup: usize| epoch as f64 / (warmup as f64 + 1.0);
        match *self {
            Schedule::Constant => 1.0,
            Schedule::StepDecay { every, factor } => power(factor, before / every.max(1)),
            Schedule::Exponential { factor } => power(factor, before),
            Schedule::LinearWarmup { warmup } => {
                if epoch <= warmup {
                    rising(warmup)
                } else {
                    1.0
                }
            }
            Schedule::Cosine { warmup, floor } => {
                if epoch <= warmup {
                    return rising(warmup);
                }
                let (floor, behind) = (f64::from(floor), epochs.saturating_sub(warmup).max(1));
                let phase = PI * ((before - warmup) as f64 / behind as f64).min(1.0);
                floor + (1.0 - floor) * (1.0 + phase.cos()) / 2.0
            }
        }
    }

    pub(crate) fn validate(&self, epochs: usize) -> Result<(), TrainError> {
        let refuse = |field, value, range| Err(TrainError::Setting { field, value, range });
        let share = |x: f32| x > 0.0 && x <= 1.0;
        match *self {
            Schedule::StepDecay { every: 0, .. } => refuse("schedule.every", 0.0, "at least 1"),
            Schedule::StepDecay { factor, .. } | Schedule::Exponential { factor } if !share(factor) => {
                refuse("schedule.factor", f64::from(factor), "in (0, 1]")
            }
            Schedule::LinearWarmup { warmup: 0 } => refuse("schedule.warmup", 0.0, "at least 1"),
            Schedule::Cosine { warmup, .. } if warmup >= epochs => {
                refuse("schedule.warmup", warmup as f64, "fewer than all epochs")
            }
            Schedule::Cosine { floor, .. } if !(0.0..1.0).contains(&floor) => {
                refuse("schedule.floor", f64::from(floor), "in [0, 1)")
            }
            _ => Ok(()),
        }
    }
}

/// An exponent beyond all epochs saturates.
fn power(factor: f32, exponent: usize) -> f64 {
    f64::from(factor).powi(i32::try_from(exponent).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_starts_where_it_says() {
        let cosine = Schedule::Cosine { warmup: 3, floor: 0.1 };
        let rates: Vec<f64> = (1..=8).map(|epoch| cosine.factor(epoch, 8)).collect();
        assert_eq!(rates[..4], [0.25, 0.5, 0.75, 1.0]);
        assert!(rates[3..].windows(2).all(|pair| pair[1] < pair[0]) && rates[7] > 0.1);
        assert_eq!(Schedule::LinearWarmup { warmup: 1 }.factor(1, 9), 0.5);
        assert_eq!(Schedule::LinearWarmup { warmup: 1 }.factor(2, 9), 1.0);
        assert_eq!(Schedule::Constant.factor(1_000_000, 1), 1.0);
        assert_eq!(Schedule::Exponential { factor: 0.5 }.factor(usize::MAX, 1), 0.0);
    }

    #[test]
    fn settings_outside_their_ranges_are_refused() {
        for schedule in [
            Schedule::StepDecay { every: 0, factor: 0.5 },
            Schedule::StepDecay { every: 1, factor: 0.0 },
            Schedule::Exponential { factor: f32::NAN },
            Schedule::Exponential { factor: 1.5 },
            Schedule::LinearWarmup { warmup: 0 },
            Schedule::Cosine { warmup: 10, floor: 0.0 },
            Schedule::Cosine { warmup: 0, floor: 1.0 },
        ] {
            assert!(schedule.validate(10).is_err(), "{schedule:?}");
        }
        assert!(Schedule::Cosine { warmup: 9, floor: 0.0 }.validate(10).is_ok());
    }
}
