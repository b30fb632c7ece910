"""Samples, share of the greater class and the market's last direction by pandas, on made-up tables in the form of Feng et al.

usage: movement.py > movement.json

Each set has its dates, and of three stocks the moves, the features beside them and the labels that the test writes as Parquet.
A sample is a stock's day with a label other than 0 and no missing value in the five days before it.
"""
import json

import numpy as np
import pandas as pd

MISSING, LAG = -123321.0, 5
SETS = {
    "acl18": ("2015-03-02", "2015-11-30", ["2014-01-02", "2015-08-03", "2015-10-01"]),
    "kdd17": ("2014-10-01", "2016-03-31", ["2007-01-03", "2015-01-02", "2016-01-04"]),
}
TICKERS = ["AAA", "BBB", "CCC"]


def table(name, dates):
    """Rows of every stock: ticker, row, eleven features, label, close."""
    draw = np.random.default_rng(len(name) + len(dates))
    market = draw.normal(0, 1, len(dates))
    rows = []
    for ticker in TICKERS:
        move = (market + draw.normal(0, 1, len(dates))).round(2)
        label = np.where(move >= 0.55, 1.0, np.where(move <= -0.5, -1.0, 0.0))
        for i in range(len(dates)):
            features = draw.normal(0, 1, 11).round(2)
            features[3] = move[i]
            if i < 3 or (ticker == "BBB" and 40 <= i < 42):
                features[:] = MISSING
            rows.append([ticker, i, *features.tolist(), label[i], float(round(100 + move[i], 2))])
    return pd.DataFrame(rows, columns=["ticker", "row", *map(str, range(13))])


out = {"pandas": pd.__version__, "numpy": np.__version__}
for name, (first, last, begins) in SETS.items():
    dates = pd.bdate_range(first, last)
    frame = table(name, dates)
    days = [str(day.date()) for day in dates]
    wide = lambda column: frame.pivot(index="row", columns="ticker", values=column)
    known = (frame[[str(j) for j in range(13)]] > MISSING + 1).all(axis=1)
    known = frame.assign(known=known).pivot(index="row", columns="ticker", values="known")
    whole = known.rolling(LAG).sum().shift(1) == LAG
    label = wide("11")
    moves = wide("3").where(wide("3") > MISSING + 1)
    market = moves.mean(axis=1).shift(1) > 0
    sampled = whole & (label != 0)
    start, validation, test = [int(np.searchsorted(np.array(days), b)) for b in begins]
    part = lambda a, b: int(sampled.iloc[a:b].to_numpy().sum())
    rises = lambda a, b: (label > 0).iloc[a:b].stack()[sampled.iloc[a:b].stack()]
    actual = rises(test, None)
    predicted = pd.Series(market.loc[actual.index.get_level_values(0)].to_numpy(), index=actual.index)
    majority = bool(rises(max(start, LAG), validation).mean() > 0.5)
    out[name] = {
        "dates": days,
        "rows": frame.drop(columns=["row"]).values.tolist(),
        "samples": [part(max(start, LAG), validation), part(validation, test), part(test, None)],
        "days": int(actual.index.get_level_values(0).max()) - test + 1,
        "majority": float((actual == majority).mean()),
        "market": float((actual == predicted).mean()),
        "market_mcc": float(np.corrcoef(actual, predicted)[0, 1]),
    }
print(json.dumps(out))
