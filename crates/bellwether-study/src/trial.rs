//! The unit of work: one model on one ticker with one set of inputs, one fold and one seed.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bellwether_core::{EpochLoss, FitError, Forecaster, Origin, RunContext, Sample};
use serde::{Deserialize, Serialize};

use crate::record::Arm;
use crate::samples::TickerStudy;
use crate::{ModelEntry, StudyConfig};

/// Changes when a trial of the same key would give other numbers.
const TRIAL_VERSION: u32 = 3;

/// Which fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FoldIndex {
    /// One of the protocol's.
    Test(usize),
    /// The one beyond the data.
    Next,
}

/// One trial, not yet run.
pub(crate) struct Trial<'a> {
    pub(crate) config: &'a StudyConfig,
    pub(crate) ticker: &'a TickerStudy,
    pub(crate) arm: Arm,
    pub(crate) model: &'a ModelEntry,
    pub(crate) seed: u64,
    pub(crate) fold: FoldIndex,
}

/// What a trial found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// One forecast for each test sample of the fold (one in all for the fold beyond the data).
    Forecasts { points: Vec<TrialPoint>, losses: Vec<EpochLoss> },
    /// The model failed, in words.
    Failed(String),
}

/// A forecast as a trial keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrialPoint {
    pub(crate) point: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
}

/// A fold's parts: rows to learn from, and rows to forecast from with the naive forecast there.
struct Parts {
    train: std::ops::Range<usize>,
    validation: std::ops::Range<usize>,
    origins: Vec<(usize, f64)>,
}

impl Trial<'_> {
    /// A short description for progress and failures.
    pub(crate) fn label(&self) -> String {
        let fold = match self.fold {
            FoldIndex::Test(i) => format!("fold {}", i + 1),
            FoldIndex::Next => "next session".to_owned(),
        };
        let text = if self.arm == Arm::WithText { " with text" } else { "" };
        format!("{} {}{text}, {fold}, seed {}", self.ticker.ticker, self.model.label(), self.seed)
    }

    fn parts(&self) -> Option<Parts> {
        match self.fold {
            FoldIndex::Test(i) => {
                let fold = &self.ticker.folds[i];
                let origin = |s: &Sample| (s.row, s.last_known);
                Some(Parts {
                    train: fold.train.clone(),
                    validation: fold.validation.clone(),
                    origins: self.ticker.samples[fold.test.clone()].iter().map(origin).collect(),
                })
            }
            FoldIndex::Next => self.ticker.next.as_ref().map(|next| Parts {
                train: next.train.clone(),
                validation: next.validation.clone(),
                origins: vec![(next.row, next.last_known)],
            }),
        }
    }

    /// Whether a recorded outcome has one forecast for each origin, as an intact one has.
    pub(crate) fn fits(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Forecasts { points, .. } => {
                self.parts().is_some_and(|p| p.origins.len() == points.len())
            }
            Outcome::Failed(_) => true,
        }
    }

    /// The content that the result depends on, and nothing else: data, target, model, seed, code.
    pub(crate) fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("bellwether trial");
        let mut text = |s: &str| {
            hasher.update(&(s.len() as u64).to_le_bytes());
            hasher.update(s.as_bytes());
        };
        text(env!("CARGO_PKG_VERSION"));
        text(&TRIAL_VERSION.to_string());
        text(bellwether_models::instruction_set());
        text(&serde_json::to_string(&(&self.model.spec, self.config.target)).unwrap_or_default());
        let needs = self.model.spec.build().needs();
        text(&if needs.seeded { self.seed.to_string() } else { String::new() });
        let Some(Parts { train, validation, origins }) = self.parts() else {
            return hasher.finalize().to_hex().to_string();
        };
        let last_row = origins.iter().map(|o| o.0).max().unwrap_or(0);
        if needs.features {
            let view = self.ticker.frame(self.arm).first(last_row + 1);
            view.names().iter().for_each(|n| text(n));
            view.values().iter().for_each(|v| {
                hasher.update(&v.to_bits().to_le_bytes());
            });
        }
        let mut number = |v: f64| {
            hasher.update(&v.to_bits().to_le_bytes());
        };
        for range in [train, validation] {
            number(range.len() as f64);
            for s in &self.ticker.samples[range] {
                number(s.row as f64);
                number(s.target);
                number(s.last_known);
            }
        }
        for (row, last_known) in origins {
            number(row as f64);
            number(last_known);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Fits and forecasts. `None` when the user stopped the run.
    pub(crate) fn run(&self, stop: &Arc<AtomicBool>) -> Option<Outcome> {
        let Some(parts) = self.parts() else {
            return Some(Outcome::Failed("the newest session has a missing input".to_owned()));
        };
        let context = RunContext::with_stop(self.seed, Arc::clone(stop));
        let model = self.model.spec.build();
        match self.fit_and_forecast(&*model, &parts, &context) {
            Err(FitError::Cancelled) => None,
            Err(e) => Some(Outcome::Failed(e.to_string())),
            Ok(outcome) => Some(outcome),
        }
    }

    fn fit_and_forecast(
        &self,
        model: &dyn Forecaster,
        parts: &Parts,
        context: &RunContext,
    ) -> Result<Outcome, FitError> {
        let Parts { train, validation, origins } = parts;
        let first_row = origins.first().map_or(0, |o| o.0);
        let train = self.ticker.train_set(self.arm, train, validation, first_row, self.config);
        let fitted = model.fit(&train, context)?;
        let frame = self.ticker.frame(self.arm);
        let mut points = Vec::with_capacity(origins.len());
        for (row, last_known) in origins {
            let view = frame.first(row + 1);
            let stamp = view.stamps()[*row];
            let at = Origin {
                frame: view,
                last_known: *last_known,
                target: self.config.target,
                stamp,
                series: 0,
                further: &[],
            };
            match fitted.forecast(&at) {
                Ok(f) => points.push(TrialPoint { point: f.point, probability: f.probability }),
                Err(e) => return Ok(Outcome::Failed(e.to_string())),
            }
        }
        Ok(Outcome::Forecasts { points, losses: fitted.losses().to_vec() })
    }
}
