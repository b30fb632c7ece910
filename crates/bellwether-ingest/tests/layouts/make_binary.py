"""Writes the Parquet and compressed layouts: pandas 3.1.1, pyarrow 26.0.1, zstd and gzip of the sources beside them.

Run in this folder: python make_binary.py
"""

import gzip
import pathlib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PRICES = pathlib.Path("prices")
POSTS = pathlib.Path("posts")


def folder(path):
    path.mkdir(parents=True, exist_ok=True)
    return path


frame = pd.DataFrame(
    {
        "Open": [74.06, 74.29],
        "High": [75.15, 75.14],
        "Low": [73.80, 74.13],
        "Close": [75.09, 74.36],
        "Adj Close": [73.15, None],
        "Volume": [135480400, 146322800],
    }
)
days = pd.to_datetime(["2020-01-02", "2020-07-06"])

# pandas: nanosecond timestamps in a named index, snappy
frame.set_index(pd.DatetimeIndex(days.as_unit("ns"), name="Date")).to_parquet(
    folder(PRICES / "parquet-pandas") / "AAPL.parquet"
)
# yfinance: an index with a time zone, stored as instants
frame.set_index(pd.DatetimeIndex(days.tz_localize("America/New_York"), name="Date")).to_parquet(
    folder(PRICES / "parquet-zoned-index") / "AAPL.parquet", compression="gzip"
)
# an index without a name
frame.set_index(days).to_parquet(folder(PRICES / "parquet-unnamed-index") / "AAPL.parquet", compression="zstd")

# date32, dictionary tickers, single-precision prices, decimals, unsigned volume, two row groups, lz4
table = pa.table(
    {
        "date": pa.array([18263, 18264, 18263], pa.int32()).cast(pa.date32()),
        "ticker": pa.array(["AAPL", "AAPL", "MSFT"]).dictionary_encode(),
        "open": pa.array([74.5, 74.25, 158.75], pa.float32()),
        "high": pa.array([75.25, 75.125, 160.75], pa.float32()),
        "low": pa.array([73.75, 74.125, 158.25], pa.float32()),
        "close": pa.array(["75.09", "74.36", "160.62"]).cast(pa.decimal128(10, 2)),
        "volume": pa.array([135480400, None, 22622100], pa.uint32()),
        "tags": pa.array([["a", "b"], [], None], pa.list_(pa.string())),
    }
)
pq.write_table(table, folder(PRICES / "parquet-types") / "prices.parquet", compression="lz4", row_group_size=2)

# text dates, millisecond times, no dictionary, version 1.0 pages, no compression
table = pa.table(
    {
        "symbol": pa.array(["AAPL", "AAPL"], pa.large_string()),
        "date": ["2020-01-02", "2020-01-03"],
        "open": pa.array([74.06, 74.29]),
        "high": pa.array([75.15, 75.14]),
        "low": pa.array([73.80, 74.13]),
        "close": pa.array([75.09, 74.36]),
    }
)
pq.write_table(
    table,
    folder(PRICES / "parquet-text-dates") / "prices.parquet",
    compression="none",
    use_dictionary=False,
    version="1.0",
    data_page_version="2.0",
)
# Spark: 96-bit timestamps
table = pa.table({"Date": pa.array(days.as_unit("ns")), "Close": [75.09, 74.36], "Ticker": ["AAPL", "AAPL"]})
pq.write_table(
    table, folder(PRICES / "parquet-int96") / "prices.parquet", use_deprecated_int96_timestamps=True
)

source = (PRICES / "numbered-index" / "table.csv").read_bytes()
(folder(PRICES / "gzip") / "table.csv.gz").write_bytes(gzip.compress(source, mtime=0))
source = (PRICES / "yahoo" / "AAPL.csv").read_bytes()
(folder(PRICES / "zstd") / "AAPL.csv.zst").write_bytes(pa.compress(source, codec="zstd", asbytes=True))

source = (POSTS / "ours" / "tweets.csv").read_bytes()
(folder(POSTS / "ours-zstd") / "tweets.csv.zst").write_bytes(pa.compress(source, codec="zstd", asbytes=True))
table = pa.table(
    {
        "ticker": ["AAPL", "AAPL", "MSFT", "MSFT"],
        "post_id": pa.array([1, 1, 2, 3]),
        "created_at": pa.array([1388559600000000, 1388559600000000, 1388562876500000, None], pa.timestamp("us", "UTC")),
        "author": pa.array([7, 7, 8, 8]),
        "followers": pa.array([10, 10, None, 5]),
        "is_retweet": [True, True, False, False],
        "retweets": pa.array([1, 2, 3, 4]),
        "likes": pa.array([0.0, 0.0, 12.0, 1.0]),
        "text": ["RT one", "RT one", "two", "three"],
    }
)
pq.write_table(table, folder(POSTS / "stocknet-parquet") / "tweets.parquet", compression="zstd")
table = pa.table(
    {
        "text": ["one"],
        "date": pa.array([1577979060000], pa.timestamp("ms")),
        "ticker": ["AAPL"],
    }
)
pq.write_table(table, "plain.parquet")
plain = pathlib.Path("plain.parquet")
(folder(POSTS / "parquet-gzip") / "posts.parquet.gz").write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
plain.unlink()
