//! Features against other implementations, and the laws that all of them keep.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod decompositions;
mod frame;
mod indicator_reference;
mod pictures;
mod price_laws;
mod price_reference;
mod scalers;
mod spec;
mod support;
mod text_laws;
mod text_reference;
