//! The papers' studies: as published, then walked forward, beside the figures that the papers state.
//!
//! The data are the user's: a study names files below a folder, and the paper says which public set they are.

mod topics;

pub use topics::TOPICS;

/// A paper.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Which public data it needs, and what of the paper's cannot be had.
    pub data: &'static str,
    /// The study file of its protocol as published; files are relative to the folder of the data.
    pub as_published: &'static str,
    /// The same models by a protocol that cannot see the future.
    pub walk_forward: &'static str,
    /// What the paper states, on the rows that the first study tests.
    pub figures: &'static [Figure],
}

/// The scores that a paper states of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The model's name in the study.
    pub model: &'static str,
    /// Its text columns: the name of the arm, and none without text.
    pub arm: Option<&'static str>,
    /// Which of several variants of it, in words; empty for the main one.
    pub variant: &'static str,
    /// By metric as records name them: `rmse`, `mae`, `r2`, `mape`.
    pub scores: &'static [(&'static str, f64)],
}

/// Every paper, in order.
pub const ALL: [Paper; 1] = [TOPICS];
