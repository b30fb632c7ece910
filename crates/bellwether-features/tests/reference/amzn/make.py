"""AMZN daily bars, 2013-10-01 to 2016-06-30, cut from the StockNet price file (MIT, notice beside this file).

usage: make.py PRICES.csv[.zst] > bars.csv
"""
import subprocess
import sys

import pandas as pd

path = sys.argv[1]
if path.endswith(".zst"):
    source = subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE).stdout
else:
    source = path
prices = pd.read_csv(source)
amzn = prices[prices.ticker == "AMZN"].sort_values("Date").drop(columns="ticker")
amzn.columns = ["date", "open", "high", "low", "close", "adj_close", "volume"]
print(amzn.to_csv(index=False), end="")
