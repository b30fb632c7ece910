use super::{Figure, Paper};

/// BERTopic's topics with sentiment, for LSTM, CNN, CNN-LSTM and GAN on AMZN.
pub const TOPICS: Paper = Paper {
    name: "topics",
    title: "Topic sentiment (BERTopic) for the close of AMZN",
    data: "bertopic-amzn/prices.csv, AMZN from 30 September 2021 to 29 September 2022, and bertopic-amzn/tweets.parquet, posts \
        about AMZN of these days. The paper's own posts cannot be had; these are others",
    additions: &[],
    reads_text: false,
    as_published: include_str!("../../data/papers/topics/as-published.toml"),
    walk_forward: include_str!("../../data/papers/topics/walk-forward.toml"),
    horizons: &[],
    metrics: &["rmse", "mae", "r2", "mape"],
    naive: "persistence",
    baseline: "persistence",
    remarks: &["Twenty days are tested: no difference among the models can be told from luck by them."],
    quick_epochs: 40,
    figures: &[
        Figure::of("lstm", &[("rmse", 4.261), ("mae", 3.699), ("r2", 0.569), ("mape", 3.025)]),
        Figure::of("lstm", &[("rmse", 3.802), ("mae", 3.026), ("r2", 0.657), ("mape", 2.432)]).with("topics"),
        Figure::of("lstm", &[("rmse", 4.151)]).with("topics").variant("with topics by VADER"),
        Figure::of("cnn", &[("rmse", 5.016), ("mae", 4.255), ("r2", 0.403), ("mape", 3.409)]),
        Figure::of("cnn", &[("rmse", 4.724), ("mae", 4.075), ("r2", 0.470), ("mape", 3.323)]).with("topics"),
        Figure::of("cnn", &[("rmse", 3.999)]).with("topics").variant("with topics by VADER"),
        Figure::of("cnn-lstm", &[("rmse", 4.482), ("mae", 3.693), ("r2", 0.523), ("mape", 2.984)]),
        Figure::of("cnn-lstm", &[("rmse", 3.509), ("mae", 2.940), ("r2", 0.708), ("mape", 2.360)])
            .with("topics"),
        Figure::of("cnn-lstm", &[("rmse", 3.844)]).with("topics").variant("with topics by VADER"),
        Figure::of("gan", &[("rmse", 7.560), ("mae", 6.155), ("r2", -1.859), ("mape", 5.247)]),
        Figure::of("gan", &[("rmse", 4.569), ("mae", 3.835), ("r2", 0.558), ("mape", 3.046)]).with("topics"),
    ],
};
