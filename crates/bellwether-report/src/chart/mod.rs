//! Charts as inline SVG.
//!
//! Axis positions are percentages and text is set in pixels, so that a chart takes any width without its labels
//! shrinking. The drawn data lie in a nested SVG whose user units are *quanta*, the last decimal that a reader is shown:
//! a path's coordinates are the values themselves, as integers, and the page's script reads them back exactly.

mod axis;
mod calendar;
mod dumbbell;
mod folds;
mod histogram;
mod interval;
mod path;
mod plot;
pub(crate) mod svg;
mod thin;
mod years;

pub(crate) use axis::Axis;
pub(crate) use calendar::days_between;
pub(crate) use dumbbell::{DumbbellRow, dumbbell};
pub(crate) use folds::{FoldBar, fold_picture};
pub(crate) use histogram::Histogram;
pub(crate) use interval::{IntervalScale, interval};
pub(crate) use plot::{Band, Mark, Plot, Shape};
pub(crate) use svg::Svg;
pub(crate) use thin::{largest_triangles, tallest};
pub(crate) use years::years_picture;
