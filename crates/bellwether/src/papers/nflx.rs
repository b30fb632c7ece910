use super::{Addition, Figure, Paper};

/// CNN-LSTM and AR-LSTM with the polarity of tweets, on NFLX.
pub const NFLX: Paper = Paper {
    name: "nflx",
    title: "CNN-LSTM and AR-LSTM for the close of NFLX",
    data: "nflx/prices.csv, NFLX from 2 January 2020 to 11 April 2024. The paper's tweets are not public: its figures with \
        tweets stand beside networks without, unless the folder has nflx/tweets.csv",
    additions: &[Addition {
        files: &["nflx/tweets.csv", "nflx/tweets.csv.zst", "nflx/tweets.parquet"],
        what: "tweets: ticker, created_at, text",
        as_published: include_str!("../../data/papers/nflx/tweets.toml"),
        walk_forward: include_str!("../../data/papers/nflx/tweets.toml"),
    }],
    reads_text: false,
    as_published: include_str!("../../data/papers/nflx/as-published.toml"),
    walk_forward: include_str!("../../data/papers/nflx/walk-forward.toml"),
    horizons: &[],
    metrics: &["mse", "rmse", "mae", "r2", "mape"],
    naive: "persistence",
    baseline: "persistence",
    remarks: &[
        "The paper does not state its split; here the last fifth is tested, and the last known value has a mean squared error \
            of 86 to 111 for every split in order of time from 50/50 to 95/5.",
        "One stretch of one stock is one draw: a network that learns the level of a price is judged by where the price went.",
    ],
    quick_epochs: 40,
    figures: &[
        Figure::of("cnn-lstm", &[("mse", 344.06)]),
        Figure::of("cnn-lstm", &[("mse", 280.72)]).with_tweets(),
        Figure::of("ar-lstm", &[("mse", 236.20)]),
        Figure::of("ar-lstm", &[("mse", 230.88)]).with_tweets(),
    ],
};
