//! Data and the study that come with the program.
//!
//! The data are a slice of the StockNet collection (Xu and Cohen 2018): four tickers, daily prices from October 2013 to
//! June 2016 and posts from January 2014 to March 2016, handles and links replaced. MIT licence,
//! [`STOCKNET_LICENSE`].

use bellwether_study::Bundle;

/// Prices and posts of AAPL, AMZN, GOOG and MSFT: `bundled:stocknet` in a study file.
pub const STOCKNET: Bundle = Bundle {
    name: "stocknet",
    prices_name: "prices.csv.zst",
    prices: include_bytes!("../data/demo/prices.csv.zst"),
    posts_name: "tweets.csv.zst",
    posts: include_bytes!("../data/demo/tweets.csv.zst"),
};

/// The notice that must go with copies of [`STOCKNET`].
pub const STOCKNET_LICENSE: &str = include_str!("../data/demo/LICENSE.stocknet-MIT");

/// Every data set that comes with the program.
pub const ALL: [Bundle; 1] = [STOCKNET];

/// The study file of `bellwether demo`.
pub const DEMO_STUDY: &str = include_str!("../data/demo/study.toml");

/// A study of every network of the papers, with the same data.
pub const NETWORKS_STUDY: &str = include_str!("../data/demo/networks.toml");

/// A study of every model without a network and of the composites, with the same data.
pub const BASELINES_STUDY: &str = include_str!("../data/demo/baselines.toml");

/// The same for rises and falls.
pub const DIRECTIONS_STUDY: &str = include_str!("../data/demo/directions.toml");

/// A study of several scorers side by side, with the same data.
pub const SCORERS_STUDY: &str = include_str!("../data/demo/scorers.toml");

/// A study of what the posts are about, with the same data.
pub const TOPICS_STUDY: &str = include_str!("../data/demo/topics.toml");

/// A study whose forecasts are traded, with the same data.
pub const BACKTEST_STUDY: &str = include_str!("../data/demo/backtest.toml");

/// A study in which each ticker is new to the models that forecast it, with the same data.
pub const NEW_TICKER_STUDY: &str = include_str!("../data/demo/new-ticker.toml");

/// A study of decompositions, with the same prices.
pub const DECOMPOSITIONS_STUDY: &str = include_str!("../data/demo/decompositions.toml");

/// What a decomposition of the whole series would be worth, which nobody could know.
pub const WHOLE_SERIES_STUDY: &str = include_str!("../data/demo/whole-series.toml");

/// A study file as it reads when the data lie beside it, under the names in [`STOCKNET`].
pub fn with_files(study: &str) -> String {
    study
        .replace("prices = \"bundled:stocknet\"", &format!("prices = \"{}\"", STOCKNET.prices_name))
        .replace("posts = \"bundled:stocknet\"", &format!("posts = \"{}\"", STOCKNET.posts_name))
}
