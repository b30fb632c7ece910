//! The main types, from prices on disk to the report.
//!
//! ```
//! use bellwether::prelude::*;
//!
//! let aapl = Ticker::new("AAPL")?;
//! assert_eq!(Target { kind: TargetKind::Close, horizon: 1 }.is_price(), true);
//! assert_eq!(aapl.as_str(), "AAPL");
//! # Ok::<(), bellwether::core::CoreError>(())
//! ```

pub use bellwether_core::{
    Bar, Calendar, Date, DecisionTime, FeatureFrame, Finding, Fitted, Forecast, Forecaster, FrameView,
    History, Origin, Panel, Post, PostScore, RunContext, Sample, Session, Target, TargetKind, Ticker,
    TickerData, Timestamp, TrainSet,
};
pub use bellwether_evaluation::metrics::{Metric, mae, mape, mase, mse, r2, rmse, skill_score};
pub use bellwether_evaluation::significance::diebold_mariano;
pub use bellwether_evaluation::splits::{Fold, HoldOut, Size, WalkForward};
pub use bellwether_features::{FrameSpec, PriceFeature, Scaler, TextFeature, build_frame};
pub use bellwether_ingest::{
    PostOptions, Posts, PriceOptions, Prices, read_posts, read_posts_bytes, read_prices, read_prices_bytes,
};
pub use bellwether_models::ModelSpec;
pub use bellwether_report::{html, terminal};
pub use bellwether_study::record::RunRecord;
pub use bellwether_study::{Dataset, Progress, Run, RunOptions, StudyConfig, run as run_study};
pub use bellwether_text::{Polarity, Scorer, ScorerSpec, Vader};

pub use crate::bundled;
