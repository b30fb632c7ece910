#!/usr/bin/env python3
"""Scores of yesterday's close on the last 20 forecasts of the bundled slice.

usage: make_persistence.py PRICES.csv.zst > persistence.json
needs: pandas, scikit-learn, zstandard or a zstd-capable pandas
"""
import json
import sys

import pandas
import sklearn
from sklearn import metrics

prices = pandas.read_csv(sys.argv[1], compression="zstd")
out = {"versions": {"pandas": pandas.__version__, "scikit-learn": sklearn.__version__}, "tickers": {}}
for ticker, rows in prices.groupby("ticker"):
    close = rows.sort_values("Date").Close.to_numpy()
    actual, predicted = close[-20:], close[-21:-1]
    out["tickers"][ticker] = {
        "rmse": metrics.mean_squared_error(actual, predicted) ** 0.5,
        "mae": metrics.mean_absolute_error(actual, predicted),
        "mape": 100 * metrics.mean_absolute_percentage_error(actual, predicted),
        "r2": metrics.r2_score(actual, predicted),
    }
json.dump(out, sys.stdout, indent=1)
print()
