//! Every law over everything that is registered, and every law against an offender.

// helpers outside of #[test] functions
#![allow(clippy::unwrap_used)]

mod audit;
mod counted_later;
mod degenerate;
mod determinism;
mod ensembles;
mod exchanged;
mod intervals;
mod market;
mod poison;
mod proportional;
mod protocols;
mod reduced;
mod registry;
mod saved;
mod skill;
mod study_chosen;
mod study_cross_validation;
mod study_failures;
mod study_further;
mod study_global;
mod study_honesty;
mod study_importances;
mod study_left_out;
mod study_posts;
mod study_random;
mod study_resume;
mod study_signal;
mod study_topics;
mod study_whole;
mod support;
