//! From a history to a frame: which columns, which rows.

mod build;
mod decomposition;
mod fill;
mod spec;

pub use build::build_frame;
pub use decomposition::Decomposition;
pub use fill::Fill;
pub use spec::FrameSpec;
