//! A model from elsewhere that is put to the test on the data of a study.

use std::fmt;
use std::sync::Arc;

use bellwether_core::Forecaster;

use crate::dataset::Dataset;

type Build = dyn Fn(&Dataset) -> Box<dyn Forecaster> + Send + Sync;

/// A model of the auditor's own, beside those of the study. It is made anew for each future that is tried.
#[derive(Clone)]
pub struct OwnModel {
    /// Its name in the findings.
    pub name: String,
    build: Arc<Build>,
}

impl OwnModel {
    /// A model that is made from the data of the study, changed or not: what it reads beside its inputs it must read from
    /// them.
    pub fn new(
        name: impl Into<String>,
        build: impl Fn(&Dataset) -> Box<dyn Forecaster> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), build: Arc::new(build) }
    }

    pub(super) fn build(&self, dataset: &Dataset) -> Box<dyn Forecaster> {
        (self.build)(dataset)
    }
}

impl fmt::Debug for OwnModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnModel").field("name", &self.name).finish_non_exhaustive()
    }
}
