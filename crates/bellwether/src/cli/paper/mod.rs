//! A paper's study beside the figures that the paper states.

pub(crate) mod changes;
pub(crate) mod comparison;
pub(crate) mod data;
pub(crate) mod movement;
pub(crate) mod page;
pub(crate) mod protocol;
mod skill;
pub(crate) mod summary;
