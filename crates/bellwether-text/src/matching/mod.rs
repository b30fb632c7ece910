//! Which stocks a post is about.
//!
//! A [`Companies`] table says what stocks are called: names, hashtags, handles, further cashtags. A [`Matcher`] looks for
//! them in a post, which may be about several. A table of well-known companies is bundled; a file of the user's, in TOML or
//! CSV, adds to it or stands in its place.
//!
//! ```
//! use bellwether_text::matching::{Companies, Matcher};
//!
//! let matcher = Matcher::new(&Companies::bundled());
//! let found = |text| matcher.tickers(text).iter().map(|t| t.as_str()).collect::<Vec<_>>().join(" ");
//! assert_eq!(found("Apple sues Samsung; $GOOG next? #amazon"), "AAPL GOOG AMZN");
//! assert_eq!(found("an apple pie down by the Amazon River"), "");
//! ```

mod companies;
mod matcher;

pub use companies::{Companies, Company};
pub use matcher::{Match, MatchKind, Matcher};
