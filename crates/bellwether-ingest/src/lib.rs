//! Readers for prices, posts and series beside them: the only input from files.
//!
//! [`read_prices`] and [`read_posts`] take a file or a folder: CSV, JSON lines or Parquet, plain, gzip or Zstandard,
//! in the layouts that data vendors, `pandas`, `polars` and public collections use. They recognise the layout, say
//! what they recognised ([`Layout`]), and report whatever is odd as a [`Finding`](bellwether_core::Finding) instead
//! of repairing it silently. What cannot be read without guessing is refused with an [`IngestError`] that names file,
//! line, column and value.
//!
//! ```
//! use bellwether_ingest::{PriceOptions, read_prices_bytes};
//!
//! let csv = b"Date,Open,High,Low,Close,Volume\n2020-01-02,74.06,75.15,73.80,75.09,135480400\n";
//! let prices = read_prices_bytes("AAPL.csv", csv, &PriceOptions::default())?;
//! let (ticker, bars) = prices.bars.iter().next().unwrap();
//! assert_eq!((ticker.as_str(), bars[0].close), ("AAPL", 75.09));
//! # Ok::<(), bellwether_ingest::IngestError>(())
//! ```

mod columns;
mod error;
mod inspect;
mod intake;
mod layout;
mod options;
mod outside;
mod posts;
mod predictions;
mod prices;
mod rows;
mod series;
mod source;
mod table;
mod tally;
mod times;
mod value;

pub use error::{Cell, Codec, Foreign, IngestError, Place};
pub use inspect::{Inspection, InspectionKind, TickerSummary, inspect};
pub use layout::{Arrangement, ColumnUse, DateForm, Format, Layout, TickerSource};
pub use options::{
    DateOrder, DecimalMark, Known, Period, PostColumns, PostOptions, PriceColumns, PriceOptions,
    SeriesOptions,
};
pub use outside::posts_outside_prices;
pub use posts::{Posts, read_posts, read_posts_bytes};
pub use predictions::{
    Predicted, PredictionColumns, PredictionOptions, PredictionRow, Predictions, read_predictions,
    read_predictions_bytes,
};
pub use prices::{Prices, read_prices, read_prices_bytes};
pub use rows::{LONGEST_ROW, RowOptions, RowReader, Rows};
pub use series::{Series, read_series, read_series_bytes};
pub use times::read_times;
