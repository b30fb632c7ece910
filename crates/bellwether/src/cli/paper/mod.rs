//! A paper's study beside the figures that the paper states.

pub(crate) mod comparison;
pub(crate) mod quick;
