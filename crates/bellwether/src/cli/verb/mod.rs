//! One file per verb.

pub(crate) mod audit;
pub(crate) mod check;
mod choices;
pub(crate) mod compare;
mod comparison_page;
pub(crate) mod data;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod explain;
pub(crate) mod features;
mod model_page;
pub(crate) mod models;
pub(crate) mod paper;
pub(crate) mod score;
pub(crate) mod scorers;
pub(crate) mod study;
pub(crate) mod topics;
pub(crate) mod train;
