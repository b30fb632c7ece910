use super::Paper;

/// Empirical modes of an index before a network: the studies that the survey tells of.
pub const EMD: Paper = Paper {
    name: "emd",
    title: "Empirical modes and CNN-LSTM for the close of two indices",
    data: "indices/nasdaq.csv and indices/sp500.csv, daily indices from 1999 to 2018, from 2012 on. The surveyed studies have \
        other indices and years, and no figure of theirs is set beside these",
    additions: &[],
    reads_text: false,
    as_published: include_str!("../../data/papers/emd/as-published.toml"),
    walk_forward: include_str!("../../data/papers/emd/walk-forward.toml"),
    horizons: &[],
    metrics: &["rmse", "mse", "mae", "r2", "mape"],
    naive: "persistence",
    baseline: "persistence",
    remarks: &[
        "The same network with each day's window decomposed anew, named (as known), stands beside the one that was shown the \
            modes of the whole series: the gap between the two is the future's.",
    ],
    quick_epochs: 20,
    figures: &[],
};
