//! The public files that papers need, with their columns: for whoever has not said where they are.

use bellwether::papers;

/// Columns of every file of prices.
const PRICES: &str = "Date, Open, High, Low, Close, Adj Close, Volume";
/// With the ticker of each row.
const SEVERAL: &str = "Ticker, Date, Open, High, Low, Close, Adj Close, Volume";

/// Files of one paper.
struct Set {
    paper: &'static str,
    /// Below the folder of the data: the file, what it is, its columns.
    files: &'static [[&'static str; 3]],
    /// What is not public.
    missing: &'static str,
}

const SETS: &[Set] = &[
    Set {
        paper: "nflx",
        files: &[["nflx/prices.csv", "daily prices of NFLX, 2 January 2020 to 11 April 2024", PRICES]],
        missing: "the paper's tweets",
    },
    Set {
        paper: "maama",
        files: &[
            ["maama/prices.csv", "daily prices of AAPL, AMZN, GOOGL and MSFT, 2015 to 2019", SEVERAL],
            [
                "maama/us_macro_annual.csv",
                "figures of the World Bank and the Bureau of Labor Statistics for the United States, by year",
                "year, unemployment_rate_bls_avg, gdp_current_usd, gdp_growth_pct, inflation_cpi_pct",
            ],
            [
                "maama/tweet_count_daily.csv",
                "tweets about each stock by day, of the public set of tweets about top companies from 2015 to 2020",
                "date, ticker, tweet_count",
            ],
        ],
        missing: "the paper's tweets, its weekly sentiment and its search interest",
    },
    Set {
        paper: "candles",
        files: &[[
            "candle5/prices.csv",
            "daily prices of AAPL, AMZN, GOOG, IBM and TSLA, 30 June 2016 to 30 June 2020 with some sessions on both sides",
            SEVERAL,
        ]],
        missing: "the paper's tweets",
    },
    Set {
        paper: "topics",
        files: &[
            [
                "bertopic-amzn/prices.csv",
                "daily prices of AMZN, 30 September 2021 to 29 September 2022",
                "Date, Open, High, Low, Close, Adj Close, Volume, Stock Name",
            ],
            ["bertopic-amzn/tweets.parquet", "posts about AMZN of these days", "ticker, created_at, text"],
        ],
        missing: "the paper's own posts; any others of these days do",
    },
    Set {
        paper: "emd",
        files: &[
            ["indices/nasdaq.csv", "the NASDAQ index by day, 2012 to 2018", PRICES],
            [
                "indices/sp500.csv",
                "the S&P 500 index by day, 2012 to 2018; both are in the Python package `arch`",
                PRICES,
            ],
        ],
        missing: "",
    },
    Set {
        paper: "movement",
        files: &[
            [
                "advalstm/acl18_features.parquet, kdd17_features.parquet",
                "the tables that Feng et al. (2019) publish with their program Adv-ALSTM",
                "stock, row among the trading dates, 0 to 12: eleven features, label, close",
            ],
            [
                "advalstm/acl18_trading_dates.csv, kdd17_trading_dates.csv",
                "the dates of the rows, from the same place",
                "a date a line, no header",
            ],
            ["stocknet/prices.parquet", "prices of the StockNet set of Xu and Cohen (2018)", SEVERAL],
            ["stocknet/tweets.parquet", "its posts", "ticker, created_at, text"],
        ],
        missing: "",
    },
];

/// What the folder of the data holds for a paper, or for all of them, a line a file.
pub(crate) fn needed(paper: Option<&str>) -> String {
    let mut out = String::new();
    for set in SETS.iter().filter(|set| paper.is_none_or(|name| name == set.paper)) {
        for [file, what, columns] in set.files {
            out.push_str(&format!("\n  {file}: {what}\n    columns: {columns}"));
        }
        if !set.missing.is_empty() {
            out.push_str(&format!("\n  not public: {}", set.missing));
        }
        let paper = papers::ALL.iter().find(|paper| paper.name == set.paper);
        for addition in paper.into_iter().flat_map(|paper| paper.additions) {
            out.push_str(&format!("\n    joins where it is there: {}, {}", addition.files[0], addition.what));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use bellwether_study::StudyConfig;

    use super::*;
    use crate::cli::paper::movement;

    /// Every file that a study of a paper names is told.
    #[test]
    fn every_file_that_a_paper_reads_is_named() {
        for paper in papers::ALL {
            let said = needed(Some(paper.name));
            for text in [paper.as_published, paper.walk_forward] {
                let config = StudyConfig::parse(text, Path::new(paper.name)).unwrap();
                let series = config.data.series.iter().map(|series| &series.file);
                for file in std::iter::once(&config.data.prices).chain(&config.data.posts).chain(series) {
                    assert!(said.contains(file.as_str()), "{}: {file} is not in {said}", paper.name);
                }
                for column in config.data.series.iter().flat_map(|series| &series.columns) {
                    assert!(said.contains(column.as_str()), "{}: {column} is not in {said}", paper.name);
                }
            }
        }
        for file in ["acl18_features", "kdd17_trading_dates", "stocknet/prices", "stocknet/tweets"] {
            assert!(needed(Some(movement::NAME)).contains(file), "{file}");
        }
        for addition in papers::ALL.iter().flat_map(|paper| paper.additions) {
            assert!(needed(None).contains(addition.files[0]), "{}", addition.files[0]);
        }
        let all = needed(None);
        assert!(SETS.iter().flat_map(|set| set.files).all(|[file, ..]| all.contains(file)));
    }
}
