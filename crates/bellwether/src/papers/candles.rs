use super::{Addition, Figure, Paper};

/// Candlestick pictures and prices for the direction of five stocks.
pub const CANDLES: Paper = Paper {
    name: "candles",
    title: "Candlesticks for the direction of five stocks",
    data: "candle5/prices.csv, AAPL, AMZN, GOOG, IBM and TSLA from January 2016 to December 2020, of which the paper's window \
        is taken. The paper's tweets are not public, and its joint network, which reads them, is left out unless the \
        folder has candle5/tweets.csv",
    additions: &[Addition {
        files: &["candle5/tweets.csv", "candle5/tweets.csv.zst", "candle5/tweets.parquet"],
        what: "tweets: ticker, created_at, text",
        as_published: include_str!("../../data/papers/candles/tweets.toml"),
        walk_forward: include_str!("../../data/papers/candles/tweets.toml"),
    }],
    reads_text: false,
    as_published: include_str!("../../data/papers/candles/as-published.toml"),
    walk_forward: include_str!("../../data/papers/candles/walk-forward.toml"),
    horizons: &[4, 6, 8, 10],
    metrics: &["accuracy"],
    naive: "nearest-date",
    baseline: "always-majority",
    remarks: &[
        "A fifth of the days, drawn at random, is tested by models that know the days before and after each of them, whose \
            moves over the next sessions are nearly the same: nearest-date, which knows the calendar and nothing else, shows \
            what that gives away. Walked forward it would repeat the last label for as long as nothing is fitted anew, and is left out.",
    ],
    quick_epochs: 3,
    figures: &[
        Figure {
            model: "",
            arm: None,
            ticker: Some("AAPL"),
            horizon: Some(10),
            variant: "the best of all, with tweets",
            scores: &[("accuracy", 0.7538)],
        },
        Figure {
            model: "",
            arm: None,
            ticker: Some("IBM"),
            horizon: Some(4),
            variant: "the worst of all, with tweets",
            scores: &[("accuracy", 0.5126)],
        },
    ],
};
