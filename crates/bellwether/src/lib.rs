//! Forecasts stock prices from market data and talk, and tells honestly whether the talk helped.
//!
//! This crate is the command line `bellwether`, and a facade over the crates that do the work, in the order that data
//! flow:
//!
//! | module | room |
//! |---|---|
//! | [`core`] | time, tickers, bars, posts, panels, targets, forecasts, and the traits |
//! | [`nn`] | the training engine of the networks |
//! | [`ingest`] | readers for prices and posts |
//! | [`text`] | from posts to polarity |
//! | [`topics`] | what posts are about |
//! | [`features`] | causal columns and scalers |
//! | [`models`] | every forecaster |
//! | [`evaluation`] | splits, metrics, significance, intervals |
//! | [`study`] | from a study file to a run record |
//! | [`report`] | run records as terminal tables and HTML |
//! | [`bundled`] | the data and the study of the demo |
//! | [`papers`] | the papers' studies, and the figures that they state |
//!
//! [`prelude`] has the main types. A study needs no file:
//!
//! ```
//! use bellwether::prelude::*;
//! use std::path::Path;
//!
//! let config = StudyConfig::parse(
//!     r#"
//!     study = { name = "Two models" }
//!     data = { prices = "bundled:stocknet", tickers = ["MSFT"] }
//!     inputs = { price = ["close", "volume"] }
//!     protocol = { kind = "hold-out", test = { rows = 60 } }
//!     models = [{ kind = "drift" }, { kind = "ridge", predict = "change" }]
//!     "#,
//!     Path::new("two-models.toml"),
//! )?;
//! let data = Dataset::load(&config, Path::new(""), &bundled::ALL)?;
//! let folder = tempfile::tempdir()?;
//! let run = run_study(&config, &data, &RunOptions::new(folder.path()), &|_| {})?;
//!
//! let rows = &run.record.tickers[0].rows;
//! assert_eq!(rows.iter().map(|r| r.model.as_str()).collect::<Vec<_>>(), ["persistence", "drift", "ridge"]);
//! assert_eq!(rows[2].forecasts.len(), 60);
//! assert!(run.record.complete);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bundled;
pub mod papers;
pub mod prelude;

pub use bellwether_core as core;
pub use bellwether_evaluation as evaluation;
pub use bellwether_features as features;
pub use bellwether_ingest as ingest;
pub use bellwether_models as models;
pub use bellwether_nn as nn;
pub use bellwether_report as report;
pub use bellwether_study as study;
pub use bellwether_text as text;
pub use bellwether_topics as topics;
