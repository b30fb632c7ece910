//! Pictures of prices, for networks that look at charts and for readers.

mod candle;
mod layout;
mod png;
mod raster;
mod spec;

pub use candle::{Candle, CandleColumns};
pub use png::png_rgb;
pub use raster::Channel;
pub use spec::{Background, CandleSpec};
