//! Causal feature columns, scalers, and windows.
//!
//! A [`PriceFeature`] is computed over bars, a [`TextFeature`] over the posts that belong to each session, and
//! [`build_frame`] puts the columns that a [`FrameSpec`] names side by side: one row per completed session, every value
//! of which was known at that row's decision. What learns from data, the [`Scaler`], is fitted apart, on training rows.
//! Windows are views into the frame ([`bellwether_core::FrameView::window`]); nothing is copied.
//!
//! A [`CandleSpec`] draws the last days of a row as a candlestick picture, for networks that look at charts.
//!
//! Columns are computed in one pass over the whole series. That is safe because they are causal: `out[t]` depends on
//! rows `0..=t` only, bit for bit, so a column over a prefix is the prefix of the column. The exceptions,
//! [`Fill::Backward`], [`Decomposition::WholeSeries`] and [`Week::Running`], say so through `sees_future`; so do the text
//! columns that weigh posts by what is counted later, which depend on more than the rows.
//!
//! Decompositions ([`denoise`], [`emd`], [`ceemdan`], …) look at all that they are given: the columns that use them give
//! them the window that ends with each row. [`Pca`] learns, and is fitted on training rows.
//!
//! ```
//! use bellwether_features::{PriceFeature, Scaler};
//! # use bellwether_core::{Bar, Session, Timestamp};
//! # let session = Session {
//! #     date: "2015-01-02".parse()?,
//! #     open: "2015-01-02T14:30:00Z".parse()?,
//! #     close: "2015-01-02T21:00:00Z".parse()?,
//! # };
//! # let closes = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0];
//! # let bars = closes.map(|c| Bar { session, open: c, high: c, low: c, close: c, adj_close: c, volume: 1e6 });
//! // closes 10, 11, … 17
//! let ma7 = PriceFeature::Ma7.compute(&bars);
//! assert!(ma7[..PriceFeature::Ma7.warm_up()].iter().all(|v| v.is_nan()));
//! assert_eq!(ma7[6..], [13.0, 14.0]);
//!
//! let fitted = Scaler::MinMax.fit(&ma7[6..7 + 1], &["ma7"])?;
//! assert_eq!(fitted.transform_value(0, 13.5), 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod decompose;
mod error;
mod frame;
mod indicators;
mod pictures;
mod scalers;
mod text;

pub use decompose::{
    Boundary, Ceemdan, Coefficients, Components, Denoising, FittedPca, Modes, Noise, Pca, Segment, Shrinkage,
    Sifting, Stop, Threshold, Wavelet, ceemd, ceemd_given, ceemdan, ceemdan_given, denoise, dwt, eemd,
    eemd_given, emd, idwt, segments, turning_points, wavedec, waverec,
};
pub use error::FeatureError;
pub use frame::{Decomposition, Fill, FrameSpec, build_frame};
pub use indicators::{PriceColumns, PriceFeature, PriceStream};
pub use pictures::{Background, Candle, CandleColumns, CandleSpec, Channel, png_rgb};
pub use scalers::{FittedScaler, Scaler};
pub use text::{Followers, NoPosts, SessionPosts, TextFeature, TextSettings, Week};
