use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FeatureError;

/// What a candlestick picture looks like.
///
/// ```text
///   G         the window's highest price, row 0
///   G
///  GGG   R    body: rows from the open to the close, green when close > open, else red
///  GGG   R    shadow: one column, rows from the high to the low
///   G   RRR
///       RRR   the window's lowest price, last row of the price part
///
///  vvv        volume bars (optional): grey, against the window's largest volume
///  vvv  vvv
/// ```
///
/// A picture shows the last `days` sessions and ends with the day that it belongs to. Prices are scaled to the lowest
/// and highest price *of the window*, so that a picture depends on its own rows alone and looks the same in any
/// currency. Day `i` has the columns `m + i s .. m + (i + 1) s` with `s = width / days` and `m` half of what is left
/// over; its body is the largest odd number of them that leaves a gap (3 columns: all of them), its shadow the middle
/// one. A price `p` lies in row `round((high - p) / (high - low) (rows - 1))`; when the whole window is one price,
/// all of it lies in the middle row. With volume bars, the last fifth of the rows is theirs and the row above stays
/// empty; a bar has `round(volume / largest volume * rows)` rows, at least one when anything was traded.
///
/// Prices are drawn as traded: a split within the window is drawn as the fall that the raw prices show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CandleSpec {
    /// Sessions in the picture. Default 10, two weeks: five columns a day in the default width. 1 to 128.
    pub days: usize,
    /// Columns of pixels. Default 50, as in the candlestick paper; at least 3 a day, at most 512.
    pub width: usize,
    /// Rows of pixels. Default 50, as in the candlestick paper; 8 to 512.
    pub height: usize,
    /// Whether volume bars stand in the bottom fifth. Default false.
    pub volume: bool,
    /// What nothing is drawn on. Default black, so that networks see zero where there is nothing.
    pub background: Background,
}

/// The colour that nothing is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Background {
    /// All channels 0.
    #[default]
    Black,
    /// All channels full.
    White,
}

impl Default for CandleSpec {
    fn default() -> Self {
        Self { days: 10, width: 50, height: 50, volume: false, background: Background::Black }
    }
}

impl CandleSpec {
    /// Channels of a pixel: red, green, blue.
    pub const CHANNELS: usize = 3;

    /// Checks the sizes.
    ///
    /// # Errors
    /// [`FeatureError::CandleSize`] with the value and what is allowed.
    pub fn validate(&self) -> Result<(), FeatureError> {
        let Self { days, width, height, volume: _, background: _ } = *self;
        let within = |parameter, value: usize, least: usize, most: usize| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(FeatureError::CandleSize { parameter, value, least, most })
        };
        within("days", days, 1, 128)?;
        within("width", width, 3 * days, 512)?;
        within("height", height, 8, 512)
    }

    /// Rows, columns, channels: the order of a picture's values.
    pub fn shape(&self) -> [usize; 3] {
        [self.height, self.width, Self::CHANNELS]
    }

    /// Values in a picture: `height x width x 3`.
    pub fn values(&self) -> usize {
        self.shape().iter().product()
    }
}
