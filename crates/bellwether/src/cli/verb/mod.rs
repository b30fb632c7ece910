//! One file per verb.

mod choices;
pub(crate) mod data;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod features;
mod model_page;
pub(crate) mod models;
pub(crate) mod study;
