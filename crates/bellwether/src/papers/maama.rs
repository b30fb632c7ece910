use super::{Addition, Figure, Paper};

/// ARIMA, BiLSTM, CNN, Transformer, BERT-inspired and Hybrid on four stocks.
pub const MAAMA: Paper = Paper {
    name: "maama",
    title: "Six models for the next open of AAPL, AMZN, GOOGL and MSFT",
    data: "maama/prices.csv, the four stocks from 2015 to 2019, maama/us_macro_annual.csv, macro figures by year, and \
        maama/tweet_count_daily.csv, tweets by day. The paper's weekly sentiment, search interest and tweets are not public, \
        and join where the folder has them: maama/sentiment_weekly.csv, maama/search_monthly.csv, maama/tweets.csv",
    additions: &[
        Addition {
            files: &["maama/sentiment_weekly.csv", "maama/sentiment_weekly.parquet"],
            what: "sentiment by week: the week's first day, ticker, numbers",
            as_published: include_str!("../../data/papers/maama/sentiment-as-published.toml"),
            walk_forward: include_str!("../../data/papers/maama/sentiment-walk-forward.toml"),
        },
        Addition {
            files: &["maama/search_monthly.csv", "maama/search_monthly.parquet"],
            what: "search interest by month: the month (2015-03), ticker, numbers",
            as_published: include_str!("../../data/papers/maama/search-as-published.toml"),
            walk_forward: include_str!("../../data/papers/maama/search-walk-forward.toml"),
        },
        Addition {
            files: &["maama/tweets.csv", "maama/tweets.csv.zst", "maama/tweets.parquet"],
            what: "tweets: ticker, created_at, text",
            as_published: include_str!("../../data/papers/maama/tweets-as-published.toml"),
            walk_forward: include_str!("../../data/papers/maama/tweets-walk-forward.toml"),
        },
    ],
    reads_text: true,
    as_published: include_str!("../../data/papers/maama/as-published.toml"),
    walk_forward: include_str!("../../data/papers/maama/walk-forward.toml"),
    horizons: &[],
    metrics: &["mape", "mae", "r2", "mse", "rmse"],
    naive: "persistence",
    baseline: "persistence",
    remarks: &[
        "Absolute and squared errors of the paper are of one stock or another, and it does not say which; means over the four \
            stocks, whose prices differ by a factor of twenty, stand beside them. The percentage error needs no scale, and is \
            what the models are judged by. R² rises with how far a price wanders while it is tested, and says little of a model.",
        "The last known value is the close of the day for the open of the next; ARIMA sees the opens alone.",
    ],
    quick_epochs: 15,
    figures: &[
        Figure::of("arima", &[("mae", 4.9881), ("mse", 34.2816), ("r2", 0.6046)]),
        Figure::of("bilstm", &[("mae", 1.4128), ("r2", 0.9973)]),
        Figure::of("cnn", &[("mae", 1.3921), ("r2", 0.9876)]),
        Figure::of("transformer", &[("r2", 0.9978)]),
        Figure::of("bert-inspired", &[("mae", 1.9350), ("r2", 0.9840)]),
        Figure::of("hybrid", &[("mae", 1.14), ("mse", 9.03), ("mape", 2.63), ("r2", 0.9876)]),
        Figure::of("hybrid", &[("mae", 4.09)]).variant("the best in its comparison"),
        Figure::of("hybrid", &[("mae", 6.36)]).variant("the worst in its comparison"),
        Figure::of("hybrid", &[("r2", 0.9929)]).variant("without CNN"),
        Figure::of("hybrid", &[("mae", 1.33), ("r2", 0.9818)]).variant("without BiLSTM"),
        Figure::of("hybrid", &[("mae", 2.70), ("mape", 6.78)]).variant("without boosted trees"),
    ],
};
