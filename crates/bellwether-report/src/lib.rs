//! Run records as terminal tables and self-contained HTML.
//!
//! Reads a [`RunRecord`](bellwether_study::record::RunRecord) and computes nothing but layout: which rows stand where,
//! how a number is written, where a point is drawn. Every figure on the page stands in the record, except changes
//! between two figures that stand beside each other.
//!
//! | room | what it makes |
//! |---|---|
//! | [`terminal`] | the leaderboard, the verdict and the next forecasts as text |
//! | [`html`] | one HTML file that works offline, without scripts, in print and on a phone |
//! | [`topics`] | what posts are about, as one HTML file |
//! | [`tables`] | tables and sentences as one HTML file, such as the page of a paper |
//! | [`number`] | numbers as readers see them |
//! | [`page`] | what the HTML templates are given |
//!
//! Persistence is the first row of every table. A row that failed says so, with the reason. A protocol that could see
//! the future is named before any number.

mod board;
mod chart;
mod error;
pub mod html;
mod metric;
pub mod number;
pub mod page;
mod roster;
pub mod tables;
pub mod terminal;
pub mod topics;
mod words;

pub use error::ReportError;
