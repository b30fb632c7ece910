//! Whether a study sees the future, found out by experiment.
//!
//! ```text
//! study ─► prepared, fitted ──────────────────────────┐
//!   │                                                  ├─► what moved by one bit, and was known before the change
//!   └─► everything after a cut changed ─► the same ────┘
//! ```
//!
//! No setting is looked at to find a leak, with one exception: how long a time a value of a series describes, which only its
//! owner knows.

mod change;
mod columns;
mod days;
mod divisions;
mod duplicates;
mod folds;
mod forecasts;
mod leak;
mod moved;
mod own;
mod restated;
mod returns;
mod shifts;
mod shuffled;
mod split;
mod table;
mod text;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use crate::dataset::Dataset;
use crate::{StudyConfig, StudyError, default_inputs, runner};
use world::World;

pub use folds::{AuditFolds, FittedAgain};
pub use leak::{Experiment, Leak, LeakClass, Source};
pub use own::OwnModel;
pub use shifts::TextShift;
pub use table::{TableError, TableOptions, TableRole, audit_table};

/// Where and how an audit happens.
#[derive(Debug, Clone)]
pub struct AuditOptions {
    /// A folder for what topic models find.
    pub directory: PathBuf,
    /// Set it to stop.
    pub stop: Arc<AtomicBool>,
    /// Whether models are fitted; without it only inputs and divisions are put to the test.
    pub models: bool,
    /// Models beside those of the study. Default none.
    pub own: Vec<OwnModel>,
    /// At which folds, and for which tickers. Default the first and the last.
    pub folds: AuditFolds,
}

impl AuditOptions {
    /// All experiments, with a folder for topics.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            stop: Arc::default(),
            models: true,
            own: Vec::new(),
            folds: AuditFolds::default(),
        }
    }
}

/// One experiment, as it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Trialled {
    /// Which.
    pub experiment: Experiment,
    /// Numbers that were compared.
    pub compared: usize,
    /// Leaks that it found, those that another had found before it among them.
    pub found: usize,
    /// What is no leak and should be known.
    pub remarks: Vec<String>,
    /// What could not be put to the test, and why.
    pub untested: Vec<String>,
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Audit {
    /// The name of the study or of the file.
    pub name: String,
    /// The experiments, in the order in which they were made.
    pub experiments: Vec<Trialled>,
    /// What was found; empty where nothing leaks.
    pub leaks: Vec<Leak>,
    /// What text would save if it came some sessions earlier or later; empty without text, without models, or of too few days.
    pub text_shifts: Vec<TextShift>,
    /// What was fitted again; none of tables, and without models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fitted_again: Option<FittedAgain>,
}

impl Audit {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.leaks.is_empty()
    }

    fn new(name: &str) -> Self {
        let (experiments, leaks, text_shifts) = (Vec::new(), Vec::new(), Vec::new());
        Self { name: name.to_owned(), experiments, leaks, text_shifts, fitted_again: None }
    }

    fn add(&mut self, experiment: Experiment, found: Found) {
        let Found { compared, untested, remarks, leaks } = found;
        // the ticker that shows a leak first stands for all
        let same = |a: &Leak, b: &Leak| {
            a.class == b.class && a.column == b.column && a.model == b.model && a.source == b.source
        };
        let mut own: Vec<Leak> = Vec::new();
        for leak in leaks {
            if !own.iter().any(|other| same(other, &leak)) {
                own.push(leak);
            }
        }
        self.experiments.push(Trialled { experiment, compared, found: own.len(), remarks, untested });
        own.retain(|leak| !self.leaks.iter().any(|other| same(other, leak)));
        self.leaks.append(&mut own);
    }
}

/// What one experiment found.
#[derive(Debug, Default)]
struct Found {
    compared: usize,
    untested: Vec<String>,
    remarks: Vec<String>,
    leaks: Vec<Leak>,
}

impl Found {
    /// What could not be put to the test, once.
    fn not_tested(&mut self, words: String) {
        if !self.untested.contains(&words) {
            self.untested.push(words);
        }
    }
}

/// Puts a study to the test.
///
/// # Errors
/// [`StudyError`] when the data do not fit the study, and [`StudyError::Stopped`].
pub fn audit(config: &StudyConfig, dataset: &Dataset, options: &AuditOptions) -> Result<Audit, StudyError> {
    let config = &*default_inputs::that_are_there(config, dataset);
    let clean = runner::prepare(config, dataset)?;
    let mut audit = Audit::new(&config.study.name);
    audit.add(Experiment::FutureInputs, columns::later_inputs(config, dataset, &clean)?);
    if dataset.has_posts(config) {
        audit.add(Experiment::TextMoved, text::moved(config, dataset, &clean)?);
        audit.add(Experiment::Recounted, columns::recounted(config, dataset)?);
    }
    audit.add(Experiment::LaterDividend, restated::dividend(config, dataset, &clean)?);
    audit.add(Experiment::Rows, duplicates::bars(&clean));
    audit.add(Experiment::Divisions, divisions::parts(config, &clean));
    if options.models {
        let mut world = World::new(config, dataset, options)?;
        let units = world::units(config, &world, options);
        audit.fitted_again = Some(FittedAgain::new(&world, &units));
        let mut failed = Found::default();
        let bases = world::bases(config, &world, units, options, &mut failed)?;
        let mut again = forecasts::refitted(config, dataset, (&world, &bases), &audit.leaks, options)?;
        again.untested.append(&mut failed.untested);
        audit.add(Experiment::Refitted, again);
        let exchanged = days::exchanged(config, &mut world, &bases, &audit.leaks, options)?;
        audit.add(Experiment::DaysExchanged, exchanged);
        audit.add(Experiment::ReturnsShuffled, shuffled::returns(config, dataset, &bases, options)?);
        audit.add(Experiment::LaterSplit, split::later(config, dataset, (&world, &bases), options)?);
        if dataset.has_posts(config) && !config.text_arms().is_empty() {
            audit.text_shifts = shifts::worth(config, &clean);
            let mut shifted =
                Found { compared: audit.text_shifts.iter().map(|s| s.days).sum(), ..Found::default() };
            shifted.remarks.extend(shifts::remark(&audit.text_shifts));
            if audit.text_shifts.is_empty() {
                shifted.untested.push("too few tested days have text around them".to_owned());
            }
            audit.add(Experiment::TextShifted, shifted);
        }
    }
    Ok(audit)
}
