//! From a study file to a run record: config, trials, runner, cache.

pub mod record;
