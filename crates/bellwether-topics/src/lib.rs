//! What posts are about.
//!
//! The rooms are the boxes of the method's figure: [`embed`] makes a vector of each document, [`reduce`] brings the
//! vectors to few dimensions, [`cluster`] finds dense groups, [`represent`] says in words what a group is about. [`models`]
//! joins them, beside other topic models, and [`quality`] measures what came out.

pub mod cluster;
pub mod embed;
mod error;
pub mod models;
mod points;
pub mod posts;
pub mod quality;
pub mod reduce;
pub mod represent;

pub use error::TopicsError;
pub use points::Points;
