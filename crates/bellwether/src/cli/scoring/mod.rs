//! Scoring of files of posts, of any length: read, scored on every core, written, in constant memory.

pub(crate) mod journal;
pub(crate) mod pipeline;
pub(crate) mod sink;
pub(crate) mod spec;
